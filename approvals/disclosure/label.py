"""Layer 2: the visible label, a small printed tag in the pixels.

EU Code of Practice on AI-content transparency: the mark as main element, recognised at once, in
the picture, where nothing covers it. The tag brings its own solid ground, so its contrast does
not depend on the picture.
"""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from approvals.disclosure.channels import Channel

type Corner = Literal["top-right", "top-left", "bottom-right", "bottom-left"]
type Variant = Literal["dark", "light"]

INK_AND_GROUND = {"dark": ("#fbf8f3", "#161310"), "light": ("#161310", "#fbf8f3")}  # 17:1
MARK_HEIGHT = 0.032  # of the geometric mean of the picture's sides: tall pictures are shown small
MARK_AT_MOST = 0.046  # of the shorter side
MARK_AT_LEAST = 10  # pixels: less is not legible at any size
TEXT_HEIGHT = 0.5  # of the mark
MARGIN = 0.036  # of the shorter side, where the channel asks for no more
_CAP_HEIGHT = 0.714  # of Noto Sans, in em
_LEADING = 1.96  # baseline to baseline, in cap heights of the text


class Box(NamedTuple):
    """Pixels of the labelled picture: left and top inside, right and bottom just outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Label:
    """What the tag says and how it looks."""

    mark: str
    text: str
    corner: Corner = "top-right"
    variant: Variant = "dark"


@dataclass(frozen=True, slots=True)
class _Run:
    """Words on one baseline; `x`, `y` in pixels from the tag's top left."""

    words: str
    font: ImageFont.FreeTypeFont
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Tag:
    width: int
    height: int
    runs: tuple[_Run, ...]
    rule: tuple[float, float, float, float]
    hairline: int


def draw_label(image: Image.Image, label: Label, channel: Channel) -> tuple[Image.Image, Box]:
    """A copy of the RGB picture with the tag in its corner, and where the tag is."""
    labelled = image.copy()
    return labelled, put_label(labelled, label, channel)


def put_label(image: Image.Image, label: Label, channel: Channel) -> Box:
    """Put the tag into a corner of the RGB picture itself, and say where it is.

    Capitals of the mark are at least 3.2 % of the shorter side, and 10 pixels, high. The tag lies
    inside the channel's safe area, whose margins shrink with a picture smaller than the channel.
    Raises ValueError where the picture is too small to carry a label.
    """
    area = safe_area(image.size, channel)
    tag = _fit(label, image.size, area)
    box = _place(tag, label.corner, area)
    image.paste(_print(tag, label.variant), (box.left, box.top))
    return box


def safe_area(size: tuple[int, int], channel: Channel) -> Box:
    """The part of a picture of `size` (pixels) in which the label may lie."""
    width, height = size
    least = round(MARGIN * min(size))
    across = width / channel.width if channel.width else 1.0
    down = height / channel.height if channel.height else 1.0
    return Box(
        max(least, math.ceil(channel.safe_left * across)),
        max(least, math.ceil(channel.safe_top * down)),
        width - max(least, math.ceil(channel.safe_right * across)),
        height - max(least, math.ceil(channel.safe_bottom * down)),
    )


def _fit(label: Label, size: tuple[int, int], area: Box) -> _Tag:
    """The first arrangement that fits: words beside the mark, or below it, then smaller."""
    shorter = min(size)
    wanted = min(MARK_HEIGHT * math.sqrt(size[0] * size[1]), MARK_AT_MOST * shorter)
    for cap in (max(wanted, MARK_AT_LEAST), max(MARK_HEIGHT * shorter, MARK_AT_LEAST)):
        for arrange in (_beside, _below):
            tag = arrange(label, cap)
            if tag.width <= area.right - area.left and tag.height <= area.bottom - area.top:
                return tag
    raise ValueError(f"A picture of {size[0]} by {size[1]} pixels is too small for its label.")


def _beside(label: Label, cap: float) -> _Tag:
    """Mark | two lines of text, all centred on one axis."""
    pad, gap, height = cap * 0.72, cap * 0.52, cap * 2.5
    mark, text = _font(cap, 700), _font(cap * TEXT_HEIGHT, 500)
    lines = _two_lines(label.text, text)
    middle, step = height / 2, cap * TEXT_HEIGHT * _LEADING
    first = middle - (len(lines) - 1) * step / 2 + cap * TEXT_HEIGHT / 2
    rule = pad + mark.getlength(label.mark) + gap
    runs = [_Run(label.mark, mark, pad, middle + cap / 2)]
    runs += [_Run(line, text, rule + gap, first + i * step) for i, line in enumerate(lines)]
    width = rule + gap + max(map(text.getlength, lines)) + pad
    edge = cap * 0.6
    return _Tag(
        math.ceil(width), math.ceil(height), tuple(runs), (rule, edge, rule, height - edge),
        _hairline(cap),
    )  # fmt: skip


def _below(label: Label, cap: float) -> _Tag:
    """The mark over a rule, the text in two lines under it."""
    pad = cap * 0.72
    mark, text = _font(cap, 700), _font(cap * TEXT_HEIGHT, 500)
    lines = _two_lines(label.text, text)
    rule, step = pad + cap * 1.45, cap * TEXT_HEIGHT * _LEADING
    first = rule + cap * 0.5 + cap * TEXT_HEIGHT
    inner = max(mark.getlength(label.mark), *map(text.getlength, lines))
    runs = [_Run(label.mark, mark, pad, pad + cap)]
    runs += [_Run(line, text, pad, first + i * step) for i, line in enumerate(lines)]
    return _Tag(
        math.ceil(inner + 2 * pad), math.ceil(first + (len(lines) - 1) * step + pad), tuple(runs),
        (pad, rule, pad + inner, rule), _hairline(cap),
    )  # fmt: skip


def _two_lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The text broken where its longer line is shortest; one word stays one line."""
    words = text.split()
    broken = [[" ".join(words[:i]), " ".join(words[i:])] for i in range(1, len(words))]
    return min(broken, key=lambda lines: max(map(font.getlength, lines)), default=[text])


def _place(tag: _Tag, corner: Corner, area: Box) -> Box:
    vertical, horizontal = corner.split("-")
    left = area.left if horizontal == "left" else area.right - tag.width
    top = area.top if vertical == "top" else area.bottom - tag.height
    return Box(left, top, left + tag.width, top + tag.height)


def _print(tag: _Tag, variant: Variant) -> Image.Image:
    """The tag itself: ground, a hairline frame just inside its edge, rule and words."""
    ink, ground = INK_AND_GROUND[variant]
    picture = Image.new("RGB", (tag.width, tag.height), ground)
    draw = ImageDraw.Draw(picture)
    inset = 2 * tag.hairline
    frame = (inset, inset, tag.width - 1 - inset, tag.height - 1 - inset)
    draw.rectangle(frame, outline=ink, width=tag.hairline)
    draw.line(tag.rule, fill=ink, width=tag.hairline)
    for run in tag.runs:
        draw.text((run.x, run.y), run.words, fill=ink, font=run.font, anchor="ls")
    return picture


def _hairline(cap: float) -> int:
    return max(1, round(cap / 22))


def _font(cap: float, weight: int) -> ImageFont.FreeTypeFont:
    """Noto Sans whose capitals are `cap` pixels high. A fresh one each time: threads draw too."""
    font = ImageFont.truetype(_font_path(), max(1.0, cap / _CAP_HEIGHT))
    font.set_variation_by_axes([weight, 100])
    return font


@cache
def _font_path() -> Path:
    return Path(fontpkg.path("Noto Sans", 500))
