"""Whose requests are counted together."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory, override_settings

from portal.rate import asking_address


def request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", **headers)  # type: ignore[arg-type]


@override_settings(SECURE_PROXY_SSL_HEADER=None)
def test_a_claimed_address_counts_for_nothing_without_a_proxy() -> None:
    asked = request(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert asking_address(asked) == "192.0.2.1"


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_behind_our_proxy_only_what_it_added_itself_counts() -> None:
    asked = request(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.1")
    assert asking_address(asked) == "198.51.100.1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("no address", "unknown"),
    ],
)
def test_one_household_is_one(address: str, counted: str) -> None:
    assert asking_address(request(REMOTE_ADDR=address)) == counted
