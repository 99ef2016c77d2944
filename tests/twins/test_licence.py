"""A licence: proposed, signed once by each side, ended by the model; cut between her agencies."""

from datetime import date
from decimal import Decimal

import pytest

from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, Organisation, User
from tests.people import World, a_world, timedelta, user
from twins import territories as places
from twins.actions.licence import Terms, end_licence, propose_licence, sign_licence
from twins.actions.representation import end_representation, set_rates, sign_representation
from twins.actions.twin import create_twin
from twins.models import Licence, Twin

pytestmark = pytest.mark.django_db

TERMS: dict[str, object] = {
    "scope": "Pictures",
    "purpose": "Advertising",
    "product_line": "knitwear",
    "media": ("web",),
    "territories": ("EU",),
    "starts_on": date(2026, 11, 1),
    "ends_on": date(2027, 5, 31),
    "image_cap": 5,
}


@pytest.fixture
def world() -> World:
    return a_world()


def propose(world: World, twin: Twin | None = None, **changed: object) -> Licence:
    more = {"brand": world.brand, "actor": world.ada, "at": world.at}
    given = {key: changed.pop(key) for key in tuple(changed) if key in more}
    terms = Terms(**{**TERMS, **changed})  # type: ignore[arg-type]
    return propose_licence(twin=twin or world.twin, terms=terms, **{**more, **given})  # type: ignore[arg-type]


def sign(
    world: World, made: Licence, side: str, who: User, organisation: Organisation | None = None
) -> Licence:
    return sign_licence(licence=made, side=side, actor=who, organisation=organisation, at=world.at)


def sign_all(world: World, made: Licence) -> Licence:
    sign(world, made, "model", made.twin.owner.user)
    sign(world, made, "agency", world.ada, world.agency)
    return sign(world, made, "brand", world.bram, world.brand)


# --- propose ---------------------------------------------------------------------------------


def test_a_licence_is_proposed_by_the_brand_or_an_agency_of_hers(world: World) -> None:
    assert propose(world, actor=world.bo)
    assert propose(world, actor=world.bram)
    for stranger in (world.odo, world.sam, world.mila, user("Ida", is_superuser=True)):
        with pytest.raises(NotAllowed):
            propose(world, actor=stranger)


