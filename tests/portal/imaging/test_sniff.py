"""A file is what its bytes say."""

import pytest

from portal.imaging.sniff import describe, is_lossless, sniff
from tests.portal.imaging.pictures import encode, gradient


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("HEIF", "image/heic"),
        ("AVIF", "image/avif"),
        ("GIF", None),
        ("TIFF", None),
        ("BMP", None),
    ],
)
def test_a_picture_is_known_by_its_bytes(kind: str, media_type: str | None) -> None:
    assert sniff(encode(gradient(), kind)) == media_type


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"GIF89a", "a GIF"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isom", "a video"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "an SVG drawing"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "a web page"),
        ("Bonjour, voilà la photo.\n".encode(), "a text"),
        (b"\x07\x00\xfe\xca", ""),
    ],
)
def test_other_files_are_called_by_their_name(data: bytes, name: str) -> None:
    assert sniff(data) is None
    assert describe(data) == name


def test_a_webp_says_whether_its_pixels_are_exact() -> None:
    assert is_lossless(encode(gradient(), "WEBP", lossless=True, exif=b"Exif\0\0II*\0"))
    assert not is_lossless(encode(gradient(), "WEBP", lossless=False))


@pytest.mark.parametrize("data", [b"", b"\xff", b"RIFF", b"\0\0\0\0ftyp", b"\0\0\0\xffftypzzzz"])
def test_too_few_bytes_are_no_picture(data: bytes) -> None:
    assert sniff(data) is None
