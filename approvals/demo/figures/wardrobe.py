"""What there is to wear: outfits chosen by seed, in colours that go together."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from .cloth import Cloth
from .palette import CLOTHS, Colour, lightness, rng


@dataclass(frozen=True, kw_only=True)
class Outfit:
    """One look: something on top, something below, perhaps something over it."""

    name: str
    base: str
    base_cloth: Cloth
    bottom: str
    bottom_cloth: Cloth
    outer: str = ""
    outer_cloth: Cloth | None = None
    hem: float = 6.0
    shoes: str = "boot"
    shoe_colour: Colour = (0.12, 0.11, 0.12)


NEUTRAL: Final = (
    "ecru",
    "chalk",
    "black",
    "charcoal",
    "stone",
    "sand",
    "camel",
    "navy",
    "grey flannel",
    "cocoa",
)
STRONG: Final = (
    "rust",
    "wine",
    "bottle",
    "petrol",
    "ochre",
    "tomato",
    "cobalt",
    "plum",
    "olive",
    "brick",
    "moss",
)
PALE: Final = ("sky", "rose", "blush", "butter", "sage", "lilac", "ecru", "chalk")

WOMEN: Final = (
    "trench", "slip dress", "suit", "knit and wide trousers", "long coat", "shirt dress",
    "denim", "puffer", "skirt and blouse", "turtleneck and skirt", "floral dress",
    "blazer and jeans", "shirt and wide trousers", "knit dress", "wrap coat",
)  # fmt: skip
MEN: Final = (
    "trench", "suit", "knit and wide trousers", "long coat", "denim", "puffer",
    "shirt and trousers", "breton", "turtleneck", "overshirt", "double-breasted", "tee and jeans",
)  # fmt: skip


class _Wardrobe:
    """Draws cloths for one outfit so that its colours go together."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd

    def cloth(self, names: tuple[str, ...], *patterns: str, sheen: float = 0.08) -> Cloth:
        base = CLOTHS[self.rnd.choice(names)]
        dark = lightness(base) < 0.55
        second = CLOTHS[
            self.rnd.choice(
                ("ecru", "chalk", "butter", "sky")
                if dark
                else ("navy", "brick", "bottle", "charcoal")
            )
        ]
        pattern = self.rnd.choice(patterns) if patterns else "plain"
        return Cloth(
            colour=base, second=second, pattern=pattern, sheen=sheen, seed=self.rnd.getrandbits(30)
        )


def outfit(seed: int, presentation: str) -> Outfit:
    """The outfit of that number for a woman or a man."""
    names = WOMEN if presentation == "woman" else MEN
    rnd = rng("outfit", presentation, seed)
    return make(names[seed % len(names)], rnd)


