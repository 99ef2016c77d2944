"""Anything may be dropped on the verify page."""

import hashlib
import io
import random

import pytest
from PIL import Image

from approvals.disclosure.certificates import Chain
from approvals.disclosure.encode import MEDIA_TYPES
from approvals.disclosure.fingerprint import RESEMBLES, distance
from approvals.disclosure.inspect import inspect
from tests.approvals.disclosure.conftest import Publish, pixels, saved


def test_a_published_picture_says_all_about_itself(publish: Publish, chain: Chain) -> None:
    published = publish()
    found = inspect(published.picture, chain.root_pem)
    assert found.sha256 == published.sha256
    assert found.fingerprint == published.fingerprint
    assert found.manifest.trusted
    assert found.metadata.publication_id == "pub-1"
    assert found.ai_declared
    assert found.digital_source_type == "trainedAlgorithmicMedia"


def test_a_stripped_copy_still_resembles(publish: Publish, chain: Chain) -> None:
    published = publish()
    with Image.open(io.BytesIO(published.picture)) as image:
        copy = saved(image.resize((image.width // 2, image.height // 2)), quality=60)
    found = inspect(copy, chain.root_pem)
    assert not found.manifest.found
    assert not found.metadata.found
    assert found.fingerprint
    assert distance(found.fingerprint, published.fingerprint) <= RESEMBLES


def test_a_plain_picture_declares_nothing(chain: Chain) -> None:
    found = inspect(saved(pixels(40, 40), "PNG"), chain.root_pem)
    assert not found.ai_declared
    assert found.digital_source_type is None
    assert found.fingerprint


@pytest.mark.parametrize(
    "junk",
    [b"", b"\0", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"\0" * 64],
)
def test_junk_finds_nothing(junk: bytes, chain: Chain) -> None:
    found = inspect(junk, chain.root_pem)
    assert found.sha256 == hashlib.sha256(junk).hexdigest()
    assert not found.manifest.found
    assert not found.metadata.found
    assert found.fingerprint is None


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_damaged_picture_never_crashes_and_never_holds(
    media_type: str, publish: Publish, chain: Chain
) -> None:
    picture, rng = publish(media_type=media_type).picture, random.Random(5)
    for _ in range(12):
        damaged = bytearray(picture[: rng.randrange(60, len(picture))])
        for _ in range(rng.choice([1, 30])):
            damaged[rng.randrange(len(damaged))] ^= rng.randrange(1, 256)
        assert not inspect(bytes(damaged), chain.root_pem).manifest.valid
