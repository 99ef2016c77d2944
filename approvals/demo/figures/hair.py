"""Hairstyles in two passes, behind the head and over it."""

import math
from collections.abc import Callable
from typing import Final

import skia

from .face import Head
from .paint import (
    Brush,
    Path,
    along,
    bent,
    between,
    blob,
    joined,
    limb,
    oval,
    polygon,
    spline,
    union,
)
from .palette import CLOTHS, Colour, glow, lift, mix, shadow
from .strands import (
    Curve,
    cap,
    cloud,
    coils,
    dome,
    fibres,
    gleam_band,
    hair_rng,
    hairline,
    lock,
    mass,
    shade_face,
)


def draw_back(brush: Brush, head: Head) -> None:
    """What hangs behind the neck and shoulders."""
    draw = BACK.get(head.person.hair.style)
    if draw:
        draw(brush, head)


def draw_front(brush: Brush, head: Head) -> None:
    """What grows over the skull and falls before the shoulders."""
    FRONT[head.person.hair.style](brush, head)


# --- styles -------------------------------------------------------------------------------


def _curtain(
    brush: Brush,
    head: Head,
    *,
    length: float,
    wide: float,
    inward: float = 0.0,
    wave: tuple[float, float] = (0.0, 0.0),
    open_: float = 0.0,
) -> None:
    """Two locks from a parting."""
    part, v = head.person.hair.part, head.person.hair.volume
    k = head.face.width / 0.345
    drawn = []
    for side in (-1, 1):
        inner = [
            (part, 0.118), (side * 0.16 * k + part * 0.3, 0.19), (side * 0.285 * k, 0.36),
            (side * (0.318 + open_ * 0.4) * k, 0.58),
            (side * (0.315 + open_) * k, 0.58 + (length - 0.58) * 0.55),
            (side * (0.27 + open_ - inward) * k, length - 0.02),
        ]  # fmt: skip
        w = wide * v
        outer = [
            (part, -0.065), (side * 0.20 + part * 0.4, -0.055), (side * w * 0.86, 0.12),
            (side * w, 0.40), (side * w * 1.02, 0.40 + (length - 0.4) * 0.6),
            (side * (w * 0.98 - inward), length),
        ]  # fmt: skip
        drawn.append((head.around(inner), head.around(outer)))
    for inner_c, outer_c in drawn:
        shape = joined(inner_c[::-1], outer_c)
        shade_face(brush, head, shape)
    for (inner_c, outer_c), what in zip(drawn, ("left", "right"), strict=True):
        lock(brush, head, inner_c, outer_c, wave=wave, what=what)


def _fall(
    brush: Brush, head: Head, *, length: float, wide: float, wave: tuple[float, float] = (0, 0)
) -> None:
    """The hair behind: a sheet from the crown to ``length``."""
    v = head.person.hair.volume
    w = wide * v
    left = [
        (-0.1, -0.02),
        (-w * 0.9, 0.15),
        (-w, 0.5),
        (-w, 0.5 + (length - 0.5) * 0.6),
        (-w * 0.9, length),
    ]
    right = [(-x, y) for x, y in left]
    a, b = head.around(left), head.around(right)
    tone = shadow(head.person.hair.colour, 0.16)
    a2, b2 = bent(spline(a), wave[0], wave[1], 1.0), bent(spline(b), wave[0], wave[1], 2.0)
    foot = [b2[-1], (0.0, length + 0.05), a2[-1]]
    path = joined(a2[::-1], b2, foot)
    brush.form(path, tone, size=0.12, depth=0.2, shine=0.03, edge=0)
    rnd = hair_rng(head, "fall")
    with brush.clip(path):
        strands = [
            bent(between(a2, b2, rnd.random()), 0.008 + wave[0] * 0.2, 1.5, i) for i in range(40)
        ]
        fibres(brush, head, strands, alpha=0.35, what="fall")


