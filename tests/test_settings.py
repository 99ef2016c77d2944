"""Production starts with all that it needs, or not at all."""

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import env

COMPLETE = {
    "SECRET_KEY": "a key for this test alone",
    "ALLOWED_HOSTS": "twinset.example, www.twinset.example",
    "DATABASE_URL": "sqlite://:memory:",
    "CELERY_BROKER_URL": "amqp://broker.example//",
    "CACHE_URL": "locmemcache://",
    "STORAGE_URL": "file:///srv/twinset",
    "EMAIL_URL": "consolemail://",
    "SITE_URL": "https://twinset.example",
    "C2PA_CERTIFICATE": "a certificate",
    "C2PA_PRIVATE_KEY": "a private key",
    "AUDIT_SIGNING_KEY": "another private key",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing is set; settings that were read before are read again."""
    for name in COMPLETE:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.delitem(sys.modules, "portal.settings.base", raising=False)
    return monkeypatch


def set_all_but(environment: pytest.MonkeyPatch, *missing: str) -> None:
    for name, value in COMPLETE.items():
        if name not in missing:
            environment.setenv(name, value)


def production() -> dict[str, Any]:
    return runpy.run_module("portal.settings.prod")


@pytest.mark.usefixtures("environment")
def test_production_names_all_that_is_missing() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        production()
    assert [name for name in COMPLETE if name not in str(refusal.value)] == []


@pytest.mark.parametrize("name", COMPLETE)
def test_production_has_no_default_for(name: str, environment: pytest.MonkeyPatch) -> None:
    set_all_but(environment, name)
    with pytest.raises(ImproperlyConfigured, match=rf": {name}\.$"):
        production()


def test_an_empty_value_counts_as_missing(environment: pytest.MonkeyPatch) -> None:
    set_all_but(environment)
    environment.setenv("SECRET_KEY", "")
    with pytest.raises(ImproperlyConfigured, match=r": SECRET_KEY\.$"):
        production()


def test_production_starts_with_what_it_needs(environment: pytest.MonkeyPatch) -> None:
    set_all_but(environment)
    found = production()
    assert found["DEBUG"] is False
    assert found["SECRET_KEY"] == COMPLETE["SECRET_KEY"]
    assert found["C2PA_PRIVATE_KEY"] == COMPLETE["C2PA_PRIVATE_KEY"]
    assert found["ALLOWED_HOSTS"] == ["twinset.example", "www.twinset.example"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "C2PA_PRIVATE_KEY"])
def test_production_reads_a_secret_from_a_file(
    name: str, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_all_but(environment, name)
    secret = tmp_path / "secret"
    secret.write_text("from a file\n", encoding="utf-8")
    environment.setenv(f"{name}_FILE", str(secret))
    assert production()[name] == "from a file"


def test_a_value_goes_before_its_file(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", "from the environment")
    environment.setenv("SECRET_KEY_FILE", "/does/not/exist")
    assert env.text("SECRET_KEY") == "from the environment"


@pytest.mark.usefixtures("environment")
def test_a_variable_without_default_is_asked_for_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.text("SECRET_KEY")
