"""Poses, the frame that clothes hang on, and the parts of the body that show."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from .identity import Person
from .paint import Brush, Path, Point, blob, edges, limb, oval, polygon, spline, union
from .palette import Colour, colour, flesh_shadow, glow, lift, mix, shadow

HandMode = Literal["hang", "pocket", "hip", "fold", "chest", "lap", "hidden"]

CROWN, CHIN, SHOULDER, ARMPIT, WAIST, HIP, CROTCH = 0.0, 1.0, 1.56, 2.12, 2.95, 3.78, 4.22
SOLE: Final = 8.62


@dataclass(frozen=True, kw_only=True)
class Arm:
    """Elbow and wrist from the shoulder, x outwards, in heads."""

    elbow: Point
    wrist: Point
    hand: HandMode = "hang"
    bend: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Leg:
    """Knee and ankle from the hip joint, x outwards, and where the toe points."""

    knee: Point
    ankle: Point
    toe: Point = (0.10, 0.40)


@dataclass(frozen=True, kw_only=True)
class Pose:
    """How a person stands: left and right are the viewer's."""

    name: str
    arms: tuple[Arm, Arm]
    legs: tuple[Leg, Leg]
    sway: float = 0.0
    lean: float = 0.0
    shoulders: float = 0.0
    hips: float = 0.0
    yaw: float = 0.0
    tilt: float = 0.0
    narrow: float = 1.0
    back: bool = False
    seated: bool = False
    front_leg: int = 1
    front_arm: int = 1


HANG: Final = Arm(elbow=(0.14, 1.32), wrist=(0.13, 2.42))
POCKET: Final = Arm(elbow=(0.36, 1.20), wrist=(0.03, 2.12), hand="pocket")
AKIMBO: Final = Arm(elbow=(0.62, 1.12), wrist=(-0.02, 1.86), hand="hip", bend=46)
STRAIGHT: Final = Leg(knee=(0.0, 2.02), ankle=(0.02, 4.08))
EASY: Final = Leg(knee=(0.13, 2.0), ankle=(0.26, 4.04), toe=(0.20, 0.36))

