"""Telling people: once, in one mail for a batch, as often as each likes, and nothing too much."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import notice_link
from approvals.actions import tell
from approvals.models import Draft, Notice, NoticeChoice
from approvals.tasks import tell_people
from portal.models import User
from tests.people import NOON, World, a_world

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


def as_(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def told() -> list[tuple[str, str]]:
    """Who got which mail since it was looked at last."""
    found = [(each.to[0].partition("@")[0], str(each.subject)) for each in mail.outbox]
    mail.outbox.clear()
    return sorted(found)


def test_one_mail_tells_of_a_whole_batch(world: World) -> None:
    for seed in (4, 5, 6):
        world.draft(seed=seed)
    tell.tell(at=NOON)
    assert told() == []  # more may come
    tell.tell(at=LATER)
    assert told() == [("bram", "3 pictures for Nordlicht wait for your answer")]


def test_whatever_runs_twice_tells_once(world: World) -> None:
    world.draft()
    for _twice in range(2):
        tell.tell(at=NOON)
        tell.tell(at=LATER)
    assert len(told()) == 1
    assert Notice.objects.count() == 1


def test_a_mail_waits_ten_minutes_at_most_for_more_to_come(world: World) -> None:
    for minute in range(11):
        world.draft(seed=20 + minute)
        tell.tell(at=NOON + timedelta(minutes=minute))
    assert len(told()) == 1


def test_each_side_hears_when_it_is_its_turn(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    waits = "1 picture for Nordlicht waits for your answer"
    assert told() == [("ada", waits), ("bo", waits), ("mila", waits)]


def test_who_answered_meanwhile_hears_nothing(world: World) -> None:
    draft = world.draft()
    tell.tell(at=NOON)
    world.say("yes", draft, "brand", world.bram)
    tell.mail_notices(user=world.bram, at=LATER)
    assert told() == []


def test_the_author_hears_what_came_of_it_and_mila_that_it_is_out(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    world.publish(draft)
    NoticeChoice.objects.create(user=world.ada, kind="asked", how="never")
    NoticeChoice.objects.create(user=world.bo, kind="asked", how="never")
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    assert told() == [("bram", "What is new at Twinset"), ("mila", "What is new at Twinset")]


def test_a_mail_tells_neither_picture_nor_words(world: World) -> None:
    draft = world.draft()
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    (letter,) = mail.outbox
    assert isinstance(letter, mail.EmailMultiAlternatives)
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    for text in (str(letter.body), str(html)):
        assert "Nordlicht" in text
        for secret in (str(draft.pk), draft.master_id, draft.brief.idea, "Mila"):
            assert secret not in text


def test_a_digest_comes_once_a_day_at_eight_of_her_own_morning(
    world: World, clock: time_machine.Traveller
) -> None:
    NoticeChoice.objects.create(user=world.bram, kind="asked", how="daily")
    world.draft()
    tell.tell(at=NOON)
    eight = datetime(2026, 11, 24, 7, tzinfo=UTC)  # in Berlin
    clock.move_to(eight - timedelta(seconds=1))
    tell_people()
    assert told() == []
    clock.move_to(eight)
    tell_people()
    tell_people()
    assert len(told()) == 1


def test_who_wants_no_mail_reads_it_in_the_pages(world: World) -> None:
    NoticeChoice.objects.create(user=world.bram, kind="asked", how="never")
    draft = world.draft()
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    assert told() == []
    assert draft.get_absolute_url() in as_(world.bram).get(reverse("notices")).content.decode()


def test_a_link_in_the_mail_stops_that_kind_and_no_other(world: World) -> None:
    world.draft()
    tell.tell(at=NOON)
    tell.tell(at=LATER)
    (letter,) = mail.outbox
    address = letter.extra_headers["List-Unsubscribe"].strip("<>").replace("http://testserver", "")
    assert Client(enforce_csrf_checks=True).get(address).status_code == 200
    assert not NoticeChoice.objects.exists()  # link scanners read it
    one_click = {"List-Unsubscribe": "One-Click"}
    assert Client(enforce_csrf_checks=True).post(address, one_click).status_code == 200
    (choice,) = NoticeChoice.objects.all()
    assert (choice.user, choice.kind, choice.how) == (world.bram, "asked", "never")


@pytest.mark.parametrize("given", ["guessed", "a:b:c"])
def test_a_guessed_link_stops_nothing(world: World, given: str) -> None:
    assert Client().post(reverse("stop-notices", args=[given])).status_code == 404
    odd = notice_link.token(world.bram.pk, "everything")
    assert Client().post(reverse("stop-notices", args=[odd])).status_code == 404
    assert not NoticeChoice.objects.exists()


def test_she_chooses_and_puts_away(world: World) -> None:
    world.draft()
    tell.tell(at=NOON)
    browser = as_(world.bram)
    assert browser.post(reverse("notice-choices"), {"asked": "daily"}).status_code == 302
    assert NoticeChoice.objects.get().how == "daily"
    assert browser.post(reverse("notice-choices"), {"asked": "hourly"}).status_code == 422
    assert "I have read all" in browser.get(reverse("notices")).content.decode()
    browser.post(reverse("put-away-notices"))
    assert "I have read all" not in browser.get(reverse("notices")).content.decode()
    assert Notice.objects.unread().count() == 0


def test_what_she_may_see_no_more_stands_nowhere(world: World) -> None:
    draft = world.draft()
    tell.tell(at=NOON)
    Notice.objects.update(user=world.odo)  # as if he had been a colleague once
    assert draft.get_absolute_url() not in as_(world.odo).get(reverse("notices")).content.decode()


def test_more_notices_ask_the_database_no_more(world: World) -> None:
    browser = as_(world.bram)

    def queries() -> int:
        tell.tell(at=NOON)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("notices")).status_code == 200
        return len(asked)

    world.draft()
    one = queries()
    for seed in (7, 8, 9):
        world.draft(seed=seed)
    assert queries() == one
    assert Draft.objects.count() == 4
