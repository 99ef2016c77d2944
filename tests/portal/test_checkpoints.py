"""Checkpoints: what was signed and kept outside finds a chain that was written anew as a whole."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from pytest_django import Settings

from portal import audit, audit_keys, checkpoints
from portal.actions.checkpoint import mail_checkpoints, sign_heads
from portal.celery import app
from portal.models import AuditChain, AuditCheckpoint, AuditEvent, Person
from portal.tasks import checkpoint_audit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BRAND, MILA = UUID(int=2), UUID(int=1)


def happen(times: int, *chains: UUID) -> None:
    person = Person.objects.create()
    with transaction.atomic():
        for time in range(times):
            at = AT + timedelta(seconds=time)
            audit.record(chains=chains, person=person, at=at, act="x.y", subject=person, time=time)


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.in_chain(MILA).oldest_first())


def write_anew(rows: list[AuditEvent]) -> None:
    """Whoever owns the database writes a chain of these rows in which every hash is right."""
    AuditEvent.objects.in_chain(MILA).delete()
    previous = ""
    for number, row in enumerate(rows, start=1):
        row.number, row.previous = number, previous
        row.hash = previous = audit.digest(row)
        row.save(force_insert=True)
    AuditChain.objects.filter(pk=MILA).update(length=len(rows), head=previous)


def change(rows: list[AuditEvent]) -> list[AuditEvent]:
    rows[1].details = {"time": 99}
    return rows


def delete(rows: list[AuditEvent]) -> list[AuditEvent]:
    return rows[:1] + rows[2:]


def insert(rows: list[AuditEvent]) -> list[AuditEvent]:
    forged = AuditEvent(chain_id=MILA, act="x.forged", at=AT, subject_kind="x", subject_id="x")
    return [rows[0], forged, *rows[1:]]


def reorder(rows: list[AuditEvent]) -> list[AuditEvent]:
    return [rows[0], rows[2], rows[1], *rows[3:]]


def cut(rows: list[AuditEvent]) -> list[AuditEvent]:
    return rows[:3]


def rewrite(rows: list[AuditEvent]) -> list[AuditEvent]:
    for row in rows:
        row.person_id = None
    return rows


@pytest.mark.parametrize(
    ("forge", "broken_at"),
    [(change, 5), (delete, 5), (insert, 5), (reorder, 5), (cut, 4), (rewrite, 5)],
)
def test_a_chain_written_anew_as_a_whole_contradicts_its_checkpoint(
    forge: Callable[[list[AuditEvent]], list[AuditEvent]], broken_at: int
) -> None:
    happen(5, MILA)
    sign_heads(at=AT)
    write_anew(forge(events()))
    AuditCheckpoint.objects.filter(chain_id=MILA).update(day=AT.date() - DAY)
    sign_heads(at=AT)  # a later signature over the forged chain excuses nothing
    report = audit.verify_chain(MILA)
    assert report.broken_at == broken_at
    assert report.contradicts is not None
    assert (report.contradicts.length, report.contradicts.at) == (5, AT)


def test_without_a_checkpoint_a_chain_written_anew_looks_whole() -> None:
    """Else the tests here would prove nothing."""
    happen(5, MILA)
    write_anew(rewrite(events()))
    assert audit.verify_chain(MILA).broken_at is None


def test_the_first_checkpoint_that_is_contradicted_is_named() -> None:
    happen(2, MILA)
    sign_heads(at=AT)
    happen(2, MILA)
    sign_heads(at=AT + DAY)
    happen(1, MILA)
    rows = events()
    rows[2].details = {"time": 99}
    write_anew(rows)
    report = audit.verify_chain(MILA)
    assert report.contradicts is not None
    assert (report.broken_at, report.contradicts.at) == (4, AT + DAY)


def test_a_chain_that_only_grew_agrees_with_all_its_checkpoints() -> None:
    happen(2, MILA)
    sign_heads(at=AT)
    happen(2, MILA)
    sign_heads(at=AT + DAY)
    happen(2, MILA)
    report = audit.verify_chain(MILA)
    assert (report.broken_at, report.checkpoints, report.contradicts) == (None, 2, None)


def test_a_chain_that_was_removed_with_its_head_is_missed() -> None:
    happen(2, MILA)
    sign_heads(at=AT)
    AuditEvent.objects.all().delete()
    AuditChain.objects.all().delete()
    (report,) = audit.verify_all()
    assert (report.chain, report.broken_at) == (MILA, 1)
    assert report.reason == "the whole chain was removed"


@pytest.mark.parametrize(
    "changed",
    [{"length": 1}, {"head": "0" * 64}, {"at": AT - DAY}, {"signature": "no"}, {"key_id": "x"}],
)
def test_a_checkpoint_that_was_changed_is_no_checkpoint_of_ours(changed: dict[str, Any]) -> None:
    happen(3, MILA)
    sign_heads(at=AT)
    AuditCheckpoint.objects.update(**changed)
    report = audit.verify_chain(MILA)
    assert report.reason == "the checkpoint at this event is not signed by us"
    assert report.checkpoints == 0


def test_who_signs_the_forged_chain_with_a_key_of_his_own_is_found(
    settings: Settings,
) -> None:
    happen(3, MILA)
    write_anew(rewrite(events()))
    ours = settings.AUDIT_SIGNING_KEY
    settings.AUDIT_SIGNING_KEY = new_key()[0]
    sign_heads(at=AT)
    settings.AUDIT_SIGNING_KEY = ours
    assert audit.verify_chain(MILA).broken_at == 3


def new_key() -> tuple[str, str]:
    """A private key and its public one, in PEM."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def test_what_an_earlier_key_signed_still_counts(settings: Settings) -> None:
    happen(3, MILA)
    private, public = new_key()
    settings.AUDIT_SIGNING_KEY = private.replace("\n", "\\n")  # as an environment may write it
    sign_heads(at=AT)
    settings.AUDIT_SIGNING_KEY = new_key()[0]
    assert audit.verify_chain(MILA).broken_at == 3
    settings.AUDIT_EARLIER_KEYS = new_key()[1] + public
    assert audit.verify_chain(MILA).checkpoints == 1


