"""Who plays in the demo. Nobody of them exists."""

from collections.abc import Iterable
from dataclasses import dataclass

from approvals.demo.figures import Person, person

WOMEN = (
    "Mila", "Ines", "Thandi", "Yuki", "Leyla", "Freja", "Amara", "Sofia", "Noor", "Chiara",
    "Wanjiru", "Elif", "Maren", "Priya", "Camille", "Adaeze", "Ylva", "Lucia", "Hana", "Zofia",
)  # fmt: skip
MEN = (
    "Elias", "Kofi", "Mateo", "Rasmus", "Idris", "Jun", "Anton", "Samir", "Luca", "Tariq",
    "Emil", "Dayo", "Nikolai", "Arjun", "Théo", "Oskar",
)  # fmt: skip

MILA = 9
"""The drawn person who is mila."""

WORDS = (
    "linen", "harbour", "copper", "meadow", "velvet", "lantern", "willow", "marble", "saffron",
    "thimble", "orchard", "cobalt", "ribbon", "juniper", "atlas", "paper", "ember", "canvas",
)  # fmt: skip


@dataclass(frozen=True)
class Role:
    """One model of the demo: what she is called and how she is drawn."""

    name: str
    drawn: Person


def drawn_cast(count: int) -> list[Role]:
    """Return ``count`` models, mila first, each with a name that suits the drawing."""
    seeds = [MILA, *(seed for seed in range(60) if seed != MILA)]
    drawn = [person(seed) for seed in seeds[:count]]
    names = named(each.presentation == "man" for each in drawn)
    return [Role(name, each) for name, each in zip(names, drawn, strict=True)]


def named(are_men: Iterable[bool]) -> list[str]:
    """Return a name for each, in order; the first woman is Mila."""
    women, men = iter(WOMEN), iter(MEN)
    return [
        next(men if is_man else women, f"Model {number}")
        for number, is_man in enumerate(are_men, start=1)
    ]
