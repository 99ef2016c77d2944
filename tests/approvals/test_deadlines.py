"""A deadline reminds and escalates, in business hours, once; and it never approves anything."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from approvals.actions import deadline
from approvals.actions.review import decide
from approvals.models import Decision, Draft, ReviewPolicy, Stage
from approvals.states import ReviewState, StageState
from approvals.tasks import deadlines
from portal.instants import after_business_hours
from portal.models import Organisation, User
from tests.people import NOON, World, a_world, user
from twins import territories as places
from twins.models import Representation

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


def share_with(agency: Organisation, world: World) -> None:
    """From now on ``agency`` acts for mila in France, and Linden everywhere else."""
    linden = world.twin.representations.get()
    linden.territories = sorted(places.EU - {"FR"})
    linden.save(update_fields=["territories"])
    Representation.objects.create(
        twin=world.twin,
        agency=agency,
        territories=["FR"],
        commission=15,
        starts_at=linden.starts_at,
        ends_at=linden.ends_at,
        zone=linden.zone,
        signed_by=linden.signed_by,
        signed_at=linden.signed_at,
        is_mother=False,
    )


def say_in(stage: Stage, who: User) -> Decision:
    return decide(
        stage=stage,
        verdict="yes",
        draft_sha256=stage.review.draft.master_id,
        offer_sha256=stage.review.offer_sha256,
        actor=who,
        at=NOON,
    )


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


def test_a_mail_tells_neither_picture_nor_comment(world: World, draft: Draft) -> None:
    due = stage(draft).due_at
    assert due is not None
    deadline.remind(at=due - timedelta(hours=1))
    (letter,) = mail.outbox
    for secret in (str(draft.pk), draft.master_id, draft.brief.idea, "Mila"):
        assert secret not in str(letter.body)
    assert "Nordlicht" in str(letter.body)


def test_without_any_rule_the_day_of_the_brief_is_the_deadline(world: World) -> None:
    """Wanted by Friday, in Berlin: whoever is asked is reminded a day and four hours before."""
    draft = world.draft(due_on=date(2026, 11, 27))
    due = stage(draft).due_at
    assert due == datetime(2026, 11, 27, 23, tzinfo=UTC)
    for hours, expected in ((25, 0), (24, 1), (4, 1), (1, 0)):
        deadline.remind(at=due - timedelta(hours=hours))
        assert told() == [("bram", "1 picture waits for your answer")] * expected
    deadline.escalate(at=due)
    assert told() == [("bram", "1 picture still waits for your answer")]
    assert stage(draft).state == StageState.ASKED


@pytest.mark.parametrize(
    ("hours", "due"),
    [
        (18, datetime(2026, 11, 25, 12, tzinfo=UTC)),  # the rule's is earlier
        (90, datetime(2026, 11, 27, 23, tzinfo=UTC)),  # the brief's is
    ],
)
def test_the_earlier_of_the_rule_s_and_the_brief_s_counts(
    world: World, hours: int, due: datetime
) -> None:
    ReviewPolicy.objects.create(agency=world.agency, brand_hours=hours)
    assert stage(world.draft(due_on=date(2026, 11, 27))).due_at == due


def test_who_is_asked_after_the_brief_s_day_has_a_working_day_of_her_own(world: World) -> None:
    draft = world.draft(due_on=date(2026, 11, 24))
    world.at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    world.say("yes", draft, "brand", world.bram)
    assert stage(draft, "model").due_at == datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_where_the_one_to_be_told_has_left_who_sets_the_rules_is(
    world: World, draft: Draft
) -> None:
    ReviewPolicy.objects.update(escalates_to=world.odo.person)
    due = stage(draft).due_at
    assert due is not None
    deadline.escalate(at=due)
    assert told() == [
        ("ada", "1 picture is late"),
        ("bram", "1 picture still waits for your answer"),
    ]


def test_of_two_agencies_each_is_chased_by_its_own_rule(world: World) -> None:
    """Linden acts for mila and gives nine hours; in France Ulme does, gives two, and tells uli when
    they are over."""
    uli = user("Uli")
    ulme = world.found("agency", "Ulme Models", uli)
    share_with(ulme, world)
    ReviewPolicy.objects.create(
        agency=world.agency, agency_hours=9, escalates_to=world.ada.person, version=3
    )
    ReviewPolicy.objects.create(
        agency=ulme, agency_hours=2, remind_hours=[1], escalates_to=uli.person, version=5
    )
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    of = {each.organisation: each for each in Stage.objects.filter(review__draft=draft)}
    assert of[world.agency].due_at == NOON + timedelta(hours=24)
    assert of[ulme].due_at == NOON + timedelta(hours=2)
    mail.outbox.clear()
    deadline.remind(at=NOON + timedelta(hours=1))
    assert told() == [("uli", "1 picture waits for your answer")]
    deadline.escalate(at=NOON + timedelta(hours=2))
    assert told() == [
        ("uli", "1 picture is late"),
        ("uli", "1 picture still waits for your answer"),
    ]
    for who, agency, version in ((world.bo, world.agency, 3), (uli, ulme, 5)):
        assert say_in(of[agency], who).policy_version == version
