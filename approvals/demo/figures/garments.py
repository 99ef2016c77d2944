"""Pieces of clothing drawn on a figure's frame."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

from dataclasses import replace

from .body import ARMPIT, CROTCH, HIP, SHOULDER, WAIST, Figure
from .cloth import Cloth, lay, weave
from .paint import (
    Brush,
    Path,
    Point,
    along,
    edges,
    joined,
    limb,
    oval,
    polygon,
    spline,
    union,
)
from .palette import Colour, colour, glow, lift, rng, shadow


def _neck(figure: Figure, side: int, wide: float) -> Point:
    x = figure.spine(1.4)
    return x + side * (figure.person.build.neck * 1.05 + wide), 1.33 + abs(
        wide
    ) * 0.28 + side * figure.drop(1.5) * 0.3


def _edge(
    figure: Figure, side: int, hem: float, ease: float, waist: float, flare: float
) -> list[Point]:
    """The side seam from the armpit to the hem."""
    points = [figure.side(side, ARMPIT - 0.16, ease + 0.04), figure.side(side, ARMPIT + 0.25, ease)]
    if hem > WAIST - 0.1:
        points.append(figure.side(side, WAIST, waist))
    if hem > HIP + 0.1:
        points.append(figure.side(side, HIP, ease * 0.8 + 0.02))
    x, _ = figure.side(side, min(hem, CROTCH), ease * 0.8 + 0.02)
    sway = figure.pose.sway * 0.25 * max(hem - CROTCH, 0)
    end = (x + side * flare - sway, hem + side * figure.drop(3.8) * 0.5)
    if hem > CROTCH + 0.6:
        hx, hy = points[-1]
        points += [(hx + (end[0] - hx) * t, hy + (end[1] - hy) * t) for t in (0.25, 0.6)]
    return [*points, end]


def bodice(
    figure: Figure,
    *,
    hem: float,
    ease: float = 0.04,
    waist: float = 0.05,
    flare: float = 0.0,
    wide: float = 0.0,
    deep: float = 0.0,
    yoke: float = 0.0,
    arm: float = 0.0,
) -> Path:
    """Everything from the shoulders to ``hem``; ``deep`` lowers the neckline.

    ``arm`` is the half-width of the sleeves that grow out of it, so that the shoulder is
    one surface; ``yoke`` moves the shoulder out.
    """
    left, right = _neck(figure, -1, wide), _neck(figure, 1, wide)
    x = figure.spine(1.5)
    line = [
        left,
        (x + (left[0] - x) * 0.55, left[1] + 0.06 + deep * 0.62),
        (x, left[1] + 0.09 + deep),
    ]
    line += [(x + (right[0] - x) * 0.55, right[1] + 0.06 + deep * 0.62), right]
    tip = [
        figure.side(k, SHOULDER + 0.08, yoke + ease * 0.2 - (0.09 if arm else 0.05))
        for k in (-1, 1)
    ]
    down = _edge(figure, 1, hem, ease, waist, flare)
    up = _edge(figure, -1, hem, ease, waist, flare)
    (ax, ay), (bx, by) = down[-1], up[-1]
    foot = [
        down[-1],
        ((ax * 2 + bx) / 3, (ay * 2 + by) / 3 + 0.05),
        ((ax + 2 * bx) / 3, (ay + 2 * by) / 3 + 0.05),
        up[-1],
    ]
    shoulder_r = [right, ((right[0] + tip[1][0]) / 2, (right[1] + tip[1][1]) / 2 - 0.05), tip[1]]
    shoulder_l = [tip[0], ((left[0] + tip[0][0]) / 2, (left[1] + tip[0][1]) / 2 - 0.05), left]
    path = joined(line, shoulder_r, [tip[1], *down], foot, [*up[::-1], tip[0]], shoulder_l)
    return union(path, *(_cap(figure, k, arm) for k in (-1, 1))) if arm else path


def _cap(figure: Figure, side: int, arm: float) -> Path:
    """The top of a sleeve, from the shoulder to a third of the upper arm."""
    a, b, _ = figure.arm(side)
    stop = (a[0] + (b[0] - a[0]) * 0.36, a[1] + (b[1] - a[1]) * 0.36)
    w = arm * figure.person.build.limb
    return limb(
        [a, ((a[0] + stop[0]) / 2, (a[1] + stop[1]) / 2), stop], [w, w, w], cap=0.6, head=1.0
    )


def body_folds(
    brush: Brush, figure: Figure, cloth: Cloth, path: Path, *, hem: float, soft: float = 1.0
) -> None:
    """Folds from the armpits to the waist and down from it."""
    tone = cloth.colour
    with brush.clip(path):
        for k in (-1, 1):
            ax, ay = figure.side(k, ARMPIT - 0.1, 0)
            for n, (dx, dy) in enumerate(((0.30, 0.34), (0.24, 0.62), (0.12, 0.80))):
                run = [
                    (ax, ay + n * 0.05),
                    (ax - k * dx * 0.5, ay + dy * 0.55),
                    (ax - k * dx, ay + dy),
                ]
                brush.fold(run, 0.06, tone, strength=0.75 * soft)
            wx, wy = figure.side(k, WAIST, 0)
            brush.fold(
                [(wx, wy - 0.10), (wx - k * 0.18, wy + 0.02), (wx - k * 0.36, wy + 0.02)],
                0.055,
                tone,
                strength=0.6 * soft,
            )
            brush.fold(
                [(wx, wy + 0.08), (wx - k * 0.14, wy + 0.22), (wx - k * 0.22, wy + 0.5)],
                0.06,
                tone,
                strength=0.6 * soft,
            )
        chest = figure.half(ARMPIT)
        if figure.person.presentation == "woman" and not figure.pose.back:
            for k in (-1, 1):
                x, y = figure.middle(2.22, k * chest * 0.46)
                brush.fill(
                    oval(x, y + 0.10, chest * 0.36, 0.09),
                    shadow(tone, 0.24),
                    alpha=0.30 * soft,
                    blur=0.07,
                )
                brush.fill(
                    oval(x + brush.light * 0.05, y - 0.06, chest * 0.25, 0.11),
                    glow(tone, 0.14),
                    alpha=0.28 * soft,
                    blur=0.07,
                )
        if hem > HIP + 0.4:
            drape(brush, figure, cloth, top=WAIST + 0.15, hem=hem, count=6, seed=cloth.seed)


def drape(
    brush: Brush,
    figure: Figure,
    cloth: Cloth,
    *,
    top: float,
    hem: float,
    count: int,
    seed: int,
    spread: float = 1.25,
) -> None:
    """Long folds that open from the waist to the hem."""
    rnd = rng("drape", seed)
    for i in range(count):
        t = (i + 0.5 + rnd.uniform(-0.25, 0.25)) / count * 2 - 1
        x0, y0 = figure.middle(top + rnd.uniform(0, 0.5), t * figure.half(min(top, CROTCH)) * 0.9)
        x1 = (
            figure.spine(HIP)
            + t * figure.half(HIP) * spread
            - figure.pose.sway * 0.25 * max(hem - CROTCH, 0)
        )
        run = [(x0, y0), ((x0 * 1.2 + x1 * 0.8) / 2, (y0 + hem) / 2), (x1 * 0.98 + 0.01, hem + 0.1)]
        w = rnd.uniform(0.08, 0.15)
        brush.fold(run, w, cloth.colour, strength=rnd.uniform(0.6, 1.0))


def sleeve(
    brush: Brush,
    figure: Figure,
    side: int,
    cloth: Cloth,
    *,
    top: float = 0.20,
    middle: float = 0.165,
    end: float = 0.13,
    reach: float = 1.0,
    cuff: str = "",
    soft: float = 1.0,
) -> None:
    """A sleeve from the shoulder to ``reach`` (0 elbow … 1 wrist)."""
    k = figure.person.build.limb
    a, b, c = figure.arm(side)
    if reach <= 0:
        t = 1 + reach
        stop = (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
        path = limb(
            [a, ((a[0] + stop[0]) / 2, (a[1] + stop[1]) / 2), stop],
            [top * k, (top + 0.01) * k, (top + 0.02) * k],
            cap=0.2,
            head=1.0,
        )
        with brush.faded(
            path, (a[0], a[1] + 0.02), (a[0] + (b[0] - a[0]) * 0.40, a[1] + (b[1] - a[1]) * 0.40)
        ):
            lay(brush, path, cloth, size=0.06)
        _armhole(brush, cloth, a, side, top * k)
        return
    c = (b[0] + (c[0] - b[0]) * reach, b[1] + (c[1] - b[1]) * reach)
    upper = ((a[0] + b[0]) / 2 + side * 0.01, (a[1] + b[1]) / 2)
    fore = ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
    widths = [
        top * k,
        (top * 0.55 + middle * 0.45) * k,
        middle * k,
        (middle * 0.5 + end * 0.5) * k * 1.06,
        end * k,
    ]
    points = [a, upper, b, fore, c]
    path = limb(points, widths, cap=0.18, head=1.0)
    with brush.faded(
        path, (a[0], a[1] + 0.02), (a[0] + (b[0] - a[0]) * 0.46, a[1] + (b[1] - a[1]) * 0.46)
    ):
        brush.cast(path, alpha=0.22, blur=0.05, shift=(-brush.light * 0.05, 0.05))
        lay(brush, path, cloth, size=0.075, depth=0.26)
        _sleeve_folds(brush, path, cloth, points, widths, soft)
    _armhole(brush, cloth, a, side, top * k)
    if cuff:
        _cuff(brush, cloth, points, widths, cuff)


def _armhole(brush: Brush, cloth: Cloth, at: Point, side: int, w: float) -> None:
    """The seam where a sleeve is set in, and the soft hollow beside it."""
    x, y = at
    seam = [
        (x - side * w * 0.55, y - w * 0.72),
        (x - side * w * 0.92, y + 0.10),
        (x - side * w * 0.80, y + 0.42),
    ]
    brush.taper(seam, 0.05, shadow(cloth.colour, 0.26), alpha=0.30, blur=0.016, head=0.1)
    brush.taper(seam, 0.011, shadow(cloth.colour, 0.34), alpha=0.45, blur=0.003, head=0.2)


def _sleeve_folds(
    brush: Brush, path: Path, cloth: Cloth, points: list[Point], widths: list[float], soft: float
) -> None:
    left, right = edges(points, widths)
    (ax, ay), (bx, by), (cx, cy) = points[0], points[2], points[4]
    cross = (bx - ax) * (cy - by) - (by - ay) * (cx - bx)
    # The inside of the elbow is where cloth gathers.
    inside, outside = (left, right) if cross > 0 else (right, left)
    rnd = rng("sleeve", cloth.seed, round(ax, 3))
    with brush.clip(path):
        for n in range(5):
            t = 0.40 + n * 0.055
            start, end = along(inside, t), along(outside, t + rnd.uniform(-0.10, 0.10))
            mid = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 0.03)
            brush.fold([start, mid, end], 0.05, cloth.colour, strength=0.85 * soft)
        for t0, t1 in ((0.02, 0.34), (0.60, 0.92)):
            run = [
                along(outside, t0),
                along(points_mid(left, right), (t0 + t1) / 2),
                along(inside, t1),
            ]
            brush.fold(run, 0.06, cloth.colour, strength=0.6 * soft)


def points_mid(left: list[Point], right: list[Point]) -> list[Point]:
    """The line halfway between two sides."""
    return [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(left, right, strict=True)]


def _cuff(brush: Brush, cloth: Cloth, points: list[Point], widths: list[float], kind: str) -> None:
    left, right = edges(points, widths)
    share = 0.90 if kind == "rib" else 0.87
    run = [along(left, share), along(right, share)]
    tail = [along(left, 1.0), along(right, 1.0)]
    if kind == "rib":
        band = polygon([run[0], run[1], tail[1], tail[0]])
        lay(
            brush,
            band,
            Cloth(colour=lift(cloth.colour, -0.03), second=cloth.second, pattern="rib"),
            size=0.03,
        )
    elif kind == "strap":
        band = polygon(
            [along(left, 0.84), along(right, 0.84), along(right, 0.875), along(left, 0.875)]
        )
        brush.form(band, lift(cloth.colour, -0.05), size=0.03, edge=0.5)
    else:
        brush.crease(run, 0.018, cloth.colour, alpha=0.8)
    x, y = along(right, 0.93)
    if kind == "button":
        brush.fill(
            oval(x + (left[-1][0] - x) * 0.25, y, 0.018, 0.018),
            shadow(cloth.colour, 0.4),
            alpha=0.8,
        )


def crew(
    brush: Brush,
    figure: Figure,
    cloth: Cloth,
    path: Path,
    *,
    wide: float,
    deep: float,
    band: float = 0.05,
) -> None:
    """A round collar band along the neckline."""
    left, right = _neck(figure, -1, wide), _neck(figure, 1, wide)
    x = figure.spine(1.5)
    line = spline(
        [
            left,
            (x + (left[0] - x) * 0.55, left[1] + 0.06 + deep * 0.62),
            (x, left[1] + 0.09 + deep),
            (x + (right[0] - x) * 0.55, right[1] + 0.06 + deep * 0.62),
            right,
        ]
    )
    with brush.clip(path):
        brush.line(line, band * 2, lift(cloth.colour, -0.03), alpha=0.9)
        brush.line(
            [(a, b + band) for a, b in line],
            0.012,
            shadow(cloth.colour, 0.3),
            alpha=0.5,
            blur=0.003,
        )


def turtleneck(brush: Brush, figure: Figure, cloth: Cloth) -> None:
    """A folded tube around the neck."""
    n = figure.person.build.neck
    x = figure.spine(1.4)
    path = limb([(x * 0.7, 1.02), (x, 1.22), (x, 1.46)], [n * 1.10, n * 1.16, n * 1.42], cap=0.3)
    lay(brush, path, cloth, size=0.06, depth=0.26)
    with brush.clip(path):
        for y in (1.14, 1.26):
            brush.fold(
                [(x - n * 1.2, y), (x, y + 0.05), (x + n * 1.2, y - 0.01)], 0.06, cloth.colour
            )


def shirt_collar(brush: Brush, figure: Figure, cloth: Cloth, *, open_: float = 0.18) -> None:
    """Two points over an open neck, and the placket under them."""
    x = figure.spine(1.5)
    n = figure.person.build.neck
    for k in (-1, 1):
        out = _neck(figure, k, 0.03)
        points = [
            (x + k * n * 1.02, 1.14),
            (out[0] + k * 0.05, out[1] + 0.02),
            (x + k * (n + 0.10), 1.64),
            (x + k * 0.02, 1.48 + open_),
            (x + k * n * 0.75, 1.36),
        ]
        path = polygon(points)
        brush.cast(path, alpha=0.3, blur=0.02, shift=(-brush.light * 0.01, 0.02))
        lay(brush, path, cloth, size=0.04, depth=0.16)
        brush.crease([points[1], points[2], points[3]], 0.008, cloth.colour, alpha=0.4)


def placket(
    brush: Brush,
    figure: Figure,
    cloth: Cloth,
    *,
    top: float,
    hem: float,
    button: Colour,
    step: float = 0.34,
) -> None:
    """The front closing with its buttons."""
    run = [figure.middle(top + (hem - top) * t / 6) for t in range(7)]
    brush.line(
        [(x + 0.045, y) for x, y in run], 0.01, shadow(cloth.colour, 0.3), alpha=0.6, blur=0.003
    )
    brush.line(
        [(x + 0.065, y) for x, y in run], 0.05, shadow(cloth.colour, 0.25), alpha=0.16, blur=0.02
    )
    y = top + 0.16
    while y < hem - 0.12:
        buttonhole(brush, figure.middle(y), button)
        y += step


def buttonhole(brush: Brush, at: Point, tone: Colour, r: float = 0.026) -> None:
    """One button with its small shadow."""
    x, y = at
    brush.fill(oval(x + 0.006, y + 0.01, r, r), (0.1, 0.08, 0.1), alpha=0.35, blur=0.006)
    brush.fill(oval(x, y, r, r), tone)
    brush.fill(
        oval(x - r * 0.25, y - r * 0.3, r * 0.4, r * 0.3), glow(tone, 0.3), alpha=0.6, blur=0.003
    )


def lapels(
    brush: Brush,
    figure: Figure,
    cloth: Cloth,
    *,
    stop: float,
    wide: float = 0.34,
    notch: bool = True,
) -> None:
    """Collar and lapels crossing at ``stop``, with their shadow."""
    cx, cy = figure.middle(stop)
    n = figure.person.build.neck
    x = figure.spine(1.45)
    for k in (1, -1):
        top = (x + k * n * 1.0, 1.20)
        out = _neck(figure, k, 0.10)
        corner = (x + k * (n + wide), 1.34 + (stop - 1.34) * 0.30)
        inner = (x + k * (n * 0.72), 1.46 + (stop - 1.46) * 0.10)
        lapel = joined(
            [top, (x + k * n * 0.95, 1.4), inner, (cx + k * 0.02, cy)],
            [(cx + k * 0.02, cy), (cx + k * wide * 0.66, 1.34 + (stop - 1.34) * 0.66), corner],
            [
                corner,
                (x + k * (n + wide * 0.42), corner[1] - 0.12),
                (out[0] + k * 0.06, out[1] + 0.10),
            ],
            [(out[0] + k * 0.06, out[1] + 0.10), out, top],
        )
        brush.cast(lapel, alpha=0.34, blur=0.035, shift=(-brush.light * 0.025, 0.035))
        lay(brush, lapel, cloth, size=0.05, depth=0.2)
        brush.stroke(lapel, 0.012, shadow(cloth.colour, 0.34), alpha=0.55, blur=0.003)
        if notch:
            brush.crease(
                [(corner[0] - k * 0.01, corner[1] - 0.015), (inner[0] + k * 0.04, inner[1] - 0.05)],
                0.016,
                cloth.colour,
                alpha=0.7,
            )


def belt(
    brush: Brush, figure: Figure, cloth: Cloth, *, ease: float, buckle: bool, tie: bool = False
) -> None:
    """A belt at the waist, with a buckle or tied."""
    a, b = figure.side(-1, WAIST, ease), figure.side(1, WAIST, ease)
    m = figure.middle(WAIST + 0.05)
    top = [(a[0], a[1] - 0.07), (m[0], m[1] - 0.07), (b[0], b[1] - 0.07)]
    low = [(b[0], b[1] + 0.07), (m[0], m[1] + 0.075), (a[0], a[1] + 0.07)]
    path = joined(top, low)
    tone = lift(cloth.colour, -0.035)
    brush.cast(path, alpha=0.3, blur=0.03, shift=(0, 0.05))
    brush.form(path, tone, size=0.05, depth=0.22, edge=0.5)
    if tie:
        for k, reach in ((-1, 0.75), (1, 0.62)):
            tail = limb(
                [m, (m[0] + k * 0.07, m[1] + reach * 0.5), (m[0] + k * 0.13, m[1] + reach)],
                [0.045, 0.06, 0.065],
                cap=0,
            )
            brush.cast(tail, alpha=0.25, blur=0.02, shift=(0.02, 0.02))
            brush.form(tail, tone, size=0.03, depth=0.2, edge=0.5)
        brush.form(oval(m[0], m[1], 0.085, 0.075), tone, size=0.03, edge=0.5)
    if buckle:
        brush.stroke(
            polygon(
                [
                    (m[0] - 0.085, m[1] - 0.085),
                    (m[0] + 0.085, m[1] - 0.085),
                    (m[0] + 0.085, m[1] + 0.085),
                    (m[0] - 0.085, m[1] + 0.085),
                ]
            ),
            0.03,
            colour("#33261b"),
        )


def skirt(
    brush: Brush,
    figure: Figure,
    cloth: Cloth,
    *,
    hem: float,
    flare: float,
    pleats: int = 7,
    top: float = WAIST,
) -> Path:
    """A skirt from the waist; seated, it lies over the knees."""
    if figure.pose.seated:
        return _lap(brush, figure, cloth, hem=hem)
    runs = []
    for k in (-1, 1):
        x, _ = figure.side(k, CROTCH)
        end = (
            x + k * flare - figure.pose.sway * 0.25 * (hem - CROTCH),
            hem + k * figure.drop(HIP) * 0.4,
        )
        runs.append(
            [
                figure.side(k, top, 0.03),
                figure.side(k, 3.35, 0.04 + flare * 0.10),
                figure.side(k, HIP, 0.05 + flare * 0.2),
            ]
        )
        hx, hy = runs[-1][-1]
        runs[-1] += [(hx + (end[0] - hx) * t, hy + (end[1] - hy) * t) for t in (0.2, 0.55, 1.0)]
    (ax, ay), (bx, by) = runs[1][-1], runs[0][-1]
    foot = [runs[1][-1]]
    for i in range(1, 8):
        t = i / 8
        foot.append(
            (
                ax + (bx - ax) * t,
                ay + (by - ay) * t + 0.05 + (0.035 if i % 2 else -0.02) * min(flare * 3, 1),
            )
        )
    foot.append(runs[0][-1])
    waist = [runs[0][0], figure.middle(top + 0.04), runs[1][0]]
    path = joined(waist, runs[1], foot, runs[0][::-1])
    lay(brush, path, cloth, size=0.16, depth=0.28)
    with brush.clip(path):
        drape(
            brush,
            figure,
            cloth,
            top=top + 0.08,
            hem=hem,
            count=pleats,
            seed=cloth.seed,
            spread=1.0 + flare,
        )
        brush.line([(x, y - 0.02) for x, y in foot], 0.012, shadow(cloth.colour, 0.3), alpha=0.4)
    return path


def _lap(brush: Brush, figure: Figure, cloth: Cloth, *, hem: float) -> Path:
    left, right = figure.leg(-1), figure.leg(1)
    reach = min(max((hem - 5.0) / 3.0, 0.06), 0.85)

    def shin(leg: list[Point]) -> Point:
        return leg[1][0] + (leg[2][0] - leg[1][0]) * reach, leg[1][1] + (
            leg[2][1] - leg[1][1]
        ) * reach

    a, b = shin(left), shin(right)
    waist = [figure.side(-1, WAIST, 0.03), figure.middle(WAIST + 0.04), figure.side(1, WAIST, 0.03)]
    down = [
        figure.side(1, WAIST, 0.03),
        figure.side(1, HIP, 0.08),
        (right[1][0] + 0.28, right[1][1] - 0.1),
        (b[0] + 0.30, b[1]),
    ]
    foot = [down[-1], ((a[0] + b[0]) / 2, max(a[1], b[1]) + 0.10), (a[0] - 0.30, a[1])]
    up = [
        (a[0] - 0.30, a[1]),
        (left[1][0] - 0.28, left[1][1] - 0.1),
        figure.side(-1, HIP, 0.08),
        figure.side(-1, WAIST, 0.03),
    ]
    path = joined(waist, down, foot, up)
    lay(brush, path, cloth, size=0.14, depth=0.28)
    with brush.clip(path):
        for leg in (left, right):
            knee = leg[1]
            brush.fill(
                oval(knee[0], knee[1] - 0.05, 0.22, 0.17),
                glow(cloth.colour, 0.14),
                alpha=0.35,
                blur=0.09,
            )
            for dx in (-0.16, 0.05, 0.2):
                brush.fold(
                    [
                        (knee[0] + dx * 0.4, knee[1] + 0.1),
                        (knee[0] + dx, knee[1] + 0.6),
                        (knee[0] + dx, hem),
                    ],
                    0.10,
                    cloth.colour,
                )
        m = figure.middle(HIP)
        for k in (-1, 1):
            brush.fold(
                [m, (m[0] + k * 0.2, m[1] + 0.3), (m[0] + k * 0.5, m[1] + 0.5)], 0.09, cloth.colour
            )
    return path


def trousers(
    brush: Brush,
    figure: Figure,
    cloth: Cloth,
    *,
    wide: float,
    crop: float = 0.0,
    jeans: bool = False,
) -> None:
    """Two legs and a waistband; ``wide`` 0 is slim, 1 is very wide."""
    k = figure.person.build.limb
    order = (-figure.pose.front_leg, figure.pose.front_leg)
    hips = joined(
        [figure.side(-1, WAIST, 0.02), figure.middle(WAIST + 0.03), figure.side(1, WAIST, 0.02)],
        [
            figure.side(1, WAIST, 0.02),
            figure.side(1, HIP, 0.03),
            figure.side(1, CROTCH, 0.03 + wide * 0.03),
        ],
        [figure.side(1, CROTCH, 0.03), figure.middle(CROTCH + 0.28), figure.side(-1, CROTCH, 0.03)],
        [
            figure.side(-1, CROTCH, 0.03 + wide * 0.03),
            figure.side(-1, HIP, 0.03),
            figure.side(-1, WAIST, 0.02),
        ],
    )
    plain = replace(cloth, pattern="plain")
    if figure.pose.seated:
        lay(brush, hips, plain, size=0.09, depth=0.24)
    legs = []
    for side in order:
        a, b, c = figure.leg(side)
        c = (c[0] + (b[0] - c[0]) * crop, c[1] + (b[1] - c[1]) * crop)
        upper = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        fore = ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
        foot = (c[0], c[1] + 0.16 * wide)
        widths = [
            figure.half(HIP) * 0.46 + 0.04,
            (0.29 + 0.05 * wide) * k,
            (0.205 + 0.13 * wide) * k,
            (0.175 + 0.17 * wide) * k,
            (0.125 + 0.25 * wide) * k,
        ]
        points = [a, upper, b, fore, foot]
        path = limb(points, widths, cap=0.12)
        if side == order[1]:
            brush.cast(path, alpha=0.35, blur=0.07, shift=(-brush.light * 0.07, 0.02))
        lay(brush, path, plain, size=0.11, depth=0.28)
        legs.append((path, points, widths))
    if not figure.pose.seated:
        _seat(brush, figure, cloth, hips)
    weave(brush, union(hips, *(path for path, _, _ in legs)), cloth)
    for path, points, widths in legs:
        _leg_folds(brush, path, cloth, points, widths, wide, jeans=jeans)
    _fly(brush, figure, cloth, jeans=jeans)


def _seat(brush: Brush, figure: Figure, cloth: Cloth, hips: Path) -> None:
    """Cover where the legs meet, fading into them."""
    x = figure.spine(HIP)
    tone = cloth.colour
    brush.gradient(
        hips, (x, WAIST), (x, CROTCH + 0.30), [(tone, 1), (tone, 1), (tone, 0.7), (tone, 0)]
    )
    for k in (-1, 1):
        rim = [
            figure.side(k, WAIST, 0.0),
            figure.side(k, HIP, 0.02),
            figure.side(k, CROTCH + 0.2, 0.0),
        ]
        near = k * brush.light > 0
        with brush.clip(hips):
            edge = glow(tone, 0.14) if near else shadow(tone, 0.28)
            brush.line(rim, 0.10 if near else 0.22, edge, alpha=0.4 if near else 0.6, blur=0.06)


def _leg_folds(
    brush: Brush,
    path: Path,
    cloth: Cloth,
    points: list[Point],
    widths: list[float],
    wide: float,
    *,
    jeans: bool,
) -> None:
    left, right = edges(points, widths)
    middle = points_mid(left, right)
    rnd = rng("leg", cloth.seed, round(points[0][0], 2))
    with brush.clip(path):
        if not jeans:
            brush.line(
                [(x, y) for x, y in middle[6:]],
                0.012,
                glow(cloth.colour, 0.1),
                alpha=0.4,
                blur=0.004,
            )
            brush.line(
                [(x - brush.light * 0.03, y) for x, y in middle[6:]],
                0.05,
                shadow(cloth.colour, 0.25),
                alpha=0.35,
                blur=0.022,
            )
        for n in range(3):
            t = 0.46 + n * 0.05
            one = left if n % 2 else right
            a, b = along(one, t), along(middle, t + rnd.uniform(-0.02, 0.06))
            brush.fold(
                [a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 0.03), b],
                0.055,
                cloth.colour,
                strength=0.8,
            )
        for n in range(3):
            t = 0.9 + n * 0.03
            a, b = along(left, t), along(right, t - 0.02)
            brush.fold(
                [a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 0.04), b],
                0.045,
                cloth.colour,
                strength=0.8 * (1 - 0.6 * wide),
            )
        if wide > 0.5:
            for share in (0.25, 0.7):
                run = [
                    (a[0] + (b[0] - a[0]) * share, a[1])
                    for a, b in zip(left[10::8], right[10::8], strict=True)
                ]
                brush.fold(run, 0.11, cloth.colour, strength=0.8)
        if jeans:
            seam = [(x + brush.light * 0.0, y) for x, y in (left if brush.light > 0 else right)]
            brush.line(seam, 0.05, glow(cloth.colour, 0.05), alpha=0.4)
            brush.fill(
                oval(points[1][0], points[1][1] + 0.3, 0.12, 0.5),
                glow(cloth.colour, 0.2),
                alpha=0.4,
                blur=0.08,
            )


def _fly(brush: Brush, figure: Figure, cloth: Cloth, *, jeans: bool) -> None:
    a, m, b = (
        figure.side(-1, WAIST + 0.02, 0.02),
        figure.middle(WAIST + 0.05),
        figure.side(1, WAIST + 0.02, 0.02),
    )
    band = joined(
        [(a[0], a[1] - 0.02), (m[0], m[1] - 0.02), (b[0], b[1] - 0.02)],
        [(b[0], b[1] + 0.11), (m[0], m[1] + 0.12), (a[0], a[1] + 0.11)],
    )
    brush.form(band, lift(cloth.colour, -0.02), size=0.04, depth=0.2, edge=0.5)
    x, y = figure.middle(WAIST + 0.2)
    brush.crease([(x, y), (x + 0.01, y + 0.4), (x - 0.02, y + 0.72)], 0.02, cloth.colour, alpha=0.6)
    stitch = colour("#c99a55") if jeans else shadow(cloth.colour, 0.3)
    for k in (-1, 1):
        p, q = (
            figure.middle(WAIST + 0.17, k * figure.half(WAIST) * 0.55),
            figure.side(k, HIP - 0.28, 0.02),
        )
        brush.line(
            [p, ((p[0] + q[0]) / 2 + k * 0.02, (p[1] + q[1]) / 2 + 0.05), q],
            0.012,
            stitch,
            alpha=0.7,
        )
    buttonhole(
        brush,
        (m[0], m[1] + 0.045),
        colour("#b98a4e") if jeans else shadow(cloth.colour, 0.4),
        0.024,
    )


def slit(brush: Brush, figure: Figure, cloth: Cloth, side: int, y: float) -> None:
    """A slanted pocket."""
    half = figure.half(min(y, CROTCH))
    a, b = figure.middle(y - 0.2, side * half * 0.52), figure.middle(y + 0.24, side * half * 0.78)
    brush.line([a, b], 0.055, lift(cloth.colour, -0.03), smooth=False)
    brush.crease([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), b], 0.022, cloth.colour, alpha=0.9)


def flap(brush: Brush, figure: Figure, cloth: Cloth, side: int, y: float) -> None:
    """A straight pocket with a flap."""
    half = figure.half(min(y, CROTCH))
    x0, x1 = side * half * 0.34, side * half * 0.86
    a, b = figure.middle(y, x0), figure.middle(y + 0.01, x1)
    path = polygon([a, b, (b[0], b[1] + 0.15), (a[0], a[1] + 0.15)])
    brush.cast(path, alpha=0.3, blur=0.015, shift=(0, 0.02))
    brush.form(path, lift(cloth.colour, -0.015), size=0.03, depth=0.16, edge=0.6)


__all__ = [
    "belt",
    "bodice",
    "body_folds",
    "crew",
    "drape",
    "flap",
    "lapels",
    "lay",
    "placket",
    "shirt_collar",
    "skirt",
    "sleeve",
    "slit",
    "trousers",
    "turtleneck",
]  # fmt: skip
