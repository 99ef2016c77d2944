"""From a form's file to a clean picture in the storage."""

import io
from typing import BinaryIO

from django.core.files.base import File
from django.http import HttpRequest

from portal import storage
from portal.imaging import UPLOAD, CleanPicture, Limits, sanitise
from portal.imaging.decode import too_large
from portal.models.stored_file import StoredFile

type Incoming = File[bytes] | BinaryIO
PIECE = 1024 * 1024
LONGEST_LENGTH = 15
"""Digits of a body's length that are looked at."""


def clean(upload: Incoming, *, limits: Limits = UPLOAD) -> CleanPicture:
    """Return the clean picture in ``upload``, whatever name and type it came with.

    Raises ``portal.imaging.Refused`` (422) with a sentence for the sender. No more than
    ``limits.max_bytes`` are kept in memory, none of a file that says it is larger.
    """
    return sanitise(_read(upload, limits), limits=limits)


def check_length(request: HttpRequest, most: int) -> None:
    """Raise ``Refused`` for a body that says it is longer than ``most``, before it is read.

    What is no length counts as one that is too long: no server of ours passes it on.
    """
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not (said.isascii() and said.isdecimal() and len(said) <= LONGEST_LENGTH):
        raise too_large(UPLOAD)
    if int(said) > most:
        raise too_large(UPLOAD)


def store(picture: CleanPicture) -> str:
    """Store the picture once and return its SHA-256."""
    return storage.put(picture.data)


def keep(upload: Incoming) -> StoredFile:
    """Return the row of the clean picture in ``upload``, stored once for the same pixels.

    Takes seconds: call it before the transaction that uses the row. Raises ``Refused`` as
    ``clean`` does. Who may do this, and whether her consent still holds, was asked before.
    """
    return keep_clean(clean(upload))


def keep_clean(picture: CleanPicture) -> StoredFile:
    """Return the row of ``picture``, stored once for the same bytes."""
    row, _ = StoredFile.objects.get_or_create(
        sha256=store(picture),
        defaults={
            "media_type": picture.media_type,
            "size": len(picture.data),
            "width": picture.width,
            "height": picture.height,
        },
    )
    return row


def _read(upload: Incoming, limits: Limits) -> bytes:
    if (getattr(upload, "size", None) or 0) > limits.max_bytes:
        raise too_large(limits)
    data = io.BytesIO()
    while piece := upload.read(PIECE):
        data.write(piece)
        if data.tell() > limits.max_bytes:
            raise too_large(limits)
    return data.getvalue()
