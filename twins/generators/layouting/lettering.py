"""Words on the page: Bodoni Moda and Inter, with Noto Sans for letters that they lack."""

import functools
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import fontpkg
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from .colours import Colour

Family = Literal["bodoni-moda", "inter", "noto-sans"]
FALLBACK: Final[tuple[Family, ...]] = ("bodoni-moda", "inter", "noto-sans")


@dataclass(frozen=True, kw_only=True)
class Style:
    """How words are set. ``size`` in pixels, ``tracking`` in ems, ``leading`` in sizes."""

    family: Family = "inter"
    size: int = 34
    weight: int = 400
    italic: bool = False
    tracking: float = 0.0
    leading: float = 1.45

    @property
    def line(self) -> int:
        """Pixels from one baseline to the next."""
        return round(self.size * self.leading)


TITLE: Final = Style(family="bodoni-moda", size=200, weight=420, leading=1.04)
TEXT: Final = Style(size=36, leading=1.5)
SMALL: Final = Style(size=27, leading=1.5, weight=450)
CAPS: Final = Style(size=26, weight=550, tracking=0.16)


@functools.cache
def _path(family: Family, *, italic: bool) -> Path:
    wanted = "italic" if italic else "normal"
    files = fontpkg.family(family).files
    return Path(next((f.path for f in files if f.style == wanted), files[0].path))


@functools.cache
def _letters(family: Family, *, italic: bool) -> frozenset[int]:
    with TTFont(_path(family, italic=italic), lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


@functools.lru_cache(maxsize=256)
def _font(family: Family, size: int, weight: int, *, italic: bool) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(_path(family, italic=italic)), size)
    values: list[float] = []
    for axis in font.get_variation_axes():
        low, high = float(axis["minimum"] or 0), float(axis["maximum"] or 0)
        # Pages are mostly seen small, on phones: hairlines sturdier than the size asks for.
        wish = {"weight": float(weight), "optical size": size * 0.11, "width": 100.0}
        name = bytes(axis["name"]).decode("ascii", "replace").lower()
        values.append(min(max(wish.get(name, float(axis["default"] or 0)), low), high))
    font.set_variation_by_axes(values)
    return font


def clean(text: str) -> str:
    """``text`` in one line, composed, without letters that no font here has."""
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(c for c in flat if c == " " or _family_for(c, "inter", italic=False))
    return " ".join(kept.split())


def _family_for(letter: str, first: Family, *, italic: bool) -> Family | None:
    for family in (first, *FALLBACK):
        if ord(letter) in _letters(family, italic=italic):
            return family
    return None


def _runs(text: str, style: Style) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Stretches of ``text`` that one font can set."""
    runs: list[tuple[str, Family]] = []
    for letter in text:
        family = _family_for(letter, style.family, italic=style.italic)
        if family is None:
            continue
        if runs and runs[-1][1] == family:
            runs[-1] = (runs[-1][0] + letter, family)
        else:
            runs.append((letter, family))
    return [
        (words, _font(family, style.size, style.weight, italic=style.italic))
        for words, family in runs
    ]


def width(text: str, style: Style) -> float:
    """Pixels that ``text`` takes on one line."""
    total = sum(font.getlength(words) for words, font in _runs(text, style))
    return total + style.tracking * style.size * max(len(text) - 1, 0)


def draw(
    canvas: Image.Image, at: tuple[float, float], text: str, style: Style, colour: Colour
) -> float:
    """Set one line with its baseline at ``at``; return the x where it ends."""
    pen = ImageDraw.Draw(canvas)
    x, y = at
    for words, font in _runs(text, style):
        if not style.tracking:
            pen.text((x, y), words, font=font, fill=colour, anchor="ls")
            x += font.getlength(words)
            continue
        for letter in words:
            pen.text((x, y), letter, font=font, fill=colour, anchor="ls")
            x += font.getlength(letter) + style.tracking * style.size
    return x


def wrap(text: str, style: Style, measure: float) -> list[str]:
    """Lines no wider than ``measure``; words that are wider are broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        tried = f"{line} {word}".strip()
        if width(tried, style) <= measure:
            line = tried
            continue
        if line:
            lines.append(line)
        pieces = _broken(word, style, measure)
        lines += pieces[:-1]
        line = pieces[-1]
    return [*lines, line] if line else lines


def _broken(word: str, style: Style, measure: float) -> list[str]:
    if width(word, style) <= measure:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter + "-", style) > measure:
            pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shorten(lines: list[str], most: int, style: Style, measure: float) -> list[str]:
    """At most ``most`` lines, the last one ending in an ellipsis when some are lost."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last + "…", style) > measure:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last.rstrip(" ,.;:") + "…"]


def fit(
    text: str, style: Style, measure: float, height: float, *, smallest: int = 64, most: int = 5
) -> tuple[Style, list[str]]:
    """The largest setting of ``text``, up to the style's size, inside a box."""
    size = style.size
    while size > smallest:
        tried = replace(style, size=size)
        longest = max((width(word, tried) for word in text.split()), default=0)
        if longest <= measure:
            lines = wrap(text, tried, measure)
            if len(lines) <= most and len(lines) * tried.line <= height:
                return tried, _balanced(text, tried, measure, len(lines))
        size = max(smallest, int(size * 0.94))
    tried = replace(style, size=smallest)
    room = max(1, min(most, int(height // tried.line)))
    return tried, shorten(wrap(text, tried, measure), room, tried, measure)


def _balanced(text: str, style: Style, measure: float, count: int) -> list[str]:
    """The same number of lines with the narrowest measure that still holds them, no word broken."""
    best = wrap(text, style, measure)
    longest = max((width(word, style) for word in text.split()), default=0)
    narrow = measure * 0.96
    while narrow > max(measure * 0.5, longest):
        tried = wrap(text, style, narrow)
        if len(tried) != count or any(width(line, style) > narrow for line in tried):
            break
        best = tried
        narrow -= measure * 0.04
    return best