def _fringe(brush: Brush, head: Head) -> None:
    k = head.face.width / 0.345
    root = head.around([(-0.24 * k, -0.02), (0.0, -0.06), (0.24 * k, -0.02)])
    tips = head.around(
        [(-0.31 * k, 0.44), (-0.15 * k, 0.405), (0.0, 0.395), (0.15 * k, 0.405), (0.31 * k, 0.44)]
    )
    path = polygon([*spline(root), *spline(tips)[::-1]])
    shade_face(brush, head, path)
    tone, rnd = head.person.hair.colour, hair_rng(head, "fringe")
    mass(brush, path, tone, size=0.05)
    strands = []
    for i in range(70):
        t = min(max((i + rnd.random()) / 70, 0), 1)
        (ax, ay), (bx, by) = along(spline(root), t), along(spline(tips), t)
        strands.append(
            [(ax, ay), ((ax + bx) / 2 * 1.03, (ay + by) / 2), (bx, by + rnd.uniform(-0.01, 0.02))]
        )
    fibres(brush, head, strands, width=0.014, what="fringe")
    gleam_band(brush, head, spline(root), spline(tips), 0.45)


def _bob(brush: Brush, head: Head) -> None:
    _curtain(brush, head, length=0.98, wide=0.43, inward=0.035)


def _lob(brush: Brush, head: Head) -> None:
    _curtain(brush, head, length=1.32, wide=0.43, wave=(0.012, 1.5), open_=0.03)


def _long(brush: Brush, head: Head) -> None:
    _curtain(brush, head, length=1.95, wide=0.43, wave=(0.012, 1.0), open_=0.05)


def _waves(brush: Brush, head: Head) -> None:
    _curtain(brush, head, length=1.62, wide=0.47, wave=(0.045, 2.4), open_=0.07)


def _fringed(brush: Brush, head: Head) -> None:
    _curtain(brush, head, length=1.45, wide=0.42, open_=0.02)
    _fringe(brush, head)


def _sleek(brush: Brush, head: Head) -> None:
    path = cap(brush, head, dome(head, top=0.055, side=0.012, ear=0.50), count=110)
    shade_face(brush, head, path)


def _bun(brush: Brush, head: Head, x: float, y: float, r: float) -> None:
    cx, cy = head.skull(x, y)
    tone, rnd = head.person.hair.colour, hair_rng(head, "bun")
    path = blob(
        [(cx + r * math.cos(a) * rnd.uniform(0.95, 1.1), cy + r * math.sin(a) * 0.9) for a in
         (0, 0.8, 1.6, 2.4, 3.2, 4.0, 4.8, 5.6)]
    )  # fmt: skip
    mass(brush, path, lift(tone, -0.01), size=0.06)
    with brush.clip(path):
        strands = []
        for _ in range(26):
            a, q = rnd.uniform(0, 6.28), rnd.uniform(0.25, 1.0)
            ring = [(a + k * 0.35) for k in range(6)]
            strands.append(
                [(cx + r * q * math.cos(t), cy + r * 0.9 * q * math.sin(t)) for t in ring]
            )
        fibres(brush, head, strands, width=0.016, what="bun")


def _low_bun_back(brush: Brush, head: Head) -> None:
    side = -1 if head.person.hair.part <= 0 else 1
    _bun(brush, head, side * 0.25, 0.80, 0.17)


def _top_knot_back(brush: Brush, head: Head) -> None:
    _bun(brush, head, 0.0, -0.13, 0.14)


def _knot_front(brush: Brush, head: Head) -> None:
    _sleek(brush, head)


def _coily_knot_back(brush: Brush, head: Head) -> None:
    shape = cloud(head, [(-0.08, -0.16, 0.17), (0.09, -0.17, 0.16), (0, -0.26, 0.15)], "knot")
    mass(brush, shape, head.person.hair.colour)
    coils(brush, head, shape, (-0.4, -0.5, 0.4, 0.1), size=0.028, count=230, what="knot")


