"""Mila ends one licence: she is told what follows, and the very next request is refused."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions import takedown
from approvals.actions.case import Seen, report_misuse
from approvals.tasks import sweep
from portal.errors import Gone
from portal.models import AuditEvent, User
from tests.people import NOON, World, a_world, showed_who_it_is, timedelta
from tests.portal.web.asking import client_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


def address(world: World) -> str:
    return reverse("end-licence", args=[world.licence.pk])


def test_she_reads_what_stops_and_comes_down_and_what_stays_hers(world: World) -> None:
    world.published()
    world.brief()
    said = words(client_of(world.mila).get(address(world)))
    assert "Nordlicht may order no new picture of you under it." in said
    assert "1 order that is being worked on is called off." in said
    assert "Everything earned so far stays yours:" in said
    assert "Your consent and your other licences go on." in said


def test_she_ends_it_and_the_very_next_request_is_refused(world: World) -> None:
    publication = world.published()
    picture = reverse("publication-picture", args=[publication.public_id])
    assert Client().get(picture).status_code == 200
    client = client_of(world.mila)
    answer = client.post(address(world), follow=True)
    assert "Ended. Nothing may be made or shown under it any more" in answer.text
    assert Client().get(picture).status_code == 410
    assert AuditEvent.objects.filter(act="licence.ended", person_id=world.mila.person_id).exists()
    assert "End this licence" not in answer.text
    assert client.get(address(world)).status_code == 404


def test_what_the_page_says_happens(world: World) -> None:
    judged = world.draft()
    run = world.brief().runs.get()
    client_of(world.mila).post(address(world))
    bram = client_of(world.bram)
    assert bram.get(judged.get_absolute_url()).status_code == 410
    with pytest.raises(Gone, match="The licence was ended"):
        world.say("yes", judged, "brand", world.bram)
    with pytest.raises(Gone, match="The licence was ended"):
        world.deliver(run)
    sweep()
    run.refresh_from_db()
    assert (run.state, run.failure) == ("cancelled", "The licence was ended.")
    assert not judged.reviews.exclude(state="ended").exists()
    assert not takedown.licences_to_wind_up(NOON).exists()


def test_a_report_of_misuse_can_still_be_worked_when_the_licence_is_over(world: World) -> None:
    publication = world.published()
    seen = Seen(answer="intact", sha256="0" * 64, where="https://shop.example/coat")
    case = report_misuse(publication=publication, seen=seen, picture=None, at=NOON)
    client_of(world.mila).post(address(world))
    assert client_of(world.ada).get(case.get_absolute_url()).status_code == 200


def test_what_is_under_another_licence_is_not_counted(world: World) -> None:
    other = world.license(world.twin, world.mila, world.brand, world.bram)
    world.published()
    said = words(client_of(world.mila).get(reverse("end-licence", args=[other.pk])))
    assert "No picture is published under it." in said
    assert "It has earned you nothing yet." in said
    assert "called off" not in said


@pytest.mark.parametrize("who", ["ada", "bo", "bram", "odo"])
def test_nobody_else_is_offered_to_end_it(world: World, who: str) -> None:
    somebody: User = getattr(world, who)
    page = client_of(somebody).get(world.licence.get_absolute_url())
    assert address(world) not in page.text
    assert client_of(somebody).get(address(world)).status_code == 404
    assert client_of(somebody).post(address(world)).status_code == 404


def test_she_shows_first_who_she_is(world: World, clock: time_machine.Traveller) -> None:
    client = client_of(world.mila)
    clock.shift(timedelta(hours=1))
    for answer in (client.get(address(world)), client.post(address(world))):
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
    showed_who_it_is(client)
    assert client.post(address(world)).status_code == 302


def test_the_page_of_her_licence_leads_there(world: World) -> None:
    assert address(world) in client_of(world.mila).get(world.licence.get_absolute_url()).text
