"""The colours of a page, taken from the mood pictures."""
# ruff: noqa: PLR2004 -- thresholds of seeing have no other name

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

Colour = tuple[int, int, int]

PAPER: Final[Colour] = (246, 243, 238)
INK: Final[Colour] = (27, 25, 23)
WHITE: Final[Colour] = (255, 253, 249)
QUIET: Final[tuple[Colour, ...]] = ((236, 230, 220), (205, 193, 176), (154, 142, 128), (74, 68, 62))


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What the page is printed with. ``chips`` run from light to dark."""

    paper: Colour
    ink: Colour
    soft: Colour
    line: Colour
    field: Colour
    on_field: Colour
    chips: tuple[Colour, ...]


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0 to 1) of ``other`` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = []
    for value in colour:
        v = value / 255
        parts.append(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def chroma(colour: Colour) -> float:
    """How far from grey, 0 to 1."""
    return (max(colour) - min(colour)) / 255


def hexadecimal(colour: Colour) -> str:
    """``#c49a6c``."""
    return "#" + "".join(f"{value:02x}" for value in colour)


def theme_of(moods: Sequence[Image.Image], *, turn: int) -> Theme:
    """The theme of these pictures; ``turn`` chooses among fields that serve as well."""
    chips = _chips(moods) if moods else QUIET
    lightest = chips[0]
    paper = mix(PAPER, lightest, 0.22 if luminance(lightest) > 0.5 else 0.06) if moods else PAPER
    if contrast(paper, INK) < 13:
        paper = PAPER
    ink = mix(INK, chips[-1], 0.25) if contrast(mix(INK, chips[-1], 0.25), paper) > 11 else INK
    fields = sorted(chips, key=_presence, reverse=True)[:2]
    field = fields[turn % len(fields)]
    on_field = max((WHITE, INK), key=lambda colour: contrast(colour, field))
    while contrast(on_field, field) < 5:
        field = mix(field, INK if on_field == WHITE else WHITE, 0.12)
    return Theme(
        paper=paper,
        ink=ink,
        soft=mix(ink, paper, 0.38),
        line=mix(ink, paper, 0.80),
        field=field,
        on_field=on_field,
        chips=chips,
    )


def _presence(colour: Colour) -> float:
    """How well a colour carries a page: coloured, neither white nor black."""
    middle = 1 - abs(luminance(colour) ** 0.5 - 0.5) * 1.4
    return float(chroma(colour) * 0.8 + middle)


def _chips(moods: Sequence[Image.Image]) -> tuple[Colour, ...]:
    """Five colours of the moods by median cut, then k-means, from light to dark."""
    pixels = np.concatenate(
        [
            np.asarray(mood.convert("RGB").resize((48, 48), Image.Resampling.BOX)).reshape(-1, 3)
            for mood in moods
        ]
    ).astype(np.float64)
    centres = np.array([box.mean(axis=0) for box in _cut(pixels, 8)])
    for _ in range(6):
        nearest = ((pixels[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        for i in range(len(centres)):
            members = pixels[nearest == i]
            if len(members):
                centres[i] = members.mean(axis=0)
    found: list[Colour] = []
    sizes = np.bincount(nearest, minlength=len(centres))
    for place in np.argsort(-sizes, kind="stable"):
        red, green, blue = (round(float(value)) for value in centres[place])
        if all(_apart((red, green, blue), other) > 34 for other in found):
            found.append((red, green, blue))
    kept = found[:5] or [PAPER]
    return tuple(sorted(kept, key=luminance, reverse=True))


def _apart(one: Colour, other: Colour) -> float:
    return float(np.linalg.norm(np.subtract(one, other, dtype=np.float64)))


def _cut(
    pixels: np.ndarray[tuple[int, int], np.dtype[np.float64]], count: int
) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Median cut: the widest box is halved along its widest side."""
    boxes = [pixels]
    while len(boxes) < count:
        spans = [np.ptp(box, axis=0) for box in boxes]
        i = max(range(len(boxes)), key=lambda k: float(spans[k].max()))
        if spans[i].max() == 0:
            break
        box = boxes.pop(i)
        ordered = box[np.argsort(box[:, int(spans[i].argmax())], kind="stable")]
        half = len(ordered) // 2
        boxes += [ordered[:half], ordered[half:]]
    return [box for box in boxes if len(box)]