def _ponytail_back(brush: Brush, head: Head) -> None:
    side = -1 if head.person.hair.part <= 0 else 1
    inner = head.around(
        [(side * 0.10, 0.05), (side * 0.32, 0.12), (side * 0.40, 0.7), (side * 0.34, 1.5)]
    )
    outer = head.around(
        [(side * 0.05, -0.10), (side * 0.42, -0.02), (side * 0.56, 0.65), (side * 0.46, 1.7)]
    )
    lock(brush, head, inner, outer, wave=(0.02, 1.2), what="tail")


def _pixie(brush: Brush, head: Head) -> None:
    part = 0.16 if head.person.hair.part >= 0 else -0.16
    path = cap(
        brush, head, dome(head, top=0.10, side=0.035, ear=0.56), line=hairline(head, ear=0.6)
    )
    s = math.copysign(1, part)
    inner = head.around(
        [(part, 0.12), (part - s * 0.16, 0.26), (part - s * 0.36, 0.36), (-s * 0.335, 0.50)]
    )
    outer = head.around(
        [(part, -0.045), (-s * 0.08, -0.105), (-s * 0.34, 0.06), (-s * 0.385, 0.42)]
    )
    shade_face(brush, head, joined(inner[::-1], outer))
    lock(brush, head, inner, outer, wave=(0.008, 1.0), what="sweep")
    del path


def _afro_ring(head: Head, r: float) -> Path:
    v = head.person.hair.volume
    ring = [
        (0.0, 0.20, 0.46),
        (-0.28, 0.20, 0.32),
        (0.28, 0.20, 0.32),
        (-0.30, 0.45, 0.24),
        (0.30, 0.45, 0.24),
        (0, -0.05, 0.36),
    ]
    return cloud(
        head, [(x * v * r, 0.3 + (y - 0.3) * v * r, q * v * r) for x, y, q in ring], "afro"
    )


def _afro_back(brush: Brush, head: Head) -> None:
    shape = _afro_ring(head, 1.08)
    mass(brush, shape, head.person.hair.colour, size=0.16)
    coils(brush, head, shape, (-0.75, -0.6, 0.75, 0.95), size=0.026, count=620, what="afro")


def _coily_cap(
    brush: Brush, head: Head, *, top: float, side: float, ear: float, size: float, count: int
) -> None:
    line, outer = hairline(head, ear=ear), dome(head, top=top, side=side, ear=ear)
    front, back = spline(head.around(line)), spline(head.around(outer))
    rnd = hair_rng(head, "cap")
    front = [
        (x + rnd.uniform(-1, 1) * size * 0.3, y + rnd.uniform(-1, 1) * size * 0.4) for x, y in front
    ]
    path = polygon([*front, *back[::-1]])
    rim = [oval(*along(back, k / 26), size * rnd.uniform(0.6, 1.2), size * 0.9) for k in range(27)]
    path = union(path, *rim)
    shade_face(brush, head, path)
    mass(brush, path, head.person.hair.colour, size=0.07)
    coils(brush, head, path, (-0.6, -0.35, 0.6, 0.65), size=size, count=count, what="cap")


def _afro_front(brush: Brush, head: Head) -> None:
    _coily_cap(brush, head, top=0.17, side=0.07, ear=0.46, size=0.026, count=420)


def _short_afro(brush: Brush, head: Head) -> None:
    _coily_cap(brush, head, top=0.12, side=0.03, ear=0.46, size=0.018, count=420)


def _short_curls(brush: Brush, head: Head) -> None:
    _coily_cap(brush, head, top=0.14, side=0.04, ear=0.48, size=0.036, count=230)


def _curls_back(brush: Brush, head: Head) -> None:
    ring = [
        (-0.33, 0.55, 0.24),
        (0.33, 0.55, 0.24),
        (-0.38, 0.9, 0.24),
        (0.38, 0.9, 0.24),
        (-0.36, 1.2, 0.2),
        (0.36, 1.2, 0.2),
        (0, 0.5, 0.4),
        (0, 0.95, 0.36),
    ]
    shape = cloud(head, ring, "curls")
    mass(brush, shape, shadow(head.person.hair.colour, 0.08), size=0.14)
    coils(brush, head, shape, (-0.75, 0.1, 0.75, 1.5), size=0.04, count=620, what="curls")