@pytest.mark.parametrize("pem", ["none", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"])
def test_a_key_that_is_none_says_so_without_showing_it(settings: Settings, pem: str) -> None:
    settings.AUDIT_SIGNING_KEY = pem
    with pytest.raises(ImproperlyConfigured, match=r"^AUDIT_SIGNING_KEY must be an Ed25519"):
        audit_keys.sign(b"")


def test_a_key_made_on_first_use_is_kept_for_its_owner_alone(
    settings: Settings, tmp_path: Path
) -> None:
    settings.AUDIT_SIGNING_KEY, settings.CERTIFICATES_DIR = "", tmp_path / "certificates"
    signature, key_id = audit_keys.sign(b"words")
    assert audit_keys.is_signed(b"words", signature, key_id)
    (kept,) = settings.CERTIFICATES_DIR.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_day_is_signed_once_however_often_it_is_asked_for() -> None:
    happen(1, MILA, BRAND)
    assert sign_heads(at=AT) == 2
    happen(1, MILA)
    assert sign_heads(at=AT + timedelta(hours=11)) == 0
    assert sign_heads(at=AT + timedelta(hours=12)) == 2


def test_two_who_sign_at_once_write_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    happen(1, MILA, BRAND)
    signed = checkpoints.signed
    monkeypatch.setattr(checkpoints, "signed", lambda **values: _meanwhile(signed, values))
    assert sign_heads(at=AT) == 0
    assert AuditCheckpoint.objects.count() == 1


def _meanwhile(signed: Callable[..., AuditCheckpoint], values: dict[str, Any]) -> AuditCheckpoint:
    if values["chain_id"] == MILA:
        signed(**values).save()
    return signed(**values)


def test_one_mail_a_day_to_each_address_holds_all_chains_and_no_names(settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_MAIL = ["notary@example.test", "lawyer@example.test"]
    happen(3, MILA, BRAND)
    sign_heads(at=AT)
    assert [mail_checkpoints(at=AT + timedelta(hours=hour)) for hour in range(3)] == [2, 0, 0]
    sent, same = mail.outbox
    assert (sent.to, same.to) == (["notary@example.test"], ["lawyer@example.test"])
    assert sent.body == same.body
    assert sent.message().get_content_type() == "text/plain"
    kept = checkpoints.read(str(sent.body))
    assert [(each.chain_id, each.length) for each in kept] == [(MILA, 3), (BRAND, 3)]
    assert all(map(checkpoints.is_ours, kept))


def test_what_could_not_be_posted_is_posted_by_the_next_call(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AUDIT_CHECKPOINT_MAIL = ["notary@example.test"]
    happen(1, MILA)
    sign_heads(at=AT)

    def refuse(**_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr("portal.actions.checkpoint.post", refuse)
        with pytest.raises(OperationalError):
            mail_checkpoints(at=AT)
    assert mail_checkpoints(at=AT) == 1


def test_without_an_address_no_mail_is_sent() -> None:
    happen(1, MILA)
    checkpoint_audit()
    assert AuditCheckpoint.objects.count() == 1
    assert mail.outbox == []


def test_the_scheduler_asks_for_it_by_name() -> None:
    app.loader.import_default_modules()
    asked = [each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()]
    assert "portal.checkpoint_audit" in asked
    assert set(asked) <= set(app.tasks)


def said(*against: Path) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command("verify_audit", json=True, against=list(map(str, against)), stdout=out)
    except CommandError as error:
        if not out.getvalue():
            return {"error": str(error)}
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_mail_finds_what_was_forged_together_with_every_checkpoint(
    settings: Settings, tmp_path: Path
) -> None:
    settings.AUDIT_CHECKPOINT_MAIL = ["notary@example.test"]
    happen(5, MILA)
    sign_heads(at=AT)
    mail_checkpoints(at=AT)
    kept = tmp_path / "mail.eml"
    kept.write_text(mail.outbox[0].message().as_string(), encoding="utf-8")
    AuditCheckpoint.objects.all().delete()
    assert said(kept)["broken"] == 0
    write_anew(rewrite(events()))
    sign_heads(at=AT + DAY)
    assert said()["broken"] == 0
    assert said(kept)["chains"][0]["contradicts"]["at"] == AT.isoformat()


def test_a_file_that_proves_nothing_is_refused(tmp_path: Path) -> None:
    happen(1, MILA)
    sign_heads(at=AT)
    kept = tmp_path / "mail"
    kept.write_text("Dear all,", encoding="utf-8")
    assert said(kept)["error"].endswith("holds no checkpoint.")
    forged = AuditCheckpoint.objects.get()
    forged.head = "0" * 64
    kept.write_text(checkpoints.written([forged]), encoding="utf-8")
    assert said(kept)["error"].endswith("none of our keys signed.")


def test_the_command_says_which_checkpoint_is_contradicted() -> None:
    happen(2, MILA)
    sign_heads(at=AT)
    write_anew(rewrite(events()))
    (found,) = said()["chains"]
    assert (found["intact"], found["broken_at"]) == (False, 2)
    assert found["contradicts"]["length"] == 2
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    assert "see the checkpoint of 2026-11-23 12:00 UTC over 2 events." in out.getvalue()
