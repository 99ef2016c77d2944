"""Who is drawn: the features of a person that stay the same in every picture."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import random
from dataclasses import dataclass
from typing import Final, Literal

from .palette import HAIRS, SKINS, Colour, colour, lift, lightness, mix, rng

Presentation = Literal["woman", "man"]


@dataclass(frozen=True, kw_only=True)
class Face:
    """Proportions in heads, where 1 is the height of the head."""

    width: float
    jaw: float
    chin: float
    eye_size: float
    eye_tilt: float
    eye_gap: float
    lid: float
    iris: Colour
    brow: float
    brow_arch: float
    nose_width: float
    nose_length: float
    lip_full: float
    lip_width: float
    lip: Colour
    blush: float
    freckles: bool
    lines: float
    beard: str
    glasses: bool
    earrings: str


@dataclass(frozen=True, kw_only=True)
class Hair:
    """A style by name, its colour and its own small differences."""

    style: str
    colour: Colour
    part: float
    volume: float
    seed: int


@dataclass(frozen=True, kw_only=True)
class Build:
    """Half-widths in heads of a body eight and a half heads tall."""

    shoulder: float
    chest: float
    waist: float
    hip: float
    limb: float
    neck: float


@dataclass(frozen=True, kw_only=True)
class Person:
    """A drawn person, the same in every picture of the same seed."""

    seed: int
    presentation: Presentation
    age: int
    skin: Colour
    face: Face
    hair: Hair
    build: Build


IRISES: Final = tuple(
    colour(text) for text in ("#3a2417", "#4d3320", "#6a4a2a", "#7a6a3c", "#5f7056", "#5d7387")
)

WOMEN_STYLES: Final = (
    "bob", "long", "afro", "low bun", "waves", "locs", "hijab", "pixie", "braids", "fringe",
    "curls", "top knot", "shaved", "lob", "ponytail", "headwrap",
)  # fmt: skip
MEN_STYLES: Final = (
    "crop", "side part", "fade", "swept", "bald", "short curls", "locs", "grown", "short afro",
    "man bun", "buzz", "quiff", "turban",
)  # fmt: skip

COILY: Final = ("afro", "locs", "braids", "shaved", "top knot", "curls", "headwrap", "low bun")
STRAIGHT: Final = ("bob", "long", "low bun", "waves", "pixie", "fringe", "lob", "ponytail", "hijab")
MEN_COILY: Final = ("fade", "locs", "short afro", "bald", "buzz", "short curls")
MEN_STRAIGHT: Final = ("crop", "side part", "swept", "grown", "man bun", "quiff", "buzz")


def person(seed: int) -> Person:
    """The person of that number; neighbours in number look unlike each other."""
    rnd = rng("person", seed)
    presentation: Presentation = "man" if seed % 5 in {1, 3} else "woman"
    # Steps of five through fourteen skins: no two neighbours alike, the whole range in a row.
    tone = (seed * 5 + rnd.choice((0, 0, 1))) % len(SKINS)
    skin = mix(SKINS[tone], rnd.choice(((0.85, 0.55, 0.40), (0.75, 0.62, 0.42))), 0.05)
    age = rnd.choice((20, 22, 24, 26, 28, 31, 35, 41, 48, 56, 64))
    return Person(
        seed=seed,
        presentation=presentation,
        age=age,
        skin=skin,
        face=_face(rnd, presentation, age, skin),
        hair=_hair(rnd, presentation, age, tone, seed),
        build=_build(rnd, presentation),
    )


def _face(rnd: random.Random, presentation: Presentation, age: int, skin: Colour) -> Face:
    woman = presentation == "woman"
    deep = lightness(skin) < 0.62
    irises = IRISES if lightness(skin) > 0.78 else IRISES[:3]
    rouge = rnd.choice(("#b3413f", "#a8555a", "#c0655c", "#8e2f3c", "#b87468"))
    stain = rnd.choice((0.35, 0.5, 0.75)) if woman else 0.16
    bare = mix(lift(skin, -0.07), colour("#9c4a48"), 0.42)
    return Face(
        width=rnd.uniform(0.325, 0.365) + (0.006 if not woman else 0),
        jaw=rnd.uniform(0.235, 0.285) + (0.026 if not woman else 0),
        chin=rnd.uniform(0.085, 0.125) + (0.03 if not woman else 0),
        eye_size=rnd.uniform(0.92, 1.12) * (1.0 if woman else 0.9),
        eye_tilt=rnd.uniform(-0.004, 0.020),
        eye_gap=rnd.uniform(0.145, 0.165),
        lid=rnd.uniform(0.0, 1.0),
        iris=rnd.choice(irises),
        brow=rnd.uniform(0.7, 1.15) * (1.0 if woman else 1.35),
        brow_arch=rnd.uniform(0.2, 1.0) * (1.0 if woman else 0.45),
        nose_width=rnd.uniform(0.052, 0.078) + (0.006 if deep else 0),
        nose_length=rnd.uniform(-0.012, 0.02),
        lip_full=rnd.uniform(0.8, 1.15) * (1.18 if deep else 1.0) * (1.0 if woman else 0.88),
        lip_width=rnd.uniform(0.098, 0.122),
        lip=mix(bare, colour(rouge), stain),
        blush=rnd.uniform(0.12, 0.3) * (1.0 if woman else 0.5),
        freckles=lightness(skin) > 0.72 and rnd.random() < 0.25,
        lines=max(0.0, (age - 34) / 30),
        beard="" if woman else rnd.choice(("", "", "stubble", "stubble", "beard", "moustache")),
        glasses=rnd.random() < 0.1,
        earrings=rnd.choice(("", "", "hoop", "pearl", "drop")) if woman else "",
    )


def _hair(rnd: random.Random, presentation: Presentation, age: int, tone: int, seed: int) -> Hair:
    if presentation == "woman":
        styles: tuple[str, ...] = COILY if tone > 8 else (STRAIGHT if tone < 5 else WOMEN_STYLES)
    else:
        styles = MEN_COILY if tone > 8 else (MEN_STRAIGHT if tone < 5 else MEN_STYLES)
    # Counting women and men apart, so that neighbours in number wear their hair differently.
    rest = {0: 0, 2: 1, 4: 2, 1: 0, 3: 1}[seed % 5]
    place = seed // 5 * (3 if presentation == "woman" else 2) + rest
    if age > 52:
        names = ["silver", "white", "pepper"]
    elif tone > 6:
        names = ["black", "black", "soft black", "espresso"]
    elif tone > 3:
        names = ["black", "soft black", "espresso", "brown", "chestnut"]
    else:
        names = [
            *("brown", "blond", "espresso", "copper", "honey"),
            *("soft black", "platinum", "chestnut", "auburn"),
        ]
        names = [names[(place * 2 + tone) % len(names)]]
    return Hair(
        style=styles[place % len(styles)],
        colour=HAIRS[rnd.choice(names)],
        part=rnd.choice((-0.10, -0.05, 0.0, 0.05, 0.10)),
        volume=rnd.uniform(0.9, 1.15),
        seed=rnd.getrandbits(32),
    )


def _build(rnd: random.Random, presentation: Presentation) -> Build:
    full = rnd.choice((0.0, 0.0, 0.0, 0.35, 0.8))
    if presentation == "woman":
        return Build(
            shoulder=rnd.uniform(0.74, 0.84),
            chest=rnd.uniform(0.60, 0.66) + 0.14 * full,
            waist=rnd.uniform(0.46, 0.52) + 0.24 * full,
            hip=rnd.uniform(0.66, 0.73) + 0.22 * full,
            limb=1.0 + 0.25 * full,
            neck=rnd.uniform(0.175, 0.195),
        )
    return Build(
        shoulder=rnd.uniform(0.92, 1.01),
        chest=rnd.uniform(0.73, 0.80) + 0.12 * full,
        waist=rnd.uniform(0.60, 0.67) + 0.22 * full,
        hip=rnd.uniform(0.64, 0.70) + 0.15 * full,
        limb=1.18 + 0.2 * full,
        neck=rnd.uniform(0.225, 0.255),
    )
