"""The ways hair is drawn: locks, combed caps, coils and clouds."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import math
import random
from collections.abc import Sequence
from typing import Final

from .face import Head
from .paint import (
    SCREEN,
    Brush,
    Path,
    Point,
    along,
    bent,
    between,
    joined,
    oval,
    polygon,
    spline,
    union,
)
from .palette import Colour, glow, lift, lightness, rng, shadow

Curve = Sequence[tuple[float, float]]

HAIRLINE: Final = (
    (-0.335, 0.50), (-0.318, 0.34), (-0.262, 0.215), (-0.14, 0.158), (0.0, 0.145),
    (0.14, 0.158), (0.262, 0.215), (0.318, 0.34), (0.335, 0.50),
)  # fmt: skip


def hair_rng(head: Head, what: str) -> random.Random:
    """Numbers for one part of this person's hair."""
    return rng("hair", head.person.hair.seed, what)


def mass(brush: Brush, path: Path, tone: Colour, *, size: float = 0.09) -> None:
    """Hair as one form, before its strands."""
    brush.form(path, tone, size=size, depth=0.22, shine=0.07, edge=0.0)


def fibres(
    brush: Brush,
    head: Head,
    curves: Sequence[Sequence[Point]],
    *,
    width: float = 0.012,
    alpha: float = 0.5,
    what: str = "fibres",
) -> None:
    """Single strokes along ``curves``, darker and lighter than the hair."""
    rnd, tone = hair_rng(head, what), head.person.hair.colour
    spread = 0.10 if lightness(tone) > 0.4 else 0.075
    for curve in curves:
        shade = lift(tone, rnd.uniform(-spread, spread * 1.1))
        brush.taper(curve, width * rnd.uniform(0.5, 1.4), shade, alpha=alpha, blur=0.0015, head=0.4)


def lock(
    brush: Brush,
    head: Head,
    inner: Curve,
    outer: Curve,
    *,
    wave: tuple[float, float] = (0.0, 0.0),
    count: int = 34,
    gleam: float = 0.30,
    what: str = "lock",
) -> Path:
    """The hair between two guiding curves from the parting to the tips."""
    tone, rnd = head.person.hair.colour, hair_rng(head, what)
    phase = rnd.uniform(0, 6.28)
    a = bent(spline(inner, steps=8), wave[0], wave[1], phase)
    b = bent(spline(outer, steps=8), wave[0], wave[1], phase + 0.5)
    tip = [b[-1], _between(a[-1], b[-1], 0.5, drop=0.03), a[-1]]
    path = joined(a[::-1], b, tip)
    brush.fill(path, tone)
    brush.inner(path, shadow(tone, 0.26), alpha=0.7, size=0.07, shift=(brush.light * 0.03, -0.03))
    with brush.clip(path):
        brush.line(a, 0.06, shadow(tone, 0.3), alpha=0.5, blur=0.03)
        strands = []
        for _ in range(count):
            share = rnd.random()
            strand = between(a, b, share)
            strands.append(bent(strand, rnd.uniform(0.0, 0.012) + wave[0] * 0.2, 1.5, share * 9))
        fibres(brush, head, strands, what=what)
        if gleam:
            gleam_band(brush, head, a, b, gleam)
    return path


