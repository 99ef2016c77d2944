"""A calm face: form first, then eyes, nose and mouth, all on a turning head."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import math
import random
from collections.abc import Sequence

from .identity import Face, Person
from .paint import (
    MULTIPLY,
    OVER,
    SCREEN,
    Brush,
    Path,
    Point,
    blob,
    joined,
    limb,
    oval,
    polygon,
    spline,
)
from .palette import Colour, colour, flesh_shadow, glow, lift, lightness, mix, rng, shadow

RADIUS = 0.42
SOCKET = 0.485


class Head:
    """The head in its own frame: skull at y 0, chin at y 1, nose along x 0.

    ``yaw`` in degrees turns the face to the viewer's right when positive.
    """

    def __init__(self, person: Person, yaw: float = 0.0) -> None:
        self.person = person
        self.face: Face = person.face
        self.skin = person.skin
        self.turn = math.sin(math.radians(yaw))
        self.yaw = math.radians(yaw)

    def at(self, x: float, y: float, z: float = 0.0) -> Point:
        """A point on the front of the face; ``z`` stands out from it."""
        theta = math.asin(min(max(x / RADIUS, -0.97), 0.97)) + self.yaw
        return RADIUS * math.sin(theta) - RADIUS * self.turn * 0.36 + z * self.turn, y

    def run(self, points: Sequence[tuple[float, float]], z: float = 0.0) -> list[Point]:
        """``at`` for many points."""
        return [self.at(x, y, z) for x, y in points]

    def skull(self, x: float, y: float) -> Point:
        """A point on the silhouette: the skull leans back, the chin forward."""
        return x + self.turn * (-0.06 + 0.19 * min(max(y, 0.0), 1.0)), y

    def around(self, points: Sequence[tuple[float, float]]) -> list[Point]:
        """``skull`` for many points."""
        return [self.skull(x, y) for x, y in points]

    def outline(self) -> Path:
        """The head without hair or ears."""
        f = self.face
        half = [
            (0.0, 0.0),
            (f.width * 0.62, 0.045),
            (f.width * 0.96, 0.22),
            (f.width, 0.42),
            (f.width * 0.965, 0.58),
            (f.jaw + 0.012, 0.77),
            (f.chin + 0.075, 0.925),
            (f.chin * 0.62, 0.992),
            (0.0, 1.003),
        ]
        right = [self.skull(x - max(self.turn, 0) * _hollow(y), y) for x, y in half]
        left = [self.skull(-x - min(self.turn, 0) * _hollow(y), y) for x, y in half]
        return blob(right + left[-2:0:-1])


def _hollow(y: float) -> float:
    """How far the far side of a turned face falls back at that height."""
    return 0.07 * math.exp(-(((y - 0.50) / 0.13) ** 2)) + (0.05 if y > 0.7 else 0.0)


def draw_face(brush: Brush, head: Head) -> None:
    """Head, ears and features; hair comes before and after."""
    for side in (-1, 1):
        _ear(brush, head, side)
    outline = head.outline()
    skin = head.skin
    deep = lightness(skin) < 0.6
    dark = flesh_shadow(skin, 0.22 if deep else 0.17)
    brush.form(outline, skin, size=0.12, depth=0.17, shine=0.05, edge=0.16, dark=dark)
    with brush.clip(outline):
        _planes(brush, head)
        if head.person.face.beard:
            _beard(brush, head)
        for side in (-1, 1):
            _eye(brush, head, side)
            _brow(brush, head, side)
        _nose(brush, head)
        _mouth(brush, head)
        _age(brush, head)
        if head.face.freckles:
            _freckles(brush, head)
    if head.face.glasses:
        _glasses(brush, head)


def _ear(brush: Brush, head: Head, side: int) -> None:
    if head.turn * side > 0.30:
        return
    x, y = head.skull(side * (head.face.width + 0.012), 0.56)
    x -= head.turn * 0.05
    shape = blob(
        [
            (x, y - 0.10),
            (x + side * 0.045, y - 0.085),
            (x + side * 0.05, y - 0.01),
            (x + side * 0.022, y + 0.075),
            (x - side * 0.015, y + 0.09),
            (x - side * 0.03, y),
        ]
    )
    tone = mix(head.skin, colour("#b2573f"), 0.12)
    brush.form(shape, lift(tone, -0.03), size=0.03, depth=0.2, shine=0.02, edge=0.25)
    inside = [(x + side * 0.02, y - 0.06), (x + side * 0.028, y - 0.01), (x, y + 0.04)]
    brush.taper(inside, 0.02, flesh_shadow(head.skin, 0.3), alpha=0.5, blur=0.006)


def earrings(brush: Brush, head: Head) -> None:
    """What hangs from the ears, over the hair."""
    kind = "" if head.person.hair.style == "hijab" else head.face.earrings
    metal = colour("#d8b36a")
    for side in (-1, 1):
        if not kind or head.turn * side > 0.30:
            continue
        x, y = head.skull(side * (head.face.width + 0.01), 0.66)
        x -= head.turn * 0.05
        if kind == "hoop":
            brush.stroke(oval(x, y + 0.075, 0.052, 0.075), 0.018, shadow(metal, 0.2))
            brush.stroke(oval(x - 0.003, y + 0.073, 0.052, 0.075), 0.007, glow(metal, 0.1))
        elif kind == "pearl":
            brush.form(oval(x, y + 0.012, 0.026, 0.026), colour("#efe6da"), size=0.015, edge=0.2)
        else:
            brush.form(limb([(x, y), (x, y + 0.14)], [0.004, 0.018]), metal, size=0.01, edge=0.3)


def _planes(brush: Brush, head: Head) -> None:
    """Sockets, cheeks, temples: the soft shadows that make the face a form."""
    skin, f, light = head.skin, head.face, brush.light
    dark = flesh_shadow(skin, 0.30)
    warm = mix(skin, colour("#c2493a"), 0.55)
    for side in (-1, 1):
        away = 1.0 if side * light < 0 else 0.62
        x, y = head.at(side * f.eye_gap, SOCKET - 0.012)
        brush.fill(oval(x, y, 0.10, 0.052), dark, alpha=0.40 * away, blur=0.030)
        inner = head.run([(side * 0.062, 0.44), (side * 0.058, 0.50), (side * 0.075, 0.52)])
        brush.line(inner, 0.04, dark, alpha=0.22 * away, blur=0.022)
        hollow = head.run([(side * 0.31, 0.60), (side * 0.22, 0.72), (side * 0.16, 0.80)])
        brush.line(hollow, 0.075, dark, alpha=0.36 * away, blur=0.042)
        x, y = head.at(side * 0.215, 0.635)
        brush.fill(oval(x, y, 0.085, 0.05), warm, alpha=f.blush, blur=0.04)
        if away < 1:
            x, y = head.at(side * 0.205, 0.575)
            brush.fill(oval(x, y, 0.065, 0.028), glow(skin, 0.16), alpha=0.45, blur=0.028)
    x, y = head.at(light * 0.06, 0.27)
    brush.fill(oval(x, y, 0.15, 0.085), glow(skin, 0.12), alpha=0.42, blur=0.06)
    x, y = head.at(0.0, 0.925, 0.05)
    brush.fill(oval(x + light * 0.01, y, 0.05, 0.03), glow(skin, 0.1), alpha=0.3, blur=0.022)


def _eye(brush: Brush, head: Head, side: int) -> None:
    f = head.face
    s = f.eye_size * 1.10
    cx, cy = side * f.eye_gap, SOCKET + 0.012
    inner = (cx - side * 0.070 * s, cy + 0.008)
    outer = (cx + side * 0.074 * s, cy - f.eye_tilt)
    high = 0.036 * s * (1.0 - 0.16 * f.lid)
    upper = [
        inner,
        (cx - side * 0.036 * s, cy - high * 0.82),
        (cx + side * 0.008 * s, cy - high),
        (cx + side * 0.050 * s, cy - high * 0.62 - f.eye_tilt * 0.5),
        outer,
    ]
    lower = [
        outer,
        (cx + side * 0.04 * s, cy + 0.019 * s),
        (cx - side * 0.01 * s, cy + 0.025 * s),
        inner,
    ]
    shape = joined(head.run(upper), head.run(lower))
    white = mix(colour("#ece5dd"), head.skin, 0.16)
    lash = mix(colour("#1c1312"), head.person.hair.colour, 0.12)
    brush.fill(shape, white)
    with brush.clip(shape):
        _iris(brush, head, (cx + head.turn * 0.012, cy - 0.006), 0.0375 * s)
        shade = head.run([(x, y + 0.004) for x, y in upper])
        brush.line(shade, 0.028, (0.12, 0.07, 0.07), alpha=0.5, blur=0.009)
    _lashes(brush, head, upper, lower, lash)
    fold = [(x - side * 0.002, y - 0.020 - 0.008 * f.lid) for x, y in upper[:-1]]
    fold.append((outer[0] + side * 0.012, outer[1] - 0.016))
    brush.taper(
        head.run(fold),
        0.011,
        flesh_shadow(head.skin, 0.34),
        alpha=0.62,
        blur=0.0035,
        head=0.1,
        tail=0.2,
    )
    lid = head.run([(x, y - 0.011) for x, y in upper[1:4]])
    brush.line(lid, 0.012, glow(head.skin, 0.1), alpha=0.35, blur=0.006)


def _iris(brush: Brush, head: Head, at: Point, r: float) -> None:
    x, y = head.at(*at)
    narrow = 1.0 - 0.25 * abs(head.turn)
    colour_ = head.face.iris
    brush.fill(oval(x, y, r * narrow, r), lift(colour_, -0.10))
    brush.fill(
        oval(x, y + r * 0.22, r * 0.72 * narrow, r * 0.62),
        lift(colour_, 0.10),
        alpha=0.75,
        blur=0.006,
    )
    brush.stroke(oval(x, y, r * narrow * 0.96, r * 0.96), r * 0.16, lift(colour_, -0.25), alpha=0.8)
    brush.fill(oval(x, y, r * 0.44 * narrow, r * 0.44), (0.04, 0.03, 0.03))
    brush.fill(
        oval(x + brush.light * r * 0.32, y - r * 0.36, r * 0.17, r * 0.17), (1, 1, 1), alpha=0.9
    )


def _lashes(brush: Brush, head: Head, upper: list[Point], lower: list[Point], lash: Colour) -> None:
    f = head.face
    woman = head.person.presentation == "woman"
    ax, (bx, by) = upper[-2][0], upper[-1]
    lifted = (bx, by - 0.004)
    tip = (bx + (bx - ax) * 0.42, by - 0.006 if woman else by + 0.002)
    line = head.run([*upper[:-1], lifted, tip])
    weight = (0.021 if woman else 0.013) * f.eye_size
    widths = [weight * k for k in (0.22, 0.42, 0.52, 0.60, 0.52, 0.05)]
    brush.fill(limb(line, widths, cap=0.3), lash, alpha=0.95, blur=0.0015)
    under = head.run(lower)
    brush.taper(under, 0.008, mix(lash, head.skin, 0.35), alpha=0.7, blur=0.002, head=0.9, tail=0.2)
    bag = head.run([(x, y + 0.026) for x, y in lower])
    brush.taper(
        bag, 0.018, flesh_shadow(head.skin, 0.26), alpha=0.20 + 0.3 * min(f.lines, 1), blur=0.008
    )


def _brow(brush: Brush, head: Head, side: int) -> None:
    f = head.face
    tint = mix(head.person.hair.colour, colour("#2a1b16"), 0.45)
    if lightness(tint) > 0.55:
        tint = lift(tint, -0.12)
    arch = 0.020 * f.brow_arch
    gap = f.eye_gap - 0.15
    spine = [
        (side * (0.062 + gap), 0.420),
        (side * (0.115 + gap), 0.404 - arch * 0.55),
        (side * (0.175 + gap), 0.398 - arch),
        (side * (0.215 + gap), 0.408 - arch * 0.4),
        (side * (0.246 + gap), 0.426),
    ]
    widths = [0.0135 * f.brow * k for k in (0.72, 1.0, 0.88, 0.55, 0.12)]
    line = head.run(spine)
    brush.fill(limb(line, widths, cap=0.4), tint, alpha=0.62, blur=0.006)
    rnd = rng("brow", head.person.seed)
    path = spline(line)
    half = [w for w, _ in spline([(w, 0.0) for w in widths])]
    for i in range(1, len(path) - 1, 1):
        x, y = path[i]
        w = half[min(i, len(half) - 1)]
        length = w * (1.5 + 0.5 * rnd.random())
        low = (x - side * length * 0.5, y + w * rnd.uniform(0.3, 0.9))
        high = (x + side * length * 0.75, y - w * rnd.uniform(0.4, 0.9))
        brush.line([low, high], 0.0042, lift(tint, -0.04), alpha=0.5, smooth=False)


def _nose(brush: Brush, head: Head) -> None:
    f, skin, light = head.face, head.skin, brush.light
    dark = flesh_shadow(skin, 0.28)
    base = 0.69 + f.nose_length
    far = -light if abs(head.turn) < 0.2 else math.copysign(1, head.turn)
    w = f.nose_width
    side = [
        head.at(far * 0.058, 0.435),
        head.at(far * 0.040, 0.50, 0.03),
        head.at(far * 0.036, 0.58, 0.06),
        head.at(far * w * 0.86, base - 0.035, 0.05),
        head.at(far * w * 0.95, base - 0.004, 0.03),
        head.at(far * 0.012, base + 0.002, 0.09),
        head.at(far * 0.014, 0.60, 0.08),
        head.at(far * 0.018, 0.49, 0.04),
    ]
    brush.fill(blob(side), dark, alpha=0.44, blur=0.013)
    ridge = [head.at(light * 0.006, 0.45, 0.03), head.at(light * 0.004, 0.56, 0.08)]
    ridge.append(head.at(light * 0.006, base - 0.05, 0.12))
    brush.line(ridge, 0.026, glow(skin, 0.14), alpha=0.34, blur=0.012)
    x, y = head.at(light * 0.008, base - 0.036, 0.12)
    brush.fill(oval(x, y, 0.022, 0.018), glow(skin, 0.2), alpha=0.5, blur=0.010)
    under = [head.at(-w, base - 0.008), head.at(0, base + 0.022, 0.10), head.at(w, base - 0.008)]
    brush.line(under, 0.022, dark, alpha=0.42, blur=0.011)
    for wing in (-1, 1):
        curl = [
            head.at(wing * w * 0.90, base - 0.052, 0.03),
            head.at(wing * w * 1.08, base - 0.022, 0.02),
            head.at(wing * w * 0.92, base + 0.004, 0.03),
            head.at(wing * w * 0.55, base + 0.004, 0.06),
        ]
        brush.taper(curl, 0.013, dark, alpha=0.55, blur=0.0045, head=0.0)
        hole = [
            head.at(wing * w * 0.78, base - 0.001, 0.05),
            head.at(wing * w * 0.30, base + 0.003, 0.07),
        ]
        brush.taper(hole, 0.017, flesh_shadow(skin, 0.5), alpha=0.8, blur=0.003, head=0.5, tail=0.3)


def _mouth(brush: Brush, head: Head) -> None:
    f, skin, light = head.face, head.skin, brush.light
    w, y, full = f.lip_width * 1.06, 0.805, f.lip_full * 1.12
    z = 0.025
    corner = -0.003 if head.person.seed % 3 else -0.007
    top = [
        (-w, y + corner), (-w * 0.52, y - 0.021 * full), (-w * 0.16, y - 0.033 * full),
        (0.0, y - 0.025 * full), (w * 0.16, y - 0.033 * full), (w * 0.52, y - 0.021 * full),
        (w, y + corner),
    ]  # fmt: skip
    seam = [
        (-w, y + corner),
        (-w * 0.4, y - 0.001),
        (0.0, y + 0.004),
        (w * 0.4, y - 0.001),
        (w, y + corner),
    ]
    bottom = [
        (w, y + corner), (w * 0.62, y + 0.029 * full), (w * 0.2, y + 0.045 * full),
        (-w * 0.2, y + 0.045 * full), (-w * 0.62, y + 0.029 * full), (-w, y + corner),
    ]  # fmt: skip
    upper = joined(head.run(top, z), head.run(seam[::-1], z))
    lower = joined(head.run(seam, z), head.run(bottom, z))
    brush.fill(upper, lift(f.lip, -0.045), alpha=0.92, blur=0.004)
    brush.fill(lower, f.lip, alpha=0.92, blur=0.004)
    with brush.clip(lower):
        x, yy = head.at(light * 0.012, y + 0.024 * full, z)
        brush.fill(oval(x, yy, w * 0.42, 0.010), glow(f.lip, 0.22), alpha=0.5, blur=0.007)
        brush.line(
            head.run([(-w, y + 0.045), (0, y + 0.052 * full), (w, y + 0.045)], z),
            0.02,
            shadow(f.lip, 0.2),
            alpha=0.35,
            blur=0.009,
        )
    line = mix(shadow(f.lip, 0.4), colour("#2a0f10"), 0.3)
    brush.taper(head.run(seam, z), 0.0105, line, alpha=0.85, blur=0.002, head=0.35, tail=0.35)
    for side in (-1, 1):
        cx, cy = head.at(side * (w + 0.004), y + corner, z)
        brush.fill(oval(cx, cy, 0.012, 0.009), flesh_shadow(skin, 0.3), alpha=0.45, blur=0.006)
    under = head.run(
        [(-0.05, y + 0.068 * full), (0.0, y + 0.076 * full), (0.05, y + 0.068 * full)], z
    )
    brush.line(under, 0.022, flesh_shadow(skin, 0.24), alpha=0.36, blur=0.012)
    groove = head.run([(0.0, 0.725), (0.0, y - 0.038 * full)], z)
    brush.line(groove, 0.016, flesh_shadow(skin, 0.2), alpha=0.25, blur=0.008, smooth=False)


def _age(brush: Brush, head: Head) -> None:
    lines = min(head.face.lines, 1.0)
    if lines <= 0:
        return
    dark = flesh_shadow(head.skin, 0.3)
    for side in (-1, 1):
        fold = head.run([(side * 0.082, 0.69), (side * 0.125, 0.745), (side * 0.138, 0.80)])
        brush.taper(fold, 0.016, dark, alpha=0.5 * lines, blur=0.006)
        for k in (-1, 0, 1):
            crow = [
                (side * 0.245, SOCKET + 0.012 + k * 0.012),
                (side * 0.285, SOCKET + 0.012 + k * 0.024),
            ]
            brush.taper(head.run(crow), 0.006, dark, alpha=0.45 * lines, blur=0.002)
    for y in (0.255, 0.30, 0.34)[: 1 + int(lines * 2)]:
        row = head.run([(-0.16, y + 0.008), (-0.05, y), (0.06, y + 0.002), (0.15, y + 0.009)])
        brush.taper(row, 0.008, dark, alpha=0.32 * lines, blur=0.003)


def _freckles(brush: Brush, head: Head) -> None:
    rnd = rng("freckles", head.person.seed)
    tone = mix(flesh_shadow(head.skin, 0.2), colour("#8a4a25"), 0.5)
    for _ in range(70):
        x, y = rnd.gauss(0, 0.125), 0.60 + rnd.gauss(0, 0.04)
        if abs(x) > 0.3:
            continue
        px, py = head.at(x, y, 0.02)
        r = rnd.uniform(0.0025, 0.0055)
        brush.fill(oval(px, py, r, r), tone, alpha=rnd.uniform(0.2, 0.5), blur=0.001)


def _beard(brush: Brush, head: Head) -> None:
    kind, f = head.face.beard, head.face
    tint = mix(head.person.hair.colour, head.skin, 0.12)
    rnd = rng("beard", head.person.seed)
    tash = [
        (-f.lip_width * 1.15, 0.80), (-0.05, 0.742), (0.05, 0.742), (f.lip_width * 1.15, 0.80),
        (0.04, 0.775), (-0.04, 0.775),
    ]  # fmt: skip
    moustache = blob(head.run(tash, 0.05))
    outer = head.outline()
    top = head.run(
        [
            (-0.40, 0.57),
            (-0.27, 0.70),
            (-0.15, 0.752),
            (0.0, 0.735),
            (0.15, 0.752),
            (0.27, 0.70),
            (0.40, 0.57),
        ],
        0.02,
    )
    low = polygon([*spline(top), (0.8, 0.6), (0.8, 1.2), (-0.8, 1.2), (-0.8, 0.6)])
    with brush.clip(outer):
        if kind == "moustache":
            brush.fill(moustache, tint, alpha=0.8, blur=0.008)
            region = moustache
        else:
            alpha = 0.30 if kind == "stubble" else 0.80
            brush.fill(
                low, tint, alpha=alpha, blur=0.024, mode=MULTIPLY if kind == "stubble" else OVER
            )
            region = low
        with brush.clip(region):
            _bristles(brush, head, rnd, tint, kind)


def _bristles(brush: Brush, head: Head, rnd: random.Random, tint: Colour, kind: str) -> None:
    count = 420 if kind == "stubble" else 460
    length = 0.010 if kind == "stubble" else 0.032
    for _ in range(count):
        x, y = rnd.uniform(-0.36, 0.36), rnd.uniform(0.60, 1.0)
        px, py = head.at(x, y, 0.02)
        lean = x * 0.03 + rnd.uniform(-0.008, 0.008)
        tone = lift(tint, rnd.uniform(-0.08, 0.10))
        brush.line([(px, py), (px + lean, py + length)], 0.0032, tone, alpha=0.42, smooth=False)


def _glasses(brush: Brush, head: Head) -> None:
    frame = colour("#2b201a")
    for side in (-1, 1):
        x, y = head.at(side * 0.158, SOCKET + 0.02, 0.03)
        wide = 0.108 * (1 - 0.35 * max(head.turn * side, 0))
        lens = oval(x, y, wide, 0.092)
        brush.fill(lens, (1, 1, 1), alpha=0.07, mode=SCREEN)
        brush.stroke(lens, 0.016, frame, alpha=0.95)
        brush.stroke(oval(x - 0.002, y - 0.003, wide, 0.092), 0.004, glow(frame, 0.3), alpha=0.5)
        end = head.skull(side * (head.face.width + 0.01), 0.49)
        if head.turn * side < 0.3:
            brush.line([(x + side * wide, y - 0.02), end], 0.014, frame, smooth=False)
    bridge = [
        head.at(-0.052, SOCKET + 0.01, 0.05),
        head.at(0, SOCKET - 0.005, 0.07),
        head.at(0.052, SOCKET + 0.01, 0.05),
    ]
    brush.line(bridge, 0.014, frame)


__all__ = ["Head", "draw_face", "earrings"]
