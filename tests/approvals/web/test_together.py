"""Several pictures answered at once: said before it counts, and each an act of its own."""

import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions.guest import invite_guest
from approvals.models import Brief, Decision, Draft, ReviewPolicy
from portal.actions.cover import Period, name_cover
from portal.actions.organisation import add_member
from portal.models import AuditEvent, User
from tests.people import World, a_world, user
from twins.actions.consent import withdraw_consent
from twins.actions.representation import set_rates
from twins.models import LicencePart

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


@pytest.fixture
def brief(world: World) -> Brief:
    return world.brief(pictures=6)


def some(world: World, brief: Brief, count: int) -> list[Draft]:
    run = brief.runs.get()
    return [world.deliver(run, seed=70 + place, place=place) for place in range(1, count + 1)]


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def get(person: User, status: int = 200, **query: Any) -> str:
    answer = as_(person).get(reverse("together"), query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def form(world: World, drafts: list[Draft], side: str, verdict: str, **more: object) -> Any:
    """What the page of the summary sends."""
    stages = [world.stage(draft, side) for draft in drafts]
    return {
        "of": [str(draft.pk) for draft in drafts],
        "stage": [str(stage.pk) for stage in stages],
        "draft_sha256": [draft.master_id for draft in drafts],
        "offer_sha256": [stage.review.offer_sha256 for stage in stages],
        "verdict": verdict,
        "key": "one-send",
        **more,
    }


def send(person: User, data: Any, status: int = 200) -> str:
    answer = as_(person).post(reverse("together"), data)
    assert answer.status_code == status, answer.content.decode()
    return " ".join(answer.content.decode().split())


def test_a_producer_chooses_pictures_and_reads_what_will_happen(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 3)
    page = get(world.bram, brief=brief.pk)
    assert all(f'value="{draft.pk}"' in page for draft in drafts)
    assert "checked" not in page
    summary = get(world.bram, brief=brief.pk, of=[draft.pk for draft in drafts[:2]], verdict="yes")
    assert "Yes to 2 pictures" in summary
    assert "Nothing is sent yet." in summary
    assert "Nordlicht, Winter knits" in summary
    assert "until 30 April 2027" in summary  # the use
    assert "Advertising, until 31 December 2027" in summary  # the licence
    assert "You pay" in summary
    assert "EUR" in summary
    assert "Then Linden Models, Mila is asked." in summary
    assert "Send 2 answers" in summary
    assert not Decision.objects.exists()


def test_one_send_is_one_signed_answer_to_each(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 3)
    page = send(world.bram, form(world, drafts, "brand", "yes"))
    assert "3 answers were sent and signed" in page
    said = list(Decision.objects.all())
    assert {(each.draft_id, each.draft_sha256) for each in said} == {
        (draft.pk, draft.master_id) for draft in drafts
    }
    assert {each.verdict for each in said} == {"yes"}
    events = AuditEvent.objects.doing("decision.sent")
    assert {event.details["among"] for event in events} == {3}


def test_sending_it_twice_is_sending_it_once(world: World, brief: Brief) -> None:
    data = form(world, some(world, brief, 2), "brand", "no")
    first, again = send(world.bram, data), send(world.bram, data)
    assert "2 answers were sent and signed" in first
    assert "2 answers were sent and signed" in again
    assert Decision.objects.count() == 2


def test_a_late_picture_is_refused_in_a_sentence_while_the_others_count(
    world: World, brief: Brief
) -> None:
    early, late, stale = some(world, brief, 3)
    data = form(world, [early, late, stale], "brand", "yes")
    data["offer_sha256"][2] = "0" * 64
    world.say("no", late, "brand", world.bram)
    page = send(world.bram, data)
    assert "One answer was sent and signed" in page
    assert "2 were not taken" in page
    assert "This picture is not waiting for your answer any more: it is refused." in page
    assert "What you saw has changed since. Please look again." in page
    assert {each.draft_id for each in Decision.objects.filter(verdict="yes")} == {early.pk}


def test_a_booker_answers_several_and_is_told_who_is_next(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 2)
    for draft in drafts:
        world.say("yes", draft, "brand", world.bram)
    assert f"{reverse('together')}?brief={brief.pk}" in as_(world.bo).get(reverse("desk")).text
    summary = get(world.bo, of=[draft.pk for draft in drafts], verdict="yes")
    assert "Mila is asked as well." in summary
    assert "Your commission" in summary
    assert "You pay" not in summary
    page = send(world.bo, form(world, drafts, "agency", "yes"))
    assert "2 answers were sent and signed" in page
    assert all(world.stage(draft, "agency").state == "yes" for draft in drafts)


def test_a_change_for_all_orders_a_version_of_each(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 2)
    data = form(world, drafts, "brand", "change")
    page = send(world.bram, data, 422)
    assert "Please say what should change." in page
    assert "nothing is lost" in page
    page = send(world.bram, data | {"comment": "Warmer light"})
    assert page.count("A new version was ordered with your words.") == 2
    assert brief.runs.filter(parent__in=drafts).count() == 2


def test_the_model_answers_each_of_her_pictures_by_itself(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 2)
    for draft in drafts:
        world.say("yes", draft, "brand", world.bram)
    page = get(world.mila, of=[draft.pk for draft in drafts])
    assert page.count("This picture is of you: look at it, and answer it by itself.") == 2
    assert 'name="verdict"' not in page
    page = send(world.mila, form(world, drafts, "model", "yes"), 403)
    assert "This picture is of you" in page
    assert not Decision.objects.filter(stage__side="model").exists()


def test_what_cannot_be_answered_says_why(world: World, brief: Brief) -> None:
    open_, answered, replaced, refused = some(world, brief, 4)
    world.say("yes", answered, "brand", world.bram)
    world.say("change", replaced, "brand", world.bram, comment="Warmer")
    world.deliver(brief.runs.get(parent=replaced), seed=90)
    world.say("no", refused, "brand", world.bram)
    ids = [draft.pk for draft in (open_, answered, replaced, refused)]
    page = get(world.bram, of=ids, verdict="yes")
    assert "Yes to one picture" in page
    assert "3 cannot be answered so" in page
    assert "You have answered already." in page
    assert "There is a newer version of this picture." in page
    assert "Somebody said no to this picture. It is not used." in page


def test_where_first_opinions_are_unseen_it_does_not_tell_who_has_spoken(
    world: World, brief: Brief
) -> None:
    ReviewPolicy.objects.update(first_unseen=True)
    spoken, unspoken = some(world, brief, 2)
    for draft in (spoken, unspoken):
        world.say("yes", draft, "brand", world.bram)
    world.say("yes", spoken, "model", world.mila)
    page = get(world.bo, of=[spoken.pk, unspoken.pk], verdict="yes")
    assert "Mila is asked as well. <span" in page
    assert "(2 pictures)" in page


def test_a_stranger_finds_nothing_and_a_viewer_sends_nothing(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 2)
    get(world.odo, 404, of=[drafts[0].pk])
    assert "Winter knits" not in get(world.odo, brief=brief.pk)
    assert (
        as_(world.odo).post(reverse("together"), form(world, drafts, "brand", "yes")).status_code
        == 404
    )
    send(world.ada, form(world, drafts, "brand", "yes"), 403)
    assert not Decision.objects.exists()


def test_nothing_is_drawn_or_sent_after_a_withdrawal(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 2)
    data = form(world, drafts, "brand", "yes")
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    page = get(world.bram, 410, of=[draft.pk for draft in drafts])
    assert "preview" not in page
    assert page.count("Consent ended: this picture is not shown any more.") == 2
    send(world.bram, data, 410)


def test_a_guest_who_is_counted_holds_a_yes_back_but_no_no(world: World, brief: Brief) -> None:
    ReviewPolicy.objects.update(counts_guests=True)
    (draft,) = some(world, brief, 1)
    invite_guest(
        brief=brief, name="Wanda", email="wanda@elsewhere.test", actor=world.bram, at=world.at
    )
    assert "your guest, has not given an opinion yet" in get(
        world.bram, of=[draft.pk], verdict="yes"
    )
    assert "No to one picture" in get(world.bram, of=[draft.pk], verdict="no")


def test_more_pictures_ask_no_more(world: World) -> None:
    brief = world.brief(pictures=6)
    run = brief.runs.get()
    drafts = [world.deliver(run, seed=70 + place, place=place) for place in (1, 2)]

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            get(world.bram, of=[draft.pk for draft in drafts], verdict="yes")
        return len(found)

    get(world.bram, of=[draft.pk for draft in drafts], verdict="yes")
    before = asked()
    drafts += [world.deliver(run, seed=70 + place, place=place) for place in (3, 4, 5, 6)]
    assert asked() == before


def test_more_pictures_ask_no_more_when_they_are_sent(world: World) -> None:
    """What is read before anything is done; each answer is an act that asks again."""
    brief = world.brief(pictures=6)
    run = brief.runs.get()
    drafts = [world.deliver(run, seed=70 + place, place=place) for place in (1, 2)]

    def asked() -> int:
        data = form(world, drafts, "brand", "change")
        browser = as_(world.bram)
        with CaptureQueriesContext(connection) as found:
            assert browser.post(reverse("together"), data).status_code == 422  # no words
        return len(found)

    asked()
    before = asked()
    drafts += [world.deliver(run, seed=70 + place, place=place) for place in (3, 4, 5, 6)]
    assert asked() == before


def test_each_agency_reads_its_own_model_s_licence_alone(world: World) -> None:
    birke = with_another_agency(world)
    draft = world.draft(twins=(world.twin, birke.twin), together=True, channels=("instagram-feed",))
    of_bram = get(world.bram, of=[draft.pk], verdict="yes")
    assert "Advertising, until" in of_bram
    assert "Perfume, until" in of_bram
    world.say("yes", draft, "brand", world.bram)
    of_bo = get(world.bo, of=[draft.pk], verdict="yes")
    of_bea = get(birke.bo, of=[draft.pk], verdict="yes")
    assert "Advertising, until" in of_bo
    assert "Perfume" not in of_bo
    assert "Perfume, until" in of_bea
    assert "Advertising" not in of_bea


def with_another_agency(world: World) -> World:
    """Bea's, which lets Ines be in pictures for Nordlicht's perfume as well."""
    birke = copy.copy(world)
    birke.ada = birke.bo = user("Bea")
    birke.agency = world.found("agency", "Birke", birke.ada)
    set_rates(
        agency=birke.agency,
        actor=birke.ada,
        at=world.at,
        base=Decimal(700),
        media={name: Decimal("0.5") for name in ("social", "web", "ecommerce")},
        territories={"EU": Decimal(2)},
        terms={1: Decimal("0.2"), 6: Decimal("0.6"), 12: Decimal(1)},
    )
    birke.mila = user("Ines", known_as="Ines")
    birke.twin = birke.new_twin(birke.mila, seed=2)
    birke.licence = birke.license(
        birke.twin, birke.mila, world.brand, world.bram, purpose="Perfume"
    )
    return birke


def test_who_covers_bo_is_told_so_before_it_counts(world: World, brief: Brief) -> None:
    cy = user("Cy")
    add_member(organisation=world.agency, user=cy, role="viewer", actor=world.ada, at=world.at)
    name_cover(
        organisation=world.agency,
        covered=world.bo,
        colleague=cy,
        period=Period(first=world.at.date(), last=date(2026, 12, 1)),
        actor=world.bo,
        at=world.at - timedelta(days=1),
    )
    drafts = some(world, brief, 2)
    for draft in drafts:
        world.say("yes", draft, "brand", world.bram)
    ids = [draft.pk for draft in drafts]
    assert "You answer for</dt> <dd>Bo" in get(cy, of=ids, verdict="yes")
    assert "You answer for" not in get(world.bo, of=ids, verdict="yes")


def test_several_are_answered_with_the_same_reasons(world: World, brief: Brief) -> None:
    drafts = some(world, brief, 2)
    page = get(world.bram, of=[str(each.pk) for each in drafts], verdict="no")
    assert "Not for this use" in page
    page = get(world.bram, of=[str(each.pk) for each in drafts], verdict="yes")
    assert 'name="reasons"' not in page
    reasons = ["Light or colours are off"]
    send(world.bram, form(world, drafts, "brand", "change", reasons=reasons))
    assert [each.reasons for each in Decision.objects.filter(verdict="change")] == [reasons] * 2


def test_a_licence_that_bo_may_not_read_is_not_told_in_the_summary(
    world: World, brief: Brief
) -> None:
    """In a picture of several people, each agency has read its own model's licence."""
    draft = some(world, brief, 1)[0]
    world.say("yes", draft, "brand", world.bram)
    assert "Advertising, until" in get(world.bo, of=[str(draft.pk)], verdict="yes")
    LicencePart.objects.filter(licence=world.licence).delete()
    assert "Advertising" not in get(world.bo, of=[str(draft.pk)], verdict="yes")
