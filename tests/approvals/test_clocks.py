"""A clock is read before a lock is had, and machines disagree: time runs one way all the same."""

from datetime import timedelta

import pytest
from django.test import Client

from approvals import rights
from approvals.actions import generate, publish, takedown
from approvals.models import Channel, Draft
from approvals.states import PublicationState, ReviewState, RunState
from portal.errors import DomainError, Gone
from tests.people import DECLARED, World, a_world, clean_picture
from twins.actions.consent import withdraw_consent
from twins.models import ConsentEvent

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(seconds=2)


@pytest.fixture
def world() -> World:
    return a_world()


def withdrawal() -> ConsentEvent:
    return ConsentEvent.objects.get(kind=ConsentEvent.Kind.WITHDRAWN)


def test_a_picture_that_arrives_by_a_clock_behind_the_withdrawal_is_not_stored(
    world: World,
) -> None:
    run = world.brief().runs.get()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at + A_MOMENT)
    with pytest.raises(Gone):
        generate.deliver(
            run=run,
            place=1,
            picture=clean_picture(7),
            declaration=DECLARED,
            at=world.at,
            actor=world.sam,
        )
    assert not Draft.objects.exists()


def test_a_publication_is_not_completed_by_a_clock_behind_the_withdrawal(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    begun = publish.publish(
        draft=draft, channel=Channel.objects.get(name="web"), actor=world.bram, at=world.at
    )
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at + A_MOMENT)
    assert world.complete(begun).state == PublicationState.FAILED


def test_a_server_whose_clock_is_behind_shows_nothing_after_the_withdrawal(
    world: World, client: Client
) -> None:
    published = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at + A_MOMENT)
    assert rights.publication_gaps(published, at=world.at)
    assert rights.draft_gaps(published.draft, at=world.at)


def test_a_withdrawal_ends_what_was_done_while_she_typed_her_password(world: World) -> None:
    typed = world.at
    world.at += A_MOMENT
    run = world.brief(title="Two").runs.get()
    draft = world.deliver(world.brief().runs.get())
    withdraw_consent(twin=world.twin, actor=world.mila, at=typed)
    world.at += A_MOMENT
    takedown.handle_consent_event(event_id=withdrawal().pk, at=world.at)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert draft.reviews.get().state == ReviewState.ENDED
    world.at += A_MOMENT
    world.consent(world.twin, world.mila)
    with pytest.raises(DomainError):
        world.agree(draft)