def _between(a: Point, b: Point, t: float, *, drop: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t + drop


def gleam_band(brush: Brush, head: Head, a: Sequence[Point], b: Sequence[Point], at: float) -> None:
    """A soft band of light across the strands."""
    lit = glow(head.person.hair.colour, 0.2)
    band = [along(between(a, b, t), at + 0.03 * math.sin(t * 9)) for t in (0.12, 0.35, 0.6, 0.88)]
    brush.line(band, 0.07, lit, alpha=0.28, blur=0.028, mode=SCREEN)
    rnd = hair_rng(head, "gleam")
    for _ in range(12):
        t = rnd.uniform(0.1, 0.9)
        strand = between(a, b, t)
        start = at + rnd.uniform(-0.10, 0.02)
        run = [along(strand, start + k * 0.035) for k in range(5)]
        brush.taper(run, 0.008, lit, alpha=0.35, blur=0.002)


def cap(
    brush: Brush,
    head: Head,
    outer: Curve,
    *,
    line: Curve = HAIRLINE,
    lean: float = 0.0,
    count: int = 80,
    curl: float = 0.0,
    what: str = "cap",
) -> Path:
    """Hair combed from the hairline back to the silhouette of the skull."""
    tone, rnd = head.person.hair.colour, hair_rng(head, what)
    front, back = spline(head.around(line)), spline(head.around(outer))
    path = polygon([*front, *back[::-1]])
    mass(brush, path, tone, size=0.06)
    with brush.clip(path):
        brush.line(front, 0.03, shadow(tone, 0.3), alpha=0.2, blur=0.016)
        strands = []
        for i in range(count):
            t = (i + rnd.random()) / count
            ax, ay = along(front, t)
            bx, by = along(back, min(max(t + lean + rnd.uniform(-0.02, 0.02), 0), 1))
            mid = ((ax + bx) / 2 + rnd.uniform(-0.01, 0.01), (ay + by) / 2 - 0.015)
            strands.append(bent(spline([(ax, ay), mid, (bx, by)], steps=4), curl, 2, i))
        fibres(brush, head, strands, width=0.014, what=what)
        gleam_band(brush, head, front, back, 0.5 + 0.2 * brush.light)
    return path


def dome(head: Head, *, top: float, side: float, ear: float = 0.52) -> Curve:
    """The silhouette of hair over the skull from one ear to the other."""
    v = head.person.hair.volume
    w = head.face.width + side * v
    t = -top * v
    half = [
        (-w + 0.012, ear),
        (-w, 0.32),
        (-w * 0.89, 0.13),
        (-w * 0.56, t * 0.72 + 0.04),
        (0.0, t),
    ]
    return (*half, *((-x, y) for x, y in half[-2::-1]))


def hairline(head: Head, *, ear: float = 0.5, high: float = 0.0) -> Curve:
    """Where hair begins on this forehead, from ear to ear."""
    k = head.face.width / 0.345
    out = []
    for x, y in HAIRLINE:
        drop = ear - 0.5 if abs(x) > 0.33 else 0.0
        out.append((x * k, y - high * max(0, 1 - abs(x) * 2.4) + drop))
    return out


def shade_face(brush: Brush, head: Head, path: Path) -> None:
    """The shadow that hair throws on the face."""
    with brush.clip(head.outline()):
        brush.cast(
            path,
            alpha=0.42,
            blur=0.022,
            shift=(-brush.light * 0.012, 0.022),
            tone=(0.40, 0.18, 0.14),
        )


def coils(
    brush: Brush, head: Head, path: Path, box: tuple[float, float, float, float], *, size: float,
    count: int, what: str,
) -> None:  # fmt: skip
    """Curls as many small arcs inside ``path``."""
    tone, rnd = head.person.hair.colour, hair_rng(head, what)
    with brush.clip(path):
        for i in range(count):
            x, y = rnd.uniform(box[0], box[2]), rnd.uniform(box[1], box[3])
            r = size * rnd.uniform(0.6, 1.3)
            start, span = rnd.uniform(0, 6.28), rnd.uniform(2.5, 4.6)
            arc = [
                (x + r * math.cos(start + span * k / 6), y + r * math.sin(start + span * k / 6))
                for k in range(7)
            ]
            lit = max(0.0, 1 - math.hypot(x - brush.light * 0.22, y + 0.05) / 0.55)
            shade = lift(tone, rnd.uniform(-0.09, 0.04) + 0.12 * lit * (i % 3 != 0))
            brush.line(arc, size * 0.30, shade, alpha=0.5, blur=0.001, smooth=False)


def cloud(head: Head, ring: Sequence[tuple[float, float, float]], what: str) -> Path:
    """A bumpy outline: circles (x, y, r) with small ones along their rim."""
    rnd = hair_rng(head, what)
    circles = []
    for x, y, r in ring:
        cx, cy = head.skull(x, y)
        circles.append(oval(cx, cy, r, r))
        for k in range(12):
            a = k / 12 * 2 * math.pi + rnd.uniform(-0.2, 0.2)
            small = r * rnd.uniform(0.16, 0.3)
            circles.append(
                oval(cx + r * 0.88 * math.cos(a), cy + r * 0.88 * math.sin(a), small, small)
            )
    return union(*circles)