POSES: Final = (
    Pose(
        name="standing",
        arms=(HANG, HANG),
        legs=(STRAIGHT, Leg(knee=(0.05, 2.02), ankle=(0.08, 4.08), toe=(0.14, 0.38))),
        yaw=-9,
        tilt=2,
    ),
    Pose(
        name="contrapposto",
        arms=(AKIMBO, Arm(elbow=(0.22, 1.30), wrist=(0.34, 2.38))),
        legs=(Leg(knee=(-0.14, 2.02), ankle=(-0.24, 4.08)), EASY),
        sway=-0.16,
        shoulders=0.07,
        hips=-0.09,
        yaw=14,
        tilt=-5,
    ),
    Pose(
        name="walking",
        arms=(
            Arm(elbow=(0.22, 1.28), wrist=(0.42, 2.28), bend=-6),
            Arm(elbow=(0.20, 1.32), wrist=(-0.04, 2.30), bend=8),
        ),
        legs=(
            Leg(knee=(-0.08, 1.92), ankle=(-0.02, 3.62), toe=(0.03, 0.46)),
            Leg(knee=(-0.12, 2.06), ankle=(-0.22, 4.12), toe=(0.02, 0.42)),
        ),
        sway=0.08,
        shoulders=-0.05,
        hips=0.06,
        yaw=-6,
        tilt=-2,
    ),
    Pose(
        name="hand in pocket",
        arms=(HANG, POCKET),
        legs=(EASY, Leg(knee=(-0.10, 2.02), ankle=(-0.16, 4.08))),
        sway=0.11,
        shoulders=-0.05,
        hips=0.07,
        yaw=-16,
        tilt=4,
    ),
    Pose(
        name="both pockets",
        arms=(POCKET, POCKET),
        legs=(Leg(knee=(0.08, 2.0), ankle=(0.16, 4.06), toe=(0.16, 0.38)), EASY),
        yaw=10,
        tilt=-3,
    ),
    Pose(
        name="arms folded",
        arms=(
            Arm(elbow=(0.20, 1.22), wrist=(-0.90, 1.02), hand="hidden"),
            Arm(elbow=(0.20, 1.24), wrist=(-0.94, 0.92), hand="fold", bend=20),
        ),
        legs=(STRAIGHT, EASY),
        sway=-0.07,
        shoulders=0.03,
        hips=-0.05,
        yaw=12,
        tilt=3,
    ),
    Pose(
        name="hand at collar",
        arms=(
            HANG,
            Arm(elbow=(0.26, 1.22), wrist=(-0.42, 0.50), hand="chest", bend=18),
        ),
        legs=(Leg(knee=(-0.10, 2.02), ankle=(-0.16, 4.08)), EASY),
        sway=-0.10,
        shoulders=0.05,
        hips=-0.06,
        yaw=-18,
        tilt=-4,
    ),
    Pose(
        name="three-quarter",
        arms=(
            Arm(elbow=(0.02, 1.34), wrist=(-0.14, 2.40)),
            Arm(elbow=(0.28, 1.24), wrist=(0.10, 2.16), hand="pocket"),
        ),
        legs=(
            Leg(knee=(-0.04, 2.0), ankle=(-0.10, 4.04), toe=(-0.20, 0.36)),
            Leg(knee=(0.10, 2.04), ankle=(0.12, 4.12), toe=(0.26, 0.34)),
        ),
        sway=0.06,
        lean=-0.02,
        yaw=26,
        tilt=3,
        narrow=0.86,
    ),
    Pose(
        name="seated",
        arms=(
            Arm(elbow=(0.28, 1.24), wrist=(0.02, 2.16), hand="lap", bend=24),
            Arm(elbow=(0.34, 1.22), wrist=(0.02, 2.22), hand="lap", bend=16),
        ),
        legs=(
            Leg(knee=(0.44, 0.94), ankle=(0.30, 2.92), toe=(0.16, 0.38)),
            Leg(knee=(0.24, 1.16), ankle=(0.30, 3.16), toe=(0.18, 0.38)),
        ),
        yaw=12,
        tilt=-4,
        sway=0.03,
        lean=-0.04,
        seated=True,
    ),
    Pose(
        name="over the shoulder",
        arms=(Arm(elbow=(0.16, 1.32), wrist=(0.20, 2.40)), POCKET),
        legs=(STRAIGHT, EASY),
        sway=-0.08,
        shoulders=0.04,
        hips=-0.05,
        yaw=31,
        tilt=5,
        back=True,
        narrow=0.96,
    ),
)


class Figure:
    """A person in a pose: where every part is, in heads from the crown."""

    def __init__(self, person: Person, pose: Pose, *, mirrored: bool = False) -> None:
        self.person = person
        self.pose = pose
        self.mirrored = mirrored
        b, n = person.build, pose.narrow
        self.profile = (
            (1.30, b.neck * 1.15),
            (SHOULDER, b.shoulder * n),
            (ARMPIT, b.chest * n),
            (WAIST, b.waist * n),
            (HIP, b.hip * n),
            (CROTCH, b.hip * n * 0.98),
        )

    def spine(self, y: float) -> float:
        """The middle of the body at height ``y``."""
        p = self.pose
        t = min(max((y - 1.4) / (HIP - 1.4), 0.0), 1.0)
        return p.lean * (1 - t) + p.sway * t * t * (3 - 2 * t)

    def drop(self, y: float) -> float:
        """How much lower the viewer's right side is at height ``y``."""
        p = self.pose
        t = min(max((y - SHOULDER) / (HIP - SHOULDER), 0.0), 1.0)
        return p.shoulders * (1 - t) + p.hips * t

    def half(self, y: float) -> float:
        """Half the width of the body at height ``y``."""
        last = self.profile[0]
        for here in self.profile:
            if y <= here[0]:
                span = (here[0] - last[0]) or 1.0
                t = (y - last[0]) / span
                t = t * t * (3 - 2 * t)
                return last[1] + (here[1] - last[1]) * t
            last = here
        return last[1]

    def side(self, side: int, y: float, ease: float = 0.0) -> Point:
        """A point on the left (-1) or right (+1) silhouette, ``ease`` away from the skin."""
        return self.spine(y) + side * (self.half(y) + ease), y + side * self.drop(y)

    def middle(self, y: float, x: float = 0.0) -> Point:
        """A point on the front, ``x`` right of the spine."""
        share = x / max(self.half(y), 0.2)
        return self.spine(y) + x, y + share * self.drop(y)

    def shoulder(self, side: int) -> Point:
        """The shoulder joint."""
        x, y = self.side(side, SHOULDER)
        k = self.person.build.limb
        return x - side * 0.175 * k, y + 0.05 + 0.18 * k

    def arm(self, side: int) -> list[Point]:
        """Shoulder, elbow, wrist."""
        x, y = self.shoulder(side)
        arm = self.pose.arms[0 if side < 0 else 1]
        return [
            (x, y),
            (x + side * arm.elbow[0], y + arm.elbow[1]),
            (x + side * arm.wrist[0], y + arm.wrist[1]),
        ]

    def hip(self, side: int) -> Point:
        """The hip joint."""
        x, y = self.side(side, HIP)
        return self.spine(HIP) + (x - self.spine(HIP)) * 0.54, y + 0.24

    def leg(self, side: int) -> list[Point]:
        """Hip, knee, ankle."""
        x, y = self.hip(side)
        leg = self.pose.legs[0 if side < 0 else 1]
        return [
            (x, y),
            (x + side * leg.knee[0], y + leg.knee[1]),
            (x + side * leg.ankle[0], y + leg.ankle[1]),
        ]

    def toe(self, side: int) -> Point:
        """The tip of the shoe."""
        x, y = self.leg(side)[2]
        dx, dy = self.pose.legs[0 if side < 0 else 1].toe
        return x + side * dx, y + dy

    @property
    def sole(self) -> float:
        """The floor under the lower foot."""
        return max(self.toe(-1)[1], self.toe(1)[1]) + 0.06


