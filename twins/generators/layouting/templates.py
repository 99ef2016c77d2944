"""Ways to lay out a page. The top right corner stays calm in all of them."""
# ruff: noqa: PLR2004 -- the measures of a page have no other name

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from .colours import WHITE, mix
from .lettering import TEXT
from .sheet import GUTTER, HEIGHT, MARGIN, WIDTH, Box, Sheet

INNER: Final = WIDTH - 2 * MARGIN


def cover(sheet: Sheet) -> None:
    """The photo to the edges, the title on its foot, a garment as an inset."""
    sheet.photo(0, (0, 0, WIDTH, HEIGHT))
    dark = mix(sheet.theme.ink, (0, 0, 0), 0.4)
    sheet.veil((0, 1500, WIDTH, HEIGHT), dark, strength=0.80)
    sheet.veil((0, 0, WIDTH, 420), dark, strength=0.30, upwards=False)
    sheet.caps((MARGIN, MARGIN + 30), sheet.words.brand, colour=WHITE)
    inset = bool(sheet.garments)
    if inset:
        card = (WIDTH - MARGIN - 460, HEIGHT - MARGIN - 600, WIDTH - MARGIN, HEIGHT - MARGIN)
        sheet.field(card, sheet.theme.paper)
        sheet.garment(0, _inset(card, 34))
    measure = INNER - (520 if inset else 0)
    foot = HEIGHT - MARGIN - (170 if sheet.words.idea else 20)
    sheet.title((MARGIN, 1650, MARGIN + measure, foot), size=270, colour=WHITE, foot=True)
    text = (MARGIN, foot + 40, MARGIN + min(measure, 1200), HEIGHT - MARGIN + 20)
    sheet.paragraph(text, sheet.words.idea, colour=mix(WHITE, dark, 0.12), most=2)


def column(sheet: Sheet) -> None:
    """The photo from the upper left corner; words and garments in a column beside it."""
    box = sheet.photo(0, (0, 0, 1224, 1632))
    x = max(box[2], 820) + 84
    right = WIDTH - MARGIN
    sheet.caps((MARGIN, HEIGHT - MARGIN), sheet.words.brand)
    y = sheet.title((x, 470, right, 1130), size=190, most=5)
    y = sheet.paragraph((x, y + 50, right, 1500), sheet.words.idea, colour=sheet.theme.soft, most=9)
    below = max(box[3], y) + 90
    sheet.rule((MARGIN, below), INNER)
    _row(sheet, (x - 320, below + 50, right, HEIGHT - MARGIN), most=3)
    foot = sheet.chips((MARGIN, below + 60), size=(150, 62), upright=True)
    y = min(foot[3] + 70, HEIGHT - MARGIN - 320)
    sheet.credits((MARGIN, y + 30), measure=x - 320 - MARGIN - 60)


def strip(sheet: Sheet) -> None:
    """A contact strip under a large title, garments and chips below."""
    sheet.caps((MARGIN, MARGIN + 30), sheet.words.brand)
    y = sheet.title((MARGIN, 300, WIDTH - MARGIN, 830), size=290, most=2)
    top = max(y + 60, 780)
    count = 3
    w = (INNER - (count - 1) * GUTTER) // count
    h = round(w * 1.32)
    zooms = (1.0, 1.28, 1.12)
    for i in range(count):
        index = i % len(sheet.photos)
        again = i >= len(sheet.photos)
        left = MARGIN + i * (w + GUTTER)
        zoom = zooms[i] if again else 1.0
        box = sheet.photo(
            index, (left, top, left + w, top + h), hold=(0.5, 1.0), zoom=zoom, mono=again
        )
        sheet.numeral((box[0], top + h + 56), i + 1)
    low = top + h + 120
    sheet.rule((MARGIN, low), INNER)
    side = MARGIN + 620
    end = sheet.paragraph((MARGIN, low + 50, side, HEIGHT - 520), sheet.words.idea, most=9)
    sheet.credits((MARGIN, max(end + 60, HEIGHT - 460)), measure=side - MARGIN, most=4)
    sheet.chips((MARGIN, HEIGHT - MARGIN - 120), size=(104, 84))
    _row(sheet, (side + 70, low + 50, WIDTH - MARGIN, HEIGHT - MARGIN), most=3)


