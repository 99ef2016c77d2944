"""The trail: whatever somebody does to it afterwards is found, and acts never wait in a circle."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal import audit
from portal.models import AuditChain, AuditEvent, Person
from tests.apart import apart, only_sqlite

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
AGENCY, BRAND, MILA = UUID(int=3), UUID(int=2), UUID(int=1)


def happen(times: int = 1, *chains: UUID, act: str = "picture.looked_at") -> None:
    person = Person.objects.create()
    with transaction.atomic():
        for time in range(times):
            audit.record(
                chains=chains or [MILA],
                person=person,
                at=AT + timedelta(seconds=time),
                act=act,
                subject=person,
                time=time,
            )


def event(number: int) -> AuditEvent:
    return AuditEvent.objects.get(chain_id=MILA, number=number)


def change_content(number: int) -> None:
    AuditEvent.objects.filter(number=number).update(details={"time": 99})


def change_person(number: int) -> None:
    AuditEvent.objects.filter(number=number).update(person_id=BRAND)


def change_instant(number: int) -> None:
    AuditEvent.objects.filter(number=number).update(at=AT - timedelta(days=1))


def change_and_sign_anew(number: int) -> None:
    changed = event(number)
    changed.act = "picture.agreed"
    changed.hash = audit.digest(changed)
    changed.save()


def delete(number: int) -> None:
    AuditEvent.objects.filter(number=number).delete()


def delete_and_close_the_gap(number: int) -> None:
    delete(number)
    for later in AuditEvent.objects.filter(number__gt=number).order_by("number"):
        later.number -= 1
        later.hash = audit.digest(later)
        later.save()


def insert(number: int) -> None:
    for later in AuditEvent.objects.filter(number__gte=number).order_by("-number"):
        later.number += 1
        later.save()
    forged = event(number + 1)
    forged.pk, forged.number = UUID(int=number), number
    forged.hash = audit.digest(forged)
    forged.save(force_insert=True)


def swap_with_the_next(number: int) -> None:
    first, second = event(number), event(number + 1)
    AuditEvent.objects.filter(pk=first.pk).update(number=1000)
    AuditEvent.objects.filter(pk=second.pk).update(number=number)
    AuditEvent.objects.filter(pk=first.pk).update(number=number + 1)


@pytest.mark.parametrize(
    "forge",
    [
        change_content,
        change_person,
        change_instant,
        change_and_sign_anew,
        delete,
        delete_and_close_the_gap,
        insert,
        swap_with_the_next,
    ],
)
def test_what_somebody_does_to_the_middle_of_a_chain_is_found(forge: Callable[[int], None]) -> None:
    happen(5)
    forge(3)
    broken_at = audit.verify_chain(MILA).broken_at
    assert broken_at in (3, 4), "at the event or, where it was signed anew, at the next one"


def test_a_chain_that_nobody_touched_verifies() -> None:
    happen(5)
    assert audit.verify_chain(MILA) == audit.ChainReport(MILA, 5, None)


def test_a_tail_that_was_cut_is_found() -> None:
    happen(5)
    AuditEvent.objects.filter(number__gte=4).delete()
    report = audit.verify_chain(MILA)
    assert (report.broken_at, report.reason) == (4, "the end of the chain was cut")


def test_a_last_event_that_was_signed_anew_is_found() -> None:
    happen(5)
    change_and_sign_anew(5)
    assert audit.verify_chain(MILA).broken_at is not None


def test_an_event_hung_on_the_end_behind_the_head_is_found() -> None:
    happen(5)
    forged = event(5)
    forged.pk, forged.number, forged.previous = UUID(int=9), 6, forged.hash
    forged.hash = audit.digest(forged)
    forged.save(force_insert=True)
    assert audit.verify_chain(MILA).broken_at == 6


def test_a_head_that_was_removed_is_found() -> None:
    happen(2)
    AuditChain.objects.filter(pk=MILA).delete()
    (report,) = audit.verify_all()
    assert (report.chain, report.broken_at) == (MILA, 1)


def test_what_breaks_one_chain_leaves_the_others_whole() -> None:
    happen(3, MILA, BRAND)
    AuditEvent.objects.filter(chain_id=MILA, number=2).delete()
    assert {report.chain: report.broken_at for report in audit.verify_all()} == {
        MILA: 2,
        BRAND: None,
    }


def test_an_act_that_happens_while_a_chain_is_verified_is_no_false_alarm() -> None:
    happen(3)
    walked: list[str] = []

    def meanwhile(execute: Callable[..., object], sql: str, *more: object) -> object:
        if 'FROM "portal_auditevent"' in sql and not walked:
            walked.append(sql)
            happen()
        return execute(sql, *more)

    with connection.execute_wrapper(meanwhile):
        report = audit.verify_chain(MILA)
    assert walked
    assert report.broken_at is None


def test_an_event_goes_into_each_chain_once_however_often_it_is_named() -> None:
    happen(1, MILA, BRAND, MILA)
    assert AuditEvent.objects.count() == 2


def test_heads_are_locked_in_the_order_of_their_ids() -> None:
    with CaptureQueriesContext(connection) as queries:
        happen(1, AGENCY, MILA, BRAND)
    heads = [
        chain
        for query in queries
        if query["sql"].startswith('SELECT "portal_auditchain"')
        for chain in (MILA, BRAND, AGENCY)
        if chain.hex in query["sql"].replace("-", "")
    ]
    assert list(dict.fromkeys(heads)) == [MILA, BRAND, AGENCY]


@only_sqlite
def test_an_event_outside_the_transaction_of_its_act_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person.objects.create()

    def act() -> None:
        audit.record(chains=[MILA], person=person, at=AT, act="lost", subject=person)

    with pytest.raises(RuntimeError, match="transaction of its act"):
        apart(tmp_path, act, patch=monkeypatch)


def test_an_act_that_is_undone_leaves_no_event() -> None:
    happen()
    with transaction.atomic():
        happen(1, MILA, act="undone")
        transaction.set_rollback(True)
    assert audit.verify_chain(MILA) == audit.ChainReport(MILA, 1, None)


def test_what_is_no_json_is_refused_and_what_is_comes_back_the_same() -> None:
    person = Person.objects.create()
    with pytest.raises(TypeError), transaction.atomic():
        audit.record(chains=[MILA], person=person, at=AT, act="x", subject=person, who=person.pk)
    details = {"text": "Åsa: “ok”", "list": [1, 2.5, None, True], "deep": {"b": 1, "a": 2}}
    with transaction.atomic():
        audit.record(chains=[MILA], person=None, at=AT, act="x", subject=person, **details)
    assert audit.verify_chain(MILA).broken_at is None


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    happen()
    kept = event(1)
    kept.at = kept.at.astimezone(tz=None)
    assert audit.digest(kept) == kept.hash


@only_sqlite
def test_two_who_act_at_once_take_one_place_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Barrier(3)

    def act() -> list[audit.ChainReport]:
        for _ in range(5):
            happen(1, MILA, BRAND)
        done.wait()
        return []

    def look() -> list[audit.ChainReport]:
        done.wait()
        return audit.verify_all()

    found = apart(tmp_path, act, act, look, patch=monkeypatch)[2]
    assert found == [audit.ChainReport(MILA, 10, None), audit.ChainReport(BRAND, 10, None)]