def _curls_front(brush: Brush, head: Head) -> None:
    _coily_cap(brush, head, top=0.15, side=0.09, ear=0.60, size=0.036, count=520)


def _ropes(brush: Brush, head: Head, *, length: float, beads: bool, behind: bool) -> None:
    """Locs or braids: tubes with rings, from the crown over the sides."""
    tone, rnd = head.person.hair.colour, hair_rng(head, f"ropes{behind}")
    count = 11 if behind else 7
    v = head.person.hair.volume
    for side in (-1, 1):
        for i in range(count):
            t = i / (count - 1)
            end_x = 0.28 + 0.24 * t if not behind else 0.05 + 0.42 * t
            reach = length + rnd.uniform(-0.22, 0.1)
            start = (side * (0.02 + 0.10 * t), -0.065 + 0.05 * (1 - t) * (0 if behind else 1))
            knee = (side * (0.27 + 0.15 * t) * v, 0.10 + 0.08 * (1 - t))
            points = head.around(
                [start, (side * (0.14 + 0.13 * t), -0.035 + 0.05 * (1 - t)), knee,
                 (side * (0.345 + 0.11 * t) * v, 0.45), (side * end_x * v, 0.9),
                 (side * (end_x + rnd.uniform(-0.04, 0.05)), reach)]
            )  # fmt: skip
            w = 0.026 if not beads else 0.021
            path = limb(points, [w, w, w * 1.1, w, w * 0.95, w * 0.8], cap=0.8)
            shade = lift(tone, rnd.uniform(-0.02, 0.05) - (0.04 if behind else 0))
            brush.form(path, shade, size=0.016, depth=0.25, shine=0.08, edge=0.45)
            run = spline(points)
            for k in range(4, len(run) - 1, 2):
                (x, y), (nx, ny) = run[k], run[k + 1]
                d = math.hypot(nx - x, ny - y) or 1
                ox, oy = -(ny - y) / d * w, (nx - x) / d * w
                brush.line(
                    [(x - ox, y - oy), (x + ox, y + oy + 0.012)],
                    0.006,
                    lift(shade, -0.09),
                    alpha=0.6,
                    smooth=False,
                )


def _crown(brush: Brush, head: Head) -> None:
    path = cap(
        brush, head, dome(head, top=0.07, side=0.02, ear=0.42), line=hairline(head, ear=0.46)
    )
    shade_face(brush, head, path)


def _locs_back(brush: Brush, head: Head) -> None:
    _ropes(brush, head, length=1.55, beads=False, behind=True)


def _locs_front(brush: Brush, head: Head) -> None:
    _crown(brush, head)
    _ropes(brush, head, length=1.35, beads=False, behind=False)


def _braids_back(brush: Brush, head: Head) -> None:
    _ropes(brush, head, length=2.0, beads=True, behind=True)


def _braids_front(brush: Brush, head: Head) -> None:
    _crown(brush, head)
    _ropes(brush, head, length=1.8, beads=True, behind=False)


def _scalp(brush: Brush, head: Head, alpha: float, *, high: float = 0.0) -> None:
    """Hair cut to the skin: a tint with fine points."""
    line, outer = hairline(head, ear=0.47, high=high), dome(head, top=0.012, side=0.004, ear=0.45)
    path = polygon([*spline(head.around(line)), *spline(head.around(outer))[::-1]])
    with brush.clip(union(head.outline(), path)):
        brush.fill(path, head.person.hair.colour, alpha=alpha, blur=0.014)
    rnd, tone = hair_rng(head, "scalp"), head.person.hair.colour
    with brush.clip(path):
        for _ in range(360):
            x, y = rnd.uniform(-0.4, 0.4), rnd.uniform(-0.03, 0.5)
            brush.line(
                [(x, y), (x * 1.01, y - 0.009)],
                0.0045,
                lift(tone, rnd.uniform(-0.05, 0.12)),
                alpha=0.45,
                smooth=False,
            )
        brush.fill(
            oval(brush.light * 0.13, 0.06, 0.13, 0.05), glow(head.skin, 0.15), alpha=0.22, blur=0.04
        )