def flesh(brush: Brush, path: Path, skin: Colour, *, size: float = 0.08) -> None:
    """Skin as a round form."""
    brush.form(
        path, skin, size=size, depth=0.16, shine=0.06, edge=0.22, dark=flesh_shadow(skin, 0.17)
    )


def draw_neck(brush: Brush, figure: Figure, *, open_: float = 0.0) -> None:
    """Neck and, down to ``open_`` heads under the collarbone, the chest."""
    p = figure.person
    skin, n = p.skin, p.build.neck
    x = figure.spine(1.4)
    neck = limb(
        [(x * 0.5, 0.72), (x, 1.18), (x, 1.36), (x, 1.56)], [n * 0.98, n, n * 1.12, n * 2.0], cap=0
    )
    s = [figure.side(k, SHOULDER + 0.12, -0.22) for k in (-1, 1)]
    low = 1.75 + open_
    chest = blob(
        [
            (x - n * 1.0, 1.30), (x - n * 1.5, 1.46), s[0],
            (x - figure.half(2.0) * 0.8, low), (x + figure.half(2.0) * 0.8, low),
            s[1], (x + n * 1.5, 1.46), (x + n * 1.0, 1.30),
        ]
    )  # fmt: skip
    whole = union(neck, chest)
    flesh(brush, whole, skin, size=0.09)
    dark = flesh_shadow(skin, 0.26)
    with brush.clip(whole):
        for k in (-1, 1):
            cord = [(x + k * n * 0.75, 1.02), (x + k * n * 0.42, 1.25), (x + k * 0.055, 1.47)]
            brush.taper(cord, 0.05, dark, alpha=0.32, blur=0.018)
            bone = [(x + k * 0.07, 1.53), (x + k * 0.25, 1.50), (x + k * 0.52, 1.47)]
            brush.taper(bone, 0.045, dark, alpha=0.34, blur=0.016)
            lit = [(a, b - 0.035) for a, b in bone]
            brush.taper(lit, 0.035, glow(skin, 0.14), alpha=0.3, blur=0.014)
        brush.fill(oval(x, 1.52, 0.05, 0.035), dark, alpha=0.3, blur=0.02)


def shade_neck(brush: Brush, figure: Figure, jaw: Path) -> None:
    """The shadow of the jaw on neck and collar."""
    n = figure.person.build.neck
    x = figure.spine(1.4)
    zone = limb(
        [(x * 0.5, 0.72), (x, 1.18), (x, 1.36), (x, 1.56)],
        [n * 0.98, n, n * 1.12, n * 2.0],
        cap=0,
    )
    with brush.clip(zone):
        brush.cast(
            jaw, alpha=0.5, blur=0.045, shift=(-brush.light * 0.05, 0.13), tone=(0.42, 0.20, 0.16)
        )