@pytest.mark.parametrize(
    "changed",
    [
        {"ends_on": date(2026, 10, 31)},
        {"scope": " "},
        {"purpose": ""},
        {"media": ()},
        {"territories": ()},
    ],
    ids=str,
)
def test_terms_that_cannot_be_meant_are_refused_in_words(
    world: World, changed: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        propose(world, **changed)  # type: ignore[arg-type]  # terms of several types


def test_only_a_brand_is_licensed(world: World) -> None:
    with pytest.raises(Invalid, match="is not a brand"):
        propose(world, brand=world.studio)


def test_until_31_may_ends_with_the_first_instant_of_june_where_her_agency_is(
    world: World,
) -> None:
    made = propose(world)
    assert made.ends_at.isoformat() == "2027-05-31T22:00:00+00:00"
    assert made.zone == "Europe/Berlin"


def test_where_nobody_acts_for_her_nothing_is_licensed(world: World) -> None:
    nobody = create_twin(actor=user("Ines"), at=world.at)
    with pytest.raises(Invalid, match="Nobody acts for her in the EU"):
        propose(world, nobody)


def test_her_own_prices_count_before_those_for_everybody(world: World) -> None:
    """However new the prices for everybody are."""
    ines = world.new_twin(user("Ines"), seed=2)
    for twin, base in ((world.twin, 700), (world.twin, 800), (None, 900), (ines, 950)):
        set_rates(
            agency=world.agency,
            actor=world.ada,
            at=world.at,
            base=Decimal(base),
            media={},
            territories={},
            terms={},
            twin=twin,
        )
    assert propose(world).parts.get().rate_card.base == 800
    assert propose(world, ines).parts.get().rate_card.base == 950
    third = world.new_twin(user("Noor"), seed=3)
    assert propose(world, third).parts.get().rate_card.base == 900


def test_an_agency_without_prices_licenses_nothing(world: World) -> None:
    ines, _birke = second_agency(world, ["US"], prices=False)
    with pytest.raises(Invalid, match="Birke has not set its prices"):
        propose(world, ines, actor=world.bram, territories=("US",))


def test_a_brand_that_owns_her_agency_says_so(world: World) -> None:
    world.agency.owned_by = world.brand
    world.agency.save()
    assert propose(world).financial_tie == "Nordlicht owns Linden Models."
    assert propose(world, brand=world.rival).financial_tie == ""


# --- sign ------------------------------------------------------------------------------------


def test_a_licence_is_in_force_with_the_last_of_three_signatures(world: World) -> None:
    made = propose(world)
    sign(world, made, "brand", world.bram, world.brand)
    assert sign(world, made, "model", world.mila).in_force_since is None
    assert sign(world, made, "agency", world.bo, world.agency).in_force_since == world.at


def test_a_signature_that_is_sent_again_changes_nothing(world: World) -> None:
    made = sign_all(world, propose(world))
    world.at += timedelta(days=1)
    for side, who, organisation in (
        ("model", world.mila, None),
        ("agency", world.ada, world.agency),
        ("agency", world.bo, world.agency),
        ("brand", world.bram, world.brand),
    ):
        with pytest.raises(Conflict, match="signed already"):
            sign(world, made, side, who, organisation)
    made.refresh_from_db()
    assert made.signatures.count() == 3
    assert made.in_force_since == world.at - timedelta(days=1)


def test_nobody_signs_for_a_side_that_is_not_theirs(world: World) -> None:
    made = propose(world)
    for side, who, organisation in (
        ("model", world.ada, None),
        ("model", world.mila, world.agency),
        ("agency", world.mila, world.agency),
        ("agency", world.bram, world.brand),
        ("agency", world.bram, world.agency),
        ("brand", world.ada, world.brand),
        ("brand", world.odo, world.rival),
        ("brand", world.bram, None),
    ):
        with pytest.raises(NotAllowed):
            sign(world, made, side, who, organisation)
    assert not made.signatures.exists()


def test_an_agency_that_she_left_since_the_proposal_does_not_sign(world: World) -> None:
    made = propose(world)
    end_representation(
        representation=world.twin.representations.get(), actor=world.mila, at=world.at
    )
    with pytest.raises(NotAllowed, match="does not act for her any more"):
        sign(world, made, "agency", world.ada, world.agency)


def test_a_licence_stays_in_force_when_she_leaves_the_agency_that_signed_it(world: World) -> None:
    end_representation(
        representation=world.twin.representations.get(), actor=world.mila, at=world.at
    )
    assert world.licence in Licence.objects.running(world.at)


def test_a_licence_whose_time_is_over_is_not_signed(world: World) -> None:
    made = propose(world)
    world.at = made.ends_at
    with pytest.raises(Conflict, match="time of this licence is over"):
        sign(world, made, "model", world.mila)


# --- end -------------------------------------------------------------------------------------


def test_only_she_ends_a_licence_and_only_once(world: World) -> None:
    for impostor in (world.ada, world.bram, user("Ida", is_superuser=True)):
        with pytest.raises(NotAllowed):
            end_licence(licence=world.licence, actor=impostor, at=world.at, because="x")
    end_licence(licence=world.licence, actor=world.mila, at=world.at, because="y" * 999)
    with pytest.raises(Conflict):
        end_licence(licence=world.licence, actor=world.mila, at=world.at, because="x")


def test_a_proposal_that_she_refused_is_signed_by_nobody(world: World) -> None:
    made = propose(world)
    end_licence(licence=made, actor=world.mila, at=world.at, because="no")
    with pytest.raises(Conflict, match="was ended"):
        sign(world, made, "brand", world.bram, world.brand)


# --- two agencies (RULINGS 12) ----------------------------------------------------------------


def second_agency(
    world: World, territories: list[str], *, prices: bool = True
) -> tuple[Twin, Organisation]:
    """Ines is with Linden in Germany, her mother agency, and with Birke elsewhere."""
    ines = create_twin(actor=user("Ines"), at=world.at)
    birke = world.found("agency", "Birke", user("Bea"))
    for agency, where, percent in ((world.agency, ["DE"], 20), (birke, territories, 15)):
        sign_representation(
            twin=ines,
            agency=agency,
            territories=where,
            commission=Decimal(percent),
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 12, 31),
            is_mother=agency == world.agency,
            actor=ines.owner.user,
            at=world.at,
        )
    if prices:
        set_rates(
            agency=birke,
            actor=birke.memberships.get().user,
            at=world.at,
            base=Decimal(2000),
            media={"web": Decimal("0.4")},
            territories={"EU": Decimal(2)},
            terms={12: Decimal(1)},
        )
    return ines, birke


def test_a_group_that_two_agencies_share_is_cut_by_country(world: World) -> None:
    ines, birke = second_agency(world, sorted(places.EU - {"DE"}))
    parts = {part.agency: part for part in propose(world, ines).parts.all()}
    assert parts[world.agency].territories == ["DE"]
    assert set(parts[birke].territories) == places.EU - {"DE"}
    assert [parts[each].commission for each in (world.agency, birke)] == [20, 15]
    assert parts[birke].rate_card.base == 2000


def test_a_group_with_a_country_that_nobody_has_is_refused(world: World) -> None:
    ines, _birke = second_agency(world, sorted(places.EU - {"DE", "FR"}))
    with pytest.raises(Invalid, match="Nobody acts for her in the EU"):
        propose(world, ines)


def test_both_agencies_countersign(world: World) -> None:
    ines, birke = second_agency(world, sorted(places.EU - {"DE"}))
    made = propose(world, ines)
    assert sign_all(world, made).in_force_since is None
    bea = birke.memberships.get().user
    with pytest.raises(NotAllowed):
        sign(world, made, "agency", world.ada, birke)
    assert sign(world, made, "agency", bea, birke).in_force_since == world.at


def test_all_whom_a_licence_binds_read_of_it_and_nobody_else(world: World) -> None:
    ines, birke = second_agency(world, sorted(places.EU - {"DE"}))
    made = propose(world, ines)
    chains = set(
        AuditEvent.objects.filter(subject_id=str(made.pk)).values_list("chain_id", flat=True)
    )
    assert chains == {ines.owner_id, world.brand.pk, world.agency.pk, birke.pk}
