"""Telling people of licences and of cases: who can act or is concerned, and each once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from approvals.actions import tell
from approvals.actions.case import Seen, report_misuse
from approvals.models import LicenceTold, Notice
from portal.actions.organisation import end_membership
from portal.models import User
from tests.approvals.web.test_licence import proposed
from tests.people import NOON, World, a_world
from tests.portal.web.asking import client_of, words
from twins.actions.licence import decline_licence, end_licence, sign_licence
from twins.models import Licence

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


def told() -> list[str]:
    """Who got a mail since it was looked at last."""
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    found = sorted(each.to[0].partition("@")[0] for each in mail.outbox)
    mail.outbox.clear()
    return found


def news(who: User) -> str:
    return words(client_of(who).get(reverse("notices")))


def test_whoever_can_sign_hears_that_a_licence_waits_and_nobody_else(world: World) -> None:
    proposed(world)
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    bodies = {each.to[0].partition("@")[0]: str(each.body) for each in mail.outbox}
    assert sorted(bodies) == ["ada", "bram", "mila"]  # bo proposed it
    assert "1 licence for Nordlicht waits for your signature." in bodies["mila"]
    assert "A licence waited for your signature." in news(world.mila)


def test_it_is_told_once_whatever_runs_twice(world: World) -> None:
    proposed(world)
    assert len(told()) == 3
    assert told() == []
    assert LicenceTold.objects.filter(word="asked").count() == 1


def test_who_signed_meanwhile_is_not_mailed_that_it_waits(world: World) -> None:
    made = proposed(world)
    tell.tell(at=NOON)
    sign_licence(licence=made, side="model", actor=world.mila, at=NOON)
    tell.tell(at=LATER)
    assert "mila" not in [each.to[0].partition("@")[0] for each in mail.outbox]


def test_one_mail_tells_of_what_waits_and_of_what_came_of_another(world: World) -> None:
    proposed(world)
    end_licence(licence=world.licence, actor=world.mila, at=NOON, because="breach")
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    (body,) = [str(each.body) for each in mail.outbox if each.to[0].startswith("bram")]
    assert "1 licence for Nordlicht waits for your signature." in body
    assert "0 were declined and the model ended 1" in body


def test_each_side_hears_when_everybody_signed(world: World) -> None:
    made = proposed(world)
    told()
    sign_all(world, made)
    assert told() == ["ada", "bo", "bram", "mila"]
    assert "A licence came into force: everybody signed it." in news(world.bram)


def test_each_side_hears_that_it_was_declined_or_ended(world: World) -> None:
    made = proposed(world)
    told()
    decline_licence(licence=made, side="model", actor=world.mila, at=NOON)
    assert told() == ["ada", "bo", "bram"]
    assert "A licence was declined." in news(world.bo)
    end_licence(licence=world.licence, actor=world.mila, at=NOON, because="breach")
    assert told() == ["ada", "bo", "bram"]
    assert "The model ended a licence." in news(world.bram)


def test_a_rival_hears_of_none_of_it(world: World) -> None:
    made = proposed(world)
    sign_all(world, made)
    tell.tell(at=NOON)
    assert not Notice.objects.filter(user=world.odo).exists()


def test_who_left_the_agency_is_told_no_more_and_reads_nothing_of_it(world: World) -> None:
    proposed(world)
    tell.tell(at=NOON)
    end_membership(membership=world.bo.memberships.get(), actor=world.ada, at=NOON)
    tell.tell(at=LATER)
    assert "bo" not in [each.to[0].partition("@")[0] for each in mail.outbox]
    assert "A licence waited" not in news(world.bo)


def test_the_agency_and_mila_hear_that_a_picture_was_reported(world: World) -> None:
    publication = world.published()
    told()
    seen = Seen(answer="intact", sha256="0" * 64, where="https://shop.example/coat")
    report_misuse(publication=publication, seen=seen, picture=None, at=NOON)
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    bodies = {each.to[0].partition("@")[0]: str(each.body) for each in mail.outbox}
    assert sorted(bodies) == ["ada", "bo", "mila"]
    assert "shop.example" not in "".join(bodies.values())
    page: Client = client_of(world.mila)
    assert "Somebody reported that a picture is misused." in words(page.get(reverse("notices")))


def sign_all(world: World, made: Licence) -> None:
    sign_licence(licence=made, side="model", actor=world.mila, at=NOON)
    for side, organisation, who in (
        ("brand", world.brand, world.bram),
        ("agency", world.agency, world.ada),
    ):
        sign_licence(licence=made, side=side, actor=who, at=NOON, organisation=organisation)
