"""More than one person of a side: each voice counts once, and the stage waits for all it needs."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions.review import decide
from approvals.models import Decision, Draft, ReviewPolicy, Stage
from approvals.states import ReviewState, StageState
from portal.actions.organisation import add_member, end_membership
from portal.errors import Conflict, NotAllowed
from portal.models import Membership, User
from tests.people import NOON, World, a_world, user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def two_of_linden(world: World, *named: User, needs: int = 2) -> Draft:
    policy = ReviewPolicy.objects.create(agency=world.agency, agency_needs=needs)
    policy.agency_people.set([who.person for who in named])
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    return draft


def say(verdict: str, draft: Draft, side: str, by: User) -> Decision:
    stage = Stage.objects.get(review__draft=draft, review__state="open", side=side)
    return decide(
        stage=stage,
        verdict=verdict,
        draft_sha256=draft.master_id,
        offer_sha256=stage.review.offer_sha256,
        comment="Warmer light" if verdict == "change" else "",
        actor=by,
        at=NOON,
    )


def agency_stage(draft: Draft) -> Stage:
    return Stage.objects.get(review__draft=draft, side="agency")


def state_of(draft: Draft) -> str:
    return draft.reviews.get().state


def test_a_stage_that_needs_two_waits_for_the_second(world: World) -> None:
    draft = two_of_linden(world)
    say("yes", draft, "model", world.mila)
    say("yes", draft, "agency", world.bo)
    assert agency_stage(draft).state == StageState.ASKED
    assert state_of(draft) == ReviewState.OPEN
    say("yes", draft, "agency", world.ada)
    assert state_of(draft) == ReviewState.AGREED


def test_bo_s_yes_counts_once_however_often_he_says_it(world: World) -> None:
    draft = two_of_linden(world)
    say("yes", draft, "agency", world.bo)
    with pytest.raises(Conflict, match="Others of your side"):
        say("yes", draft, "agency", world.bo)
    assert agency_stage(draft).state == StageState.ASKED


def test_a_repeated_send_is_the_first_one_though_others_spoke_since(world: World) -> None:
    draft = two_of_linden(world)
    stage = agency_stage(draft)

    def send(who: User) -> Decision:
        return decide(
            stage=stage,
            verdict="yes",
            draft_sha256=draft.master_id,
            offer_sha256=stage.review.offer_sha256,
            actor=who,
            at=NOON,
            idempotency_key=who.name,
        )

    first = send(world.bo)
    assert send(world.bo) == first
    send(world.ada)
    assert send(world.bo) == first
    assert stage.decisions.count() == 2


def test_until_the_second_spoke_bo_may_say_no_after_all(world: World) -> None:
    draft = two_of_linden(world)
    say("yes", draft, "agency", world.bo)
    say("no", draft, "agency", world.bo)
    assert state_of(draft) == ReviewState.REFUSED


def test_one_no_is_enough_however_many_are_needed(world: World) -> None:
    draft = two_of_linden(world)
    say("yes", draft, "agency", world.bo)
    say("no", draft, "agency", world.ada)
    assert state_of(draft) == ReviewState.REFUSED


def test_a_picture_is_not_published_on_half_a_side(world: World) -> None:
    """Even where somebody made the rows say that the stage is through."""
    draft = two_of_linden(world)
    say("yes", draft, "model", world.mila)
    say("yes", draft, "agency", world.bo)
    with pytest.raises(Conflict):
        world.publish(draft)
    say("no", draft, "agency", world.bo)
    Stage.objects.update(state="yes")
    draft.reviews.update(state="agreed")
    with pytest.raises(Conflict):
        world.publish(draft)


def test_only_who_is_named_answers(world: World) -> None:
    draft = two_of_linden(world, world.bo, needs=1)
    with pytest.raises(NotAllowed, match="named others"):
        say("yes", draft, "agency", world.ada)
    say("yes", draft, "agency", world.bo)
    assert agency_stage(draft).state == StageState.YES


def test_all_who_are_named_must_agree(world: World) -> None:
    draft = two_of_linden(world, world.bo, world.ada, needs=0)
    say("yes", draft, "agency", world.ada)
    assert agency_stage(draft).state == StageState.ASKED
    say("yes", draft, "agency", world.bo)
    assert agency_stage(draft).state == StageState.YES


def test_who_is_named_and_leaves_is_waited_for_no_more(world: World) -> None:
    draft = two_of_linden(world, world.bo, world.ada, needs=0)
    end_membership(membership=Membership.objects.get(user=world.bo), actor=world.ada, at=NOON)
    say("yes", draft, "agency", world.ada)
    assert agency_stage(draft).state == StageState.YES


def test_where_nobody_named_is_left_whoever_may_judges(world: World) -> None:
    draft = two_of_linden(world, world.bo, needs=1)
    end_membership(membership=Membership.objects.get(user=world.bo), actor=world.ada, at=NOON)
    assert waits_for(draft, world.ada) == [world.ada]
    say("yes", draft, "agency", world.ada)
    assert agency_stage(draft).state == StageState.YES


def test_to_be_named_gives_no_right(world: World) -> None:
    liv = user("Liv")
    add_member(organisation=world.agency, user=liv, role="viewer", actor=world.ada, at=NOON)
    draft = two_of_linden(world, liv, needs=1)
    with pytest.raises(NotAllowed):
        say("yes", draft, "agency", liv)
    say("yes", draft, "agency", world.bo)  # nobody who is named could


def waits_for(draft: Draft, *people: User) -> list[User]:
    return [who for who in people if Draft.objects.awaiting(who).filter(pk=draft.pk).exists()]


def test_a_picture_waits_for_those_who_have_not_spoken(world: World) -> None:
    draft = two_of_linden(world)
    assert waits_for(draft, world.bo, world.ada) == [world.bo, world.ada]
    say("yes", draft, "agency", world.bo)
    assert waits_for(draft, world.bo, world.ada) == [world.ada]


def test_a_picture_waits_for_the_named_alone(world: World) -> None:
    draft = two_of_linden(world, world.bo, needs=1)
    assert waits_for(draft, world.bo, world.ada) == [world.bo]


def test_the_page_offers_bo_his_no_and_ada_all_three(world: World) -> None:
    draft = two_of_linden(world)
    say("yes", draft, "agency", world.bo)

    def offered(who: User) -> set[str]:
        browser = Client()
        browser.force_login(who)
        page = browser.get(reverse("draft", args=[draft.pk])).content.decode()
        return {name for name in ("yes", "change", "no") if f'value="{name}"' in page}

    assert offered(world.bo) == {"no"}
    assert "yes" in offered(world.ada)


def test_the_brand_may_need_two_as_well(world: World) -> None:
    ReviewPolicy.objects.create(agency=world.agency, brand_needs=2)
    hanna = user("Hanna")
    add_member(organisation=world.brand, user=hanna, role="reviewer", actor=world.bram, at=NOON)
    draft = world.draft()
    say("yes", draft, "brand", world.bram)
    assert Stage.objects.get(review__draft=draft, side="model").state == StageState.LATER
    say("yes", draft, "brand", hanna)
    assert Stage.objects.get(review__draft=draft, side="model").state == StageState.ASKED


def test_a_running_round_keeps_the_policy_with_which_it_began(world: World) -> None:
    draft = two_of_linden(world, needs=1)
    ReviewPolicy.objects.create(agency=world.agency, version=2, agency_needs=2)
    say("yes", draft, "agency", world.bo)
    assert agency_stage(draft).state == StageState.YES
    assert draft.reviews.get().policy.version == 1
