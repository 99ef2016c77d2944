"""What stands behind a figure: paper, plaster, arch, dusk, leaves; and how light falls."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import skia
from PIL import Image, ImageFilter

from .paint import MULTIPLY, SCREEN, Brush, limb, oval, pixels, polygon, rectangle, surface, union
from .palette import Colour, colour, glow, lift, mix, rng, shadow

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A place: its kind, colours and the side the light comes from (-1 left, +1 right)."""

    kind: str
    wall: Colour
    floor: Colour
    light: float
    horizon: float
    warm: float
    seed: int


KINDS: Final = (
    "window",
    "seamless",
    "plaster",
    "arch",
    "dusk",
    "leaves",
    "blinds",
    "disc",
    "panels",
    "curtain",
    "steps",
)

WALLS: Final = tuple(
    colour(text)
    for text in (
        "#c9cdd0",
        "#d9d2c5",
        "#cdb8a4",
        "#b7bfae",
        "#c7a28e",
        "#a9b7c2",
        "#d8c6a3",
        "#8f9a94",
        "#b98a72",
        "#d7cfd2",
        "#9aa5b1",
        "#c9bfae",
        "#7f8a79",
        "#e0d8cb",
        "#a08b7e",
        "#c8c2d0",
    )
)
BOLD: Final = tuple(
    colour(text)
    for text in (
        "#b4553a",
        "#d3a54a",
        "#5f7d6b",
        "#4e6a86",
        "#c98f83",
        "#8a4a45",
        "#93a08a",
        "#d8b8a6",
        "#3f5a57",
    )
)


def ground(seed: int) -> Ground:
    """The ground of that number."""
    rnd = rng("ground", seed)
    kind = KINDS[seed % len(KINDS)]
    wall = rnd.choice(
        BOLD if kind in {"seamless", "disc", "arch"} and rnd.random() < 0.7 else WALLS
    )
    if kind == "dusk":
        wall = colour(rnd.choice(("#6f6a86", "#7b6472", "#4f5f7c", "#8a6f73")))
    floor = mix(
        lift(wall, rnd.uniform(-0.10, 0.02)), colour("#8a7660"), rnd.choice((0.0, 0.0, 0.25))
    )
    return Ground(
        kind=kind, wall=wall, floor=floor, light=rnd.choice((-1.0, -1.0, 1.0)),
        horizon=rnd.uniform(0.76, 0.84), warm=rnd.uniform(-0.4, 0.9), seed=rnd.getrandbits(30),
    )  # fmt: skip


def draw(place: Ground, size: tuple[int, int], *, floor_at: float) -> Floats:
    """The empty place as float pixels; ``floor_at`` is where the wall meets it (0 to 1)."""
    drawn = surface(size)
    canvas = drawn.getCanvas()
    width, height = size
    unit = float(width)
    canvas.scale(unit, unit)
    tall = height / width
    brush = Brush(canvas, light=place.light)
    _cove(brush, place, tall, floor_at * tall)
    _DRAW[place.kind](brush, place, tall, floor_at * tall)
    return pixels(drawn)


