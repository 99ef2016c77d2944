"""The page of one picture: who may answer, what each side reads, and what an answer does."""

import copy
import re
from uuid import uuid4

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from approvals.models import Decision, Draft, Pin
from portal.models import AuditEvent, User
from tests.people import World, a_world, add_member, user
from twins.actions.consent import withdraw_consent
from twins.models import Twin

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


def page(person: User, draft: Draft, query: str = "") -> str:
    answer = as_(person).get(f"{draft.get_absolute_url()}{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def fields(html: str) -> dict[str, str]:
    """What the page's hidden fields hold."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def send(person: User, draft: Draft, verdict: str, **more: str) -> object:
    seen = fields(page(person, draft))
    data = {**seen, "verdict": verdict, **more}
    return as_(person).post(reverse("decide", args=[draft.pk]), data)


def test_the_three_sides_see_the_page_and_a_stranger_finds_nothing(world: World) -> None:
    draft = world.draft()
    for friend in (world.bram, world.ada, world.bo, world.mila, world.sam):
        assert as_(friend).get(draft.get_absolute_url()).status_code == 200, friend
    assert as_(world.odo).get(draft.get_absolute_url()).status_code == 404
    assert as_(world.odo).post(reverse("decide", args=[draft.pk])).status_code == 404
    assert Client().get(draft.get_absolute_url()).status_code == 302
    assert as_(world.mila).get(reverse("draft", args=[uuid4()])).status_code == 404


def test_only_who_is_asked_finds_the_three_answers(world: World) -> None:
    draft = world.draft()
    assert 'data-verdict="yes"' in page(world.bram, draft)
    for later in (world.bo, world.mila):
        html = page(later, draft)
        assert "data-verdict" not in html
        assert "Waiting for Nordlicht." in html
    world.say("yes", draft, "brand", world.bram)
    assert 'data-verdict="yes"' in page(world.bo, draft)
    assert 'data-verdict="yes"' in page(world.mila, draft)
    assert "data-verdict" not in page(world.bram, draft)


def test_each_side_reads_its_own_money_and_nobody_elses(world: World) -> None:
    draft = world.draft(channels=("instagram-feed",))
    model, agency, brand = "328.00 EUR", "82.00 EUR", "492.00 EUR"
    seen = {
        world.mila: ("You earn", model),
        world.bo: ("Your commission", agency),
        world.bram: ("You pay", brand),
    }
    for person, (words, amount) in seen.items():
        html = page(person, draft)
        assert words in html
        assert amount in html
        for other in {model, agency, brand} - {amount}:
            assert other not in html
    studio = page(world.sam, draft)
    assert not any(amount in studio for amount in (model, agency, brand))


def test_what_was_paid_before_is_not_promised_again(world: World) -> None:
    draft = world.draft(channels=("instagram-feed",))
    world.agree(draft)
    world.publish(draft, "instagram-feed")
    as_(world.bram).post(
        reverse("ask-again", args=[draft.pk]),
        {"channels": ["instagram-square"], "corner": "top-left", "variant": "light"},
    )
    assert draft.reviews.count() == 2
    assert "328.00 EUR" not in page(world.mila, draft)


def test_the_price_tells_a_brand_nothing_of_the_same_picture_at_another_brand(
    world: World,
) -> None:
    world.published()
    world.license(world.twin, world.mila, world.rival, world.odo)
    theirs = copy.copy(world)
    theirs.bram, theirs.brand = world.odo, world.rival
    same, other = (theirs.draft(seed=seed, title=f"Linen {seed}") for seed in (7, 9))
    for draft in (same, other):
        asked = as_(world.odo).get(draft.get_absolute_url()).context["asked"]
        assert asked.amount == "1,068.00 EUR"
    theirs.agree(same)
    assert sum(entry.gross for entry in theirs.publish(same).ledger.all()) == 530


def test_a_yes_is_sent_once_and_leads_to_the_next_picture(world: World) -> None:
    first, second = world.draft(), world.draft(seed=8)
    seen = fields(page(world.bram, first))
    address = reverse("decide", args=[first.pk])
    client = as_(world.bram)
    for _time in range(2):
        answer = client.post(address, {**seen, "verdict": "yes"})
        assert answer["Location"] == second.get_absolute_url()
    assert Decision.objects.count() == 1


def test_after_the_last_picture_she_is_back_where_she_came_from(world: World) -> None:
    draft = world.draft()
    homes = {
        world.bram: reverse("brief", args=[draft.brief_id]),
        world.bo: reverse("desk"),
        world.mila: reverse("inbox"),
    }
    for person, home in homes.items():
        assert send(person, draft, "yes")["Location"] == home  # type: ignore[index]
    assert draft.reviews.get().state == "agreed"


def test_a_record_claims_no_password_that_nobody_asked_for(world: World) -> None:
    draft = world.draft()
    send(world.bram, draft, "yes")
    decision = Decision.objects.get()
    assert decision.get_sent_how_display() == "while signed in"
    recorded = AuditEvent.objects.filter(act="decision.sent").latest("at")
    assert recorded.details["how"] == decision.sent_how == "session"


def test_a_phone_names_its_send_in_a_header(world: World) -> None:
    draft = world.draft()
    seen = fields(page(world.bram, draft)) | {"verdict": "no"}
    for _time in range(2):
        as_(world.bram).post(
            reverse("decide", args=[draft.pk]), seen, headers={"Idempotency-Key": "tap-1"}
        )
    assert [each.idempotency_key for each in Decision.objects.all()] == ["tap-1"]


def test_her_no_from_the_page_of_her_yes_is_heard(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", world.bo)
    seen = fields(page(world.mila, draft))
    address = reverse("decide", args=[draft.pk])
    for verdict in ("yes", "no", "no"):
        assert as_(world.mila).post(address, {**seen, "verdict": verdict}).status_code == 302
    hers = draft.decisions.filter(person=world.mila.person)
    assert [each.verdict for each in hers] == ["yes", "no"]
    assert draft.reviews.get().state == "refused"
    too_late = as_(world.mila).post(address, {**seen, "verdict": "yes"})
    assert too_late.status_code == 409


def test_a_change_needs_words_and_keeps_the_place_that_was_tapped(world: World) -> None:
    draft = world.draft()
    answer = send(world.bram, draft, "change", comment=" ", x="0.2500", y="0.5000")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    html = answer.content.decode()  # type: ignore[attr-defined]
    assert "Please say what should change." in html
    assert 'name="x" value="0.2500"' in html
    assert not Decision.objects.exists()


def test_a_change_orders_a_version_and_the_place_comes_back_with_it(world: World) -> None:
    draft = world.draft()
    send(world.bram, draft, "change", comment="Warmer light", x="0.25", y="0.5", w="0.1", h="0.2")
    pin = Pin.objects.get()
    assert (pin.x, pin.y, pin.width, pin.height) == (0.25, 0.5, 0.1, 0.2)
    child = world.deliver(draft.reorders.get(), seed=11)
    hers = page(world.bram, child)
    assert "You asked for this." in hers
    assert "Warmer light" in hers
    assert "data-compare" in hers
    assert "Nordlicht asked for this." in page(world.mila, child)


def test_a_change_stands_and_says_why_no_version_was_ordered(world: World) -> None:
    no_studio = world.draft()
    Twin.objects.filter(pk=world.twin.pk).update(studio=None)
    assert "There is no twin studio that renders these models together." in told(world, no_studio)
    assert [each.verdict for each in Decision.objects.all()] == ["change"]
    assert not no_studio.reorders.exists()


def told(world: World, draft: Draft) -> str:
    """What bram is told after he asked for a change."""
    client, seen = as_(world.bram), fields(page(world.bram, draft))
    data = {**seen, "verdict": "change", "comment": "Warmer light"}
    answer = client.post(reverse("decide", args=[draft.pk]), data)
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


@pytest.mark.parametrize("x", ["1.5", "-0.1", "nan", "left"])
def test_a_place_outside_the_picture_is_refused_and_nothing_is_lost(world: World, x: str) -> None:
    draft = world.draft()
    answer = send(world.bram, draft, "change", comment="Warmer", x=x, y="0.5")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Warmer" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("size", [{"w": "-0.1"}, {"h": "-0.1"}, {"w": "-inf"}, {"h": "nan"}])
def test_a_place_of_less_than_no_size_is_refused(world: World, size: dict[str, str]) -> None:
    draft = world.draft()
    answer = send(world.bram, draft, "no", x="0.5", y="0.5", text="Her hand", **size)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "A pin lies outside the picture." in answer.content.decode()  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


def test_a_comment_that_no_database_keeps_is_refused_in_a_sentence(world: World) -> None:
    draft = world.draft()
    for field in ("comment", "key"):
        answer = send(world.bram, draft, "no", **{field: "War\0mer"})
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "cannot be kept" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


def test_who_answers_late_is_led_to_the_newer_version_with_her_words(world: World) -> None:
    draft = world.draft()
    seen = fields(page(world.bram, draft))
    colleague = user("Britt")
    add_member(
        organisation=world.brand, user=colleague, role="reviewer", actor=world.bram, at=world.at
    )
    world.say("change", draft, "brand", colleague, comment="Warmer light")
    child = world.deliver(draft.reorders.get(), seed=11)
    answer = as_(world.bram).post(
        reverse("decide", args=[draft.pk]),
        {**seen, "verdict": "change", "comment": "Her hand is odd"},
    )
    html = answer.content.decode()
    assert answer.status_code == 409
    assert child.get_absolute_url() in html
    assert "Her hand is odd" in html


def test_another_offer_than_the_one_seen_is_not_answered(world: World) -> None:
    draft = world.draft()
    answer = send(world.bram, draft, "yes", offer_sha256="0" * 64)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


def test_a_stage_of_another_picture_is_not_answered(world: World) -> None:
    first, second = world.draft(), world.draft(seed=8)
    other = fields(page(world.bram, second))["stage"]
    for stage in (other, "", "no-id"):
        answer = send(world.bram, first, "yes", stage=stage)
        assert answer.status_code == 409  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


def test_the_agent_cannot_send_the_models_answer(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    hers = fields(page(world.mila, draft))
    for impostor in (world.bo, world.ada, world.bram):
        answer = as_(impostor).post(reverse("decide", args=[draft.pk]), {**hers, "verdict": "yes"})
        assert answer.status_code == 403
    assert Decision.objects.count() == 1


def test_the_model_may_take_her_yes_back_until_it_is_published(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    html = page(world.mila, draft)
    assert "No, I take my yes back" in html
    assert 'data-verdict="yes"' not in html
    assert "No, I take my yes back" not in page(world.bo, draft)
    answer = as_(world.mila).post(
        reverse("decide", args=[draft.pk]), {**fields(html), "verdict": "no"}
    )
    assert answer.status_code == 302
    assert draft.reviews.get().state == "refused"


def test_while_others_are_asked_again_she_may_still_take_her_first_yes_back(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    as_(world.bram).post(
        reverse("ask-again", args=[draft.pk]),
        {"channels": ["web"], "corner": "bottom-left", "variant": "light"},
    )
    html = page(world.mila, draft)
    assert "No, I take my yes back" in html
    answer = as_(world.mila).post(
        reverse("decide", args=[draft.pk]), {**fields(html), "verdict": "no"}
    )
    assert answer.status_code == 302
    assert "data-verdict" not in page(world.bram, draft)
    assert "Somebody said no to this picture." in page(world.bram, draft)
    sheet = as_(world.bram).get(draft.brief.get_absolute_url()).content.decode()
    assert "No from Mila" in sheet


def test_a_published_picture_offers_no_late_no(world: World) -> None:
    draft = world.published().draft
    assert "No, I take my yes back" not in page(world.mila, draft)


def test_after_a_withdrawal_the_page_is_gone(world: World) -> None:
    draft = world.draft()
    seen = fields(page(world.bram, draft))
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    for person in (world.bram, world.bo, world.mila, world.sam):
        assert as_(person).get(draft.get_absolute_url()).status_code == 410
    answer = as_(world.bram).post(
        reverse("decide", args=[draft.pk]), {**seen, "verdict": "change", "comment": "Lighter"}
    )
    assert answer.status_code == 410
    assert "Lighter" in answer.content.decode()
    assert not Decision.objects.exists()


def test_others_are_named_by_their_side_and_colleagues_by_their_names(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram, comment="The collar is right")
    hers = page(world.mila, draft)
    assert "Nordlicht" in hers
    assert "The collar is right" in hers
    assert "Bram" not in hers
    colleague = user("Britt")
    add_member(
        organisation=world.brand, user=colleague, role="viewer", actor=world.bram, at=world.at
    )
    assert "Bram (Nordlicht)" in page(colleague, draft)


def test_the_studio_reads_no_talk(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram, comment="The collar is right")
    assert "The collar is right" not in page(world.sam, draft)


def test_what_made_the_picture_is_told(world: World) -> None:
    draft = world.draft()
    Draft.objects.filter(pk=draft.pk).update(
        digital_source_type="composite", source_type_reason="Montage of photographs"
    )
    html = page(world.mila, draft)
    assert "Put together from pictures, no AI model" in html
    assert "Montage of photographs" in html


def test_the_change_form_opens_without_scripts(world: World) -> None:
    html = page(world.bram, world.draft(), "?change")
    assert 'id="change-form"' in html
    assert 'data-pin-form="change-form"' in html


def test_the_studio_takes_a_version_back_before_anybody_judged_it(world: World) -> None:
    parent = world.draft()
    world.say("change", parent, "brand", world.bram, comment="Warmer light")
    child = world.deliver(parent.reorders.get(), seed=11)
    assert "Take this picture back" in page(world.sam, child)
    assert as_(world.sam).post(reverse("withdraw-draft", args=[child.pk])).status_code == 302
    child.refresh_from_db()
    assert child.withdrawn_at is not None
    assert as_(world.odo).post(reverse("withdraw-draft", args=[child.pk])).status_code == 404


def test_only_the_brand_asks_everybody_again(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    address = reverse("ask-again", args=[draft.pk])
    data = {"channels": ["web"], "corner": "bottom-left", "variant": "light"}
    assert as_(world.bo).post(address, data).status_code == 403
    assert as_(world.odo).post(address, data).status_code == 404
    assert as_(world.bram).post(address, data).status_code == 302
    offer = draft.reviews.get(number=2).offer
    assert (list(offer["channels"]), offer["label"]["corner"]) == (["web"], "bottom-left")


def test_a_get_never_acts(world: World) -> None:
    draft = world.draft()
    for name in ("decide", "ask-again", "withdraw-draft"):
        assert as_(world.bram).get(reverse(name, args=[draft.pk])).status_code == 405


def test_the_next_picture_of_the_brief_is_fetched_while_she_looks(world: World) -> None:
    run = world.brief(pictures=2).runs.get()
    first, second = world.deliver(run), world.deliver(run, seed=8, place=2)
    html = page(world.bram, first)
    preview = f"{reverse('draft-preview', args=[second.pk])}?edge=1280"
    assert f'rel="preload" as="image" href="{preview}"' in html
    assert f'data-following="{second.get_absolute_url()}"' in html


def test_in_a_picture_of_two_each_answers_and_earns_for_herself(world: World) -> None:
    ines = user("Ines", known_as="Ines")
    other = world.new_twin(ines, seed=2)
    world.license(other, ines, world.brand, world.bram)
    draft = world.draft(twins=(world.twin, other), together=True, channels=("instagram-feed",))
    world.say("yes", draft, "brand", world.bram)
    assert "984.00 EUR" in page(world.bram, draft)
    assert "164.00 EUR" in page(world.bo, draft)
    for person in (world.mila, ines):
        assert '<b class="nowrap">328.00 EUR</b>' in page(person, draft)
    hers = fields(page(ines, draft))["stage"]
    answer = as_(world.mila).post(
        reverse("decide", args=[draft.pk]),
        {**fields(page(world.mila, draft)), "stage": hers, "verdict": "yes"},
    )
    assert answer.status_code == 403
