"""The bell rings after the commit or not at all, and who does not hear it loses nothing."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.models import Person
from portal.queue import enqueue
from tests.apart import apart, only_sqlite

pytestmark = [pytest.mark.django_db, only_sqlite]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    bells: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(app, "send_task", lambda name, kwargs: bells.append((name, kwargs)))
    return bells


def test_the_bell_rings_after_the_commit(
    rung: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act() -> int:
        with transaction.atomic():
            enqueue("approvals.generate", run_id="7")
            return len(rung)

    assert apart(tmp_path, act, patch=monkeypatch) == [0]
    assert rung == [("approvals.generate", {"run_id": "7"})]


def test_an_act_that_is_undone_rings_for_nothing(
    rung: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act() -> None:
        with transaction.atomic():
            enqueue("approvals.generate", run_id="7")
            transaction.set_rollback(True)

    apart(tmp_path, act, patch=monkeypatch)
    assert not rung


def test_a_part_that_is_undone_rings_for_nothing_and_the_rest_does(
    rung: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act() -> None:
        with transaction.atomic():
            enqueue("approvals.generate", run_id="1")
            with transaction.atomic():
                enqueue("approvals.generate", run_id="2")
                transaction.set_rollback(True)

    apart(tmp_path, act, patch=monkeypatch)
    assert rung == [("approvals.generate", {"run_id": "1"})]


def test_a_broken_broker_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The row is there, whoever acted is told so, and the log says what did not ring."""

    def broken(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(app, "send_task", broken)

    def act() -> bool:
        with transaction.atomic():
            person = Person.objects.create()
            enqueue("approvals.generate", run_id="7")
            enqueue("approvals.generate", run_id="8")
        return Person.objects.filter(pk=person.pk).exists()

    with caplog.at_level(logging.ERROR):
        assert apart(tmp_path, act, patch=monkeypatch) == [True]
    assert caplog.text.count("connection refused") >= 2
