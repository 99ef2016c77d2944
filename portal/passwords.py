"""Is a password known from a breach? Asked by k-anonymity: five signs of its hash leave the house.

The service behind ``BREACH_CHECK_URL`` answers ``GET {url}{first five}`` with lines of
``REST:COUNT``, as Have I Been Pwned's range API does. It is never waited for: without an answer
in time, the password is taken.
"""

import hashlib
import logging
from typing import Protocol
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.models import User

log = logging.getLogger(__name__)

PREFIX = 5
TIMEOUT_SECONDS = 2


class BreachSource(Protocol):
    """Knows the hashes of passwords that were found in breaches."""

    def rests(self, prefix: str) -> frozenset[str]:
        """Return what follows ``prefix`` in each known hash. Raises ``OSError``."""


class RangeService:
    """A range query over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rests(self, prefix: str) -> frozenset[str]:
        """Ask the service; padded answers have entries that count nothing."""
        headers = {"Add-Padding": "true"}
        answer = requests.get(f"{self.url}{prefix}", headers=headers, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        pairs = (line.strip().partition(":") for line in answer.text.splitlines())
        return frozenset(rest.upper() for rest, _colon, count in pairs if count not in {"", "0"})


class NotInBreach:
    """Refuses a password that was found in a breach; a validator for Django's settings."""

    def __init__(self, source: BreachSource | None = None) -> None:
        self.source = source

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        """Raise ``ValidationError`` when the password is known; say nothing when nobody answers."""
        source = self.source or _source()
        if source and is_breached(password, source):
            raise ValidationError(
                _("This password is known from a breach elsewhere. Please choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Return what to keep in mind."""
        return _("A password that was found in a breach elsewhere is refused.")


def is_breached(password: str, source: BreachSource) -> bool:
    """Say whether ``source`` knows the password; no when it does not answer."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        return digest[PREFIX:] in source.rests(digest[:PREFIX])
    except OSError as error:
        log.warning("The breach check did not answer: %s", type(error).__name__)
        return False


def _source() -> BreachSource | None:
    url = settings.BREACH_CHECK_URL
    if urlsplit(url).scheme in {"http", "https"}:
        return RangeService(url)
    return None
