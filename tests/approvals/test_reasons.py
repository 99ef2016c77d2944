"""Why somebody asks for a change or says no: ada's list, tapped, never asked for."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions import reason as acts
from approvals.certificate import Reader, certificate_of
from approvals.models import Decision, Draft, Reason
from approvals.reasons import BUILT_IN, of_agency, said_sha256
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, User
from tests.people import NOON, World, a_world, showed_who_it_is

pytestmark = pytest.mark.django_db

HANDS = "Hands or fingers look wrong"
LIGHT = "Light or colours are off"
USE = "Not for this use"
COLLAR = "The collar sits wrong"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def as_(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(browser)


def add(world: World, words: str = COLLAR, given_for: str = "both", **more: Any) -> Reason:
    by = {"actor": world.ada, "at": NOON, **more}
    return acts.add_reason(agency=world.agency, words=words, given_for=given_for, **by)


def retire(world: World, words: str, **more: Any) -> Reason:
    by = {"actor": world.ada, "at": NOON, **more}
    return acts.retire_reason(agency=world.agency, words=words, **by)


def words_of(world: World) -> list[str]:
    return [each.words for each in of_agency(world.agency)]


# --- the list ------------------------------------------------------------------------------------


def test_until_ada_edits_it_the_built_in_list_is_offered(world: World) -> None:
    assert words_of(world) == [each.words for each in BUILT_IN]
    assert not Reason.objects.exists()


def test_her_first_edit_makes_the_list_her_own(world: World) -> None:
    add(world)
    retire(world, LIGHT)
    assert words_of(world)[-1] == COLLAR
    assert LIGHT not in words_of(world)
    assert Reason.objects.filter(agency=world.agency).count() == len(BUILT_IN) + 1
    acts_ = AuditEvent.objects.filter(chain_id=world.agency.pk, act__startswith="reason.")
    assert [each.act for each in acts_.order_by("number")] == ["reason.added", "reason.retired"]


def test_a_retired_one_is_offered_again_last_of_all(world: World) -> None:
    retire(world, HANDS)
    acts.restore_reason(agency=world.agency, words=HANDS, actor=world.ada, at=NOON)
    assert words_of(world)[-1] == HANDS
    retire(world, HANDS)
    add(world, HANDS.upper(), "no")
    assert of_agency(world.agency)[-1].words == HANDS
    assert Reason.objects.filter(words__iexact=HANDS).count() == 1


def test_one_moves_up_and_the_first_stays(world: World) -> None:
    first, second = words_of(world)[:2]
    for _time in range(2):
        acts.move_reason_up(agency=world.agency, words=second, actor=world.ada, at=NOON)
        assert words_of(world)[:2] == [second, first]


def test_only_who_says_who_must_agree_edits_it(world: World) -> None:
    for who in (world.bo, world.bram, world.mila):
        with pytest.raises(NotAllowed):
            add(world, actor=who)
        with pytest.raises(NotAllowed):
            retire(world, HANDS, actor=who)


def test_what_is_no_reason_is_none(world: World) -> None:
    for words, given_for in (("", "no"), ("x" * 61, "no"), (COLLAR, "yes")):
        with pytest.raises(Invalid):
            add(world, words, given_for)
    with pytest.raises(Conflict):
        add(world, HANDS)
    with pytest.raises(Invalid):
        retire(world, "Never heard of")
    for number in range(acts.MOST_REASONS - len(BUILT_IN)):
        add(world, f"Reason {number}")
    with pytest.raises(Invalid):
        add(world, "One too many")


def test_ada_edits_it_on_a_page(world: World) -> None:
    browser, address = as_(world.ada), reverse("reasons")
    assert HANDS in browser.get(address).content.decode()
    sent = {"act": "add", "words": COLLAR, "given_for": "change"}
    assert browser.post(address, sent).status_code == 302
    assert browser.post(address, sent).status_code == 409
    assert browser.post(address, {"act": "retire", "words": HANDS}).status_code == 302
    page = browser.get(address).content.decode()
    assert "Not offered any more" in page
    assert browser.post(address, {"act": "burn", "words": HANDS}).status_code == 422
    assert as_(world.bo).get(address).status_code == 404


# --- with a verdict ------------------------------------------------------------------------------


@pytest.fixture
def draft(world: World) -> Draft:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    return draft


def test_a_no_needs_no_reason_and_may_have_two(world: World, draft: Draft) -> None:
    other = world.draft(seed=8)
    world.say("yes", other, "brand", world.bram)
    assert world.say("no", draft, "model", world.mila).reasons == []
    said = world.say("no", other, "model", world.mila, reasons=[HANDS, USE, HANDS])
    assert said.reasons == [HANDS, USE]


def test_a_change_by_a_reason_alone_orders_a_new_version_with_it(
    world: World, draft: Draft
) -> None:
    said = world.say("change", draft, "model", world.mila, reasons=[LIGHT])
    assert said.reasons == [LIGHT]
    assert draft.reorders.get().asked == [LIGHT]


def test_a_yes_has_no_reasons(world: World, draft: Draft) -> None:
    with pytest.raises(Invalid):
        world.say("yes", draft, "model", world.mila, reasons=[HANDS])


def test_only_what_is_offered_with_that_answer_is_one(world: World, draft: Draft) -> None:
    for reason in (USE, "Because"):
        with pytest.raises(Invalid):
            world.say("change", draft, "model", world.mila, reasons=[reason])
    assert not Decision.objects.filter(person=world.mila.person).exists()


def test_a_no_counts_whatever_reason_comes_with_it(world: World, draft: Draft) -> None:
    said = world.say("no", draft, "model", world.mila, reasons=[LIGHT, "Because", HANDS])
    assert said.reasons == [HANDS]


def test_all_three_sides_tap_the_agency_s_own(world: World) -> None:
    add(world)
    draft = world.draft()
    assert world.say("no", draft, "brand", world.bram, reasons=[COLLAR]).reasons == [COLLAR]


def test_a_round_keeps_the_list_with_which_it_began(world: World, draft: Draft) -> None:
    """It was on her screen; the page may have been kept on her phone."""
    retire(world, HANDS)
    assert world.say("no", draft, "model", world.mila, reasons=[HANDS]).reasons == [HANDS]
    later = world.draft(seed=8)
    with pytest.raises(Invalid):
        world.say("change", later, "brand", world.bram, reasons=[HANDS])
    assert world.say("no", later, "brand", world.bram, reasons=[HANDS]).reasons == []


def test_retired_it_stays_readable_where_it_was_said(world: World, draft: Draft) -> None:
    world.say("no", draft, "model", world.mila, reasons=[HANDS])
    retire(world, HANDS)
    page = as_(world.bo).get(draft.get_absolute_url()).content.decode()
    assert HANDS in page


def test_the_trail_tells_the_reason_and_binds_every_word(world: World, draft: Draft) -> None:
    said = world.say("no", draft, "model", world.mila, reasons=[HANDS], comment="Not me")
    event = AuditEvent.objects.get(chain_id=world.agency.pk, subject_id=str(said.pk))
    assert event.details["reasons"] == [HANDS]
    assert event.details["said"] == said_sha256(said)
    said.reasons = []
    assert event.details["said"] != said_sha256(said)
    page = as_(world.ada).get(reverse("audit", args=[world.agency.pk])).content.decode()
    assert f"said no to a picture ({HANDS})" in page


def test_the_certificate_tells_what_was_asked_of_the_version_before(
    world: World, draft: Draft
) -> None:
    world.say("change", draft, "model", world.mila, reasons=[LIGHT], comment="Like dusk")
    second = world.deliver(draft.reorders.get(), seed=11)
    world.agree(second)
    live = world.publish(second)
    record = certificate_of(live, reader=Reader.of(world.mila))
    (asked,) = record["asked_before"]
    assert (asked["side"], asked["verdict"], asked["reasons"]) == ("model", "change", [LIGHT])
    assert asked["picture_sha256"] == draft.master_id
    assert "Like dusk" not in json.dumps(record)
    page = as_(world.mila).get(reverse("certificate", args=[live.pk])).content.decode()
    assert LIGHT in page
    (told,) = certificate_of(live, reader=Reader.of(world.bram))["asked_before"]
    assert (told["side"], told["reasons"]) == ("model", [])


def form_in(html: str) -> str:
    """The form in which something is said."""
    return html[html.index('<form class="change"') :].partition("</form>")[0]


# --- on the page, and kept on the phone ----------------------------------------------------------


def test_the_page_offers_them_behind_a_link_and_ticks_none(world: World, draft: Draft) -> None:
    browser = as_(world.mila)
    plain = browser.get(draft.get_absolute_url()).content.decode()
    assert 'href="?no"' in plain
    shown = re.sub(r"<template.*?</template>", "", plain, flags=re.DOTALL)
    assert 'name="reasons"' not in shown  # until she asks for them
    for saying, there, not_there in (("no", USE, LIGHT), ("change", LIGHT, USE)):
        html = browser.get(draft.get_absolute_url() + f"?{saying}").content.decode()
        assert there in html
        assert not_there not in html
        assert form_in(html).count("checked") == 0


def test_she_taps_two_and_says_no(world: World, draft: Draft) -> None:
    stage = world.stage(draft, "model")
    sent = {
        "stage": str(stage.pk),
        "verdict": "no",
        "draft_sha256": draft.master_id,
        "offer_sha256": stage.review.offer_sha256,
        "reasons": [HANDS, USE],
    }
    address = reverse("decide", args=[draft.pk])
    assert as_(world.mila).post(address, sent).status_code == 302
    assert Decision.objects.get(verdict="no").reasons == [HANDS, USE]


def test_what_is_refused_comes_back_as_she_chose_it(world: World, draft: Draft) -> None:
    stage = world.stage(draft, "model")
    sent = {
        "stage": str(stage.pk),
        "verdict": "change",
        "draft_sha256": draft.master_id,
        "offer_sha256": stage.review.offer_sha256,
        "reasons": [HANDS, "Because"],
        "comment": "Not me",
    }
    answer = as_(world.mila).post(reverse("decide", args=[draft.pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="change-form"' in html
    assert "Not me" in html
    assert form_in(html).count("checked") == 1


def test_her_late_no_may_have_a_reason_too(world: World, draft: Draft) -> None:
    world.say("yes", draft, "agency", world.bo)
    world.say("yes", draft, "model", world.mila)
    html = as_(world.mila).get(draft.get_absolute_url() + "?no").content.decode()
    assert 'id="no-form"' in html
    said = world.say("no", draft, "model", world.mila, reasons=[USE])
    assert said.reasons == [USE]


def test_kept_answers_bring_their_reasons(world: World, draft: Draft) -> None:
    stage = world.stage(draft, "model")
    kept = {
        "key": "one",
        "stage": str(stage.pk),
        "verdict": "no",
        "draft_sha256": draft.master_id,
        "offer_sha256": stage.review.offer_sha256,
    }
    browser = as_(world.mila)

    def send(reasons: object) -> dict[str, Any]:
        body = {"person": str(world.mila.person_id), "answers": [kept | {"reasons": reasons}]}
        answer = browser.post(reverse("answers"), json.dumps(body), content_type="application/json")
        first: dict[str, Any] = json.loads(answer.content)["answers"][0]
        return first

    for nonsense in ("no", [1], ["x" * 101], [HANDS] * 25):
        assert send(nonsense)["status"] == 422
    assert send([HANDS, LIGHT, "Of another agency's list"])["status"] == 200
    assert Decision.objects.get(verdict="no").reasons == [HANDS]