def framed(sheet: Sheet) -> None:
    """One photo in wide margins, notes along its sides, the title under it."""
    w, h = 1180, 1475
    left = (WIDTH - w) // 2
    box = sheet.photo(0, (left, 330, left + w, 330 + h), hold=(0.5, 0.5))
    hair = _inset(box, -26)
    for x in (hair[0], hair[2]):
        sheet.upright((x, hair[1]), hair[3] - hair[1])
    for y in (hair[1], hair[3]):
        sheet.rule((hair[0], y), hair[2] - hair[0] + 2)
    sheet.spine((hair[0] - 62, box[3]), sheet.words.brand.upper())
    sheet.chips((MARGIN, MARGIN), size=(84, 84), names=False)
    y = sheet.title(
        (MARGIN + 120, box[3] + 110, WIDTH - MARGIN - 120, HEIGHT - 430),
        size=250,
        most=2,
        centred=True,
    )
    low = max(y + 40, HEIGHT - 430)
    third = (INNER - 2 * 60) // 3
    sheet.paragraph(
        (MARGIN, low, MARGIN + third, HEIGHT - MARGIN + 20),
        sheet.words.idea,
        most=5,
        style=replace(TEXT, size=30),
    )
    sheet.credits((WIDTH - MARGIN - third + 120, low + 30), measure=third - 120, most=5)
    spots: list[Box] = [
        (box[2] - 110, box[3] - 640, WIDTH - MARGIN + 40, box[3] + 40),
        (MARGIN - 40, box[1] + 120, box[0] + 60, box[1] + 640),
    ]
    for i, spot in enumerate(spots[: len(sheet.garments)]):
        sheet.garment(i, spot, ground=sheet.theme.field, hold=(0.6, 0.8))


def field(sheet: Sheet) -> None:
    """Large type on a plane of colour; the photo stands across its edge."""
    theme = sheet.theme
    edge = 1420
    sheet.field((0, 0, WIDTH, edge))
    sheet.caps((MARGIN, MARGIN + 30), sheet.words.brand, colour=theme.on_field)
    sheet.title((MARGIN, 290, WIDTH - MARGIN, 960), size=330, most=3, colour=theme.on_field)
    w, h = 1060, 1325
    top = 1010
    box = sheet.photo(0, (MARGIN, top, MARGIN + w, top + h), hold=(0.0, 1.0))
    x = box[2] + 80
    _row(sheet, (x, edge + 70, WIDTH - MARGIN, 2190), most=2)
    if sheet.garments:
        sheet.numeral((x, edge - 40), 1, colour=theme.on_field)
    below = 2230 if sheet.garments else edge + 90
    sheet.paragraph(
        (x, below, WIDTH - MARGIN, HEIGHT - MARGIN + 20),
        sheet.words.idea,
        most=7 if sheet.garments else 14,
        style=replace(TEXT, size=32 if sheet.garments else 40),
    )
    sheet.chips((MARGIN, 2372), size=(104, 46))
    sheet.credits((MARGIN, 2530), measure=box[2] - MARGIN, most=2)