def _shaved(brush: Brush, head: Head) -> None:
    _scalp(brush, head, 0.72)


def _buzz(brush: Brush, head: Head) -> None:
    _scalp(brush, head, 0.82, high=-0.01)


def _bald(brush: Brush, head: Head) -> None:
    x = brush.light * 0.12
    with brush.clip(head.outline()):
        brush.fill(oval(x, 0.09, 0.13, 0.055), glow(head.skin, 0.2), alpha=0.5, blur=0.035)


def _sides(brush: Brush, head: Head, alpha: float) -> None:
    """Short sides from the temple to the ear, faded into the skin."""
    for side in (-1, 1):
        w = head.face.width
        shape = head.around(
            [
                (side * (w + 0.016), 0.50),
                (side * (w + 0.026), 0.30),
                (side * w * 0.86, 0.06),
                (side * w * 0.66, 0.14),
                (side * w * 0.88, 0.34),
                (side * w * 0.955, 0.53),
            ]
        )
        brush.fill(blob(shape), head.person.hair.colour, alpha=alpha, blur=0.012)


def _crop(brush: Brush, head: Head) -> None:
    _sides(brush, head, 0.85)
    cap(
        brush,
        head,
        dome(head, top=0.085, side=0.014, ear=0.42),
        line=hairline(head, ear=0.42, high=-0.02),
        lean=0.03,
        what="crop",
    )


def _fade(brush: Brush, head: Head) -> None:
    _scalp(brush, head, 0.72)
    line = [(-0.27, 0.23), (-0.14, 0.155), (0, 0.142), (0.14, 0.155), (0.27, 0.23)]
    outer = [
        (-0.338, 0.22),
        (-0.30, 0.01),
        (-0.17, -0.075),
        (0, -0.095),
        (0.17, -0.075),
        (0.30, 0.01),
        (0.338, 0.22),
    ]
    front, back = spline(head.around(line)), spline(head.around(outer))
    path = polygon([*front, *back[::-1]])
    brush.fill(path, head.person.hair.colour, alpha=1, blur=0.006)
    coils(brush, head, path, (-0.4, -0.2, 0.4, 0.3), size=0.015, count=300, what="fade")


def _side_part(brush: Brush, head: Head) -> None:
    _sides(brush, head, 0.9)
    s = 1.0 if head.person.hair.part >= 0 else -1.0
    cap(
        brush,
        head,
        dome(head, top=0.05, side=0.016, ear=0.44),
        line=hairline(head, ear=0.44),
        lean=-0.04 * s,
        what="base",
    )
    inner = head.around(
        [(s * 0.19, 0.155), (s * 0.02, 0.13), (-s * 0.18, 0.175), (-s * 0.325, 0.30)]
    )
    outer = head.around(
        [(s * 0.20, -0.03), (s * 0.03, -0.125), (-s * 0.24, -0.075), (-s * 0.375, 0.24)]
    )
    shade_face(brush, head, joined(inner[::-1], outer))
    lock(brush, head, inner, outer, what="sweep", count=46, gleam=0.35)


def _quiff(brush: Brush, head: Head) -> None:
    _sides(brush, head, 0.75)
    line = [(-0.30, 0.30), (-0.22, 0.19), (-0.08, 0.15), (0.08, 0.15), (0.22, 0.19), (0.30, 0.30)]
    outer = [
        (-0.345, 0.14),
        (-0.28, -0.07),
        (-0.10, -0.17),
        (0.12, -0.18),
        (0.29, -0.07),
        (0.345, 0.14),
    ]
    path = cap(brush, head, outer, line=line, lean=0.05, curl=0.008, what="quiff", count=90)
    shade_face(brush, head, path)


