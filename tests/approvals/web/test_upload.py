"""One file at a time: kept with a card, or refused with a sentence."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.models import Upload, User
from tests.people import World, a_world, picture_bytes
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def png(seed: int = 1, name: str = "coat.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(seed), "image/png")


def test_a_garment_is_kept_and_answered_with_its_card(world: World) -> None:
    answer = client_of(world.bram).post(reverse("upload"), {"kind": "garment", "file": png()})
    kept = Upload.objects.get()
    assert answer.status_code == 201
    assert (kept.kind, kept.name, kept.user) == ("garment", "coat.png", world.bram)
    assert f'name="uploads" value="{kept.pk}"' in answer.text
    assert reverse("upload-preview", args=[kept.pk]) in answer.text


def test_the_same_picture_again_is_the_same_upload(world: World) -> None:
    client = client_of(world.bram)
    for name in ("coat.png", "coat (1).png"):
        client.post(reverse("upload"), {"kind": "garment", "file": png(name=name)})
    assert Upload.objects.count() == 1


def test_what_is_no_picture_is_refused_with_a_sentence(world: World) -> None:
    text = SimpleUploadedFile("coat.png", b"not a picture at all", "image/png")
    answer = client_of(world.bram).post(
        reverse("upload"),
        {"kind": "garment", "file": text},
        headers={"Accept": "application/json, text/html"},
    )
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Upload.objects.exists()


def test_a_request_without_a_file_says_so(world: World) -> None:
    answer = client_of(world.bram).post(reverse("upload"), {"kind": "mood"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        ("bram", "mood", 201),
        ("mila", "reference", 201),
        ("sam", "delivery", 404),
        ("mila", "garment", 404),
        ("bo", "garment", 404),
        ("bram", "delivery", 404),
        ("bram", "anything", 404),
    ],
)
def test_each_sends_only_what_is_hers_to_send(
    world: World, who: str, kind: str, status: int
) -> None:
    client = client_of(getattr(world, who))
    answer = client.post(reverse("upload"), {"kind": kind, "file": png()})
    assert answer.status_code == status


def test_nobody_sends_a_file_without_signing_in() -> None:
    answer = Client().post(reverse("upload"), {"kind": "garment", "file": png()})
    assert answer.status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize("kind", ["mood", "garment"])
def test_a_picture_of_her_is_not_taken_under_another_name_after_a_withdrawal(
    world: World, kind: str
) -> None:
    world.draft(seed=7)
    client = client_of(world.bram)
    before = client.post(reverse("upload"), {"kind": kind, "file": png(7)})
    assert before.status_code == 201
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert client.post(reverse("upload"), {"kind": kind, "file": png(7)}).status_code == 410
    reference = png(100)
    assert client.post(reverse("upload"), {"kind": kind, "file": reference}).status_code == 410


def test_she_may_send_her_own_photograph_again_whatever_she_took_back(world: World) -> None:
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    client = client_of(world.mila)
    answer = client.post(reverse("upload"), {"kind": "reference", "file": png(100)})
    assert answer.status_code == 201
    kept = Upload.objects.get()
    assert client.get(reverse("upload-preview", args=[kept.pk])).status_code == 200
