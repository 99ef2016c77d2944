"""What anybody may learn of a file: five answers, and "ours" never wrongly."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps
from pytest_django import Settings
from scipy import ndimage

from approvals import registry, signing
from approvals.actions import publish, takedown
from approvals.actions.generate import deliver
from approvals.actions.verify import licence_of, verify
from approvals.disclosing import disclose_publication
from approvals.disclosure.fingerprint import fingerprint
from approvals.models import Channel, Publication, PublishedFile
from portal import storage
from portal.errors import Invalid
from portal.imaging import CleanPicture, sanitise
from tests.people import (
    DECLARED,
    NOON,
    World,
    a_world,
    picture_bytes,
    timedelta,
)
from twins.actions.consent import withdraw_consent
from twins.actions.licence import end_licence
from twins.models import ConsentEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def bytes_of(publication: Publication) -> bytes:
    file = publication.current_file
    assert file is not None
    return storage.read(file.sha256)


@cache
def photograph() -> CleanPicture:
    """A picture as large as people publish, with the grain of a photograph."""
    with Image.open(io.BytesIO(picture_bytes(9, (1080, 1350)))) as smooth:
        pixels = np.asarray(smooth.convert("RGB"), float)
    grain = np.random.default_rng(9).normal(0, 7, (*pixels.shape[:2], 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(out, "PNG")
    return sanitise(out.getvalue())


def large(world: World) -> Publication:
    """It went the whole way."""
    run = world.brief().runs.get()
    draft = deliver(
        run=run, place=1, picture=photograph(), declaration=DECLARED, actor=world.sam, at=world.at
    )
    world.agree(draft)
    web = Channel.objects.get(name="web")
    begun = publish.publish(draft=draft, channel=web, actor=world.bram, at=world.at)
    Publication.objects.filter(pk=begun.pk).update(watermark=b"as usual")  # else each run differs
    return world.complete(begun)


def saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def resaved(data: bytes, form: str = "JPEG", turn: int = 0, **options: object) -> bytes:
    """A copy as a platform makes it: half size, strongly compressed, without metadata."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        small = image.resize((image.width // 2, image.height // 2))
        small.rotate(turn, expand=True).save(out, form, **({"quality": 60} | options))
    return out.getvalue()


def scribbled(data: bytes) -> bytes:
    """The same file with some pixels changed, its manifest left where it was."""
    at = int(len(data) * 0.98)
    changed = bytearray(data)
    while changed[at] in (0x00, 0xFF) or changed[at - 1] == 0xFF:
        at += 1
    changed[at] ^= 0x04
    return bytes(changed)


def moved_manifest(source: bytes, target: bytes) -> bytes:
    """The C2PA segments (APP11) of one JPEG in front of another's pixels."""
    at, segments = 2, b""
    while source[at] == 0xFF and source[at + 1] != 0xDA:
        size = int.from_bytes(source[at + 2 : at + 4], "big") + 2
        if source[at + 1] == 0xEB:
            segments += source[at : at + size]
        at += size
    return target[:2] + segments + target[2:]


def test_the_published_file_is_intact_and_licensed(world: World) -> None:
    publication = large(world)
    said = verify(data=bytes_of(publication), at=world.at).as_json()
    assert (said["known"], said["state"], said["licence"]) == (True, "intact", "in_force")
    assert said["publication"] == publication.public_id
    assert said["ai"] == {"declared": True, "digital_source_type": "trainedAlgorithmicMedia"}
    assert set(said) == {"known", "state", "techniques", "publication", "licence", "ai"}
    assert set(said["techniques"]) == {"c2pa", "metadata", "watermark", "fingerprint"}
    for technique in said["techniques"].values():
        assert set(technique) == {"found", "valid", "trusted", "detail"}
        assert technique["detail"].endswith(".")
    assert said["techniques"]["c2pa"]["valid"]
    assert said["techniques"]["watermark"]["valid"]


def test_our_signature_holds_though_the_registry_has_other_bytes(world: World) -> None:
    publication = world.published()
    again = disclose_publication(publication).picture
    assert again != bytes_of(publication)
    assert verify(data=again, at=world.at).state == "intact"


