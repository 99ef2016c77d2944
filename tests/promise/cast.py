"""The people of the machine: two brands, two agencies, a studio, two models, and one of too many.

liv may only look at Linden, unless she covers somebody. Birke's policy counts the brand's guests.

mila is represented by Linden everywhere; nora by Linden in the EU and by Birke in the US. dora
works for the brand and for Linden at once. All of it is founded once and rolled back to.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from approvals.models import ReviewPolicy
from portal.models import Organisation, User
from tests.people import NOON, user
from tests.promise.acts import Acts
from tests.promise.oracle import Oracle
from tests.promise.shadow import Shadow
from twins.actions import representation, twin
from twins.models import Twin

RATES = {
    "base": Decimal(1000),
    "per_image": Decimal(50),
    "media": {"social": Decimal("0.3"), "web": Decimal("0.4"), "ecommerce": Decimal("0.2")},
    "territories": {"DE": Decimal(1), "EU": Decimal(2), "US": Decimal(3), "WORLD": Decimal(4)},
    "terms": {1: Decimal("0.2"), 6: Decimal("0.6"), 12: Decimal(1), 24: Decimal(2)},
    "client_fee": Decimal(20),
}


@dataclass
class Cast:
    """Rows that never change; everything else is looked up."""

    told: Shadow
    people: dict[str, User]
    organisations: dict[str, Organisation]
    twins: dict[str, Twin]

    def everybody(self) -> list[User]:
        """All people, in the order in which they came."""
        return list(self.people.values())

    def known(self, person: object) -> User:
        """The user behind a person."""
        return next(each for each in self.people.values() if each.person_id == person)

    def acts(self, reached: Counter[str]) -> Acts:
        """Acts upon a fresh memory of how it all began."""
        told = deepcopy(self.told)
        return Acts(told=told, oracle=Oracle(told, reached), reached=reached)


def found(at: datetime = NOON) -> Cast:
    """Found the world, through the actions."""
    told, reached = Shadow(at=at), Counter[str]()
    acts = Acts(told=told, oracle=Oracle(told, reached), reached=reached)
    names = ("Ada", "Bo", "Bea", "Bram", "Odo", "Sam", "Dora", "Mila", "Nora", "Liv")
    cast = Cast(told, {name.lower(): user(name) for name in names}, {}, {})
    _found_organisations(cast, acts)
    for name in ("mila", "nora"):
        _make_twin(cast, acts, name)
    _represent(cast, acts)
    for name, brand, cap in (("mila", "nord", 9), ("mila", "sud", 2), ("nora", "nord", 9)):
        sign_whole_licence(cast, acts, name, brand, image_cap=cap)
    return cast


def sign_whole_licence(cast: Cast, acts: Acts, name: str, brand: str, **changed: object) -> None:
    """Everybody signs a licence between a model and a brand, if it can be signed at all."""
    one = cast.twins[name]
    wide = {"territories": ("EU", "US")} if name == "nora" else {}
    buyer = cast.organisations[brand]
    owner = cast.people["bram" if brand == "nord" else "odo"]
    proposed = acts.propose_licence(one, buyer, owner, **(wide | changed))
    if proposed is None:
        return
    pk = list(acts.told.licences)[-1]
    acts.sign_licence(pk, "model", cast.people[name], None)
    for agency, admin in (("linden", "ada"), ("birke", "bea")):
        if cast.organisations[agency].pk in proposed.agencies:
            acts.sign_licence(pk, "agency", cast.people[admin], cast.organisations[agency])
    acts.sign_licence(pk, "brand", owner, buyer)


def _found_organisations(cast: Cast, acts: Acts) -> None:
    who = cast.people
    for kind, name, founder in (
        ("agency", "linden", "ada"),
        ("agency", "birke", "bea"),
        ("brand", "nord", "bram"),
        ("brand", "sud", "odo"),
        ("studio", "atelier", "sam"),
    ):
        cast.organisations[name] = acts.found(kind, name.title(), who[founder])
    for agency, admin in (("linden", "ada"), ("birke", "bea")):
        representation.set_rates(
            agency=cast.organisations[agency],
            actor=who[admin],
            at=acts.at,
            **RATES,  # type: ignore[arg-type]
        )
    ReviewPolicy.objects.create(
        agency=cast.organisations["birke"], author_may_judge=False, counts_guests=True
    )
    acts.join(cast.organisations["linden"], who["bo"], "booker", who["ada"])
    acts.join(cast.organisations["linden"], who["liv"], "viewer", who["ada"])
    acts.join(cast.organisations["linden"], who["dora"], "booker", who["ada"])
    acts.join(cast.organisations["nord"], who["dora"], "producer", who["bram"])


def _make_twin(cast: Cast, acts: Acts, name: str) -> None:
    owner = cast.people[name]
    made = twin.create_twin(actor=owner, at=acts.at, studio=cast.organisations["atelier"])
    acts.told.owners[made.pk] = owner.person_id
    cast.twins[name] = made
    acts.sign_consent(made, owner)


def _represent(cast: Cast, acts: Acts) -> None:
    for name, agency, where, is_mother in (
        ("mila", "linden", ("WORLD",), True),
        ("nora", "linden", ("EU",), True),
        ("nora", "birke", ("US",), False),
    ):
        acts.represent(
            cast.twins[name],
            cast.organisations[agency],
            where,
            cast.people[name],
            is_mother=is_mother,
        )