def make(name: str, rnd: random.Random) -> Outfit:
    """The outfit called ``name`` in colours drawn from ``rnd``."""
    w = _Wardrobe(rnd)
    shoe = CLOTHS[rnd.choice(("black", "black", "cocoa", "camel", "wine"))]
    light = CLOTHS[rnd.choice(("chalk", "ecru"))]
    dark = ("black", "charcoal", "navy", "cocoa")
    any_ = NEUTRAL + STRONG
    made: dict[str, Callable[[], Outfit]] = {
        "trench": lambda: Outfit(
            name=name,
            base=rnd.choice(("turtleneck", "knit", "shirt")),
            base_cloth=w.cloth(("black", "chalk", "navy", "wine")),
            bottom=rnd.choice(("slim", "wide")),
            bottom_cloth=w.cloth(dark),
            outer="trench",
            outer_cloth=w.cloth(("camel", "sand", "stone", "olive", "navy", "camel")),
            hem=rnd.uniform(5.9, 6.7),
            shoes="boot",
            shoe_colour=shoe,
        ),
        "slip dress": lambda: Outfit(
            name=name,
            base="slip",
            base_cloth=w.cloth((*STRONG, *PALE, "black"), sheen=0.26),
            bottom="none",
            bottom_cloth=w.cloth(dark),
            hem=rnd.uniform(6.6, 7.5),
            shoes="heel",
            shoe_colour=shoe,
        ),
        "suit": lambda: _suit(
            name,
            w,
            rnd,
            ("charcoal", "navy", "stone", "bottle", "camel", "grey flannel", "blush"),
            "blazer",
            shoe,
        ),
        "double-breasted": lambda: _suit(
            name, w, rnd, ("navy", "charcoal", "cocoa", "grey flannel", "moss"), "double", shoe
        ),
        "knit and wide trousers": lambda: Outfit(
            name=name,
            base="knit",
            base_cloth=w.cloth(any_ + PALE, "plain", "cable", "rib"),
            bottom="wide",
            bottom_cloth=w.cloth(NEUTRAL, "plain", "plain", "check"),
            shoes=rnd.choice(("loafer", "sneaker")),
            shoe_colour=shoe,
        ),
        "long coat": lambda: Outfit(
            name=name,
            base="turtleneck",
            base_cloth=w.cloth(("black", "ecru", "charcoal", "wine", "camel")),
            bottom=rnd.choice(("slim", "wide")),
            bottom_cloth=w.cloth(dark),
            outer="coat",
            outer_cloth=w.cloth(any_, "plain", "tweed", "check"),
            hem=rnd.uniform(6.4, 7.3),
            shoes="boot",
            shoe_colour=shoe,
        ),
        "wrap coat": lambda: Outfit(
            name=name,
            base="knit",
            base_cloth=w.cloth(("black", "ecru", "chalk")),
            bottom="wide",
            bottom_cloth=w.cloth(NEUTRAL),
            outer="wrap",
            outer_cloth=w.cloth(
                ("camel", "sand", "ecru", "rust", "petrol", "rose", "grey flannel")
            ),
            hem=rnd.uniform(6.5, 7.2),
            shoes="boot",
            shoe_colour=shoe,
        ),
        "shirt dress": lambda: Outfit(
            name=name,
            base="shirt dress",
            base_cloth=w.cloth(PALE + STRONG, "plain", "pinstripe", "dots"),
            bottom="none",
            bottom_cloth=w.cloth(dark),
            hem=rnd.uniform(6.2, 7.0),
            shoes=rnd.choice(("loafer", "boot")),
            shoe_colour=shoe,
        ),
        "denim": lambda: Outfit(
            name=name,
            base="tee",
            base_cloth=w.cloth(("chalk", "chalk", "ecru", "black"), "plain", "breton"),
            bottom="jeans",
            bottom_cloth=w.cloth(("denim", "ink blue", "navy"), "denim"),
            outer="denim",
            outer_cloth=w.cloth(("denim", "ink blue", "sky"), "denim"),
            hem=3.55,
            shoes=rnd.choice(("sneaker", "boot")),
            shoe_colour=light,
        ),
        "puffer": lambda: Outfit(
            name=name,
            base="turtleneck",
            base_cloth=w.cloth(("ecru", "black", "stone")),
            bottom=rnd.choice(("slim", "wide")),
            bottom_cloth=w.cloth((*dark, "stone")),
            outer="puffer",
            outer_cloth=w.cloth((*STRONG, "black", "ecru", "butter", "lilac"), "quilt", sheen=0.2),
            hem=rnd.choice((3.7, 4.1, 6.0)),
            shoes="sneaker",
            shoe_colour=light,
        ),
        "skirt and blouse": lambda: Outfit(
            name=name,
            base="shirt",
            base_cloth=w.cloth(PALE, "plain", "pinstripe", "dots", sheen=0.14),
            bottom="pleated",
            bottom_cloth=w.cloth(any_, "plain", "check"),
            hem=rnd.uniform(6.2, 7.2),
            shoes="heel",
            shoe_colour=shoe,
        ),
        "turtleneck and skirt": lambda: Outfit(
            name=name,
            base="turtleneck",
            base_cloth=w.cloth(any_, "plain", "rib"),
            bottom="pencil",
            bottom_cloth=w.cloth(any_, "plain", "tweed"),
            hem=rnd.uniform(5.7, 6.7),
            shoes="boot",
            shoe_colour=shoe,
        ),
        "floral dress": lambda: Outfit(
            name=name,
            base="dress",
            base_cloth=w.cloth(
                (*STRONG, *PALE, "black", "navy"), "floral", "floral", "abstract", "dots"
            ),
            bottom="none",
            bottom_cloth=w.cloth(dark),
            hem=rnd.uniform(6.4, 7.3),
            shoes=rnd.choice(("heel", "boot")),
            shoe_colour=shoe,
        ),
        "knit dress": lambda: Outfit(
            name=name,
            base="knit dress",
            base_cloth=w.cloth(any_, "rib", "cable"),
            bottom="none",
            bottom_cloth=w.cloth(dark),
            hem=rnd.uniform(6.0, 7.0),
            shoes="boot",
            shoe_colour=shoe,
        ),
        "blazer and jeans": lambda: Outfit(
            name=name,
            base=rnd.choice(("tee", "shirt")),
            base_cloth=w.cloth(("chalk", "ecru", "sky")),
            bottom="jeans",
            bottom_cloth=w.cloth(("denim", "ink blue", "navy", "chalk"), "denim"),
            outer="blazer",
            outer_cloth=w.cloth(NEUTRAL, "plain", "tweed", "check", "pinstripe"),
            hem=4.35,
            shoes="loafer",
            shoe_colour=shoe,
        ),
        "shirt and wide trousers": lambda: Outfit(
            name=name,
            base="shirt",
            base_cloth=w.cloth((*PALE, "cobalt", "tomato"), "plain", "pinstripe"),
            bottom="wide",
            bottom_cloth=w.cloth(NEUTRAL),
            shoes="loafer",
            shoe_colour=shoe,
        ),
        "shirt and trousers": lambda: Outfit(
            name=name,
            base="shirt",
            base_cloth=w.cloth((*PALE, "denim", "rust"), "plain", "pinstripe", "check"),
            bottom="slim",
            bottom_cloth=w.cloth(NEUTRAL),
            shoes="derby",
            shoe_colour=shoe,
        ),
        "breton": lambda: Outfit(
            name=name,
            base="knit",
            base_cloth=w.cloth(("chalk", "ecru", "navy"), "breton"),
            bottom="wide",
            bottom_cloth=w.cloth(("sand", "stone", "ecru", "olive", "navy")),
            shoes="sneaker",
            shoe_colour=light,
        ),
        "turtleneck": lambda: Outfit(
            name=name,
            base="turtleneck",
            base_cloth=w.cloth(any_, "plain", "rib", "cable"),
            bottom=rnd.choice(("wide", "slim")),
            bottom_cloth=w.cloth(NEUTRAL, "plain", "check"),
            shoes="derby",
            shoe_colour=shoe,
        ),
        "overshirt": lambda: Outfit(
            name=name,
            base="tee",
            base_cloth=w.cloth(("chalk", "ecru", "charcoal")),
            bottom=rnd.choice(("wide", "slim")),
            bottom_cloth=w.cloth(NEUTRAL),
            outer="overshirt",
            outer_cloth=w.cloth((*STRONG, "camel", "navy"), "plain", "check"),
            hem=4.3,
            shoes="boot",
            shoe_colour=shoe,
        ),
        "tee and jeans": lambda: Outfit(
            name=name,
            base="tee",
            base_cloth=w.cloth(("chalk", "ecru", "black", "sage", "rust")),
            bottom="jeans",
            bottom_cloth=w.cloth(("denim", "ink blue", "navy"), "denim"),
            shoes="sneaker",
            shoe_colour=light,
        ),
    }
    return made[name]()