def _cove(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    """A sweep of paper: wall, a soft bend, floor; brighter towards the light."""
    x0, x1 = (0.0, 1.0) if place.light < 0 else (1.0, 0.0)
    everything = rectangle(0, 0, 1, tall)
    bright, dim = glow(place.wall, 0.06), shadow(place.wall, 0.14)
    brush.gradient(everything, (x0, 0), (x1, tall * 0.8), [(bright, 1), (place.wall, 1), (dim, 1)])
    near = glow(place.floor, 0.05)
    brush.gradient(
        rectangle(0, floor - 0.16, 1, tall), (0, floor - 0.16), (0, tall),
        [(place.floor, 0), (place.floor, 0.75), (near, 1), (place.floor, 1)],
    )  # fmt: skip
    brush.fill(
        rectangle(0, floor - 0.03, 1, floor + 0.02), shadow(place.wall, 0.12), alpha=0.22, blur=0.05
    )
    halo = oval(0.5 + place.light * 0.14, tall * 0.36, 0.42, 0.46)
    brush.fill(halo, glow(place.wall, 0.12), alpha=0.45, blur=0.16)


def _nothing(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    del brush, place, tall, floor


def _plaster(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    rnd = rng("plaster", place.seed)
    wall = rectangle(0, 0, 1, floor)
    with brush.clip(wall):
        for _ in range(90):
            x, y = rnd.uniform(-0.1, 1.1), rnd.uniform(-0.1, floor)
            run = [
                (x + k * rnd.uniform(0.02, 0.06), y + rnd.uniform(-0.02, 0.02)) for k in range(5)
            ]
            tone = lift(place.wall, rnd.uniform(-0.07, 0.06))
            brush.taper(run, rnd.uniform(0.02, 0.09), tone, alpha=0.35, blur=0.012)
    _skirting(brush, place, tall, floor)


def _skirting(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    ground_ = rectangle(0, floor, 1, tall)
    near, far = glow(place.floor, 0.02), shadow(place.floor, 0.2)
    brush.gradient(ground_, (0, floor), (0, tall), [(far, 1), (mix(far, near, 0.7), 1), (near, 1)])
    brush.line(
        [(0, floor), (1, floor)],
        0.006,
        shadow(place.floor, 0.3),
        alpha=0.7,
        blur=0.002,
        smooth=False,
    )
    brush.fill(
        rectangle(0, floor - 0.02, 1, floor + 0.03), (0, 0, 0), alpha=0.14, blur=0.02, mode=MULTIPLY
    )


def _arch(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    _plaster(brush, place, tall, floor)
    half, top = 0.29, 0.20
    door = union(
        oval(0.5, top + half, half, half), rectangle(0.5 - half, top + half, 0.5 + half, floor)
    )
    deep = shadow(place.wall, 0.26)
    brush.form(
        door, mix(place.wall, colour("#e9d9bd"), 0.35), size=0.07, depth=0.30, edge=0.2, dark=deep
    )
    reveal = 0.030
    with brush.clip(door), brush.moved(-place.light * reveal, 0.012):
        brush.stroke(door, 0.05, glow(place.wall, 0.16), alpha=0.65, blur=0.003)
    brush.stroke(door, 0.004, shadow(place.wall, 0.3), alpha=0.5)


def _dusk(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    low = colour("#e0a583") if place.seed % 2 else colour("#d9a79c")
    sky = rectangle(0, 0, 1, tall)
    brush.gradient(
        sky,
        (0, 0),
        (0, tall),
        [(place.wall, 1), (mix(place.wall, low, 0.55), 1), (low, 1), (shadow(low, 0.25), 1)],
    )
    brush.fill(
        oval(0.5 + place.light * 0.2, floor * 0.86, 0.5, 0.22),
        glow(low, 0.12),
        alpha=0.6,
        blur=0.12,
    )
    brush.gradient(
        rectangle(0, floor - 0.1, 1, tall),
        (0, floor - 0.1),
        (0, tall),
        [(shadow(low, 0.28), 0), (shadow(place.wall, 0.1), 0.8), (shadow(place.wall, 0.2), 1)],
    )


def _disc(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    del tall, floor
    tone = glow(mix(place.wall, colour("#f2dfb4"), 0.55), 0.05)
    circle = oval(0.5 - place.light * 0.07, 0.50, 0.345, 0.345)
    brush.fill(circle, tone, alpha=0.35, blur=0.03)
    brush.form(circle, tone, size=0.12, depth=0.10, shine=0.06, edge=0)


def _panels(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    _skirting(brush, place, tall, floor)
    for k in range(3):
        x0 = 0.05 + k * 0.315
        for y0, y1 in ((0.09, floor * 0.66), (floor * 0.72, floor - 0.07)):
            frame = rectangle(x0, y0, x0 + 0.27, y1)
            brush.stroke(frame, 0.016, shadow(place.wall, 0.10), alpha=0.8)
            with brush.moved(place.light * 0.004, -0.004):
                brush.stroke(frame, 0.004, glow(place.wall, 0.16), alpha=0.9)
            with brush.moved(-place.light * 0.005, 0.005):
                brush.stroke(frame, 0.005, shadow(place.wall, 0.26), alpha=0.6, blur=0.003)
    brush.line(
        [(0, floor - 0.045), (1, floor - 0.045)], 0.05, lift(place.wall, -0.02), smooth=False
    )
    brush.line(
        [(0, floor - 0.07), (1, floor - 0.07)],
        0.004,
        shadow(place.wall, 0.25),
        alpha=0.6,
        smooth=False,
    )


def _curtain(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    del tall
    rnd = rng("curtain", place.seed)
    x = -0.05
    sheet = rectangle(0, 0, 1, floor + 0.02)
    with brush.clip(sheet):
        while x < 1.05:
            w = rnd.uniform(0.035, 0.085)
            run = [
                (x, -0.1),
                (x + rnd.uniform(-0.012, 0.012), 0.5),
                (x + rnd.uniform(-0.02, 0.02), floor + 0.2),
            ]
            brush.line(run, w * 0.9, shadow(place.wall, 0.24), alpha=0.5, blur=w * 0.22)
            lit = [(a + place.light * w * 0.55, b) for a, b in run]
            brush.line(lit, w * 0.5, glow(place.wall, 0.14), alpha=0.45, blur=w * 0.18)
            x += w * 1.5
    brush.fill(
        rectangle(0, floor - 0.01, 1, floor + 0.035),
        (0, 0, 0),
        alpha=0.3,
        blur=0.018,
        mode=MULTIPLY,
    )


def _steps(brush: Brush, place: Ground, tall: float, floor: float) -> None:
    _skirting(brush, place, tall, floor)
    s = -place.light
    for k, (w, h) in enumerate(((0.50, 0.16), (0.36, 0.34), (0.20, 0.55))):
        edge = 0.5 + s * 0.5
        left, right = sorted((edge, edge - s * w))
        face = rectangle(left, floor - h, right, floor + 0.035)
        tone = lift(place.wall, -0.02 - 0.03 * k)
        brush.form(face, tone, size=0.06, depth=0.2, edge=0.1)
        brush.fill(rectangle(left, floor - h - 0.016, right, floor - h), glow(place.wall, 0.1))
        brush.fill(
            rectangle(left, floor - h, right, floor - h + 0.02),
            shadow(place.wall, 0.2),
            alpha=0.3,
            blur=0.01,
        )


_DRAW: Final[dict[str, Callable[[Brush, Ground, float, float], None]]] = {
    "window": _nothing, "seamless": _nothing, "plaster": _plaster, "arch": _arch, "dusk": _dusk,
    "leaves": _plaster, "blinds": _nothing, "disc": _disc, "panels": _panels, "curtain": _curtain,
    "steps": _steps,
}  # fmt: skip


# --- light and shadow over the finished figure --------------------------------------------


def gobo(place: Ground, size: tuple[int, int]) -> Floats | None:
    """Light through a window, blinds or leaves: factors around 1 by row and column, or none."""
    if place.kind not in {"window", "leaves", "blinds"}:
        return None
    width, height = size[0] // 4, size[1] // 4
    drawn = surface((width, height))
    canvas = drawn.getCanvas()
    canvas.clear(skia.ColorBLACK)
    canvas.scale(width, width)
    brush = Brush(canvas)
    tall = height / width
    rnd = rng("gobo", place.seed)
    if place.kind == "window":
        _panes(brush, place, tall, rnd)
    elif place.kind == "blinds":
        _slats(brush, place, tall, rnd)
    else:
        _foliage(brush, tall, rnd)
    mask = Image.fromarray(pixels(drawn).mean(axis=2).astype(np.uint8))
    blur = width * (0.010 if place.kind == "leaves" else 0.012)
    mask = mask.filter(ImageFilter.GaussianBlur(blur)).resize(size, Image.Resampling.BICUBIC)
    light = np.asarray(mask, dtype=np.float32) / np.float32(255)
    low, high = (0.88, 1.11) if place.kind != "leaves" else (0.76, 1.05)
    return np.asarray(low + (high - low) * light, dtype=np.float32)


def _panes(brush: Brush, place: Ground, tall: float, rnd: random.Random) -> None:
    slant = -place.light * rnd.uniform(0.20, 0.34)
    start = 0.10 if place.light < 0 else 0.90
    for k in range(2):
        x = start - place.light * k * 0.30
        for row in range(3):
            y0, y1 = row * 0.34 - 0.05, row * 0.34 + 0.27
            pane = polygon(
                [
                    (x + slant * y0, y0),
                    (x + 0.24 + slant * y0, y0 + 0.03),
                    (x + 0.24 + slant * y1, y1 + 0.03),
                    (x + slant * y1, y1),
                ]
            )
            brush.fill(pane, (1, 1, 1), alpha=0.95 - 0.12 * row)
    del tall


def _slats(brush: Brush, place: Ground, tall: float, rnd: random.Random) -> None:
    slope = place.light * rnd.uniform(0.10, 0.22)
    y = -0.3
    while y < tall + 0.3:
        brush.fill(
            polygon([(0, y), (1, y + slope), (1, y + slope + 0.045), (0, y + 0.045)]),
            (1, 1, 1),
            alpha=0.85,
        )
        y += 0.085


def _foliage(brush: Brush, tall: float, rnd: random.Random) -> None:
    brush.fill(rectangle(0, 0, 1, tall), (1, 1, 1))
    for _ in range(9):
        x, y = (
            rnd.choice((rnd.uniform(-0.2, 0.3), rnd.uniform(0.7, 1.2))),
            rnd.uniform(-0.1, tall * 0.8),
        )
        angle = math.atan2(tall * 0.4 - y, 0.5 - x) + rnd.uniform(-0.5, 0.5)
        length = rnd.uniform(0.3, 0.6)
        stem = [
            (x + math.cos(angle) * length * t, y + math.sin(angle) * length * t + 0.06 * t * t)
            for t in (0, 0.33, 0.66, 1)
        ]
        brush.line(stem, 0.006, (0, 0, 0))
        for i in range(1, 11):
            t = i / 10
            px = x + math.cos(angle) * length * t
            py = y + math.sin(angle) * length * t + 0.06 * t * t
            for s in (-1, 1):
                a = angle + s * rnd.uniform(0.6, 1.0)
                r = 0.13 * (1 - 0.6 * t)
                leaf = limb(
                    [
                        (px, py),
                        (px + math.cos(a) * r * 0.5, py + math.sin(a) * r * 0.5),
                        (px + math.cos(a) * r, py + math.sin(a) * r),
                    ],
                    [0.002, 0.017, 0.001],
                )
                brush.fill(leaf, (0, 0, 0), alpha=0.9)


def thrown(alpha: Floats, place: Ground, *, feet: float, strength: float = 1.0) -> Floats:
    """Factors that darken the ground where the figure's ``alpha`` keeps the light away.

    ``feet`` is the height of the soles as a share of the picture.
    """
    height, width = alpha.shape
    small = Image.fromarray((alpha * 255).astype(np.uint8)).resize(
        (width // 8, height // 8), Image.Resampling.BOX
    )
    w, h = small.size
    side = -place.light
    wall = small.transform(
        (w, h), Image.Transform.AFFINE, (0.98, 0, -side * w * 0.085, 0, 0.98, -h * 0.012)
    )
    wall = wall.filter(ImageFilter.GaussianBlur(w * 0.035))
    if feet > 1:
        return _factors([wall], [0.26], (width, height), strength)
    foot = feet * h
    # The floor: the figure laid down behind itself, away from the light.
    floor = small.transform(
        (w, h),
        Image.Transform.AFFINE,
        (1, side * 1.9, -side * 1.9 * foot, 0, 3.6, foot - 3.6 * foot),
    )
    floor = floor.filter(ImageFilter.GaussianBlur(w * 0.022))
    contact = small.crop((0, max(int(foot - h * 0.03), 0), w, h))
    under = Image.new("L", (w, h))
    under.paste(contact, (0, max(int(foot - h * 0.03), 0)))
    under = under.filter(ImageFilter.GaussianBlur(w * 0.014))
    return _factors([wall, floor, under], [0.22, 0.26, 0.46], (width, height), strength)


def _factors(
    masks: list[Image.Image], weights: list[float], size: tuple[int, int], strength: float
) -> Floats:
    dark = np.zeros((size[1], size[0]), dtype=np.float32)
    for mask, weight in zip(masks, weights, strict=True):
        dark += np.asarray(mask.resize(size, Image.Resampling.BICUBIC), dtype=np.float32) * (
            weight / 255
        )
    factors: Floats = 1 - strength * np.clip(dark, 0, 0.7)
    return factors


__all__ = ["KINDS", "SCREEN", "Ground", "draw", "gobo", "ground", "thrown"]
