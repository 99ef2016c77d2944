"""200 reviewers answer in one second: none is lost, none counts twice, nobody waits for ever."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from approvals.actions.review import decide
from approvals.models import Decision, Draft, Review, ReviewPolicy, Stage
from portal import audit
from portal.actions.organisation import add_member
from portal.errors import DomainError
from portal.models import User
from tests.people import NOON, World, user

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" not in connection.settings_dict["ENGINE"], reason="is about PostgreSQL"
    ),
]
REVIEWERS, PICTURES = 200, 40
EACH = REVIEWERS // PICTURES


@pytest.fixture
def world() -> World:
    return World()


def reviewers(world: World) -> list[User]:
    people = [user(f"Reviewer{number}") for number in range(REVIEWERS)]
    for who in people:
        add_member(organisation=world.brand, user=who, role="reviewer", actor=world.bram, at=NOON)
    return people


def pictures(world: World, seed: int) -> list[Draft]:
    runs = [world.brief(pictures=PICTURES // 4).runs.get() for _brief in range(4)]
    return [
        world.deliver(run, seed=seed + number, place=number // 4 + 1)
        for number, run in enumerate(runs * (PICTURES // 4))
    ]


def answering(who: User, draft: Draft) -> Callable[[], list[str]]:
    """A tap that reaches us twice, as on a phone in a lift."""
    stage = Stage.objects.select_related("review").get(review__draft=draft, side="brand")

    def send() -> str:
        try:
            decide(
                stage=stage,
                verdict="yes",
                draft_sha256=draft.master_id,
                offer_sha256=stage.review.offer_sha256,
                actor=who,
                at=NOON,
                idempotency_key=str(who.pk),
            )
        except DomainError as refused:
            return refused.sentence
        return "sent"

    return lambda: [send(), send()]


def at_once(acts: list[Callable[[], list[str]]]) -> tuple[Counter[str], float]:
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], list[str]]) -> list[str]:
        connection.ensure_connection()
        gate.wait()
        try:
            return act()
        finally:
            connections.close_all()

    began = time.monotonic()
    with ThreadPoolExecutor(len(acts)) as threads:
        said = [each for answers in threads.map(begin, acts) for each in answers]
    return Counter(said), time.monotonic() - began


def tell(what: str, seconds: float) -> None:
    sends = 2 * REVIEWERS
    sys.stderr.write(
        f"\n{what}: {sends} sends in {seconds:.1f} s, {sends / seconds:.0f} a second\n"
    )


def test_two_hundred_answers_at_once_are_each_sent_or_told_that_they_were_late(
    world: World,
) -> None:
    people, drafts = reviewers(world), pictures(world, seed=300)
    said, seconds = at_once(
        [answering(who, drafts[number % PICTURES]) for number, who in enumerate(people)]
    )
    tell("one answers", seconds)
    late = "This picture is not waiting for your answer any more: it is being judged."
    assert said == {"sent": 2 * PICTURES, late: 2 * (REVIEWERS - PICTURES)}
    assert Decision.objects.count() == PICTURES
    assert Review.objects.filter(state="open").count() == PICTURES

    ReviewPolicy.objects.create(agency=world.agency, brand_needs=EACH)
    drafts = pictures(world, seed=400)
    said, seconds = at_once(
        [answering(who, drafts[number % PICTURES]) for number, who in enumerate(people)]
    )
    tell("five must agree", seconds)
    assert said == {"sent": 2 * REVIEWERS}
    judged = Decision.objects.filter(draft__in=drafts)
    assert (judged.count(), judged.values("person").distinct().count()) == (REVIEWERS, REVIEWERS)
    done = Stage.objects.filter(review__draft__in=drafts, side="brand", state="yes")
    assert done.count() == PICTURES
    assert all(report.broken_at is None for report in audit.verify_all())
