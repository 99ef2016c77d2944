"""The audit trail of one side says what another did, not who there; unseen words stay unseen."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from approvals.actions.policy import Rule, set_policy
from approvals.models import Draft
from portal import audit
from portal.models import AuditEvent, User
from tests.people import NOON, World, a_world
from tests.portal.web.asking import client_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def said_in(chain: UUID, act: str = "decision.sent") -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(chain_id=chain, act=act).order_by("number"))


def trail(who: User, chain: UUID) -> str:
    return words(client_of(who).get(reverse("audit", args=[chain])))


def agreed_by_brand_and_agency(world: World) -> Draft:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", world.bo)
    return draft


def test_mila_reads_that_brand_and_agency_said_yes_and_not_who_there(world: World) -> None:
    agreed_by_brand_and_agency(world)
    said = trail(world.mila, world.mila.person_id)
    assert "The brand said yes to a picture" in said
    assert "The agency said yes to a picture" in said
    assert "Bo said" not in said
    assert "Bram said" not in said


def test_each_side_reads_its_own_people_by_name(world: World) -> None:
    agreed_by_brand_and_agency(world)
    assert "Bo said yes to a picture" in trail(world.ada, world.agency.pk)
    assert "Bram said yes" not in trail(world.ada, world.agency.pk)
    assert [each.person_id for each in said_in(world.brand.pk)] == [world.bram.person_id, None]


def test_who_ended_the_way_of_a_picture_is_named_to_her_own_side_alone(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("no", draft, "agency", world.bo)
    assert "Bo ended a picture" in trail(world.ada, world.agency.pk)
    assert "The agency ended a picture" in trail(world.mila, world.mila.person_id)


def test_where_first_opinions_are_unseen_no_trail_of_another_side_tells_them(world: World) -> None:
    set_policy(
        agency=world.agency,
        rule=Rule(order="together", first_unseen=True),
        actor=world.ada,
        at=NOON,
    )
    draft = world.draft()
    world.say("no", draft, "agency", world.bo, reasons=[], comment="Too dark")
    own, others = said_in(world.agency.pk), said_in(world.mila.person_id)
    assert own[0].details["verdict"] == "no"
    assert set(others[0].details) == {"side", "picture", "offer", "how"}
    assert "The agency gave a verdict on a picture" in trail(world.mila, world.mila.person_id)


def test_every_chain_still_verifies(world: World) -> None:
    agreed_by_brand_and_agency(world)
    assert all(report.broken_at is None for report in audit.verify_all())
