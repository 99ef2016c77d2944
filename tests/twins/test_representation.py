"""Who acts for her: chosen by herself, for a time, at a commission; and what that costs."""

from datetime import date
from decimal import Decimal

import pytest

from portal.errors import Conflict, Invalid, NotAllowed
from tests.people import NOON, World, a_world, user
from twins.actions.representation import set_rates, sign_representation
from twins.actions.twin import create_twin
from twins.models import RateCard, Representation, Twin

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ines(world: World) -> Twin:
    """Ines has a twin and nobody who acts for her yet."""
    return create_twin(actor=user("Ines"), at=NOON)


def sign(world: World, twin: Twin, **changed: object) -> Representation:
    terms: dict[str, object] = {
        "agency": world.agency,
        "territories": ["DE", "AT"],
        "commission": Decimal(20),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "actor": twin.owner.user,
        "at": NOON,
    }
    return sign_representation(twin=twin, **{**terms, **changed})  # type: ignore[arg-type]


def test_only_she_chooses_who_acts_for_her(world: World, ines: Twin) -> None:
    for impostor in (world.ada, world.mila, world.bram):
        with pytest.raises(NotAllowed):
            sign(world, ines, actor=impostor)


def test_only_an_agency_acts_for_a_model(world: World, ines: Twin) -> None:
    with pytest.raises(Invalid, match="is not an agency"):
        sign(world, ines, agency=world.brand)


@pytest.mark.parametrize(
    ("starts_on", "last"),
    [
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2026, 3, 15), date(2029, 3, 14)),
        (date(2028, 2, 29), date(2031, 2, 28)),
    ],
)
def test_three_years_to_the_day_are_the_longest(
    world: World, ines: Twin, starts_on: date, last: date
) -> None:
    with pytest.raises(Invalid, match="three years at most"):
        sign(world, ines, starts_on=starts_on, ends_on=date.fromordinal(last.toordinal() + 1))
    assert sign(world, ines, starts_on=starts_on, ends_on=last)


def test_twenty_per_cent_are_the_most(world: World, ines: Twin) -> None:
    for commission in (Decimal("20.01"), Decimal(-1)):
        with pytest.raises(Invalid, match="twenty per cent"):
            sign(world, ines, commission=commission)
    assert sign(world, ines, commission=Decimal("20.00"))


def test_what_cannot_be_meant_is_refused_in_words(world: World, ines: Twin) -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        sign(world, ines, ends_on=date(2025, 12, 31))
    with pytest.raises(Invalid, match="Say where"):
        sign(world, ines, territories=[])


def test_two_agencies_never_act_in_the_same_country_at_the_same_time(
    world: World, ines: Twin
) -> None:
    birke = world.found("agency", "Birke", user("Bea"))
    sign(world, ines)
    for territories in (["DACH"], ["EU"], ["WORLD"], ["AT"]):
        with pytest.raises(Conflict, match="Linden Models already acts"):
            sign(world, ines, agency=birke, territories=territories, is_mother=False)
    assert sign(world, ines, agency=birke, territories=["CH", "FR"], is_mother=False)


def test_an_agency_follows_another_from_the_day_after_its_last(world: World, ines: Twin) -> None:
    birke = world.found("agency", "Birke", user("Bea"))
    sign(world, ines)
    more = {"agency": birke, "is_mother": False, "ends_on": date(2027, 12, 31)}
    with pytest.raises(Conflict):
        sign(world, ines, starts_on=date(2026, 12, 31), **more)
    follows = sign(world, ines, starts_on=date(2027, 1, 1), **more)
    assert ines.representations.in_force(NOON).get() != follows
    assert ines.representations.in_force(follows.starts_at).get() == follows


# --- rates -----------------------------------------------------------------------------------


def rates(world: World, **changed: object) -> RateCard:
    prices: dict[str, object] = {
        "agency": world.agency,
        "actor": world.ada,
        "at": NOON,
        "base": Decimal(900),
        "media": {"web": Decimal("0.4")},
        "territories": {"EU": Decimal(2)},
        "terms": {6: Decimal("0.6")},
    }
    return set_rates(**{**prices, **changed})  # type: ignore[arg-type]


def test_new_prices_are_a_new_version_and_the_old_ones_stay(world: World) -> None:
    old = RateCard.objects.get(agency=world.agency)
    new = rates(world)
    assert (old.version, new.version) == (1, 2)
    assert RateCard.objects.get(pk=old.pk).base == 1000


def test_prices_for_one_model_count_their_own_versions(world: World) -> None:
    assert rates(world, twin=world.twin).version == 1
    assert rates(world, twin=world.twin).version == 2


def test_only_who_may_set_prices_does(world: World) -> None:
    assert rates(world, actor=world.bo)
    for stranger in (world.mila, world.bram, user("Ida", is_superuser=True)):
        with pytest.raises(NotAllowed):
            rates(world, actor=stranger)


@pytest.mark.parametrize(
    "changed",
    [
        {"base": Decimal(-1)},
        {"base": Decimal("NaN")},
        {"per_image": Decimal("Infinity")},
        {"media": {"web": Decimal("-0.4")}},
        {"territories": {"EU": Decimal(-2)}},
        {"terms": {0: Decimal(1)}},
        {"currency": "XQQ"},
    ],
    ids=str,
)
def test_a_price_that_is_none_is_refused(world: World, changed: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        rates(world, **changed)


def test_prices_come_back_from_the_database_as_they_went_in(world: World) -> None:
    kept = RateCard.objects.get(pk=rates(world, base=Decimal("0.10")).pk).rates()
    assert (kept.base, kept.media, kept.terms) == (
        Decimal("0.10"),
        {"web": Decimal("0.4")},
        {6: Decimal("0.6")},
    )