def _swept(brush: Brush, head: Head) -> None:
    path = cap(
        brush,
        head,
        dome(head, top=0.11, side=0.03, ear=0.60),
        line=hairline(head, ear=0.58, high=0.02),
        curl=0.006,
        count=110,
    )
    shade_face(brush, head, path)


def _grown(brush: Brush, head: Head) -> None:
    _curtain(brush, head, length=0.93, wide=0.42, wave=(0.022, 1.4), inward=-0.03, open_=0.03)


def _grown_back(brush: Brush, head: Head) -> None:
    _fall(brush, head, length=1.12, wide=0.38, wave=(0.02, 1.2))


def _scarf_colour(head: Head) -> Colour:
    names = (
        "sand",
        "rust",
        "petrol",
        "wine",
        "stone",
        "olive",
        "ink blue",
        "rose",
        "ochre",
        "charcoal",
    )
    return CLOTHS[hair_rng(head, "scarf").choice(names)]


def _hijab_back(brush: Brush, head: Head) -> None:
    tone = _scarf_colour(head)
    shape = blob(
        head.around(
            [
                (0, -0.10),
                (0.32, -0.02),
                (0.45, 0.35),
                (0.44, 0.85),
                (0.52, 1.30),
                (0.62, 1.62),
                (0, 1.80),
                (-0.62, 1.62),
                (-0.52, 1.30),
                (-0.44, 0.85),
                (-0.45, 0.35),
                (-0.32, -0.02),
            ]
        )
    )
    brush.form(shape, shadow(tone, 0.08), size=0.14, depth=0.22, shine=0.05, edge=0.2)


def _hijab_front(brush: Brush, head: Head) -> None:
    tone = _scarf_colour(head)
    w = head.face.width
    opening = [
        (0, 0.155),
        (w * 0.62, 0.20),
        (w * 0.95, 0.42),
        (w * 0.93, 0.66),
        (w * 0.66, 0.90),
        (0, 1.015),
        (-w * 0.66, 0.90),
        (-w * 0.93, 0.66),
        (-w * 0.95, 0.42),
        (-w * 0.62, 0.20),
    ]
    hole = blob(head.around(opening))
    shell = blob(
        head.around(
            [
                (0, -0.095),
                (0.30, -0.02),
                (0.435, 0.32),
                (0.43, 0.80),
                (0.36, 1.12),
                (0.40, 1.38),
                (0.16, 1.62),
                (-0.20, 1.58),
                (-0.42, 1.36),
                (-0.36, 1.12),
                (-0.43, 0.80),
                (-0.435, 0.32),
                (-0.30, -0.02),
            ]
        )
    )
    ring = skia.Op(shell, hole, skia.PathOp.kDifference_PathOp)
    with brush.clip(head.outline()):
        brush.cast(ring, alpha=0.4, blur=0.03, shift=(-brush.light * 0.015, 0.03))
    brush.form(ring, tone, size=0.10, depth=0.24, shine=0.08, edge=0.25)
    with brush.clip(ring):
        folds: list[Curve] = [
            [(-0.30, 0.02), (-0.385, 0.35), (-0.38, 0.75), (-0.20, 1.10)],
            [(0.26, -0.02), (0.39, 0.35), (0.385, 0.72), (0.14, 1.12), (-0.22, 1.28)],
            [(0.36, 0.20), (0.415, 0.6), (0.28, 1.10), (-0.10, 1.36)],
            [(-0.40, 0.55), (-0.34, 0.95), (-0.05, 1.20), (0.22, 1.26)],
            [(-0.36, 1.12), (-0.12, 1.34), (0.20, 1.42)],
            [(0.33, 1.18), (0.10, 1.46), (-0.14, 1.52)],
            [(-0.10, -0.08), (-0.28, 0.12), (-0.36, 0.3)],
        ]
        for curve in folds:
            brush.fold(head.around(curve), 0.05, tone, strength=0.9)
    brush.stroke(hole, 0.014, glow(tone, 0.1), alpha=0.6, blur=0.004)


