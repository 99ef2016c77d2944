"""What strangers get of a publication, and that the very next request is refused."""

import hashlib
import io
import json
import re
import zipfile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions import publish, takedown
from approvals.models import Channel, CrewMember, Publication
from portal import storage
from portal.models import User
from tests.people import NOON, World, a_world, timedelta, user
from twins.actions.consent import withdraw_consent
from twins.actions.licence import end_licence

pytestmark = pytest.mark.django_db
NAMES = ("publication", "publication-picture", "publication-kit")


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


@pytest.fixture
def world() -> World:
    return a_world()


def address(publication: Publication, name: str = "publication") -> str:
    return reverse(name, args=[publication.public_id])


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def every_way(publication: Publication, client: Client) -> list[int]:
    """The status of every kind of request to every address of a publication."""
    file = publication.current_file
    assert file is not None
    etag = f'"{file.sha256}"'
    statuses = []
    for name in NAMES:
        path = address(publication, name)
        statuses += [
            client.get(path).status_code,
            client.head(path).status_code,
            client.get(path, headers={"Range": "bytes=0-9"}).status_code,
            client.get(path, headers={"If-None-Match": etag}).status_code,
            client.get(path, headers={"If-None-Match": "*"}).status_code,
            client.get(path, headers={"If-Range": etag, "Range": "bytes=0-0"}).status_code,
        ]
    return statuses


def test_strangers_see_the_picture_with_its_disclosure_and_licence(
    world: World, client: Client
) -> None:
    publication = world.published()
    page = client.get(address(publication)).content.decode()
    assert "This AI-generated picture shows the digital twin of a real person." in page
    assert "Nordlicht may show this picture on the web in the EU until 30 April 2027." in page
    assert "with Mila" in page
    assert f'alt="{publication.alt_text}"' in page
    assert f'<meta property="og:url" content="{publication.address}">' in page
    assert "Download the kit" not in page


