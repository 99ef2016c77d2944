"""Small forms of our own pictures."""

import pytest

from portal.imaging import dimensions, thumbnail
from tests.portal.imaging import pictures
from tests.portal.imaging.pictures import encode, gradient


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_thumbnail_has_the_asked_edge(kind: str) -> None:
    small = pictures.decode(thumbnail(encode(gradient(640, 480), kind), edge=160))
    assert (small.format, small.size) == ("WEBP", (160, 120))


def test_a_thumbnail_never_enlarges() -> None:
    assert pictures.decode(thumbnail(encode(gradient(), "PNG"), edge=999)).size == (64, 48)


def test_a_thumbnail_keeps_what_shows_through() -> None:
    assert pictures.decode(thumbnail(encode(gradient(mode="RGBA"), "PNG"), edge=9)).size == (9, 7)


def test_dimensions_come_from_the_header() -> None:
    data = encode(gradient(640, 480), "JPEG")
    assert dimensions(data[:700]) == (640, 480)
