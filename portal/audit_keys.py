"""The key that signs the heads of the audit chains, and those that signed before it.

Production names its key; development makes one on first use, as it does for pictures.
"""

import contextlib
import hashlib
import re
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.made_once import made_once

FILE = "audit-signing-key.pem"
_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


def sign(statement: bytes) -> tuple[str, str]:
    """Return the Ed25519 signature of ``statement`` in hex, and the id of the key that signed."""
    key = _private_key(_current_pem())
    return key.sign(statement).hex(), id_of(key.public_key())


def is_signed(statement: bytes, signature: str, key_id: str) -> bool:
    """Say whether one of our keys, and the one that is named, signed ``statement``."""
    key = _known(_current_pem(), _lines(settings.AUDIT_EARLIER_KEYS)).get(key_id)
    if key is None:
        return False
    try:
        key.verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def id_of(key: Ed25519PublicKey) -> str:
    """Return the first 16 digits of the SHA-256 of a public key."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


@cache
def _known(current: str, earlier: str) -> dict[str, Ed25519PublicKey]:
    """Every key whose signatures count, by its id."""
    keys = [_private_key(current).public_key(), *map(_public_key, _BLOCK.findall(earlier))]
    return {id_of(key): key for key in keys}


def _current_pem() -> str:
    return _lines(settings.AUDIT_SIGNING_KEY) or _key_of_this_machine(settings.CERTIFICATES_DIR)


def _lines(pem: str) -> str:
    """A variable of the environment may write its line ends as \\n."""
    return pem.replace("\\n", "\n")


@cache
def _private_key(pem: str) -> Ed25519PrivateKey:
    with contextlib.suppress(ValueError):
        key = load_pem_private_key(pem.encode(), None)
        if isinstance(key, Ed25519PrivateKey):
            return key
    raise ImproperlyConfigured("AUDIT_SIGNING_KEY must be an Ed25519 private key in PEM.")


@cache
def _public_key(pem: str) -> Ed25519PublicKey:
    with contextlib.suppress(ValueError):
        key = load_pem_public_key(pem.encode())
        if isinstance(key, Ed25519PublicKey):
            return key
    raise ImproperlyConfigured("AUDIT_EARLIER_KEYS must be Ed25519 public keys in PEM.")


def _key_of_this_machine(folder: Path) -> str:
    """The key kept in ``folder``; processes that start at once agree on the first one's."""

    def make() -> bytes:
        return Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )

    return made_once(folder / FILE, make).decode()
