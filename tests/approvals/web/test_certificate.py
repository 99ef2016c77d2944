"""The certificate says who agreed to what, when; to each only as much as is theirs to know."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.actions import review
from approvals.certificate import seal
from approvals.disclosing import approval_sha256
from approvals.models import Publication
from portal.models import User
from tests.people import World, a_world, user, with_app
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def client_of(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def record(who: User, publication: Publication) -> dict[str, Any]:
    answer = client_of(who).get(reverse("certificate-json", args=[publication.pk]))
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def said(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    (approval,) = found["approvals"]
    return [(each["side"], each["verdict"], each["person"]) for each in approval["decisions"]]


def test_it_names_every_yes_and_binds_it_to_this_picture_and_offer(world: World) -> None:
    live = world.published()
    found = record(world.mila, live)
    assert [(side, verdict) for side, verdict, _who in said(found)] == [
        ("brand", "yes"),
        ("agency", "yes"),
        ("model", "yes"),
    ]
    for decision in found["approvals"][0]["decisions"]:
        assert decision["picture_sha256"] == live.master_sha256
        assert decision["offer_sha256"] == live.offer_sha256


def test_two_readers_have_one_seal_and_the_approvals_are_those_in_the_file(world: World) -> None:
    """Also after the picture came down: whoever printed it before can still compare."""
    live = world.published()
    before = [record(who, live)["sha256"] for who in (world.bram, world.bo, world.mila)]
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    found = record(world.bram, live)
    assert {found["sha256"], *before} == {seal(found)}
    assert found["approvals_sha256"] == approval_sha256(live)


def test_from_the_instant_of_a_withdrawal_it_says_so(world: World) -> None:
    live = world.published()
    address = reverse("certificate", args=[live.pk])
    assert "It may be shown." in client_of(world.bram).get(address).content.decode()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert "took it back" in client_of(world.bram).get(address).content.decode()


def of_two(world: World) -> Publication:
    """Mila and Nia are in one picture; Nia has signed her consent twice."""
    nia = user("Nia")
    other = world.new_twin(nia, seed=5)
    world.consent(other, nia)
    world.license(other, nia, world.brand, world.bram)
    draft = world.draft(twins=(world.twin, other), together=True)
    for stage in draft.reviews.get().stages.select_related("twin__owner__user"):
        judges = {"brand": world.bram, "agency": world.bo}
        review.decide(
            stage=stage,
            verdict="yes",
            draft_sha256=draft.master_id,
            offer_sha256=stage.review.offer_sha256,
            actor=judges.get(stage.side) or stage.twin.owner.user,  # type: ignore[union-attr]
            at=world.at,
        )
    return world.publish(draft)


def test_of_two_in_a_picture_the_brand_s_yes_rests_on_both_consents_and_licences(
    world: World,
) -> None:
    live = of_two(world)
    licences = {str(each.twin): str(each.licence_id) for each in live.approvals.all()}
    versions = {"Mila": 1, "Nia": 2}
    for approval in record(world.bram, live)["approvals"]:
        name = approval["model"]
        for decision in approval["decisions"]:
            assert decision["on"] == {
                "consent_version": versions[name],
                "licence": licences[name],
            }
    (sent,) = live.draft.decisions.filter(stage__side="brand")
    assert len(sent.grounds) == 2
    assert (sent.consent, sent.licence) == (None, None)
    (hers, of_nia) = sorted(record(world.mila, live)["approvals"], key=lambda each: each["model"])
    assert all("on" in each for each in hers["decisions"])
    assert not any("on" in each for each in of_nia["decisions"])


def test_the_page_says_on_which_consent_a_yes_was_given_where_another_was_signed_since(
    world: World,
) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.consent(world.twin, world.mila)
    world.say("yes", draft, "agency", world.bo)
    world.say("yes", draft, "model", world.mila)
    live = world.publish(draft)
    address = reverse("certificate", args=[live.pk])
    html = client_of(world.bram).get(address).content.decode()
    assert html.count("on consent version 1") == 1


def test_of_two_in_a_picture_each_reads_her_own_papers(world: World) -> None:
    live = of_two(world)
    papers = {each["model"]: "consent" in each for each in record(world.mila, live)["approvals"]}
    assert papers == {"Mila": True, "Nia": False}
    assert all("consent" in each for each in record(world.bram, live)["approvals"])


def test_each_side_reads_the_names_of_its_own_people(world: World) -> None:
    live = world.published()
    known = {
        who.name: [person for _side, _verdict, person in said(record(who, live)) if person]
        for who in (world.bram, world.bo, world.mila)
    }
    assert known == {"Bram": ["Bram"], "Bo": ["Bo"], "Mila": ["Mila"]}


def test_nobody_reads_what_anybody_earns(world: World) -> None:
    text = json.dumps(record(world.bram, world.published()))
    assert "gross" not in text
    assert "commission" not in text


def test_it_stays_when_the_picture_is_gone_and_says_so(world: World) -> None:
    live = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    page = client_of(world.mila).get(reverse("certificate", args=[live.pk]))
    assert page.status_code == 200
    assert b"<img" not in page.content


def test_what_was_never_public_has_none(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    begun = world.publish(draft)
    Publication.objects.filter(pk=begun.pk).update(state="failed", live_at=None)
    answer = client_of(world.bram).get(reverse("certificate", args=[begun.pk]))
    assert answer.status_code == 404


def test_page_and_pdf_say_the_same(world: World) -> None:
    live, ada = world.published(), with_app(world.ada)
    page = client_of(ada).get(reverse("certificate", args=[live.pk])).content.decode()
    assert live.master_sha256 in page
    assert "Yes to Mila" in page
    assert "both days included (Europe/Berlin)" in page
    pdf = client_of(ada).get(reverse("certificate-pdf", args=[live.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf.content or b"/StructTreeRoot" in pdf.content
