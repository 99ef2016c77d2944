"""An upload becomes a clean picture in the storage, once."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from portal import storage, uploads
from portal.errors import DomainError
from portal.imaging import Limits, Refused
from portal.models.stored_file import StoredFile
from tests.portal.imaging.pictures import SECRET, encode, gradient, telling_exif


class Endless(io.RawIOBase):
    """A file without end, that counts what is read of it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return bytes(size)


def test_a_picture_with_a_wrong_name_is_known_by_its_bytes() -> None:
    upload = SimpleUploadedFile("a.png", encode(gradient(), "JPEG"), content_type="text/html")
    assert uploads.clean(upload).media_type == "image/jpeg"


def test_a_text_with_a_pictures_name_is_refused() -> None:
    with pytest.raises(Refused, match="This is a text") as caught:
        uploads.clean(SimpleUploadedFile("photo.jpg", b"Dear Ada", content_type="image/jpeg"))
    assert isinstance(caught.value, DomainError)
    assert caught.value.status == 422


def test_a_file_without_end_is_read_no_further_than_its_limit() -> None:
    endless = Endless()
    with pytest.raises(Refused, match="larger than 3 MB"):
        uploads.clean(endless, limits=Limits(max_bytes=3_000_000))  # type: ignore[arg-type]
    assert endless.taken <= 3_000_000 + uploads.PIECE


def test_a_file_that_says_it_is_too_large_is_not_read() -> None:
    upload = ContentFile(b"x" * 100)
    with pytest.raises(Refused, match="larger than"):
        uploads.clean(upload, limits=Limits(max_bytes=99))
    assert upload.tell() == 0


def test_a_stored_picture_can_be_read_again() -> None:
    picture = uploads.clean(io.BytesIO(encode(gradient(), "PNG")))
    assert uploads.store(picture) == picture.sha256
    assert storage.read(picture.sha256) == picture.data


@pytest.mark.django_db
def test_the_same_upload_is_kept_once() -> None:
    data = encode(gradient(), "JPEG", exif=telling_exif())
    first = uploads.keep(SimpleUploadedFile("one.jpg", data))
    second = uploads.keep(SimpleUploadedFile("two.jpg", data))
    assert first == second
    assert StoredFile.objects.count() == 1
    assert (first.width, first.height, first.media_type) == (64, 48, "image/jpeg")
    kept = storage.read(first.sha256)
    assert len(kept) == first.size
    assert SECRET not in kept


@pytest.mark.django_db
def test_a_refused_upload_leaves_nothing() -> None:
    with pytest.raises(Refused):
        uploads.keep(SimpleUploadedFile("a.jpg", b"%PDF-1.7"))
    assert not StoredFile.objects.exists()
