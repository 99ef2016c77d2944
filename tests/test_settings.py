"""Production starts with all that it needs, or not at all."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import env, secret_key

COMPLETE = {
    "SECRET_KEY": "a key for this test alone, long enough for nobody to guess",
    "ALLOWED_HOSTS": "twinset.example, www.twinset.example",
    "DATABASE_URL": "sqlite://:memory:",
    "CELERY_BROKER_URL": "amqp://broker.example//",
    "CACHE_URL": "locmemcache://",
    "STORAGE_URL": "file:///srv/twinset",
    "EMAIL_URL": "consolemail://",
    "MAIL_FROM": "Twinset <mail@twinset.example>",
    "SITE_URL": "https://twinset.example",
    "C2PA_CERTIFICATE": "a certificate",
    "C2PA_PRIVATE_KEY": "a private key",
    "AUDIT_SIGNING_KEY": "another private key",
    "WATERMARK_KEYS": "00112233445566778899aabbccddeeff",
    "STORAGE_PLACE": "European Union",
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


def test_a_command_may_sign_instead_of_a_key(environment: pytest.MonkeyPatch) -> None:
    set_all_but(environment, "C2PA_PRIVATE_KEY")
    environment.setenv("C2PA_SIGN_COMMAND", "kms sign")
    assert production()["C2PA_SIGN_COMMAND"] == "kms sign"


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
    secret.write_text(f"from a file: {COMPLETE[name]}\n", encoding="utf-8")
    environment.setenv(f"{name}_FILE", str(secret))
    assert production()[name] == f"from a file: {COMPLETE[name]}"


def test_a_value_goes_before_its_file(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", "from the environment")
    environment.setenv("SECRET_KEY_FILE", "/does/not/exist")
    assert env.text("SECRET_KEY") == "from the environment"


@pytest.mark.usefixtures("environment")
def test_a_variable_without_default_is_asked_for_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.text("SECRET_KEY")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("django-insecure-" + "k9#" * 20, "starts with django-insecure"),
        (secret_key.FOR_TESTS, "is that of the tests"),
        ("a key of forty-nine signs, which is one too few..", "is shorter than 50 signs"),
        ("abab" * 20, "repeats a few signs"),
    ],
)
def test_production_refuses_a_secret_that_is_none(
    key: str, reason: str, environment: pytest.MonkeyPatch
) -> None:
    set_all_but(environment)
    environment.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match=reason) as refusal:
        production()
    assert key not in str(refusal.value)


def test_production_refuses_a_key_for_secrets_that_is_none(
    environment: pytest.MonkeyPatch,
) -> None:
    set_all_but(environment)
    environment.setenv("SECRETS_KEYS", f"{COMPLETE['SECRET_KEY'].replace(',', '')}, short")
    with pytest.raises(ImproperlyConfigured, match=r"another key in SECRETS_KEYS: .* shorter"):
        production()


@pytest.mark.parametrize("key", ["none", "00" * 32, "0011223344", "not hexadecimal at all"])
def test_production_refuses_a_key_of_the_watermark_that_is_none(
    environment: pytest.MonkeyPatch, key: str
) -> None:
    set_all_but(environment)
    environment.setenv("WATERMARK_KEYS", f"{COMPLETE['WATERMARK_KEYS']},{key}")
    with pytest.raises(ImproperlyConfigured, match="WATERMARK_KEYS") as refused:
        production()
    assert key not in str(refused.value)


def test_production_refuses_the_secret_that_development_made_for_itself(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_all_but(environment)
    environment.setenv("TWINSET_VAR", str(tmp_path))
    (tmp_path / "secret-key").write_text(COMPLETE["SECRET_KEY"], encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="is that of development"):
        production()


def test_production_locks_its_cookies_and_its_address(environment: pytest.MonkeyPatch) -> None:
    set_all_but(environment)
    found = production()
    for cookie in ("SESSION", "CSRF"):
        assert found[f"{cookie}_COOKIE_SECURE"] is True
        assert found[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert found[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert found["SILENCED_SYSTEM_CHECKS"] == ["guardian.W001"]  # our backend is guardian's


def test_django_s_own_check_of_production_has_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    others = {"TWINSET_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.prod"}
    others |= {"EMAIL_URL": "smtp://mail.twinset.example:25"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=Path(__file__).resolve().parents[1],
        env=os.environ | COMPLETE | others,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues (1 silenced)" in done.stdout


SECRET = re.compile(r"(SECRET|SECRET_KEY|PASSWORD|PRIVATE_KEY|SIGNING_KEY|TOKEN)$")


def test_no_secret_stands_in_the_settings() -> None:
    """Each comes from the environment, or is made for this machine, or is the tests' own."""
    written = [
        f"{path.name}: {ast.unparse(line)}"
        for path in (Path(__file__).resolve().parents[1] / "portal" / "settings").glob("*.py")
        for line in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(line, ast.Assign) and SECRET.search(ast.unparse(line.targets[0]))
        if "env.text(" not in ast.unparse(line.value)
    ]
    assert written == ["test.py: SECRET_KEY = secret_key.FOR_TESTS"]
