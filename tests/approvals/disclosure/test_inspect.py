"""Anything may be dropped on the verify page."""

import hashlib
import io
import json
import random
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from approvals.disclosure import inspect as reading
from approvals.disclosure.certificates import Chain
from approvals.disclosure.encode import MEDIA_TYPES
from approvals.disclosure.iim import parse_iim, source_type
from approvals.disclosure.inspect import inspect
from portal.imaging import Limits
from tests.approvals.disclosure.conftest import Publish, pixels, saved


def test_a_published_picture_says_all_about_itself(publish: Publish, chain: Chain) -> None:
    published = publish()
    found = inspect(published.picture, chain.root_pem)
    assert found.sha256 == published.sha256
    assert found.manifest.trusted
    assert found.metadata.publication_id == "pub-1"
    assert found.ai_declared
    assert found.digital_source_type == "trainedAlgorithmicMedia"


def test_a_stripped_copy_says_nothing(publish: Publish, chain: Chain) -> None:
    with Image.open(io.BytesIO(publish().picture)) as image:
        copy = saved(image.resize((image.width // 2, image.height // 2)), quality=60)
    found = inspect(copy, chain.root_pem)
    assert not found.manifest.found
    assert not found.metadata.found


def test_a_plain_picture_declares_nothing(chain: Chain) -> None:
    found = inspect(saved(pixels(40, 40), "PNG"), chain.root_pem)
    assert not found.ai_declared
    assert found.digital_source_type is None


@pytest.mark.parametrize(
    "junk",
    [b"", b"\0", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"\0" * 64],
)
def test_junk_finds_nothing(junk: bytes, chain: Chain) -> None:
    found = inspect(junk, chain.root_pem)
    assert found.sha256 == hashlib.sha256(junk).hexdigest()
    assert not found.manifest.found
    assert not found.metadata.found


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


def with_iim(records: bytes) -> bytes:
    """A JPEG with IPTC-IIM records and nothing else."""
    block = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(records)) + records
    content = b"Photoshop 3.0\0" + block + b"\0" * (len(block) % 2)
    segment = b"\xff\xed" + struct.pack(">H", len(content) + 2) + content
    return saved(pixels(40, 40), extra=segment)


def dataset(number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value


def test_iptc_records_alone_say_that_it_is_ai(chain: Chain) -> None:
    said = b"See http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia."
    found = inspect(with_iim(dataset(5, b"Coat") + dataset(40, said)), chain.root_pem)
    assert found.metadata.found
    assert found.ai_declared
    assert found.digital_source_type == "trainedAlgorithmicMedia"


def test_iptc_records_of_a_camera_declare_nothing(chain: Chain) -> None:
    found = inspect(with_iim(dataset(80, "Åsa".encode("latin-1"))), chain.root_pem)
    assert found.metadata.found
    assert not found.ai_declared
    assert found.digital_source_type is None


def test_what_we_write_as_iim_we_read(publish: Publish) -> None:
    with Image.open(io.BytesIO(publish().picture)) as image:
        texts = parse_iim(image.info["photoshop"][0x0404])
    assert texts["creator"] == ["Åsa Öberg", "Éric Maß"]
    assert texts["reference"] == ["pub-1"]
    assert source_type(texts) == "trainedAlgorithmicMedia"


@given(st.binary(max_size=400))
def test_no_records_break_the_reading(records: bytes) -> None:
    parse_iim(records)
    parse_iim(dataset(40, b"x") + records)


@pytest.mark.parametrize("script", ["import os; os.abort()", "while True: pass", "print('[]')"])
def test_a_reader_that_dies_of_a_picture_leaves_findings(
    script: str, chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reader.py").write_text(script)
    monkeypatch.setattr(reading, "READER", str(tmp_path / "reader.py"))
    monkeypatch.setattr(reading, "READING", Limits(seconds=1))
    found = inspect(saved(pixels(40, 40)), chain.root_pem)
    assert not found.manifest.found
    assert not found.metadata.found


def test_the_reader_gives_up_time_and_memory(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (
        "import json, resource as r, runpy, sys; order = json.loads(sys.argv[1]); "
        "runpy.run_path(order['child'], run_name='child')['confine'](order); "
        f"open({str(tmp_path / 'told')!r}, 'w').write("
        "json.dumps([r.getrlimit(k)[0] for k in (r.RLIMIT_AS, r.RLIMIT_CPU)]))"
    )
    (tmp_path / "reader.py").write_text(told)
    monkeypatch.setattr(reading, "READER", str(tmp_path / "reader.py"))
    inspect(saved(pixels(40, 40)), chain.root_pem)
    limits = reading.READING
    assert json.loads((tmp_path / "told").read_text()) == [limits.memory_bytes, limits.seconds]