def draw_bare_arm(brush: Brush, figure: Figure, side: int, *, sleeve: bool = False) -> None:
    """An arm without a sleeve, or what shows of it under a short ``sleeve``."""
    k = figure.person.build.limb
    a, b, c = figure.arm(side)
    start = (a[0] + (b[0] - a[0]) * 0.46, a[1] + (b[1] - a[1]) * 0.46) if sleeve else a
    top = 0.15 if sleeve else 0.165
    path = limb(
        [start, _mid(start, b), b, _mid(b, c), c],
        [top * k, 0.142 * k, 0.115 * k, 0.12 * k, 0.078 * k],
        cap=0.9,
        head=0.1 if sleeve else 1.0,
    )
    flesh(brush, path, figure.person.skin, size=0.05)


def draw_hand(brush: Brush, figure: Figure, side: int) -> None:
    """A relaxed hand at the end of the forearm."""
    arm = figure.pose.arms[0 if side < 0 else 1]
    if arm.hand in {"pocket", "hidden"}:
        return
    _, b, c = figure.arm(side)
    turn = math.degrees(math.atan2(-(c[0] - b[0]), c[1] - b[1])) + side * arm.bend
    wide = 0.80 if arm.hand == "hang" else 1.0
    if figure.person.presentation == "man":
        wide *= 1.12
    flip = side if arm.hand == "hang" else -side
    with brush.moved(*c, turn=turn, scale=(wide * flip, 0.98)):
        _hand(brush, figure.person.skin)


def _hand(brush: Brush, skin: Colour) -> None:
    """Wrist at the origin, fingers down, thumb towards negative x."""
    palm = blob(
        [
            (-0.072, -0.06),
            (-0.098, 0.10),
            (-0.105, 0.26),
            (0.0, 0.30),
            (0.092, 0.25),
            (0.095, 0.10),
            (0.068, -0.06),
        ]
    )
    fingers = [
        [(-0.075, 0.22), (-0.088, 0.40), (-0.070, 0.535)],
        [(-0.026, 0.23), (-0.034, 0.44), (-0.020, 0.595)],
        [(0.024, 0.23), (0.020, 0.43), (0.026, 0.575)],
        [(0.066, 0.22), (0.068, 0.37), (0.066, 0.495)],
    ]
    thumb = limb([(-0.075, 0.06), (-0.125, 0.19), (-0.118, 0.325)], [0.042, 0.036, 0.020], cap=0.9)
    paths = [limb(f, [0.033, 0.028, 0.018], cap=0.9) for f in fingers]
    warm = mix(skin, colour("#b65a45"), 0.10)
    whole = union(palm, *paths)
    flesh(brush, whole, warm, size=0.025)
    dark = flesh_shadow(skin, 0.34)
    for one, other in pairwise(fingers):
        gap = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(one, other, strict=True)]
        brush.taper(
            [(gap[0][0], gap[0][1] + 0.05), gap[1], gap[2]],
            0.012,
            dark,
            alpha=0.6,
            blur=0.003,
            tail=0.6,
        )
    flesh(brush, thumb, warm, size=0.018)
    for f in fingers:
        x, y = f[2]
        brush.fill(
            oval(x, y - 0.018, 0.009, 0.014),
            mix(glow(skin, 0.1), colour("#e0a79b"), 0.4),
            alpha=0.4,
            blur=0.003,
        )


def draw_bare_leg(brush: Brush, figure: Figure, side: int, *, tights: Colour | None = None) -> None:
    """A leg from hip to ankle, bare or in tights."""
    k = figure.person.build.limb
    a, b, c = figure.leg(side)
    calf = (b[0] + (c[0] - b[0]) * 0.32 + side * 0.035, b[1] + (c[1] - b[1]) * 0.32)
    path = limb(
        [a, _mid(a, b), b, calf, _mid(calf, c), c],
        [0.31 * k, 0.26 * k, 0.168 * k, 0.182 * k, 0.115 * k, 0.078],
        cap=0.2,
    )
    if tights is None:
        flesh(brush, path, figure.person.skin, size=0.07)
        knee = oval(b[0], b[1] + 0.02, 0.09, 0.08)
        with brush.clip(path):
            brush.fill(knee, flesh_shadow(figure.person.skin, 0.2), alpha=0.22, blur=0.04)
    else:
        brush.form(path, tights, size=0.07, depth=0.22, shine=0.16, edge=0.3)


