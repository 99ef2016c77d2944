"""Surfaces of cloth: what is woven, printed, knitted or quilted into a shape."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .paint import MULTIPLY, Brush, Path, oval, rectangle
from .palette import Colour, glow, lift, lightness, shadow

PATTERNS: Final = (
    "plain", "pinstripe", "breton", "check", "dots", "floral", "rib", "tweed", "quilt", "denim",
    "cable", "abstract",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Cloth:
    """A colour, a second colour for the pattern, and how it falls."""

    colour: Colour
    second: Colour
    pattern: str = "plain"
    sheen: float = 0.08
    seed: int = 0


def lay(brush: Brush, path: Path, cloth: Cloth, *, size: float = 0.12, depth: float = 0.24) -> None:
    """Fill ``path`` with ``cloth``, round under the light."""
    brush.form(path, cloth.colour, size=size, depth=depth, shine=cloth.sheen, edge=0.3)
    weave(brush, path, cloth)


def weave(brush: Brush, path: Path, cloth: Cloth) -> None:
    """The pattern alone."""
    draw = _DRAW.get(cloth.pattern)
    if draw is None:
        return
    box = path.getBounds()
    rnd = random.Random(cloth.seed)  # noqa: S311 -- not a secret
    with brush.clip(path):
        draw(brush, cloth, (box.left(), box.top(), box.right(), box.bottom()), rnd)


Box = tuple[float, float, float, float]


def _columns(brush: Brush, box: Box, step: float, width: float, tone: Colour, alpha: float) -> None:
    x = math.floor(box[0] / step) * step
    while x < box[2]:
        brush.line([(x, box[1]), (x, box[3])], width, tone, alpha=alpha, smooth=False)
        x += step


def _rows(brush: Brush, box: Box, step: float, width: float, tone: Colour, alpha: float) -> None:
    y = math.floor(box[1] / step) * step
    while y < box[3]:
        brush.line([(box[0], y), (box[2], y)], width, tone, alpha=alpha, smooth=False)
        y += step


def _pinstripe(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    lighter = lift(cloth.colour, 0.22 if lightness(cloth.colour) < 0.6 else -0.25)
    _columns(brush, box, 0.095, 0.008, lighter, 0.5)


def _breton(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    _rows(brush, box, 0.155, 0.06, cloth.second, 0.85)


def _check(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    dark = shadow(cloth.colour, 0.26)
    _columns(brush, box, 0.36, 0.11, dark, 0.30)
    _rows(brush, box, 0.36, 0.11, dark, 0.30)
    _columns(brush, box, 0.36, 0.016, cloth.second, 0.55)
    _rows(brush, box, 0.36, 0.016, cloth.second, 0.55)


def _dots(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    tone = cloth.second
    row = 0
    y = box[1]
    while y < box[3]:
        x = math.floor(box[0] / 0.19) * 0.19 + (row % 2) * 0.095
        while x < box[2]:
            brush.fill(oval(x, y, 0.026, 0.026), tone, alpha=0.8)
            x += 0.19
        y += 0.13
        row += 1


def _floral(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    area = (box[2] - box[0]) * (box[3] - box[1])
    leaf = lift(cloth.colour, -0.18)
    for _ in range(int(14 * area) + 8):
        x, y = rnd.uniform(box[0], box[2]), rnd.uniform(box[1], box[3])
        r, turn = rnd.uniform(0.03, 0.062), rnd.uniform(0, 6.28)
        for k in range(5):
            a = turn + k * 1.2566
            brush.fill(
                oval(x + r * math.cos(a), y + r * math.sin(a), r * 0.66, r * 0.66),
                cloth.second,
                alpha=0.72,
            )
        brush.fill(oval(x, y, r * 0.42, r * 0.42), glow(cloth.colour, 0.2), alpha=0.9)
        stem = [(x, y + r), (x + r * 0.8, y + r * 2.4), (x + r * 2.2, y + r * 2.8)]
        brush.taper(stem, r * 0.6, leaf, alpha=0.7)


def _abstract(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    area = (box[2] - box[0]) * (box[3] - box[1])
    for i in range(int(4 * area) + 5):
        x, y = rnd.uniform(box[0], box[2]), rnd.uniform(box[1], box[3])
        s = rnd.uniform(0.2, 0.5)
        run = [(x + s * (k - 2) * 0.4, y + s * rnd.uniform(-0.35, 0.35)) for k in range(5)]
        brush.taper(run, s * 0.45, (cloth.second, lift(cloth.colour, -0.12))[i % 2], alpha=0.75)


def _rib(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    _columns(brush, box, 0.042, 0.016, shadow(cloth.colour, 0.2), 0.42)


def _cable(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    dark, lit = shadow(cloth.colour, 0.26), glow(cloth.colour, 0.12)
    x = math.floor(box[0] / 0.26) * 0.26
    while x < box[2]:
        y = box[1]
        while y < box[3]:
            for s in (-1, 1):
                run = [(x - s * 0.045, y), (x, y + 0.055), (x + s * 0.045, y + 0.11)]
                brush.taper(run, 0.032, dark if s < 0 else lit, alpha=0.42, blur=0.006)
            y += 0.11
        brush.line([(x + 0.13, box[1]), (x + 0.13, box[3])], 0.018, dark, alpha=0.3, smooth=False)
        x += 0.26


def _tweed(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    area = (box[2] - box[0]) * (box[3] - box[1])
    tones = (lift(cloth.colour, 0.14), lift(cloth.colour, -0.14), cloth.second)
    for i in range(int(300 * area)):
        x, y = rnd.uniform(box[0], box[2]), rnd.uniform(box[1], box[3])
        brush.fill(rectangle(x, y, x + 0.022, y + 0.009), tones[i % 3], alpha=0.4)


def _denim(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    del rnd
    step = 0.03
    x = box[0] - (box[3] - box[1])
    while x < box[2]:
        end = (x + (box[3] - box[1]) * 0.6, box[3])
        brush.line([(x, box[1]), end], 0.006, glow(cloth.colour, 0.2), alpha=0.28, smooth=False)
        x += step


def _quilt(brush: Brush, cloth: Cloth, box: Box, rnd: random.Random) -> None:
    y = box[1] + 0.26
    middle = (box[0] + box[2]) / 2
    while y < box[3]:
        run = [(box[0], y - 0.02), (middle, y + 0.015), (box[2], y - 0.02)]
        brush.line(run, 0.10, shadow(cloth.colour, 0.3), alpha=0.36, blur=0.035, mode=MULTIPLY)
        brush.line(run, 0.014, shadow(cloth.colour, 0.4), alpha=0.7)
        lit = [(x, yy - 0.15) for x, yy in run]
        brush.line(lit, 0.08, glow(cloth.colour, 0.2), alpha=0.30, blur=0.04)
        for _ in range(int((box[2] - box[0]) * 7)):
            x = rnd.uniform(*sorted((box[0], box[2])))
            pucker = [(x, y), (x + rnd.uniform(-0.02, 0.02), y + rnd.choice((-1, 1)) * 0.07)]
            brush.line(
                pucker, 0.012, shadow(cloth.colour, 0.34), alpha=0.4, blur=0.005, smooth=False
            )
        y += 0.28


_DRAW: Final[dict[str, Callable[[Brush, Cloth, Box, random.Random], None]]] = {
    "pinstripe": _pinstripe,
    "breton": _breton,
    "check": _check,
    "dots": _dots,
    "floral": _floral,
    "abstract": _abstract,
    "rib": _rib,
    "cable": _cable,
    "tweed": _tweed,
    "denim": _denim,
    "quilt": _quilt,
}
