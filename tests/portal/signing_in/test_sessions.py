"""Where bram is signed in, and that he can end it; and when he was last seen."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import User
from portal.web.sessions import words_of
from tests.people import NOON, user

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/605.1.15"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def bram() -> User:
    return user("Bram", seen_at=None)


def sign_in(who: User, agent: str) -> Client:
    client = Client(headers={"User-Agent": agent})
    name = str(who.email).partition("@")[0]
    client.post(reverse("sign-in"), {"login": who.email, "password": f"{name}-{name}"})
    return client


def test_bram_sees_both_places_and_ends_the_other_one(bram: User) -> None:
    desk, phone = sign_in(bram, DESK), sign_in(bram, PHONE)
    page = desk.get(reverse("sessions"))
    here, there = page.context["places"]
    assert (here.words, here.is_here) == ("Firefox on Linux", True)
    assert (there.words, there.is_here) == ("Safari on iPhone", False)
    desk.post(reverse("end-session", args=[there.pk]))
    assert phone.get(reverse("sessions")).status_code == 302
    assert desk.get(reverse("sessions")).status_code == 200


def test_he_ends_all_others_at_once(bram: User) -> None:
    desk, *others = (sign_in(bram, DESK) for _ in range(3))
    desk.post(reverse("end-other-sessions"))
    assert [each.get(reverse("sessions")).status_code for each in (desk, *others)] == [
        200,
        302,
        302,
    ]


def test_odo_ends_nothing_of_bram_s(bram: User) -> None:
    desk, odo = sign_in(bram, DESK), sign_in(user("Odo"), PHONE)
    place = desk.get(reverse("sessions")).context["places"][0]
    assert odo.post(reverse("end-session", args=[place.pk])).status_code == 404
    assert desk.get(reverse("sessions")).status_code == 200


def test_a_session_that_ended_is_not_shown(bram: User) -> None:
    desk, phone = sign_in(bram, DESK), sign_in(bram, PHONE)
    phone.post(reverse("sign-out"))
    assert len(desk.get(reverse("sessions")).context["places"]) == 1


def test_seen_is_kept_and_written_once_in_five_minutes(bram: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        desk = sign_in(bram, DESK)
        bram.refresh_from_db()
        assert bram.seen_at == NOON
        clock.shift(timedelta(minutes=4))
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("sessions"))
        assert not [each for each in asked if "UPDATE" in each["sql"]]
        clock.shift(timedelta(minutes=1))
        desk.get(reverse("sessions"))
        bram.refresh_from_db()
        assert bram.seen_at == NOON + timedelta(minutes=5)
        place = desk.get(reverse("sessions")).context["places"][0]
        assert place.seen == bram.seen_at


@pytest.mark.parametrize(
    ("agent", "words"),
    [("", "An unknown browser"), ("curl/8.1", "curl"), (PHONE, "Safari on iPhone")],
)
def test_a_browser_has_a_name(agent: str, words: str) -> None:
    assert words_of(agent) == words
