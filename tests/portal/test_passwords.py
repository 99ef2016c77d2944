"""A password from a breach is refused, and no more than five signs of its hash are told."""

import hashlib

import pytest
import requests
from django.core.exceptions import ValidationError
from pytest_django import Settings

from portal.passwords import NotInBreach, RangeService, is_breached

KNOWN = "four words nobody joins"
HASH = hashlib.sha1(KNOWN.encode(), usedforsecurity=False).hexdigest().upper()


class Book:
    """Knows one password, and what it was asked."""

    def __init__(self, error: OSError | None = None) -> None:
        self.asked: list[str] = []
        self.error = error

    def rests(self, prefix: str) -> frozenset[str]:
        self.asked.append(prefix)
        if self.error:
            raise self.error
        return frozenset({HASH[5:]})


def test_a_known_password_is_refused_and_another_one_taken() -> None:
    book = Book()
    with pytest.raises(ValidationError, match="known from a breach"):
        NotInBreach(book).validate(KNOWN)
    NotInBreach(book).validate("five words nobody ever joined")
    assert all(len(prefix) == 5 for prefix in book.asked)


def test_a_service_that_is_down_keeps_nobody_out() -> None:
    assert not is_breached(KNOWN, Book(requests.ConnectionError("down")))
    assert not is_breached(KNOWN, Book(requests.Timeout("slow")))


def test_without_a_service_nothing_is_asked(settings: Settings) -> None:
    settings.BREACH_CHECK_URL = ""
    NotInBreach().validate(KNOWN)


def test_the_service_s_lines_are_read_and_padding_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.BREACH_CHECK_URL = "https://range.example/range/"
    asked = []

    def get(url: str, **_more: object) -> requests.Response:
        asked.append(url)
        answer = requests.Response()
        answer.status_code = 200
        answer._content = f"{HASH[5:]}:3\r\n{'0' * 35}:0\r\n".encode()
        return answer

    monkeypatch.setattr(requests, "get", get)
    assert RangeService(settings.BREACH_CHECK_URL).rests(HASH[:5]) == {HASH[5:]}
    with pytest.raises(ValidationError):
        NotInBreach().validate(KNOWN)
    assert asked[0] == f"https://range.example/range/{HASH[:5]}"