def test_a_development_certificate_is_never_shown_as_trusted(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    """The operator's own is, though the chain were the same."""
    data = bytes_of(world.published())
    for_development = verify(data=data, at=world.at).techniques["c2pa"]
    assert (for_development.valid, for_development.trusted) == (True, False)
    assert "for development" in for_development.detail
    chain = signing.chain()
    certificates, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificates.write_text(chain.leaf_pem + chain.issuing_pem + chain.root_pem)
    key.write_text(chain.key_pem)
    settings.C2PA_CERTIFICATE, settings.C2PA_PRIVATE_KEY = str(certificates), str(key)
    assert verify(data=data, at=world.at).techniques["c2pa"].trusted


def test_exact_bytes_are_known_though_nobody_trusts_the_signature(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytes_of(world.published())
    monkeypatch.setattr(signing, "trust_root", lambda: None)
    answer = verify(data=data, at=world.at)
    assert answer.state == "intact"
    assert not answer.techniques["c2pa"].trusted


def test_changed_pixels_under_our_manifest_are_altered(world: World) -> None:
    publication = large(world)  # of a smooth one a changed bit can change the whole look
    answer = verify(data=scribbled(bytes_of(publication)), at=world.at)
    assert (answer.state, answer.publication, answer.known) == ("altered", publication, True)
    assert not answer.techniques["c2pa"].valid


def test_a_manifest_of_ours_moved_onto_another_picture_makes_nothing_ours(world: World) -> None:
    ours = bytes_of(world.published())
    foreign = resaved(picture_bytes(99, (640, 800)))
    answer = verify(data=moved_manifest(ours, foreign), at=world.at)
    assert answer.techniques["c2pa"].found
    assert (answer.state, answer.known, answer.publication) == ("unknown", False, None)


@pytest.fixture
def unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark is gone from the copies: they were cut to pieces, or worse."""
    monkeypatch.setattr("approvals.actions.verify.detect", lambda *_found: None)


@pytest.mark.parametrize(("form", "quality"), [("JPEG", 60), ("PNG", 0), ("WEBP", 85)])
def test_a_saved_copy_is_recognised_by_its_mark(world: World, form: str, quality: int) -> None:
    """A platform's copy: half the size, strongly compressed, without any metadata."""
    publication = large(world)
    said = verify(data=resaved(bytes_of(publication), form, quality=quality), at=world.at).as_json()
    assert (said["known"], said["state"]) == (True, "recognised")
    assert said["publication"] == publication.public_id
    assert said["techniques"]["watermark"] == {
        "found": True,
        "valid": True,
        "trusted": True,
        "detail": "The pixels carry our invisible mark, which leads to a publication.",
    }


def test_a_mark_that_was_laid_on_another_picture_makes_nothing_ours(world: World) -> None:
    """Nobody needs a key to lift a mark: what is fine in one picture is added to another."""
    with Image.open(io.BytesIO(bytes_of(large(world)))) as image:
        light = np.asarray(image.convert("L"), float)
        fine = light - ndimage.uniform_filter(light, 9)
    with Image.open(io.BytesIO(picture_bytes(77, (1080, 1350)))) as image:
        other = np.asarray(image.convert("RGB"), float)
    forged, out = np.clip(other + 2 * fine[..., None], 0, 255).astype(np.uint8), io.BytesIO()
    Image.fromarray(forged).save(out, "PNG")
    answer = verify(data=out.getvalue(), at=world.at)
    assert answer.techniques["watermark"].found
    assert (answer.known, answer.state, answer.publication) == (False, "unknown", None)
    assert not answer.techniques["watermark"].trusted


def test_pixels_that_nobody_sees_make_nothing_ours(world: World) -> None:
    with Image.open(io.BytesIO(bytes_of(large(world)))) as image:
        hidden, out = image.convert("RGBA"), io.BytesIO()
    hidden.putalpha(0)
    hidden.save(out, "PNG")
    answer = verify(data=out.getvalue(), at=world.at)
    assert (answer.known, answer.state) == (False, "unknown")


def test_a_mark_that_leads_to_nothing_that_was_public_makes_nothing_known(world: World) -> None:
    publication = large(world)
    copy = resaved(bytes_of(publication))
    Publication.objects.filter(pk=publication.pk).update(watermark=b"another!")
    answer = verify(data=copy, at=world.at)
    assert (answer.state, answer.techniques["watermark"].found) == ("resembles", True)
    assert not answer.techniques["watermark"].trusted


def test_an_older_key_is_still_read(world: World, settings: Settings) -> None:
    old, new = "0f" * 32, "1e" * 32
    settings.WATERMARK_KEYS = [old]
    copy = resaved(bytes_of(large(world)))
    settings.WATERMARK_KEYS = [new, old]
    assert verify(data=copy, at=world.at).state == "recognised"
    settings.WATERMARK_KEYS = [new]
    assert verify(data=copy, at=world.at).state == "resembles"


def test_what_was_published_before_there_were_marks_is_published_as_it_was(world: World) -> None:
    publication = large(world)
    Publication.objects.filter(pk=publication.pk).update(watermark=None)
    publication.refresh_from_db()
    plain = disclose_publication(publication).picture
    assert verify(data=resaved(plain), at=world.at).state == "resembles"


@pytest.mark.usefixtures("unmarked")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_saved_copy_without_its_mark_only_resembles(world: World, form: str) -> None:
    publication = world.published()
    said = verify(data=resaved(bytes_of(publication), form), at=world.at).as_json()
    assert (said["known"], said["state"]) == (False, "resembles")
    assert said["publication"] == publication.public_id
    assert said["techniques"]["fingerprint"]["found"]
    assert not said["techniques"]["fingerprint"]["trusted"]


@pytest.mark.usefixtures("unmarked")
def test_of_two_publications_of_one_picture_the_live_one_is_named(world: World) -> None:
    draft = world.draft(channels=("web", "merchant"))
    world.agree(draft)
    first, second = world.publish(draft, "web"), world.publish(draft, "merchant")
    copy = resaved(bytes_of(first))
    takedown.unpublish(publication=second, actor=world.bram, at=world.at)
    answer = verify(data=copy, at=world.at)
    assert (answer.publication, answer.licence) == (first, "in_force")
    takedown.withdraw_picture(publication=first, actor=world.mila, at=world.at)
    assert verify(data=copy, at=world.at).licence == "withdrawn"


@pytest.mark.usefixtures("unmarked")
def test_a_copy_turned_by_its_orientation_tag_resembles(world: World) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    copy = resaved(bytes_of(world.published()), turn=90, exif=exif)
    assert verify(data=copy, at=world.at).state == "resembles"


def test_a_strange_picture_is_unknown(world: World) -> None:
    world.published()
    said = verify(data=picture_bytes(99), at=world.at).as_json()
    assert (said["state"], said["publication"], said["licence"]) == ("unknown", None, None)
    assert said["ai"] == {"declared": False, "digital_source_type": None}


def test_nothing_at_all_was_published(world: World) -> None:
    assert verify(data=picture_bytes(1), at=world.at).state == "unknown"


def test_a_draft_and_what_is_being_prepared_are_never_revealed(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    begun = publish.publish(
        draft=draft, channel=Channel.objects.get(name="web"), actor=world.bram, at=world.at
    )
    prepared = disclose_publication(begun).picture
    for data in (prepared, storage.read(draft.master_id)):
        answer = verify(data=data, at=world.at)
        assert (answer.state, answer.publication) == ("unknown", None)


@pytest.mark.parametrize(
    "junk", [b"", b"GIF89a", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"<svg/>", b"\0" * 64]
)
def test_what_is_no_picture_is_refused_with_a_sentence(db: None, junk: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        verify(data=junk, at=NOON)
    assert refused.value.sentence.endswith(".")


def test_the_licence_is_withdrawn_from_the_instant_of_the_withdrawal(world: World) -> None:
    publication = world.published()
    data = bytes_of(publication)
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert verify(data=data, at=world.at).licence == "withdrawn"
    event = ConsentEvent.objects.get(kind="withdrawn")
    takedown.handle_consent_event(event_id=event.pk, at=world.at)
    answer = verify(data=data, at=world.at)
    assert (answer.state, answer.licence) == ("intact", "withdrawn")
    assert verify(data=resaved(data), at=world.at).licence == "withdrawn"


def test_one_picture_taken_back_is_withdrawn(world: World) -> None:
    publication = world.published()
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    publication.refresh_from_db()
    assert licence_of(publication, at=world.at) == "withdrawn"


def test_what_the_brand_took_down_has_ended(world: World) -> None:
    publication = takedown.unpublish(publication=world.published(), actor=world.bram, at=world.at)
    assert licence_of(publication, at=world.at) == "ended"


def test_a_licence_is_withdrawn_by_the_model_and_ended_by_the_agency(world: World) -> None:
    publication = world.published()
    end_licence(licence=world.licence, actor=world.mila, at=world.at, because="breach")
    assert licence_of(publication, at=world.at) == "withdrawn"
    world.licence.ended_by = world.ada.person
    world.licence.save(update_fields=["ended_by"])
    assert licence_of(publication, at=world.at) == "ended"


def test_what_ran_out_has_ended(world: World) -> None:
    publication = world.published()
    assert licence_of(publication, at=world.at + timedelta(days=200)) == "ended"


def test_a_narrower_consent_takes_back_what_it_excludes(world: World) -> None:
    draft = world.draft(contexts=("fur",))
    world.agree(draft)
    publication = world.publish(draft)
    world.consent(world.twin, world.mila, excluded_contexts=("swimwear", "fur"))
    assert licence_of(publication, at=world.at) == "withdrawn"


def test_the_registry_sees_new_rows_and_keeps_the_old(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    world.publish(draft, "web")
    table = registry.refreshed()
    assert len(table) == 1
    world.publish(draft, "instagram-feed")
    assert registry.refreshed() is table
    assert len(table) == 2


def test_a_row_that_comes_late_is_seen(world: World) -> None:
    """Acts commit in any order."""
    draft = world.draft()
    world.agree(draft)
    first, second = world.publish(draft, "web"), world.publish(draft, "instagram-feed")
    late = PublishedFile.objects.get(publication=second)
    PublishedFile.objects.filter(pk=late.pk).delete()
    assert len(registry.refreshed()) == 1
    late.made_at = first.files.get().made_at - timedelta(minutes=50)
    late.save(force_insert=True)
    assert len(registry.refreshed()) == 2


def test_the_registry_forgets_rows_that_are_not_there(world: World) -> None:
    publication = world.published()
    registry.refreshed()
    PublishedFile.objects.filter(publication=publication).delete()
    assert len(registry.refreshed()) == 0


def test_the_registry_counts_now_and_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were put in by hand, or are long gone, are noticed."""
    draft = world.draft()
    world.agree(draft)
    old = world.publish(draft, "web").files.get()
    PublishedFile.objects.filter(pk=old.pk).update(made_at=old.made_at - timedelta(days=9))
    world.publish(draft, "instagram-feed")
    assert len(registry.rebuilt()) == 2
    PublishedFile.objects.filter(pk=old.pk).delete()
    assert len(registry.refreshed()) == 2
    monkeypatch.setattr(registry, "COUNTED_EVERY", 0)
    assert len(registry.refreshed()) == 1


def test_the_registry_asks_little_when_nothing_is_new(
    world: World, django_assert_max_num_queries: Any
) -> None:
    world.published()
    registry.refreshed()
    with django_assert_max_num_queries(2):
        registry.refreshed()


def test_a_mirrored_copy_without_its_mark_resembles(world: World) -> None:
    publication = world.published()
    with Image.open(io.BytesIO(bytes_of(publication))) as image:
        copy = resaved(saved(ImageOps.mirror(image.convert("RGB"))))
    answer = verify(data=copy, at=world.at)
    assert (answer.state, answer.publication) == ("resembles", publication)


def test_the_registry_knows_a_copy_cut_down_to_a_square(world: World) -> None:
    publication = large(world)
    with Image.open(io.BytesIO(bytes_of(publication))) as image:
        above = (image.height - image.width) // 2
        square = image.crop((0, above, image.width, above + image.width)).resize((400, 400))
    found = registry.closest([fingerprint(square)])
    assert found is not None
    assert found[0] == publication.pk
    assert registry.closest([fingerprint(square.rotate(90))]) is None
