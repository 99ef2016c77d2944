"""Private pictures under the SHA-256 of their bytes. No address leads here without asking first."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

type Bytes = File[bytes]

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Corrupt(Exception):
    """The bytes that lie under a name are no longer those that gave it."""


class PrivateFolder(FileSystemStorage):
    """Files on disk that have no address, and appear whole or not at all."""

    def url(self, name: str | None) -> str:
        """Raise ``ValueError``: pictures go through a page that asks first (RULINGS 8)."""
        raise ValueError(f"{name} has no address of its own.")

    def _save(self, name: str, content: Bytes) -> str:
        part = f"{name}.{secrets.token_hex(8)}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]  # Django's own hook
            _to_disk(self.path(part))
            Path(self.path(part)).replace(self.path(name))
        finally:
            Path(self.path(part)).unlink(missing_ok=True)
        return name


def put(data: bytes) -> str:
    """Store ``data`` once, however many write it at a time, and return its SHA-256 in hex."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not exists(sha256):
        saved = _pictures().save(_key(sha256), ContentFile(data))
        if saved != _key(sha256):  # another writer was first, and this backend made a second copy
            _pictures().delete(saved)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes. Raises ``FileNotFoundError``, or ``Corrupt`` when they do not match."""
    with open_file(sha256) as file:
        data: bytes = file.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Corrupt(f"The bytes stored under {sha256} are not those that were put there.")
    return data


def open_file(sha256: str) -> Bytes:
    """Return the open file, unverified, for an answer in pieces. Raises ``FileNotFoundError``."""
    return _pictures().open(_key(sha256), "rb")


def exists(sha256: str) -> bool:
    """Say whether these bytes are stored."""
    return _pictures().exists(_key(sha256))


def delete(sha256: str) -> None:
    """Forget these bytes; nothing happens when they are not there."""
    _pictures().delete(_key(sha256))


def _pictures() -> Storage:
    return storages["pictures"]


def _key(sha256: str) -> str:
    """Return ``ab/cd/abcd…``. Raises ``ValueError`` for what is no lower-case SHA-256 in hex."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("This is not the SHA-256 of a picture.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _to_disk(path: str) -> None:
    """Wait until the file is on the disk, so that a row never outlives a power cut alone."""
    with Path(path).open("rb") as file:
        os.fsync(file.fileno())
