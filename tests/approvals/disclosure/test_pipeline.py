"""The layers together, in their order."""

import hashlib
import io
from dataclasses import replace

import pytest
from PIL import Image

from approvals.disclosure.c2pa import ManifestSigner
from approvals.disclosure.channels import CHANNELS
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.inspect import inspect
from approvals.disclosure.pipeline import Mark, disclose
from approvals.disclosure.rendition import CropBox
from approvals.disclosure.watermark import detect
from tests.approvals.disclosure.conftest import Publish
from tests.approvals.disclosure.reading import read_manifest


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_publishes_a_picture_that_holds(
    channel: str, publish: Publish, signer: ManifestSigner
) -> None:
    published = publish(channel=channel)
    with Image.open(io.BytesIO(published.picture)) as image:
        assert image.size == (published.width, published.height)
        assert image.info["icc_profile"]
    assert published.sha256 == hashlib.sha256(published.picture).hexdigest()
    assert len(published.fingerprint) == 32
    assert published.label_box.right <= published.width


def test_the_label_is_in_the_published_pixels(publish: Publish) -> None:
    published = publish(channel="master", media_type="image/png")
    with Image.open(io.BytesIO(published.picture)) as image:
        corner = image.getpixel(published.label_box[:2])
    assert corner == (0x16, 0x13, 0x10)


def test_a_picture_made_without_a_model_declares_no_ai(
    publish: Publish, facts: DisclosureFields
) -> None:
    published = publish(fields=replace(facts, digital_source_type="composite"))
    found = inspect(published.picture, None)
    assert not found.ai_declared
    assert found.digital_source_type == "composite"


def test_the_agreed_crop_is_what_is_published(
    master: bytes, facts: DisclosureFields, signer: ManifestSigner
) -> None:
    crop = CropBox(0.25, 0.2, 0.5, 0.5)
    published = disclose(
        master,
        channel=CHANNELS["instagram-feed"],
        crop=crop,
        label_corner="bottom-left",
        label_variant="light",
        fields=facts,
        signer=signer,
        language="de",
    )
    assert (published.width, published.height) == (216, 270)
    assert published.crop == crop
    assert published.media_type == "image/jpeg"


@pytest.mark.parametrize("junk", [b"", b"no picture"])
def test_a_master_that_is_no_picture_is_refused(
    junk: bytes, facts: DisclosureFields, signer: ManifestSigner
) -> None:
    with pytest.raises(OSError, match="identify"):
        disclose(
            junk,
            channel=CHANNELS["web"],
            crop=None,
            label_corner="top-right",
            label_variant="dark",
            fields=facts,
            signer=signer,
        )


@pytest.mark.parametrize("size", [(200, 900), (900, 200), (2400, 500)])
def test_what_cannot_carry_a_mark_is_published_without_and_says_nothing_of_one(
    size: tuple[int, int], facts: DisclosureFields, signer: ManifestSigner
) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, "grey").save(out, "PNG")
    published = disclose(
        out.getvalue(),
        channel=CHANNELS["web"],
        crop=None,
        label_corner="top-right",
        label_variant="dark",
        fields=facts,
        signer=signer,
        mark=Mark(payload=b"payload!", key=b"k" * 32),
    )
    assert b"com.twinset.beacons" not in published.picture


def test_the_mark_is_in_the_pixels_and_bound_in_the_manifest(
    master: bytes, facts: DisclosureFields, signer: ManifestSigner
) -> None:
    out = io.BytesIO()
    with Image.open(io.BytesIO(master)) as picture:
        picture.convert("RGB").resize((1080, 1350)).save(out, "PNG")
    published = disclose(
        out.getvalue(),
        channel=CHANNELS["instagram-feed"],
        crop=None,
        label_corner="top-right",
        label_variant="dark",
        fields=facts,
        signer=signer,
        mark=Mark(payload=b"payload!", key=b"k" * 32),
    )
    with Image.open(io.BytesIO(published.picture)) as picture:
        found = detect(picture.convert("RGB"), [b"k" * 32])
    assert found is not None
    assert found.payload == b"payload!"
    manifest = read_manifest(published.picture, None)
    assert manifest.valid
    assert b"com.twinset.beacons.1" in published.picture
    assert b"c2pa.watermarked.bound" in published.picture
    assert b"payload!".hex().encode() in published.picture


def test_a_channel_s_byte_limit_is_kept_by_coarser_files_that_hold(
    master: bytes, facts: DisclosureFields, signer: ManifestSigner
) -> None:
    def published(limit: int | None) -> bytes:
        return disclose(
            master,
            channel=replace(CHANNELS["web"], byte_limit=limit),
            crop=None,
            label_corner="top-right",
            label_variant="dark",
            fields=facts,
            signer=signer,
        ).picture

    free = len(published(None))
    kept = published(free - 500)
    assert len(kept) <= free - 500
    assert inspect(kept, None).manifest.valid
    with pytest.raises(ValueError, match="does not fit"):
        published(1000)
