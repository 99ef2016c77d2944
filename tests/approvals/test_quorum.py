"""More than one person of a side: each voice counts once, and the stage waits for all it needs."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions.review import (
    decide,
    pass_on_stage,
    settle_stage,
    stages_to_pass_on,
    stages_to_settle,
)
from approvals.models import Decision, Draft, ReviewPolicy, Stage
from approvals.states import ReviewState, StageState
from portal.actions.cover import Period, name_cover
from portal.actions.organisation import add_member, end_membership
from portal.errors import Conflict, NotAllowed
from portal.models import Membership, Organisation, User
from tests.people import NOON, World, a_world, user
from twins.models import Representation

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


# --- who leaves, who covers, who follows ----------------------------------------------------------


def third(world: World, role: str = "booker") -> User:
    cy = user("Cy")
    add_member(organisation=world.agency, user=cy, role=role, actor=world.ada, at=NOON)
    return cy


def leaves(world: World, who: User) -> None:
    end_membership(membership=Membership.objects.get(user=who), actor=world.ada, at=NOON)


def covers(world: World, colleague: User, away: User) -> None:
    name_cover(
        organisation=world.agency,
        covered=away,
        colleague=colleague,
        period=Period(first=NOON.date(), last=NOON.date()),
        actor=world.ada,
        at=NOON - timedelta(minutes=1),
    )


def test_the_yes_of_who_was_named_and_left_stands_in_for_nobody(world: World) -> None:
    cy = third(world)
    draft = two_of_linden(world, world.bo, world.ada, cy, needs=0)
    say("yes", draft, "agency", world.bo)
    leaves(world, world.bo)
    say("yes", draft, "agency", world.ada)
    assert agency_stage(draft).state == StageState.ASKED  # cy was not heard
    say("yes", draft, "agency", cy)
    assert agency_stage(draft).state == StageState.YES


def test_who_covers_and_who_is_covered_are_one_voice(world: World) -> None:
    cy = third(world, "viewer")
    covers(world, cy, world.bo)
    draft = two_of_linden(world)
    say("yes", draft, "agency", cy)
    with pytest.raises(Conflict):
        say("yes", draft, "agency", world.bo)
    assert agency_stage(draft).state == StageState.ASKED
    say("yes", draft, "agency", world.ada)
    assert agency_stage(draft).state == StageState.YES


def test_one_person_has_one_voice_in_whosever_seat(world: World) -> None:
    cy = third(world)
    covers(world, cy, world.bo)
    draft = two_of_linden(world, world.bo, cy, needs=0)
    say("yes", draft, "agency", cy)
    with pytest.raises(Conflict):
        say("yes", draft, "agency", cy)
    assert agency_stage(draft).state == StageState.ASKED


def test_a_booker_who_covers_a_named_one_answers_for_her(world: World) -> None:
    cy = third(world)
    covers(world, cy, world.bo)
    draft = two_of_linden(world, world.bo, needs=1)
    assert waits_for(draft, cy) == [cy]
    assert say("yes", draft, "agency", cy).for_person == world.bo.person


def test_when_the_last_who_is_waited_for_leaves_the_stage_is_through(world: World) -> None:
    cy = third(world)
    draft = two_of_linden(world, world.bo, world.ada, cy, needs=0)
    say("yes", draft, "agency", world.bo)
    say("yes", draft, "agency", world.ada)
    leaves(world, cy)
    (stage,) = stages_to_settle()
    settle_stage(stage=stage, at=NOON)
    assert agency_stage(draft).state == StageState.YES
    say("yes", draft, "model", world.mila)
    assert state_of(draft) == ReviewState.AGREED


def test_a_stage_that_needs_more_is_not_settled(world: World) -> None:
    draft = two_of_linden(world)
    say("yes", draft, "agency", world.bo)
    (stage,) = stages_to_settle()
    settle_stage(stage=stage, at=NOON)
    assert agency_stage(draft).state == StageState.ASKED


def test_who_is_named_and_may_judge_no_more_leaves_it_in_the_others_inbox(world: World) -> None:
    cy = third(world)
    draft = two_of_linden(world, cy, needs=1)
    assert waits_for(draft, world.bo, cy) == [cy]
    leaves(world, cy)
    add_member(organisation=world.agency, user=cy, role="viewer", actor=world.ada, at=NOON)
    assert waits_for(draft, world.bo, cy) == [world.bo]


def test_what_half_an_agency_said_stands_and_the_next_one_is_asked_whole(world: World) -> None:
    """Its voices are not those of the agency that follows (RULINGS 14)."""
    bea = user("Bea")
    birke = world.found("agency", "Birke", bea)
    draft = two_of_linden(world)
    say("yes", draft, "agency", world.bo)
    follow(world, birke, bea)
    (stage,) = stages_to_pass_on(NOON)
    pass_on_stage(stage=stage, at=NOON)
    stages = {str(each.organisation): each for each in draft.reviews.get().stages.all()}
    assert (stages["Linden Models"].state, stages["Birke"].state) == ("yes", "asked")
    assert stages["Birke"].decisions.count() == 0


def test_an_agency_that_follows_has_its_own_deadline_and_is_told(world: World) -> None:
    bea = user("Bea")
    birke = world.found("agency", "Birke", bea)
    ReviewPolicy.objects.create(agency=world.agency, agency_hours=1, remind_hours=[1])
    ReviewPolicy.objects.create(agency=birke, agency_hours=2, remind_hours=[1])
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    Stage.objects.filter(side="agency").update(told_at=NOON, escalated_at=NOON, remind_at=None)
    follow(world, birke, bea)
    (stage,) = stages_to_pass_on(NOON)
    passed = pass_on_stage(stage=stage, at=NOON)
    assert passed.organisation == birke
    assert (passed.told_at, passed.escalated_at) == (None, None)
    assert passed.due_at == NOON + timedelta(hours=2)


def follow(world: World, agency: Organisation, founder: User) -> None:
    """Linden's representation ends, and another agency's begins."""
    representation = Representation.objects.get(twin=world.twin)
    representation.pk = uuid4()
    representation.agency = agency
    Representation.objects.filter(twin=world.twin).update(ended_at=NOON - timedelta(hours=1))
    representation._state.adding = True
    representation.save()
    assert founder.is_active
