"""A deadline reminds and escalates, in business hours, once; and it never approves anything."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from approvals.actions import deadline
from approvals.models import Draft, ReviewPolicy, Stage
from approvals.states import ReviewState, StageState
from approvals.tasks import deadlines
from portal.instants import after_business_hours
from tests.people import NOON, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def draft(world: World) -> Draft:
    """The brand has 9 business hours and is reminded 4 and 1 hours before; ada is told after."""
    ReviewPolicy.objects.create(
        agency=world.agency,
        brand_hours=9,
        model_hours=2,
        remind_hours=[4, 1],
        escalates_to=world.ada.person,
    )
    return world.draft()


def stage(draft: Draft, side: str = "brand") -> Stage:
    return Stage.objects.get(review__draft=draft, side=side)


def told() -> list[tuple[str, str]]:
    """Who got which mail since it was looked at last."""
    found = [(each.to[0].partition("@")[0], str(each.subject)) for each in mail.outbox]
    mail.outbox.clear()
    return sorted(found)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T11:00", 2, "2026-11-23T13:00"),  # a Monday at noon in Berlin
        ("2026-11-23T11:00", 6, "2026-11-23T17:00"),  # to the last minute
        ("2026-11-23T11:00", 9, "2026-11-24T11:00"),  # overnight
        ("2026-11-27T16:00", 2, "2026-11-30T09:00"),  # over the weekend
        ("2026-11-28T12:00", 1, "2026-11-30T09:00"),  # begun on a Saturday
        ("2026-11-23T03:00", 1, "2026-11-23T09:00"),  # before anybody is there
        ("2026-10-23T14:00", 9, "2026-10-26T15:00"),  # over the change of the clocks
    ],
)
def test_business_hours_are_those_of_the_organisation(start: str, hours: int, end: str) -> None:
    found = after_business_hours(datetime.fromisoformat(f"{start}+00:00"), hours, "Europe/Berlin")
    assert found == datetime.fromisoformat(f"{end}+00:00")


def test_the_deadline_is_in_the_zone_of_who_must_act(world: World) -> None:
    """The brand sits in New York, where it is seven in the morning."""
    world.brand.time_zone = "America/New_York"
    world.brand.save(update_fields=["time_zone"])
    ReviewPolicy.objects.create(agency=world.agency, brand_hours=1)
    assert stage(world.draft()).due_at == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_a_side_has_no_deadline_before_it_is_asked(draft: Draft, world: World) -> None:
    assert stage(draft, "model").due_at is None
    world.say("yes", draft, "brand", world.bram)
    assert stage(draft, "model").due_at == NOON + timedelta(hours=2)


def test_each_reminder_is_sent_once_however_often_it_is_asked_for(draft: Draft) -> None:
    due = stage(draft).due_at
    assert due is not None
    for hours, expected in ((5, 0), (4, 1), (3, 0), (1, 1), (0.5, 0)):
        moment = due - timedelta(hours=hours)
        deadline.remind(at=moment)
        deadline.remind(at=moment)
        assert told() == [("bram", "1 picture waits for your answer")] * expected


def test_of_missed_reminders_only_the_last_is_sent(draft: Draft) -> None:
    due = stage(draft).due_at
    assert due is not None
    assert deadline.remind(at=due - timedelta(minutes=10)) == 1
    assert len(told()) == 1


def test_one_mail_for_many_pictures(world: World, draft: Draft) -> None:
    for seed in (5, 6):
        world.draft(seed=seed)
    due = stage(draft).due_at
    assert due is not None
    deadline.remind(at=due - timedelta(hours=2))
    assert told() == [("bram", "3 pictures wait for your answer")]


def test_who_has_answered_is_not_reminded(world: World, draft: Draft) -> None:
    due = stage(draft).due_at
    assert due is not None
    world.say("yes", draft, "brand", world.bram)
    deadline.remind(at=due - timedelta(hours=1))
    assert ("bram", "1 picture waits for your answer") not in told()


def test_after_the_deadline_ada_is_told_and_nothing_is_agreed_to(
    draft: Draft, clock: time_machine.Traveller
) -> None:
    due = stage(draft).due_at
    assert due is not None
    clock.move_to(due)
    deadlines()
    deadlines()
    assert told() == [
        ("ada", "1 picture is late"),
        ("bram", "1 picture still waits for your answer"),
    ]
    assert stage(draft).state == StageState.ASKED
    assert draft.reviews.get().state == ReviewState.OPEN


def test_who_left_the_agency_is_told_nothing(world: World, draft: Draft) -> None:
    ReviewPolicy.objects.update(escalates_to=world.odo.person)
    due = stage(draft).due_at
    assert due is not None
    deadline.escalate(at=due)
    assert told() == [("bram", "1 picture still waits for your answer")]


def test_a_mail_tells_neither_picture_nor_comment(world: World, draft: Draft) -> None:
    due = stage(draft).due_at
    assert due is not None
    deadline.remind(at=due - timedelta(hours=1))
    (letter,) = mail.outbox
    for secret in (str(draft.pk), draft.master_id, draft.brief.idea, "Mila"):
        assert secret not in str(letter.body)
    assert "Nordlicht" in str(letter.body)