def test_the_page_describes_the_picture_to_machines(world: World, client: Client) -> None:
    draft = world.draft()
    world.agree(draft)
    begun = publish.publish(
        draft=draft,
        channel=Channel.objects.get(name="web"),
        actor=world.bram,
        at=world.at,
        caption="</script><script>alert(1)</script>",
    )
    page = client.get(address(world.complete(begun))).content.decode()
    assert "<script>alert" not in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    said = json.loads(found[1])
    assert said["@type"] == "ImageObject"
    source = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert said["digitalSourceType"] == source
    assert said["contentUrl"].endswith("/picture")
    assert said["license"].endswith("#licence")
    assert said["creditText"] == "Nordlicht"
    assert said["caption"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("path", ["/p/a%00b/picture", "/verify?address=%00"])
def test_an_address_that_no_database_keeps_is_refused_in_a_sentence(
    client: Client, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert "cannot be kept" in answer.text


def test_who_made_it_is_credited(world: World, client: Client) -> None:
    publication = world.published()
    CrewMember.objects.create(
        brief=publication.draft.brief, person=user("Åsa").person, role="photographer"
    )
    assert "Åsa (photographer)" in client.get(address(publication)).content.decode()


def test_she_is_named_only_if_her_consent_lets_her_stage_name_be_shown(
    world: World, client: Client
) -> None:
    world.consent(world.twin, world.mila, credit_name=False)
    assert "Mila" not in client.get(address(world.published())).content.decode()


def test_who_has_no_stage_name_is_not_named_at_all(world: World, client: Client) -> None:
    world.mila.known_as = ""
    world.mila.save(update_fields=["known_as"])
    assert "Mila" not in client.get(address(world.published())).content.decode()


def test_the_picture_is_the_published_bytes_and_every_cache_must_ask(
    world: World, client: Client
) -> None:
    publication = world.published()
    file = publication.current_file
    assert file is not None
    answer = client.get(address(publication, "publication-picture"))
    assert hashlib.sha256(answer.content).hexdigest() == file.sha256
    assert answer["ETag"] == f'"{file.sha256}"'
    assert answer["Cache-Control"] == "public, no-cache, must-revalidate"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer.get("Vary", "")


def test_while_it_is_live_an_etag_saves_the_bytes_and_a_range_is_ignored(
    world: World, client: Client
) -> None:
    publication = world.published()
    path = address(publication, "publication-picture")
    whole = client.get(path)
    assert client.get(path, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    part = client.get(path, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (200, whole.content)
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))


def test_the_kit_holds_the_file_its_words_its_licence_and_their_hashes(world: World) -> None:
    publication = world.published()
    file = publication.current_file
    assert file is not None
    answer = signed_in(world.bram).get(address(publication, "publication-kit"))
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    picture = next(name for name in files if name.endswith(".jpg"))
    assert hashlib.sha256(files[picture]).hexdigest() == file.sha256
    assert publication.alt_text in files["alt-text.txt"].decode()
    assert "#AIgenerated" in files["caption.txt"].decode()
    assert json.loads(files["licence.json"])["until"] == "2027-04-30"
    certificate = json.loads(files["certificate.json"])
    assert certificate["publication"]["id"] == publication.public_id
    assert files["certificate.pdf"].startswith(b"%PDF-")
    assert len(files["SHA256SUMS"].decode().splitlines()) == len(files) - 1
    for line in files["SHA256SUMS"].decode().splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == sha256


def test_the_kit_s_certificate_names_nobody_of_another_side(world: World) -> None:
    """It reads as the page does for whoever fetches it."""
    answer = signed_in(world.bram).get(address(world.published(), "publication-kit"))
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (approval,) = json.loads(archive.read("certificate.json"))["approvals"]
    named = {each["side"]: each["person"] for each in approval["decisions"]}
    assert named == {"brand": "Bram", "agency": "", "model": ""}


def test_the_kit_s_captions_follow_what_an_operator_wrote_of_the_channel(world: World) -> None:
    publication = world.published()
    Channel.objects.filter(name="web").update(
        languages="en, de", caption_template="{hashtags}\n\n{text}", hashtags="#wool"
    )
    answer = signed_in(world.bram).get(address(publication, "publication-kit"))
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        captions = {n: archive.read(n).decode() for n in archive.namelist() if "caption" in n}
    assert sorted(captions) == ["caption.de.txt", "caption.txt"]
    assert captions["caption.txt"].splitlines()[0].endswith("#wool")
    assert "AI" in captions["caption.txt"].splitlines()[-1], "the disclosure is never left out"
    assert "KI" in captions["caption.de.txt"]


def test_the_kit_is_for_the_brands_people(world: World, client: Client) -> None:
    publication = world.published()
    path = address(publication, "publication-kit")
    assert client.get(path).status_code == 404
    for stranger in (world.odo, world.mila, world.bo, world.sam):
        assert signed_in(stranger).get(path).status_code == 404
    assert signed_in(world.bram).head(path).status_code == 200
    page = signed_in(world.bram).get(address(publication)).content.decode()
    assert "Download the kit" in page


def test_after_a_withdrawal_the_very_next_request_of_any_kind_is_refused(world: World) -> None:
    publication = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    for client in (Client(), signed_in(world.bram), signed_in(world.mila)):
        assert set(every_way(publication, client)) == {410}


def test_the_refusal_is_a_page_with_a_sentence_and_without_the_picture(
    world: World, client: Client
) -> None:
    publication = world.published()
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    answer = client.get(address(publication))
    assert answer.status_code == 410
    assert "no longer shown" in answer.content.decode()
    assert "og:image" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in client.get(address(publication, "publication-picture"))


def test_a_licence_that_was_ended_and_a_use_that_ran_out_are_refused(
    world: World, noon: time_machine.Traveller
) -> None:
    publication = world.published()
    noon.move_to(publication.use.ends_at - timedelta(microseconds=1))
    assert 410 not in every_way(publication, Client())
    noon.move_to(publication.use.ends_at)
    assert set(every_way(publication, Client())) == {410}
    noon.move_to(NOON)
    end_licence(licence=world.licence, actor=world.mila, at=world.at, because="breach")
    assert set(every_way(publication, Client())) == {410}


def test_a_new_consent_revives_nothing(world: World) -> None:
    publication = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    world.consent(world.twin, world.mila)
    assert set(every_way(publication, Client())) == {410}


def test_what_was_never_public_is_not_there(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    begun = publish.publish(
        draft=draft, channel=Channel.objects.get(name="web"), actor=world.bram, at=world.at
    )
    for client in (Client(), signed_in(world.bram)):
        for name in NAMES:
            assert client.get(address(begun, name)).status_code == 404
            assert client.get(reverse(name, args=["unknown-unknown-"])).status_code == 404
    publish.fail_publication(publication=begun, sentence="It broke.", at=world.at)
    assert Client().get(address(begun)).status_code == 404


def test_addresses_are_only_read(world: World, client: Client) -> None:
    publication = world.published()
    for name in NAMES:
        assert client.post(address(publication, name)).status_code == 405


def test_a_publication_signed_anew_has_a_new_etag_at_the_same_address(
    world: World, client: Client
) -> None:
    publication = world.published()
    path = address(publication, "publication-picture")
    old = client.get(path)
    again = old.content + b"\0"
    publication.files.update(replaced_at=world.at)
    file = publication.files.create(
        sha256=storage.put(again),
        media_type="image/jpeg",
        size=len(again),
        width=320,
        height=400,
        fingerprint=bytes(32),
        made_at=world.at,
    )
    new = client.get(path, headers={"If-None-Match": old["ETag"]})
    assert (new.status_code, new["ETag"]) == (200, f'"{file.sha256}"')