def _suit(
    name: str, w: _Wardrobe, rnd: random.Random, names: tuple[str, ...], outer: str, shoe: Colour
) -> Outfit:
    cloth = w.cloth(names, "plain", "plain", "pinstripe", "check")
    return Outfit(
        name=name,
        base=rnd.choice(("tee", "turtleneck", "shirt")),
        base_cloth=w.cloth(("chalk", "black", "ecru", "wine")),
        bottom=rnd.choice(("wide", "slim")),
        bottom_cloth=replace(cloth, seed=cloth.seed + 1),
        outer=outer,
        outer_cloth=cloth,
        hem=4.45,
        shoes=rnd.choice(("loafer", "derby")),
        shoe_colour=shoe,
    )


def plain(person_seed: int) -> Outfit:
    """The quiet clothes of reference photographs: tee, trousers, sneakers."""
    rnd = rng("plain", person_seed)
    tee = CLOTHS[rnd.choice(("chalk", "ecru", "grey flannel", "black", "chalk"))]
    return Outfit(
        name="reference",
        base="tee",
        base_cloth=Cloth(colour=tee, second=tee, seed=person_seed),
        bottom="slim",
        bottom_cloth=Cloth(colour=CLOTHS["charcoal"], second=tee, seed=person_seed + 1),
        shoes="sneaker",
        shoe_colour=CLOTHS["chalk"],
    )
