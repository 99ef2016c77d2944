"""Secrets that others trust us with: kept encrypted, under a key that is not in the database.

The first of ``SECRETS_KEYS`` encrypts; every one of them, and what ``SECRET_KEY`` gives, decrypts.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PURPOSE = b"twinset: secrets at rest"
"""Sets these keys apart from whatever else is made from the same texts."""


def seal(secret: str) -> str:
    """Return ``secret`` encrypted under the newest key."""
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises ``ImproperlyConfigured`` where no key of ours opens it."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise _unknown_key() from None


def seal_anew(sealed: str) -> str:
    """Return the same secret under the newest key, so that older ones can go."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise _unknown_key() from None


def _keys() -> MultiFernet:
    texts = (*settings.SECRETS_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return _made_from(tuple(map(str, texts)))


@cache
def _made_from(texts: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_key(text) for text in texts])


def _key(text: str) -> Fernet:
    """One key by HKDF (RFC 5869): the texts are random already, so there is nothing to stretch."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(text.encode())
    return Fernet(base64.urlsafe_b64encode(made))


def _unknown_key() -> ImproperlyConfigured:
    return ImproperlyConfigured("A secret was sealed under a key that SECRETS_KEYS does not name.")