def diptych(sheet: Sheet) -> None:
    """A photo and a garment on its colour, side by side, with the title over both."""
    theme = sheet.theme
    w = (INNER - GUTTER) // 2
    h = round(w * 1.42)
    top = 940
    left = (MARGIN, top, MARGIN + w, top + h)
    right = (MARGIN + w + GUTTER, top, WIDTH - MARGIN, top + h)
    sheet.caps((MARGIN, MARGIN + 30), sheet.words.brand)
    sheet.title((MARGIN, 260, WIDTH - MARGIN, top - 70), size=280, most=2, italic=True, foot=True)
    sheet.field(left, mix(theme.field, theme.paper, 0.7))
    sheet.photo(0, left, hold=(0.5, 1.0))
    if sheet.garments:
        sheet.field(right)
        sheet.garment(0, _inset(right, 90), ground=theme.field)
    elif len(sheet.photos) > 1:
        sheet.photo(1, right, hold=(0.5, 1.0))
    else:
        sheet.field(right)
        _stack(sheet, right)
    low = top + h + 70
    third = (INNER - 2 * 60) // 3
    sheet.paragraph(
        (MARGIN, low, MARGIN + third + 120, HEIGHT - MARGIN + 20),
        sheet.words.idea,
        most=6,
        style=replace(TEXT, size=32),
    )
    sheet.credits((MARGIN + third + 220, low + 32), measure=third - 160, most=5)
    others = range(1, min(len(sheet.garments), 3))
    span = WIDTH - MARGIN - (right[0] + 160)
    for place, i in enumerate(others):
        x = right[0] + 160 + place * span // len(others)
        sheet.garment(i, (x, low - 10, x + span // len(others) - 30, HEIGHT - MARGIN - 90))
    sheet.chips(
        (right[2] - len(theme.chips) * 104 + 14, HEIGHT - MARGIN - 40), size=(90, 40), names=False
    )


def quiet(sheet: Sheet) -> None:
    """Much paper: a middling photo low on the page, the title above, small words."""
    theme = sheet.theme
    sheet.caps((MARGIN, MARGIN + 30), sheet.words.brand)
    sheet.rule((MARGIN, MARGIN + 74), 620, colour=theme.ink)
    y = sheet.title((MARGIN, 330, WIDTH - MARGIN, 1000), size=380, most=3)
    w, h = 940, 1175
    low = HEIGHT - MARGIN - h
    box = sheet.photo(0, (WIDTH - MARGIN - w, low, WIDTH - MARGIN, low + h), hold=(1.0, 1.0))
    measure = min(box[0] - MARGIN - 100, 760)
    y = sheet.paragraph(
        (MARGIN, max(y + 70, 1010), MARGIN + measure, 1560), sheet.words.idea, most=8
    )
    _row(sheet, (MARGIN, max(y + 60, 1500), box[0] - 90, HEIGHT - 560), most=2)
    sheet.chips((MARGIN, HEIGHT - 480), size=(104, 104))
    sheet.credits((MARGIN, HEIGHT - MARGIN - 130), measure=measure, most=4)


def ledger(sheet: Sheet) -> None:
    """A working page: photo left, garments numbered in a grid of hairlines right."""
    theme = sheet.theme
    box = sheet.photo(0, (MARGIN, 620, MARGIN + 1080, 620 + 1404), hold=(0.0, 0.0))
    sheet.title((MARGIN, 150, WIDTH - MARGIN - 420, 570), size=260, most=2)
    x = box[2] + 60
    right = WIDTH - MARGIN
    cells = max(1, min(len(sheet.garments), 3))
    height = (box[3] - box[1]) // cells
    if sheet.garments:
        for i in range(cells):
            top = box[1] + i * height
            sheet.rule((x, top), right - x)
            sheet.numeral((x, top + 58), i + 1)
            sheet.garment(i, (x + 60, top + 34, right, top + height - 34))
        sheet.rule((x, box[3] - 2), right - x)
    else:
        sheet.field((x, box[1], right, box[3]))
        _stack(sheet, (x, box[1], right, box[3]))
    low = box[3] + 80
    sheet.caps((MARGIN, low + 26), sheet.words.brand, most=1000)
    sheet.paragraph(
        (MARGIN, low + 70, MARGIN + 1000, HEIGHT - MARGIN + 20),
        sheet.words.idea,
        colour=theme.soft,
        most=6,
    )
    sheet.chips((x, low), size=(104, 72))
    sheet.credits((x, low + 190), measure=right - x, most=4)


def _row(sheet: Sheet, box: Box, *, most: int) -> None:
    """Garments side by side on the paper."""
    count = min(len(sheet.garments), most)
    left, top, right, bottom = box
    if not count or bottom - top < 120 or right - left < 120:
        return
    w = (right - left - (count - 1) * GUTTER) // count
    for i in range(count):
        x = left + i * (w + GUTTER)
        sheet.garment(i, (x, top, x + w, bottom), hold=(0.5, 0.5))


def _stack(sheet: Sheet, box: Box) -> None:
    """The palette as planes, where no garment was given."""
    left, top, right, bottom = box
    chips = sheet.theme.chips
    height = (bottom - top) // len(chips)
    for i, chip in enumerate(chips):
        last = bottom if i == len(chips) - 1 else top + (i + 1) * height
        sheet.field((left, top + i * height, right, last), chip)


def _inset(box: Box, by: int) -> Box:
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by


@dataclass(frozen=True)
class Template:
    """A layout and the frame that its leading photo must be able to fill."""

    name: str
    lay: Callable[[Sheet], None]
    frame: tuple[int, int] = (1, 1)


TEMPLATES: Final = (
    Template("field", field),
    Template("column", column),
    Template("strip", strip),
    Template("cover", cover, (WIDTH, HEIGHT)),
    Template("framed", framed),
    Template("diptych", diptych),
    Template("ledger", ledger),
    Template("quiet", quiet),
)


def chosen(sheet: Sheet, turn: int) -> Template:
    """The template of that number among those that the leading photo can fill.

    Numbers that follow each other lead to different templates.
    """
    able = [template for template in TEMPLATES if sheet.can_fill(0, template.frame)]
    able = able or list(TEMPLATES[-1:])
    return able[turn % len(able)]
