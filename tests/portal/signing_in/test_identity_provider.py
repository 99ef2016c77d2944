"""Linden's people sign in at Linden's own provider: a real one, on this machine."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.actions.identity_provider import add_identity_provider, close_identity_provider
from portal.actions.organisation import end_membership
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import IdentityProvider, Membership, User
from tests.people import World, a_world, user, with_app

SECRET = "a-secret-of-linden-s-own"

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ida() -> User:
    return user("Ida", is_staff=True)


def add(
    world: World, ida: User, issuer: str = "http://localhost:1", **more: Any
) -> IdentityProvider:
    terms: dict[str, Any] = {
        "organisation": world.agency,
        "issuer": issuer,
        "client_id": "twinset",
        "secret": SECRET,
        "domains": ["linden.test"],
        "role": "viewer",
        "actor": ida,
        "at": world.at,
    }
    return add_identity_provider(**terms | more)


@pytest.fixture
def provider(world: World, ida: User, issuer: str) -> IdentityProvider:
    return add(world, ida, issuer)


def come_as(
    provider: IdentityProvider, email: str, *, sub: str = "", verified: bool = True
) -> tuple[Client, int]:
    """Go to the provider, say who one is, and come back."""
    issuer = provider.app.settings["server_url"]
    claims: dict[str, Any] = {"email": email, "email_verified": verified, "name": "New Person"}
    sub = sub or email
    requests.put(f"{issuer}/users/{sub}", json=claims, timeout=5).raise_for_status()
    client = Client()
    there = client.get(reverse("openid_connect_login", args=[provider.app.provider_id]))
    sent = requests.post(there["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(sent.headers["Location"])
    query = {name: values[0] for name, values in parse_qs(back.query).items()}
    return client, client.get(back.path, query_params=query).status_code


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What allauth's client tells the provider to be its secret, when it asks for a token."""
    found: list[str] = []
    ask = OAuth2Client.get_access_token

    def listening(client: Any, *args: Any, **more: Any) -> Any:
        found.append(client.consumer_secret)
        return ask(client, *args, **more)

    monkeypatch.setattr(OAuth2Client, "get_access_token", listening)
    return found


def everything() -> str:
    """Every row of every table, and what the sessions hold."""
    rows = [[each.get_decoded() for each in Session.objects.all()]]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows.append(cursor.fetchall())
    return str(rows)


def test_the_provider_hears_the_secret_and_the_database_never_holds_it_plain(
    provider: IdentityProvider, told: list[str]
) -> None:
    _client, status = come_as(provider, "lena@linden.test")
    assert (status, told) == (302, [SECRET])
    with_app(User.objects.get(email="lena@linden.test"))
    come_as(provider, "lena@linden.test")  # half way in, before the second step
    kept = everything()
    assert "lena@linden.test" in kept
    assert SECRET not in kept
    assert base64.b64encode(SECRET.encode()).decode() not in kept


def test_a_colleague_who_is_new_here_is_a_member_from_the_first_time(
    world: World, provider: IdentityProvider
) -> None:
    client, status = come_as(provider, "lena@linden.test")
    lena = User.objects.get(email="lena@linden.test")
    assert (status, who(client)) == (302, str(lena.pk))
    assert [(m.organisation, m.role.name) for m in lena.memberships.all()] == [
        (world.agency, "viewer")
    ]
    assert not lena.has_usable_password()
    assert lena.language == "en", "in which she read the way in"
    again, _status = come_as(provider, "lena@linden.test")
    assert who(again) == str(lena.pk)
    assert Membership.objects.filter(user=lena).count() == 1


@pytest.mark.parametrize(
    ("email", "verified"),
    [("lena@elsewhere.test", True), ("lena@linden.test", False), ("lena@sub.linden.test", True)],
)
def test_nobody_comes_in_whose_address_is_not_verified_or_not_theirs(
    email: str, verified: bool, provider: IdentityProvider
) -> None:
    before = User.objects.count()
    client, status = come_as(provider, email, sub="someone", verified=verified)
    assert (status, who(client)) == (403, "")
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_it_opens_nobody_s_account_but_its_own_people_s(
    world: World, provider: IdentityProvider
) -> None:
    """Mila's address lies at her agency's domain: her yes is still hers alone."""
    User.objects.create_user("mila@linden.test", name="Mila")
    client, status = come_as(provider, "mila@linden.test")
    assert (status, who(client)) == (403, "")


def test_who_was_sent_away_does_not_come_back_by_this_door(
    world: World, provider: IdentityProvider
) -> None:
    come_as(provider, "lena@linden.test")
    lena = User.objects.get(email="lena@linden.test")
    end_membership(membership=lena.memberships.get(), actor=world.ada, at=world.at)
    client, status = come_as(provider, "lena@linden.test")
    assert (status, who(client)) == (403, "")
    assert not lena.memberships.current().exists()


def test_platform_staff_never_come_through_it(
    world: World, ida: User, provider: IdentityProvider
) -> None:
    User.objects.create_user("root@linden.test", name="Root", is_staff=True)
    assert come_as(provider, "root@linden.test")[1] == 403


def test_a_second_factor_is_asked_all_the_same(provider: IdentityProvider) -> None:
    come_as(provider, "lena@linden.test")
    with_app(User.objects.get(email="lena@linden.test"))
    client, status = come_as(provider, "lena@linden.test")
    assert (status, who(client)) == (302, "")


def test_a_closed_provider_lets_nobody_in(
    world: World, ida: User, provider: IdentityProvider
) -> None:
    close_identity_provider(provider=provider, actor=ida, at=world.at)
    address = reverse("openid_connect_login", args=[provider.app.provider_id])
    assert Client().get(address).status_code == 404


def test_nobody_ties_a_provider_to_an_account_that_is_signed_in(
    world: World, provider: IdentityProvider
) -> None:
    client = Client()
    client.force_login(world.odo)
    address = reverse("openid_connect_login", args=[provider.app.provider_id])
    assert client.get(address, query_params={"process": "connect"}).status_code == 404


def test_an_address_at_work_shows_the_way(provider: IdentityProvider) -> None:
    page = Client().post(reverse("organisation-sign-in"), {"email": "x@Linden.test"})
    way = reverse("openid_connect_login", args=[provider.app.provider_id])
    assert re.search(f'href="{way}"', page.content.decode())
    page = Client().post(reverse("organisation-sign-in"), {"email": "x@elsewhere.test"})
    assert "No organisation here" in page.content.decode()


def test_only_platform_staff_who_know_whose_domains_they_are_add_one(
    world: World, ida: User
) -> None:
    for nobody in (world.ada, world.mila, world.odo):
        with pytest.raises(NotAllowed):
            add(world, nobody)
    wrongs: tuple[dict[str, Any], ...] = (
        {"domains": []},
        {"domains": ["a@linden.test"]},
        {"role": "emperor"},
        {"role": "admin"},
        {"issuer": "ftp://linden.test"},
    )
    for wrong in wrongs:
        with pytest.raises(Invalid):
            add(world, ida, **wrong)
    add(world, ida)
    with pytest.raises(Conflict):
        add(world, ida, organisation=world.brand, domains=["LINDEN.test"], role="viewer")
