"""The page and the address where anybody asks what a picture is."""

import io

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from PIL import Image

from approvals.actions import takedown
from approvals.models import Publication
from approvals.web import verify as page
from portal import storage
from portal.models import StoredFile, Upload
from tests.people import NOON, World, a_world, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> object:
    cache.clear()
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


@pytest.fixture
def world() -> World:
    return a_world()


def bytes_of(publication: Publication) -> bytes:
    file = publication.current_file
    assert file is not None
    return storage.read(file.sha256)


def small(data: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.resize((image.width // 2, image.height // 2)).save(out, "JPEG", quality=60)
    return out.getvalue()


def send(client: Client, data: bytes, name: str = "verify") -> HttpResponseBase:
    file = SimpleUploadedFile("found.jpg", data, "image/jpeg")
    return client.post(reverse(name), {"file": file})


def text(response: HttpResponseBase) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_page_asks_for_a_picture_and_explains_all_five_answers(client: Client) -> None:
    said = text(client.get(reverse("verify")))
    for word in ("Intact", "Altered", "Recognised", "Resembles", "Unknown"):
        assert word in said
    assert 'enctype="multipart/form-data"' in said


def test_a_published_file_is_answered_with_its_public_page(world: World, client: Client) -> None:
    publication = world.published()
    said = text(send(client, bytes_of(publication)))
    assert "Ours, and unchanged." in said
    assert "Its licence is in force." in said
    assert publication.get_absolute_url() in said


def test_nobody_needs_an_account_a_token_or_a_script(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, bytes_of(world.published())).status_code == 200


def test_nothing_that_is_sent_is_kept(world: World, client: Client) -> None:
    kept = StoredFile.objects.count(), Upload.objects.count()
    send(client, picture_bytes(77))
    assert (StoredFile.objects.count(), Upload.objects.count()) == kept


def test_a_copy_is_shown_beside_what_it_resembles_and_never_called_ours(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("approvals.actions.verify.detect", lambda *_found: None)
    publication = world.published()
    said = text(send(client, small(bytes_of(publication))))
    assert "Looks like a picture published here." in said
    assert "Ours" not in said
    assert publication.get_absolute_url() in said
    assert "data:image/webp;base64," in said


def test_what_was_taken_back_is_not_shown_beside_anything(world: World, client: Client) -> None:
    publication = world.published()
    data = bytes_of(publication)
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    for sent in (data, small(data)):
        said = text(send(client, sent))
        assert "took it back" in said
        assert "/picture" not in said


def test_an_address_of_ours_can_be_pasted(world: World, client: Client) -> None:
    publication = world.published()
    for typed in (
        publication.address,
        publication.get_absolute_url(),
        f"{publication.address}/picture",
        f"testserver{publication.get_absolute_url()}",
    ):
        said = text(client.get(reverse("verify"), {"address": typed}))
        assert "Ours, and unchanged." in said


def test_an_address_never_brings_back_what_was_taken_back(world: World, client: Client) -> None:
    publication = world.published()
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    said = text(client.get(reverse("verify"), {"address": publication.address}))
    assert "took it back" in said
    assert "data:image" not in said
    assert "/picture" not in said


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.com/p/abcdefghijklmnop",
        "//evil.test/p/abcdefghijklmnop",
        "http://127.0.0.1:8000/admin/",
        "/p/abcdefghijklmnop",
        "javascript:alert(1)",
        "http://[",
        "x",
    ],
)
def test_any_other_address_is_refused_in_a_sentence_and_not_fetched(
    client: Client, typed: str
) -> None:
    answer = client.get(reverse("verify"), {"address": typed})
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)


def test_what_is_no_picture_leaves_the_form_there_with_a_sentence(client: Client) -> None:
    answer = send(client, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "This is a PDF." in text(answer)
    assert 'type="file"' in text(answer)
    assert client.post(reverse("verify")).status_code == 422


def test_a_file_of_more_than_40_mb_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = send(client, b"\xff\xd8\xff" + b"\0" * 40_000_001, "api-verify")
    assert answer.status_code == 422
    assert "40 MB" in text(answer)
    monkeypatch.setattr(page, "MOST_READ", 100)
    assert send(client, picture_bytes(1)).status_code == 422


def test_the_api_answers_as_the_command_does(world: World) -> None:
    publication = world.published()
    answer = send(Client(enforce_csrf_checks=True), bytes_of(publication), "api-verify")
    said = answer.json()  # type: ignore[attr-defined]
    assert said["state"] == "intact"
    assert said["publication"] == publication.public_id
    assert set(said) == {"known", "state", "techniques", "publication", "licence", "ai"}


def test_the_api_refuses_in_json(client: Client) -> None:
    answer = send(client, b"GIF89a", "api-verify")
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("This is a GIF.")  # type: ignore[attr-defined]
    assert client.get(reverse("api-verify")).status_code == 405


def test_who_asks_too_often_is_asked_to_wait(client: Client) -> None:
    for _ in range(page.MOST_A_MINUTE):
        assert send(client, b"no picture", "api-verify").status_code == 422
    refused = send(client, b"no picture", "api-verify")
    assert refused.status_code == 429
    assert "wait" in refused.json()["error"]  # type: ignore[attr-defined]
    form = send(client, b"no picture")
    assert (form.status_code, form["Retry-After"]) == (429, "60")
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert send(other, b"no picture", "api-verify").status_code == 422
