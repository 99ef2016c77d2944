"""Answers that were kept and are sent together: each counts for itself, once, or says why not."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from approvals.models import Decision, Draft, Pin
from portal.models import AuditEvent, User
from tests.people import World, a_world
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def answer(world: World, draft: Draft, side: str, verdict: str = "yes", **more: Any) -> Any:
    """An answer as the phone keeps it."""
    stage = world.stage(draft, side)
    return {
        "key": str(uuid4()),
        "stage": str(stage.pk),
        "verdict": verdict,
        "draft_sha256": draft.master_id,
        "offer_sha256": stage.review.offer_sha256,
        **more,
    }


def post(person: User, *answers: Any, as_person: User | None = None) -> HttpResponse:
    body = {"person": str((as_person or person).person_id), "answers": list(answers)}
    return as_(person).post(  # type: ignore[return-value]
        reverse("answers"), json.dumps(body), content_type="application/json"
    )


def send(person: User, *answers: Any) -> list[dict[str, Any]]:
    """Send them and return what came of each."""
    response = post(person, *answers)
    assert response.status_code == 200, response.content
    results: list[dict[str, Any]] = json.loads(response.content)["answers"]
    return results


def test_each_answer_of_a_batch_is_sent_and_signed(world: World) -> None:
    first, second, third = (world.draft(seed=seed) for seed in (7, 8, 9))
    kept = [
        answer(world, first, "brand"),
        answer(world, second, "brand", "no"),
        answer(world, third, "brand", "change", comment="Warmer light"),
    ]
    results = send(world.bram, *kept)
    assert [each["key"] for each in results] == [each["key"] for each in kept]
    assert [each["status"] for each in results] == [200, 200, 200]
    assert results[0]["sentence"] == "Yes, sent and signed."
    assert "A new version was ordered" in results[2]["sentence"]
    said = {each.draft_id: each.verdict for each in Decision.objects.all()}
    assert said == {first.pk: "yes", second.pk: "no", third.pk: "change"}


def test_a_batch_whose_reply_was_lost_is_sent_again_and_counts_once(world: World) -> None:
    first, second = world.draft(), world.draft(seed=8)
    kept = [
        answer(world, first, "brand"),
        answer(world, second, "brand", "change", comment="Warmer"),
    ]
    once = send(world.bram, *kept)
    again = send(world.bram, *kept)
    assert [each["status"] for each in once + again] == [200] * 4
    assert Decision.objects.count() == 2
    assert second.reorders.count() == 1


def test_the_same_answer_twice_in_one_batch_counts_once(world: World) -> None:
    kept = answer(world, world.draft(), "brand")
    assert [each["status"] for each in send(world.bram, kept, kept)] == [200, 200]
    assert Decision.objects.count() == 1


def test_one_that_is_refused_says_why_and_holds_no_other_back(world: World) -> None:
    late, good = world.draft(), world.draft(seed=8)
    kept = [answer(world, late, "brand"), answer(world, good, "brand")]
    world.say("change", late, "brand", world.bram, comment="Warmer light")
    child = world.deliver(late.reorders.get(), seed=11)
    refused, sent = send(world.bram, *kept)
    assert (refused["status"], sent["status"]) == (409, 200)
    assert refused["sentence"] == "There is a newer version of this picture."
    assert refused["link"] == child.get_absolute_url()
    assert [each.draft_id for each in Decision.objects.filter(verdict="yes")] == [good.pk]


def test_what_was_seen_offline_and_has_changed_since_is_not_answered(world: World) -> None:
    draft = world.draft()
    for stale in ({"offer_sha256": "0" * 64}, {"draft_sha256": "0" * 64}):
        (refused,) = send(world.bram, answer(world, draft, "brand", **stale))
        assert refused["status"] == 409
    assert not Decision.objects.exists()


def test_after_a_withdrawal_every_answer_is_refused_as_gone(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    hers = [answer(world, draft, "model", verdict) for verdict in ("yes", "no", "maybe")]
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert [each["status"] for each in send(world.mila, *hers)] == [410, 410, 410]
    assert Decision.objects.count() == 1


def test_her_no_follows_her_yes_in_the_order_she_gave_them(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", world.bo)
    hers = [answer(world, draft, "model", verdict) for verdict in ("yes", "no")]
    assert [each["status"] for each in send(world.mila, *hers)] == [200, 200]
    assert draft.reviews.get().state == "refused"


def test_nobody_sends_what_another_was_asked(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    hers = answer(world, draft, "model")
    for impostor in (world.bo, world.ada, world.bram):
        assert [each["status"] for each in send(impostor, hers)] == [403]
    assert Decision.objects.count() == 1


def test_a_stranger_cannot_tell_a_picture_from_none(world: World) -> None:
    draft = world.draft()
    real = answer(world, draft, "brand", key="k")
    for unknown in (str(uuid4()), "no-id", "", 7, None):
        assert send(world.odo, real) == send(world.odo, {**real, "stage": unknown})
    assert not Decision.objects.exists()


def test_what_another_person_kept_on_this_phone_is_not_sent_in_her_name(world: World) -> None:
    draft = world.draft()
    response = post(world.bram, answer(world, draft, "brand"), as_person=world.mila)
    assert response.status_code == 409
    assert "somebody else" in json.loads(response.content)["error"]
    assert not Decision.objects.exists()


def test_when_it_was_made_is_a_remark_and_it_counts_when_it_arrives(world: World) -> None:
    draft = world.draft()
    made = world.at - timedelta(hours=3)
    send(world.bram, answer(world, draft, "brand", made_at=made.isoformat()))
    assert Decision.objects.get().sent_at == world.at
    event = AuditEvent.objects.filter(act="decision.sent", person_id__isnull=False).latest("number")
    assert event.details["phone_said"] == made.isoformat()


@pytest.mark.parametrize("made", ["yesterday", 7, None, "9" * 400, "2026-11-23"])
def test_a_time_that_is_none_is_no_remark(world: World, made: object) -> None:
    (sent,) = send(world.bram, answer(world, world.draft(), "brand", made_at=made))
    assert sent["status"] == 200
    assert (
        AuditEvent.objects.filter(act="decision.sent", person_id__isnull=False)
        .latest("number")
        .details["phone_said"]
        is None
    )


def test_the_places_that_were_tapped_come_along(world: World) -> None:
    draft = world.draft()
    place = {"x": 0.25, "y": 0.5, "w": 0.1, "h": "0.2"}
    send(world.bram, answer(world, draft, "brand", "change", comment="Warmer", pins=[place]))
    pin = Pin.objects.get()
    assert (pin.x, pin.y, pin.width, pin.height, pin.text) == (0.25, 0.5, 0.1, 0.2, "Warmer")


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "maybe"},
        {"verdict": ["yes"]},
        {"verdict": "change", "comment": "  "},
        {"comment": "War\0mer"},
        {"comment": "\ud800"},
        {"comment": {"a": 1}},
        {"comment": "a" * 4001},
        {"key": ""},
        {"key": "k" * 81},
        {"pins": "left"},
        {"pins": [7]},
        {"pins": [{"x": 1.5, "y": 0.5}]},
        {"pins": [{"x": "left", "y": 0.5}]},
        {"pins": [{"x": float("nan"), "y": 0.5}]},
        {"pins": [{"x": 10**400, "y": 0.5}]},
        {"pins": [{"x": 0.5, "y": 0.5}] * 21},
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(world: World, wrong: Any) -> None:
    (refused,) = send(world.bram, answer(world, world.draft(), "brand") | wrong)
    assert refused["status"] == 422
    assert refused["sentence"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"person": 7}', '{"answers": [7]}', "\xff"]
)
def test_what_is_no_batch_is_refused(world: World, body: str) -> None:
    response = as_(world.bram).post(
        reverse("answers"), body.encode("latin-1"), content_type="application/json"
    )
    assert response.status_code in (409, 422)
    assert json.loads(response.content)["error"]


def test_a_batch_has_a_size(world: World) -> None:
    kept = answer(world, world.draft(), "brand")
    assert post(world.bram, *[kept] * 101).status_code == 422
    assert post(world.bram, kept | {"comment": "a" * 600_000}).status_code == 422
    assert not Decision.objects.exists()


def test_sending_asks_for_the_token_of_her_page(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.bram)
    body = {
        "person": str(world.bram.person_id),
        "answers": [answer(world, world.draft(), "brand")],
    }
    address = reverse("answers")
    assert client.post(address, body, content_type="application/json").status_code == 403
    ready = client.get(reverse("answers-ready"))
    assert ready["Cache-Control"] == "no-store, private"
    assert ready.json()["person"] == str(world.bram.person_id)
    token = {"X-CSRFToken": ready.json()["token"]}
    sent = client.post(address, body, content_type="application/json", headers=token)
    assert sent.status_code == 200
    assert Decision.objects.count() == 1


def test_the_list_of_what_is_not_sent_is_a_page_of_its_own(world: World) -> None:
    for person in (world.mila, world.bram, world.bo):
        html = as_(person).get(reverse("answers")).content.decode()
        assert f'data-person="{person.person_id}"' in html
        assert "data-answers" in html


def test_nobody_signed_in_is_led_to_the_sign_in(world: World) -> None:
    for name in ("answers", "answers-ready", "waiting"):
        assert Client().get(reverse(name)).status_code == 302


def test_fifty_answers_cost_fifty_times_one(
    world: World, django_assert_max_num_queries: Any
) -> None:
    drafts = [world.draft(seed=seed) for seed in (7, 8, 9)]
    kept = [answer(world, draft, "brand", "yes") for draft in drafts]
    with django_assert_max_num_queries(80 * len(kept)):
        send(world.bram, *kept)
