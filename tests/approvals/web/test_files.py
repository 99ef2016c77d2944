"""Private pictures: each address asks at every request who asks, and if it is still allowed."""

import io
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from approvals.actions import review, takedown
from approvals.models import Asset, Draft
from portal.models import Upload, User
from tests.people import World, a_world, stored
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture(draft: Draft) -> str:
    return reverse("draft-picture", args=[draft.pk])


def preview(draft: Draft, edge: object = 320) -> str:
    return f"{reverse('draft-preview', args=[draft.pk])}?edge={edge}"


def test_all_who_see_a_draft_get_its_master_and_strangers_find_nothing(world: World) -> None:
    draft = world.draft()
    for friend in (world.mila, world.bo, world.ada, world.bram, world.sam):
        assert as_(friend).get(picture(draft)).status_code == 200, friend
        assert as_(friend).get(preview(draft)).status_code == 200, friend
    assert as_(world.odo).get(picture(draft)).status_code == 404
    assert as_(world.odo).get(preview(draft)).status_code == 404
    assert Client().get(picture(draft)).status_code == 302


def test_a_master_is_private_and_never_sniffed(world: World) -> None:
    answer = as_(world.mila).get(picture(world.draft()))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Content-Disposition"] == "inline"


@pytest.mark.parametrize("edge", [320, 640, 1280])
def test_a_preview_is_a_webp_no_larger_than_asked(world: World, edge: int) -> None:
    answer = as_(world.mila).get(preview(world.draft(), edge))
    assert answer["Content-Type"] == "image/webp"
    assert max(Image.open(io.BytesIO(answer.content)).size) <= edge


@pytest.mark.parametrize("edge", ["0", "321", "", "100000", "x"])
def test_previews_come_in_three_sizes_only(world: World, edge: str) -> None:
    assert as_(world.mila).get(preview(world.draft(), edge)).status_code == 404


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    draft, client = world.draft(), as_(world.mila)
    for address in (picture(draft), preview(draft)):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(address).status_code == 200


def test_after_a_withdrawal_every_request_is_refused(world: World) -> None:
    draft, client = world.draft(), as_(world.mila)
    tags = [client.get(address)["ETag"] for address in (picture(draft), preview(draft))]
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    for person in (world.mila, world.bo, world.bram, world.sam):
        for address, tag in zip((picture(draft), preview(draft)), tags, strict=True):
            asked = as_(person)
            assert asked.get(address).status_code == 410
            assert asked.head(address).status_code == 410
            assert asked.get(address, headers={"If-None-Match": tag}).status_code == 410
            assert asked.get(address, headers={"Range": "bytes=0-9"}).status_code == 410
    assert as_(world.odo).get(picture(draft)).status_code == 404


def answers(world: World, draft: Draft) -> dict[str, set[int]]:
    """What each side gets of a picture, large and small."""
    sides = {"brand": world.bram, "studio": world.sam, "agency": world.bo, "model": world.mila}
    return {
        side: {as_(who).get(address).status_code for address in (picture(draft), preview(draft))}
        for side, who in sides.items()
    }


