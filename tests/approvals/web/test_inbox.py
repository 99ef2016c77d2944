"""The model's inbox: what waits for her own yes, and nothing of anybody else's."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions.review import ask_again
from approvals.models import Channel
from portal.models import User
from tests.people import World, a_world, user
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def inbox(person: User) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("inbox"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def asked(world: World, seed: int, **changed: object) -> str:
    """A picture that the brand said yes to; returns its address."""
    draft = world.draft(seed=seed, **changed)
    world.say("yes", draft, "brand", world.bram)
    return draft.get_absolute_url()


def test_waiting_pictures_stand_under_what_is_asked_in_words(world: World) -> None:
    address = asked(world, 7, channels=("instagram-feed",), due_on=date(2026, 12, 4))
    html = inbox(world.mila)
    assert "Nordlicht, Winter knits" in html
    assert "Instagram feed 4:5; the EU, until 30 April 2027" in html
    assert "You earn <b>328.00 EUR</b>" in html
    assert "due 4 December 2026" in html
    assert address in html


def test_nothing_comes_before_the_brand_chose(world: World) -> None:
    draft = world.draft()
    html = inbox(world.mila)
    assert draft.get_absolute_url() not in html
    assert "No picture waits for you" in html


def test_what_she_said_lately_stands_below(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    html = inbox(world.mila)
    assert "No picture waits for you" in html
    assert "You said yes" in html
    assert draft.get_absolute_url() in html


def test_another_model_sees_nothing_of_it(world: World) -> None:
    asked(world, 7)
    ines = user("Ines")
    world.new_twin(ines, seed=2)
    html = inbox(ines)
    assert "Winter knits" not in html
    assert "No picture waits for you" in html


@pytest.mark.parametrize("who", ["bram", "ada", "bo", "sam", "odo"])
def test_the_inbox_is_not_for_people_of_organisations(world: World, who: str) -> None:
    client = Client()
    client.force_login(getattr(world, who))
    assert client.get(reverse("inbox")).status_code == 404


def test_a_sign_in_is_asked_for(world: World) -> None:
    assert Client().get(reverse("inbox")).status_code == 302


def test_after_a_withdrawal_nothing_waits_even_before_a_worker_comes(world: World) -> None:
    address = asked(world, 7)
    world.agree(done := world.draft(seed=8))
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    html = inbox(world.mila)
    assert address not in html
    assert done.get_absolute_url() not in html


def test_pictures_of_one_brief_stand_apart_where_other_channels_are_asked_for(
    world: World,
) -> None:
    """One was agreed to and is asked about anew, for the web alone."""
    brief = world.brief(pictures=2)
    first, second = (world.deliver(brief.runs.get(), 40 + n, n) for n in (1, 2))
    world.agree(first)
    again = ask_again(
        draft=first,
        channels=[Channel.objects.get(name="web")],
        actor=world.bram,
        at=world.at + timedelta(minutes=1),
    )
    for draft in (first, second):
        world.say("yes", draft, "brand", world.bram)
    assert again.state == "open"
    html = inbox(world.mila)
    assert html.count("data-group") == 2
    assert "Instagram feed 4:5, Web shop; the EU" in html
    assert ">Web shop; the EU" in html


def test_it_says_that_more_wait_than_are_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("approvals.web.inbox.MOST", 2)
    waiting = [asked(world, seed) for seed in (7, 8)]
    assert "of more that wait" not in inbox(world.mila)
    waiting.append(asked(world, 9))
    html = inbox(world.mila)
    assert "The first 2 pictures are shown, of more that wait." in html
    assert sum(each in html for each in waiting) == 2


def test_the_inbox_asks_as_much_for_six_pictures_as_for_two(world: World) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked_:
            inbox(world.mila)
        return len(asked_)

    for seed in (7, 8):
        asked(world, seed)
    world.agree(world.draft(seed=30))
    few = questions()
    for seed in (9, 10, 11, 12):
        asked(world, seed)
    world.agree(world.draft(seed=31))
    assert questions() == few
