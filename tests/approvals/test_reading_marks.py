"""What an upload says of itself is read before it is cleaned, shown, and handed on by hash."""

import io
import socket

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from approvals.actions.brief import write_brief
from approvals.disclosing import fields_of
from approvals.disclosure.c2pa import Edits, build_manifest
from approvals.models import FoundMarks, Publication
from approvals.models.found_marks import marks_of
from approvals.reading_marks import note_marks
from approvals.web.brief_facts import materials_of
from approvals.web.declared import facts
from approvals.web.upload import card, take
from portal import storage, uploads
from portal.models import Upload
from tests.approvals.disclosure.test_inspect import dataset, with_iim
from tests.people import NOON, World, a_world, picture_bytes

pytestmark = pytest.mark.django_db

SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI = "This photograph says of itself that it was made with AI."


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_where: object) -> None:
        raise AssertionError("Nothing may be fetched.")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def with_iptc(source: str, seed: int = 71) -> bytes:
    """A photograph whose XMP declares its source."""
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<Iptc4xmpExt:DigitalSourceType>{SOURCE}{source}</Iptc4xmpExt:DigitalSourceType>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture_bytes(seed))) as image:
        image.save(out, "JPEG", xmp=packet.encode())
    return out.getvalue()


def bytes_of(publication: Publication) -> bytes:
    file = publication.current_file
    assert file is not None
    return storage.read(file.sha256)


def sent_up(world: World, data: bytes, kind: str = "garment") -> Upload:
    with time_machine.travel(NOON, tick=False):
        return take(SimpleUploadedFile("coat.jpg", data), kind=kind, user=world.bram)


def test_a_garment_that_says_that_it_is_ai_is_shown_as_such(world: World) -> None:
    kept = sent_up(world, with_iptc("trainedAlgorithmicMedia"))
    assert card(kept)["meta"] == AI
    brief = write_brief(
        brand=world.brand, wish=world.wish(), uploads=[kept], actor=world.bram, at=world.at
    )
    assert materials_of(brief, "garment")[0]["meta"] == AI
    assert AI in materials_of(brief)[0]["meta"]


def test_a_garment_that_says_so_in_iptc_records_alone_is_shown_as_such(world: World) -> None:
    said = f"{SOURCE}compositeWithTrainedAlgorithmicMedia".encode()
    kept = sent_up(world, with_iim(dataset(40, said)))
    assert card(kept)["meta"] == AI


def test_a_plain_photograph_says_nothing(world: World) -> None:
    kept = sent_up(world, picture_bytes(72))
    assert (card(kept)["meta"], FoundMarks.objects.exists()) == ("", False)


def test_a_camera_s_photograph_is_not_called_ai(world: World) -> None:
    kept = sent_up(world, with_iptc("digitalCapture"))
    assert "names no AI" in card(kept)["meta"]


def test_a_made_up_source_is_not_repeated(world: World) -> None:
    sent_up(world, with_iptc("buyThisNow"))
    assert not FoundMarks.objects.exists()


def test_the_mark_stays_with_the_pixels_however_often_they_are_sent(world: World) -> None:
    data = with_iptc("trainedAlgorithmicMedia")
    first = sent_up(world, data)
    plain = uploads.keep_clean(uploads.clean(io.BytesIO(data)))
    assert first.file == plain
    sent_up(world, data, kind="mood")
    assert len(marks_of(plain)) == 1


def test_a_signed_picture_is_recognised_and_its_manifest_kept_by_hash(world: World) -> None:
    published = world.published()
    data = bytes_of(published)
    kept = sent_up(world, data, kind="mood")
    (marks,) = marks_of(kept.file)
    assert (marks.manifest_holds, marks.digital_source_type) == (True, "trainedAlgorithmicMedia")
    assert marks.manifest.startswith("urn:c2pa:")
    assert "signed (C2PA), and unchanged" in card(kept)["meta"]
    later = publication_with(world, kept)
    assert fields_of(later).earlier_manifests == ((marks.sent_sha256, marks.manifest),)
    manifest = build_manifest(fields_of(later), Edits())
    (earlier,) = [each for each in manifest["ingredients"] if each["label"] == "earlier-1"]
    assert earlier["instance_id"] == f"urn:sha256:{marks.sent_sha256}"
    assert marks.manifest in earlier["description"]
    created = manifest["assertions"][0]["data"]["actions"][0]
    assert "earlier-1" in created["parameters"]["ingredientIds"]


def test_the_manifest_with_an_earlier_one_in_it_is_valid(world: World) -> None:
    from approvals.disclosing import disclose_publication
    from approvals.disclosure.inspect import inspect

    later = publication_with(world, sent_up(world, bytes_of(world.published()), kind="mood"))
    assert inspect(disclose_publication(later).picture, None).manifest.valid


def publication_with(world: World, mood: Upload) -> Publication:
    """Another brief, with the upload in its mood, went the whole way."""
    draft = world.draft(seed=73)
    draft.brief.assets.create(kind="mood", file=mood.file, name="mood.jpg")
    world.agree(draft)
    return world.publish(draft)


def test_a_delivery_s_own_words_stand_beside_what_its_maker_declares(world: World) -> None:
    draft = world.draft()
    note_marks(draft.master, with_iptc("trainedAlgorithmicMedia"), at=world.at)
    assert dict(facts(draft))["The file itself"] == AI


def test_a_broken_file_says_nothing_and_breaks_nothing(world: World) -> None:
    file = world.draft().master
    for junk in (b"", b"\xff\xd8\xff\xe1\xff\xff", b"\0" * 4000):
        assert note_marks(file, junk, at=world.at) is None
