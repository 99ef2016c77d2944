"""Colour for the drawn figures: mixing in OKLab, skins, hair and cloth."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import random
from typing import Final

Colour = tuple[float, float, float]
"""Red, green, blue from 0 to 1, gamma-encoded sRGB."""


def rng(*parts: object) -> random.Random:
    """A generator of numbers that depends on ``parts`` alone, on every machine."""
    return random.Random("/".join(str(part) for part in parts))  # noqa: S311 -- not a secret


def colour(text: str) -> Colour:
    """``#c49a6c`` -> a colour."""
    red, green, blue = bytes.fromhex(text.lstrip("#"))
    return red / 255, green / 255, blue / 255


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def to_oklab(value: Colour) -> Colour:
    """Lightness, a, b (Ottosson 2020)."""
    r, g, b = (_linear(channel) for channel in value)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def from_oklab(value: Colour) -> Colour:
    """The inverse of ``to_oklab``, clipped to sRGB."""
    lightness, a, b = value
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0 to 1) of ``other`` stirred in."""
    a, b = to_oklab(one), to_oklab(other)
    return from_oklab(
        (
            a[0] + (b[0] - a[0]) * share,
            a[1] + (b[1] - a[1]) * share,
            a[2] + (b[2] - a[2]) * share,
        )
    )


def lift(value: Colour, amount: float, *, chroma: float = 1.0) -> Colour:
    """Lighter (``amount`` above 0) or darker by that much of OKLab lightness."""
    lightness, a, b = to_oklab(value)
    return from_oklab((min(max(lightness + amount, 0.02), 1.0), a * chroma, b * chroma))


def lightness(value: Colour) -> float:
    """OKLab lightness, 0 to 1."""
    return to_oklab(value)[0]


def shadow(value: Colour, depth: float = 0.22) -> Colour:
    """The colour of ``value`` in shade: darker and a little cooler."""
    return mix(lift(value, -depth * (0.45 + 0.55 * lightness(value))), (0.13, 0.10, 0.18), 0.14)


def flesh_shadow(value: Colour, depth: float = 0.2) -> Colour:
    """Skin in shade: darker and redder, as the light comes through it."""
    deeper = lift(value, -depth * (0.5 + 0.5 * lightness(value)), chroma=1.12)
    return mix(deeper, (0.42, 0.12, 0.08), 0.13)


def glow(value: Colour, amount: float = 0.12) -> Colour:
    """The colour of ``value`` in full light: lighter and a little warmer."""
    return mix(lift(value, amount), (1.0, 0.95, 0.86), 0.12)


WHITE: Final = (1.0, 1.0, 1.0)
INK: Final = colour("#1b1917")
PAPER: Final = colour("#f6f3ee")

SKINS: Final = tuple(
    colour(text)
    for text in (
        "#f4d9c8", "#f0cdb4", "#eac3a2", "#e3b793", "#dca983", "#d39a72",
        "#c58a60", "#b57a52", "#a36a45", "#8f5a3a", "#7b4a30", "#683d29",
        "#563324", "#472a1f",
    )
)  # fmt: skip

HAIRS: Final = {
    "black": colour("#1a1617"),
    "soft black": colour("#2a211f"),
    "espresso": colour("#3b2a22"),
    "brown": colour("#573b2a"),
    "chestnut": colour("#6f4529"),
    "auburn": colour("#86432a"),
    "copper": colour("#b0603a"),
    "honey": colour("#a97c4c"),
    "blond": colour("#cfae78"),
    "platinum": colour("#e2d5bb"),
    "pepper": colour("#6d6a69"),
    "silver": colour("#b9b7b5"),
    "white": colour("#dedbd6"),
}

CLOTHS: Final = {
    "camel": colour("#b98d56"),
    "ecru": colour("#e6dcc8"),
    "chalk": colour("#efebe3"),
    "stone": colour("#b9b0a1"),
    "sand": colour("#d3bd98"),
    "charcoal": colour("#3a3a3d"),
    "black": colour("#222124"),
    "navy": colour("#252f48"),
    "ink blue": colour("#34466b"),
    "denim": colour("#56739b"),
    "sky": colour("#a9bfd2"),
    "rust": colour("#a4502f"),
    "brick": colour("#8c3a2c"),
    "wine": colour("#5f2432"),
    "rose": colour("#d2a29a"),
    "blush": colour("#e6c7bb"),
    "butter": colour("#ecd795"),
    "ochre": colour("#c08f35"),
    "olive": colour("#6a6a42"),
    "moss": colour("#475339"),
    "bottle": colour("#24463c"),
    "sage": colour("#a3ad93"),
    "petrol": colour("#1f4a58"),
    "lilac": colour("#b5a6c4"),
    "plum": colour("#4c3048"),
    "cocoa": colour("#5c4336"),
    "grey flannel": colour("#85868a"),
    "tomato": colour("#c2452f"),
    "cobalt": colour("#2f4fa0"),
}