def _wrap(brush: Brush, head: Head, *, tall: float) -> None:
    tone = _scarf_colour(head)
    w = head.face.width
    line = [
        (-w - 0.02, 0.40),
        (-w * 0.82, 0.235),
        (-0.10, 0.165),
        (0.10, 0.165),
        (w * 0.82, 0.235),
        (w + 0.02, 0.40),
    ]
    outer = [
        (-w - 0.035, 0.38),
        (-w - 0.10, 0.12),
        (-w * 0.75, -0.10 - tall),
        (0.0, -0.16 - tall),
        (w * 0.75, -0.10 - tall),
        (w + 0.10, 0.12),
        (w + 0.035, 0.38),
    ]
    a, b = spline(head.around(line)), spline(head.around(outer))
    path = polygon([*a, *b[::-1]])
    shade_face(brush, head, path)
    brush.form(path, tone, size=0.09, depth=0.24, shine=0.09, edge=0.25)
    knot = head.around([(0.04, 0.10)])[0]
    with brush.clip(path):
        for k in range(9):
            t = k / 8
            end = along(b, 0.08 + 0.84 * t)
            mid = ((knot[0] + end[0]) / 2, (knot[1] + end[1]) / 2 - 0.05)
            brush.fold([knot, mid, end], 0.045, tone, strength=0.9)
    if tall:
        bow = blob(
            [
                (knot[0] - 0.07, knot[1] - 0.02),
                (knot[0], knot[1] - 0.075),
                (knot[0] + 0.08, knot[1] - 0.02),
                (knot[0] + 0.02, knot[1] + 0.05),
                (knot[0] - 0.05, knot[1] + 0.04),
            ]
        )
        brush.form(bow, mix(tone, (1, 1, 1), 0.05), size=0.03, depth=0.25, edge=0.3)


def _headwrap(brush: Brush, head: Head) -> None:
    _wrap(brush, head, tall=0.10)


def _turban(brush: Brush, head: Head) -> None:
    _wrap(brush, head, tall=0.03)


Draw = Callable[[Brush, Head], None]

BACK: Final[dict[str, Draw]] = {
    "bob": lambda b, h: _fall(b, h, length=0.99, wide=0.40),
    "lob": lambda b, h: _fall(b, h, length=1.30, wide=0.40),
    "long": lambda b, h: _fall(b, h, length=1.9, wide=0.42),
    "waves": lambda b, h: _fall(b, h, length=1.55, wide=0.46, wave=(0.03, 2.0)),
    "fringe": lambda b, h: _fall(b, h, length=1.42, wide=0.40),
    "afro": _afro_back,
    "low bun": _low_bun_back,
    "top knot": _coily_knot_back,
    "man bun": _top_knot_back,
    "ponytail": _ponytail_back,
    "curls": _curls_back,
    "locs": _locs_back,
    "braids": _braids_back,
    "grown": _grown_back,
    "hijab": _hijab_back,
}

FRONT: Final[dict[str, Draw]] = {
    "bob": _bob,
    "lob": _lob,
    "long": _long,
    "waves": _waves,
    "fringe": _fringed,
    "afro": _afro_front,
    "low bun": _sleek,
    "top knot": _knot_front,
    "man bun": _knot_front,
    "ponytail": _sleek,
    "curls": _curls_front,
    "locs": _locs_front,
    "braids": _braids_front,
    "hijab": _hijab_front,
    "headwrap": _headwrap,
    "turban": _turban,
    "pixie": _pixie,
    "shaved": _shaved,
    "buzz": _buzz,
    "bald": _bald,
    "crop": _crop,
    "fade": _fade,
    "side part": _side_part,
    "quiff": _quiff,
    "swept": _swept,
    "grown": _grown,
    "short afro": _short_afro,
    "short curls": _short_curls,
}