def test_after_a_no_brand_and_studio_have_the_picture_no_more(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", world.bo)
    assert set().union(*answers(world, draft).values()) == {200}
    tag = as_(world.bram).get(picture(draft))["ETag"]
    world.say("no", draft, "model", world.mila)
    assert answers(world, draft) == {
        "brand": {410},
        "studio": {410},
        "agency": {200},
        "model": {200},
    }
    again = as_(world.bram).get(picture(draft), headers={"If-None-Match": tag})
    assert again.status_code == 410


def test_a_picture_that_she_took_back_is_gone_for_brand_and_studio(world: World) -> None:
    publication = world.published()
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    found = answers(world, publication.draft)
    assert (found["brand"], found["studio"], found["model"]) == ({410}, {410}, {200})


def test_a_picture_stays_gone_that_she_took_back_while_a_change_was_asked_for(world: World) -> None:
    publication = world.published()
    draft = publication.draft
    review.ask_again(
        draft=draft,
        channels=[publication.channel],
        corner="bottom-left",
        actor=world.bram,
        at=world.at,
    )
    world.say("change", draft, "brand", world.bram, comment="Softer light, please.")
    assert answers(world, draft)["brand"] == {200}
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    assert answers(world, draft)["brand"] == {410}


def test_pages_of_brand_and_studio_draw_no_picture_that_was_refused(world: World) -> None:
    draft = world.draft()
    pages = {
        world.bram: (draft.get_absolute_url(), draft.brief.get_absolute_url(), reverse("briefs")),
        world.sam: (draft.get_absolute_url(), reverse("order", args=[draft.run_id])),
    }
    addresses = (picture(draft), reverse("draft-preview", args=[draft.pk]))

    def drawn() -> list[bool]:
        texts = [as_(who).get(page).text for who, each in pages.items() for page in each]
        return [any(address in text for address in addresses) for text in texts]

    assert drawn() == [True] * 5
    world.say("no", draft, "brand", world.bram)
    assert drawn() == [False] * 5
    assert picture(draft) in as_(world.mila).get(draft.get_absolute_url()).text


def test_a_picture_is_only_read(world: World) -> None:
    assert as_(world.mila).post(picture(world.draft())).status_code == 405


def test_an_upload_is_seen_by_its_uploader_alone(world: World) -> None:
    upload = Upload.objects.create(user=world.bram, kind="garment", file=stored(3), name="coat.png")
    address = reverse("upload-preview", args=[upload.pk])
    assert as_(world.bram).get(address).status_code == 200
    for other in (world.odo, world.mila, world.ada, world.sam):
        assert as_(other).get(address).status_code == 404


@pytest.mark.parametrize("kind", ["mood", "garment"])
def test_her_picture_is_gone_with_her_consent_whatever_it_was_uploaded_as(
    world: World, kind: str
) -> None:
    drawn = world.draft(seed=7)
    for file in (drawn.master, world.twin.references.all()[0].file):
        upload = Upload.objects.create(user=world.bram, kind=kind, file=file, name="mood.png")
        asset = Asset.objects.create(brief=drawn.brief, kind=kind, file=file, name="mood.png")
        addresses = [
            reverse("upload-preview", args=[upload.pk]),
            reverse("asset-preview", args=[asset.pk]),
        ]
        client = as_(world.bram)
        assert [client.get(address).status_code for address in addresses] == [200, 200]
        with transaction.atomic():
            withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
            tags = {"If-None-Match": "*"}
            for headers in ({}, tags):
                found = [client.get(each, headers=headers).status_code for each in addresses]
                assert found == [410, 410]
            transaction.set_rollback(True)


def test_a_garment_is_seen_by_the_brand_and_the_studio_with_an_open_order(world: World) -> None:
    brief = world.brief()
    asset = Asset.objects.create(brief=brief, kind="garment", file=stored(3), name="coat.png")
    address = reverse("asset-preview", args=[asset.pk])
    assert as_(world.bram).get(address).status_code == 200
    assert as_(world.sam).get(address).status_code == 200
    for other in (world.odo, world.mila, world.ada):
        assert as_(other).get(address).status_code == 404
    world.deliver(brief.runs.get())
    assert as_(world.sam).get(address).status_code == 404


def test_a_reference_is_seen_by_the_model_and_her_agency(world: World) -> None:
    reference = world.twin.references.first()
    assert reference is not None
    address = reverse("reference", args=[reference.pk])
    for friend in (world.mila, world.ada, world.bo):
        assert as_(friend).get(address).status_code == 200
        assert as_(friend).get(f"{address}?edge=320")["Content-Type"] == "image/webp"
    for other in (world.bram, world.odo, world.sam):
        assert as_(other).get(address).status_code == 404


def test_only_she_sees_her_references_after_a_withdrawal(world: World) -> None:
    reference = world.twin.references.first()
    assert reference is not None
    address = reverse("reference", args=[reference.pk])
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at, purposes=["storage"])
    assert as_(world.mila).get(address).status_code == 200
    assert as_(world.bo).get(address).status_code == 410
    world.consent(world.twin, world.mila)
    assert as_(world.bo).get(address).status_code == 410


def test_a_removed_reference_is_gone_for_everybody(world: World) -> None:
    reference = world.twin.references.first()
    assert reference is not None
    reference.removed_at = world.at
    reference.save(update_fields=["removed_at"])
    assert as_(world.mila).get(reverse("reference", args=[reference.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["draft-picture", "draft-preview", "upload-preview", "asset-preview", "reference"]
)
def test_what_does_not_exist_looks_like_what_is_not_hers(world: World, name: str) -> None:
    assert as_(world.mila).get(reverse(name, args=[uuid4()])).status_code == 404