def _mid(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def draw_shoe(brush: Brush, figure: Figure, side: int, kind: str, tone: Colour) -> None:
    """Boot, loafer, heel, sneaker or derby, seen from the front."""
    _, knee, ankle = figure.leg(side)
    toe = figure.toe(side)
    man = 1.12 if figure.person.presentation == "man" else 1.0
    w = {"heel": 0.088, "loafer": 0.115, "boot": 0.122, "sneaker": 0.132, "derby": 0.12}[kind] * man
    ball = (ankle[0] + (toe[0] - ankle[0]) * 0.62, ankle[1] + (toe[1] - ankle[1]) * 0.62)
    tip = 0.028 if kind == "heel" else 0.075
    shin = (ankle[0] + (knee[0] - ankle[0]) * 0.22, ankle[1] + (knee[1] - ankle[1]) * 0.22)
    stocking = limb([shin, ankle, ball], [0.10, 0.082, 0.09], cap=0.4)
    if kind == "derby":
        brush.form(stocking, colour("#2c2a2e"), size=0.04)
    elif kind != "boot":
        flesh(brush, stocking, figure.person.skin, size=0.04)
    foot = limb([(ankle[0], ankle[1] - 0.02), ball, toe], [w * 0.72, w, tip * man], cap=0.8)
    if kind in {"heel", "loafer"}:
        vamp = limb(
            [
                (ankle[0] + (ball[0] - ankle[0]) * 0.62, ankle[1] + (ball[1] - ankle[1]) * 0.62),
                ball,
                toe,
            ],
            [w * 0.85, w, tip * man],
            cap=0.7,
        )
        brush.form(vamp, tone, size=0.035, depth=0.28, shine=0.2, edge=0.4)
        if kind == "loafer":
            strap = [
                (ball[0] - w * 0.8, ball[1] - 0.01),
                (ball[0], ball[1] + 0.03),
                (ball[0] + w * 0.8, ball[1] - 0.01),
            ]
            brush.line(strap, 0.035, lift(tone, -0.06))
            brush.crease(strap, 0.012, tone)
        return
    if kind == "boot":
        up = (ankle[0] + (knee[0] - ankle[0]) * 0.30, ankle[1] + (knee[1] - ankle[1]) * 0.30)
        foot = union(foot, limb([up, ankle], [0.155, 0.115], cap=0.1))
    sole_colour = colour("#ece7de") if kind == "sneaker" else shadow(tone, 0.35)
    with brush.moved(0, 0.035):
        brush.fill(foot, sole_colour)
    brush.form(foot, tone, size=0.04, depth=0.28, shine=0.18, edge=0.35)
    if kind in {"sneaker", "derby"}:
        for t in (0.25, 0.42, 0.59):
            x, y = ankle[0] + (toe[0] - ankle[0]) * t, ankle[1] + (toe[1] - ankle[1]) * t
            lace = colour("#f4f0e8") if kind == "sneaker" else shadow(tone, 0.4)
            brush.line(
                [(x - w * 0.42, y - 0.012), (x, y + 0.012), (x + w * 0.42, y - 0.012)],
                0.014,
                lace,
                alpha=0.85,
            )
    shine = [
        (ball[0] + brush.light * w * 0.4, ball[1] - 0.08),
        (toe[0] + brush.light * w * 0.2, toe[1] - 0.05),
    ]
    brush.line(shine, 0.03, glow(tone, 0.3), alpha=0.35, blur=0.014, smooth=False)


__all__ = [
    "ARMPIT", "CROTCH", "HIP", "POSES", "SHOULDER", "SOLE", "WAIST", "Arm", "Figure", "Leg",
    "Pose", "draw_bare_arm", "draw_bare_leg", "draw_hand", "draw_neck", "draw_shoe", "edges",
    "flesh", "polygon", "shade_neck", "spline",
]  # fmt: skip
