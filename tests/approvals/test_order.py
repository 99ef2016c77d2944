"""A failed order is not the end: the brand orders again what is still owed."""

import pytest

from approvals.actions import generate, review
from approvals.actions.order import order_again
from approvals.models import Run
from approvals.states import RunState
from portal.errors import Conflict, NotAllowed
from tests.people import DECLARED, World, a_world, clean_picture
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def gives_up(world: World, run: Run) -> Run:
    claimed = generate.claim_run(run_id=run.pk, at=world.at)
    assert claimed is not None
    return generate.fail_run(run=claimed, sentence="It broke.", permanent=True, at=world.at)


@pytest.fixture
def failed(world: World) -> Run:
    return gives_up(world, world.brief(generator="layout").runs.get())


def test_a_failed_order_is_ordered_again_and_a_worker_takes_it(world: World, failed: Run) -> None:
    run = order_again(run=failed, actor=world.bram, at=world.at)
    assert (run.state, run.attempt, run.failure) == (RunState.WAITING, 0, "")
    assert generate.claim_run(run_id=run.pk, at=world.at) is not None


def test_only_people_of_the_brand_order_again(world: World, failed: Run) -> None:
    with pytest.raises(NotAllowed):
        order_again(run=failed, actor=world.ada, at=world.at)


def test_two_taps_order_once(world: World, failed: Run) -> None:
    order_again(run=failed, actor=world.bram, at=world.at)
    with pytest.raises(Conflict):
        order_again(run=failed, actor=world.bram, at=world.at)


def test_nothing_is_ordered_again_after_a_withdrawal(world: World, failed: Run) -> None:
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    with pytest.raises(Conflict):
        order_again(run=failed, actor=world.bram, at=world.at)


def test_a_new_version_is_ordered_again_only_while_somebody_waits_for_it(world: World) -> None:
    run = world.brief(generator="layout").runs.get()
    claimed = generate.claim_run(run_id=run.pk, at=world.at)
    assert claimed is not None
    draft = generate.deliver(
        run=claimed, place=1, picture=clean_picture(3), declaration=DECLARED, at=world.at
    )
    world.say("change", draft, "brand", world.bram, comment="Wider sleeves, please.")
    again = gives_up(world, Run.objects.get(parent=draft))
    assert order_again(run=again, actor=world.bram, at=world.at).parent == draft
    gives_up(world, again)
    review.end_review(review=draft.reviews.get(), actor=None, at=world.at)
    with pytest.raises(Conflict, match="Nobody waits"):
        order_again(run=again, actor=world.bram, at=world.at)
