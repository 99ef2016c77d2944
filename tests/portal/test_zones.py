"""Hours are written as the clock of who reads them shows; ends stay where they are."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from portal import zones
from portal.actions.cover import Period, name_cover
from portal.models import AuditEvent, Cover
from tests.people import NOON, World, a_world
from tests.portal.web.asking import client_of
from twins import stop_mail

pytestmark = pytest.mark.django_db

PAGE = "people-time"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def test_mila_in_tokyo_reads_her_hours_as_her_clock_shows_them(world: World) -> None:
    client = client_of(world.mila)
    answer = client.post(reverse("language"), {"language": "en", "time_zone": "Asia/Tokyo"})
    assert answer.status_code == 302
    stop_mail.tell(world.mila, "stop_placed", at=NOON)
    assert "21:00 JST" in str(mail.outbox[-1].body)
    assert 'value="Asia/Tokyo" selected' in client.get(reverse("language")).text


def test_who_sends_no_zone_keeps_hers_and_one_that_nobody_knows_is_refused(world: World) -> None:
    client = client_of(world.mila)
    client.post(reverse("language"), {"language": "en"})
    answer = client.post(reverse("language"), {"language": "en", "time_zone": "Moon/Base"})
    world.mila.refresh_from_db()
    assert (answer.status_code, world.mila.time_zone) == (422, "Europe/Berlin")


def test_the_next_reader_of_the_same_program_has_her_own_clock(world: World) -> None:
    world.bo.time_zone = "America/New_York"
    world.bo.save()
    answered: list[str] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        answered.append(timezone.get_current_timezone_name())
        return HttpResponse()

    for who in (world.bo, world.mila, AnonymousUser()):
        request = RequestFactory().get("/", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"})
        request.user = who
        zones.HerTime(answer)(request)
    assert answered == ["America/New_York", "Europe/Berlin", "UTC"]


def test_ada_says_by_which_clock_her_agency_lives(world: World) -> None:
    ada = client_of(world.ada)
    page = ada.get(reverse(PAGE))
    assert 'value="Europe/Berlin" selected' in page.text
    kept = {"organisation": str(world.agency.pk), "time_zone": "America/New_York"}
    answer = ada.post(reverse(PAGE), kept, follow=True)
    assert "Days and working hours count in America/New_York." in answer.text
    world.agency.refresh_from_db()
    assert world.agency.time_zone == "America/New_York"
    (event,) = AuditEvent.objects.filter(act="organisation.time_zone")
    assert event.details == {"before": "Europe/Berlin", "after": "America/New_York"}
    ada.post(reverse(PAGE), kept)
    assert AuditEvent.objects.filter(act="organisation.time_zone").count() == 1


def test_a_cover_that_stands_ends_at_the_same_instant(world: World) -> None:
    name_cover(
        organisation=world.agency,
        covered=world.bo,
        colleague=world.ada,
        period=Period(first=date(2026, 11, 23), last=date(2026, 11, 25)),
        actor=world.bo,
        at=NOON,
    )
    kept = {"organisation": str(world.agency.pk), "time_zone": "Asia/Tokyo"}
    client_of(world.ada).post(reverse(PAGE), kept)
    assert Cover.objects.get().ends_at == datetime(2026, 11, 25, 23, tzinfo=UTC)


@pytest.mark.parametrize("who", ["bo", "mila"])
def test_nobody_else_finds_or_moves_the_clock(world: World, who: str) -> None:
    client: Client = client_of(getattr(world, who))
    kept = {"organisation": str(world.agency.pk), "time_zone": "Asia/Tokyo"}
    found = (client.get(reverse(PAGE)).status_code, client.post(reverse(PAGE), kept).status_code)
    assert found == (404, 404)


def test_a_zone_that_nobody_lives_in_is_refused(world: World) -> None:
    ada = client_of(world.ada)
    kept = {"organisation": str(world.agency.pk), "time_zone": "Etc/GMT+5"}
    assert ada.post(reverse(PAGE), kept).status_code == 422


def test_every_person_and_organisation_begins_in_a_zone_that_can_be_chosen(world: World) -> None:
    for zone in (world.agency.time_zone, world.mila.time_zone, "UTC", "America/Indiana/Knox"):
        assert zones.known(zone) == zone
    assert zones.known("Etc/GMT+5") == ""
