"""The keys of the invisible watermark: the operator's, or one that this installation makes."""

import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from approvals.disclosure.pipeline import Mark
from approvals.disclosure.watermark import KEY_BYTES
from approvals.models import Publication
from portal.made_once import made_once

FILE = "watermark-key"


def keys() -> tuple[bytes, ...]:
    """Return the keys, the newest first: that one marks, all of them are looked for."""
    if settings.WATERMARK_KEYS:
        return _parsed(tuple(settings.WATERMARK_KEYS))
    return (_of_this_installation(settings.CERTIFICATES_DIR / FILE),)


def mark_of(publication: Publication) -> Mark | None:
    """Return what is to be hidden in the pixels of ``publication``.

    None for what was published before there were marks.
    """
    if publication.watermark is None:
        return None
    return Mark(payload=bytes(publication.watermark), key=keys()[0])


@cache
def _parsed(words: tuple[str, ...]) -> tuple[bytes, ...]:
    try:
        found = tuple(bytes.fromhex(each) for each in words)
    except ValueError:
        found = ()
    if not found or any(len(each) < KEY_BYTES for each in found):
        raise ImproperlyConfigured(
            f"WATERMARK_KEYS must be keys of at least {KEY_BYTES} bytes in hexadecimal, "
            "with commas between them, the newest first."
        )
    return found


@cache
def _of_this_installation(path: Path) -> bytes:
    return made_once(path, lambda: secrets.token_bytes(32))
