"""Secrets that others trust us with lie nowhere as they are, and keys can be changed."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from portal.actions.identity_provider import add_identity_provider, close_identity_provider
from portal.models import IdentityProvider, User
from portal.sealing import seal, seal_anew, unseal
from tests.people import World, a_world, user

OLD, NEW = "an older key, long enough for anybody", "a newer key, long enough for anybody"
SECRET = "the secret of linden's own client"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ida() -> User:
    return user("Ida", is_staff=True)


def add(world: World, ida: User, domain: str = "linden.test") -> IdentityProvider:
    return add_identity_provider(
        organisation=world.agency,
        issuer="https://login.linden.test",
        client_id="twinset",
        secret=SECRET,
        domains=[domain],
        role="viewer",
        actor=ida,
        at=world.at,
    )


@pytest.mark.parametrize("secret", [SECRET, "", "ö" * 191])
def test_what_is_sealed_is_opened_again_and_never_looks_the_same(secret: str) -> None:
    sealed = seal(secret)
    assert secret == unseal(sealed)
    assert not secret or secret not in sealed
    assert sealed != seal(secret)


def test_the_first_key_seals_and_all_of_them_open(settings: Any) -> None:
    by_default = seal(SECRET)
    settings.SECRETS_KEYS = [OLD]
    sealed = seal(SECRET)
    settings.SECRETS_KEYS = [NEW, OLD]
    assert [unseal(each) for each in (by_default, sealed, seal(SECRET))] == [SECRET] * 3
    renewed = seal_anew(sealed)
    settings.SECRETS_KEYS = [NEW]
    assert unseal(renewed) == SECRET
    for act in (unseal, seal_anew):
        with pytest.raises(ImproperlyConfigured, match="SECRETS_KEYS"):
            act(sealed)


def test_a_new_secret_key_opens_what_its_fallback_sealed(settings: Any) -> None:
    sealed = seal(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW
    assert unseal(sealed) == SECRET


def test_what_was_changed_on_the_way_is_not_opened() -> None:
    sealed = seal(SECRET)
    with pytest.raises(ImproperlyConfigured):
        unseal(f"{sealed[:40]}{'A' if sealed[40] != 'A' else 'B'}{sealed[41:]}")


@pytest.mark.django_db
def test_one_command_lets_the_older_keys_go(world: World, ida: User, settings: Any) -> None:
    kept = [add(world, ida), add(world, ida, "birch.test")]
    settings.SECRETS_KEYS = [NEW]
    call_command("seal_anew", verbosity=0)
    settings.SECRET_KEY = OLD
    for provider in kept:
        provider.refresh_from_db()
        assert unseal(provider.sealed_secret) == SECRET


@pytest.mark.django_db
def test_closing_a_provider_throws_its_secret_away(world: World, ida: User) -> None:
    provider = close_identity_provider(provider=add(world, ida), actor=ida, at=world.at)
    provider.refresh_from_db()
    assert (provider.sealed_secret, provider.app.secret) == ("", "")


@pytest.mark.django_db
def test_the_migration_seals_what_lay_plain_and_can_be_undone(world: World, ida: User) -> None:
    migration = import_module("portal.migrations.0008_sealed_secrets")
    provider = add(world, ida)
    migration.unseal_all(apps, None)
    provider.app.refresh_from_db()
    assert provider.app.secret == SECRET
    IdentityProvider.objects.update(sealed_secret="")
    migration.seal_all(apps, None)
    provider.refresh_from_db()
    provider.app.refresh_from_db()
    assert provider.app.secret == ""
    assert unseal(provider.sealed_secret) == SECRET
