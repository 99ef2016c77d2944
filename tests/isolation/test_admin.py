"""The admin has one rule for all its addresses: staff only, each by her rights."""

from collections.abc import Iterable, Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from portal.models import User
from tests.people import a_world, user

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def names(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of every address below ``patterns``."""
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each.name or ""
        else:
            yield from names(each.url_patterns)


def addresses() -> list[str]:
    """An address for every name that the admin has."""
    found = set()
    for name in names(admin.site.urls[0]):
        for args in ([], ["1"], ["1", "1"], ["portal"]):
            try:
                found.add(reverse(f"admin:{name}", args=args))
            except NoReverseMatch:
                continue
    return sorted(found)


def as_(who: User | None) -> Client:
    client = Client()
    if who is not None:
        client.force_login(who, backend=BACKEND)
    return client


def test_each_model_has_its_pages_in_the_list() -> None:
    assert len(addresses()) > 4 * len(admin.site._registry)


@pytest.mark.parametrize("name", [None, "bram"])
def test_who_is_no_staff_is_sent_to_sign_in_from_every_page(name: str | None) -> None:
    who = getattr(a_world(), name) if name else None
    sign_in, sign_out = reverse("admin:login"), reverse("admin:logout")
    client = as_(who)
    for address in addresses():
        if address not in (sign_in, sign_out):
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code == 302, address
                assert answer["Location"].startswith(sign_in), address


def test_staff_without_a_right_read_no_row_of_anything() -> None:
    publication = a_world().published()
    client = as_(user("Stig", is_staff=True))
    for address in addresses():
        page = client.get(address).content.decode()
        for word in ("Winter knits", "Mila", "Nordlicht", str(publication.pk)):
            assert word not in page, address
