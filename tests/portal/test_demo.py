"""The demo's own commands: who signs in, what is in the way, what is thrown away."""

import socket
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.management.commands.demo import lock_file, second_steps, table
from portal.models import User
from portal.processes import alone


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DEBUG, settings.VAR_DIR = True, tmp_path
    for name in ("DATABASE_URL", "STORAGE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("twinset.sqlite3", "twinset.sqlite3-wal", "secret-key", "assets/css", "storage/a"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def reset() -> str:
    out = StringIO()
    call_command("demo_reset", stdout=out)
    return out.getvalue()


def test_people_are_shown_in_columns() -> None:
    people = [{"who": "Mila", "does": "judges"}, {"who": "Bo", "does": "books"}]
    assert table(people, ("who", "does")) == "who   does\nMila  judges\nBo    books"


@pytest.mark.django_db
def test_who_is_asked_for_a_second_step_has_codes_for_it() -> None:
    for name in ("ida", "bram"):
        made = User.objects.create_user(f"{name}@twinset.example", f"{name}-{name}", name=name)
        made.is_staff = name == "ida"
        made.save()
    people = [{"who": name, "email": f"{name}@twinset.example"} for name in ("ida", "bram")]
    said = second_steps(people)
    assert "bram" not in said
    *_, line = said.splitlines()
    who, *codes = line.split()
    assert (who, len(codes)) == ("ida", 5)
    assert second_steps(people) == said, "none is used up by being shown"
    client = Client()
    client.post(reverse("sign-in"), {"login": "ida@twinset.example", "password": "ida-ida"})
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.enable_socket
def test_a_port_in_use_is_named_before_anything_starts(demo: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken"):
            call_command("demo", port=port)
    assert not (demo / "log").exists()


def test_the_demo_does_not_run_on_production(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="production"):
        call_command("demo")


@pytest.mark.parametrize("command", ["demo", "demo_reset"])
def test_a_running_demo_is_left_alone(command: str, demo: Path) -> None:
    with alone(lock_file()), pytest.raises(CommandError, match="running"):
        call_command(command)
    assert (demo / "twinset.sqlite3").exists()


def test_reset_deletes_the_data_and_keeps_what_was_built(demo: Path) -> None:
    assert "storage, twinset.sqlite3, twinset.sqlite3-wal" in reset()
    assert {path.name for path in demo.iterdir()} == {"assets", "secret-key", "demo.lock"}
    assert "no demo data" in reset()


@pytest.mark.parametrize(
    ("answer", "kept"), [("", True), ("n", True), ("y", False), ("Yes", False)]
)
def test_reset_asks_first_on_a_terminal(
    answer: str, kept: bool, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    reset()
    assert (demo / "twinset.sqlite3").exists() is kept


def test_reset_never_reaches_a_database_elsewhere(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/twinset")
    with pytest.raises(CommandError, match="unset DATABASE_URL"):
        reset()
    assert (demo / "twinset.sqlite3").exists()
