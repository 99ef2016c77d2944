"""Licences and representations: who signs, and for whom."""

from datetime import date
from decimal import Decimal

import pytest

from portal.errors import Conflict, NotAllowed
from tests.people import World, a_world, add_member, timedelta, user
from twins.actions.licence import Terms, propose_licence, sign_licence
from twins.actions.representation import end_representation, sign_representation

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def test_nobody_signs_a_licence_for_two_sides(world: World) -> None:
    add_member(
        organisation=world.brand, user=world.ada, role="owner", actor=world.bram, at=world.at
    )
    terms = Terms(
        scope="Pictures",
        purpose="Advertising",
        product_line="knitwear",
        media=("web",),
        territories=("EU",),
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 12, 31),
        image_cap=5,
    )
    made = propose_licence(
        twin=world.twin, brand=world.brand, terms=terms, actor=world.ada, at=world.at
    )
    sign_licence(
        licence=made, side="agency", actor=world.ada, organisation=world.agency, at=world.at
    )
    with pytest.raises(NotAllowed, match="two sides"):
        sign_licence(
            licence=made, side="brand", actor=world.ada, organisation=world.brand, at=world.at
        )


def _sign(world: World, starts_on: date) -> None:
    birke = world.found("agency", "Birke", user("Bea"))
    sign_representation(
        twin=world.twin,
        agency=birke,
        territories=["WORLD"],
        commission=Decimal(15),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=300),
        actor=world.mila,
        at=world.at,
    )


def test_a_second_mother_agency_is_refused_in_words(world: World) -> None:
    with pytest.raises(Conflict, match="her mother agency"):
        _sign(world, date(2028, 7, 1))


def test_another_mother_agency_follows_one_that_ran_out(world: World) -> None:
    world.at += timedelta(days=700)
    _sign(world, date(2028, 10, 1))
    assert world.twin.representations.filter(ended_at__isnull=True).count() == 1


def test_only_she_ends_a_representation(world: World) -> None:
    linden = world.twin.representations.get()
    with pytest.raises(NotAllowed):
        end_representation(representation=linden, actor=world.ada, at=world.at)
    end_representation(representation=linden, actor=world.mila, at=world.at)
    with pytest.raises(Conflict):
        end_representation(representation=linden, actor=world.mila, at=world.at)
