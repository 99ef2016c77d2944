"""The command that walks every chain finds whatever was done to a row."""

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from portal.models import AuditChain, AuditEvent
from tests.people import World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = a_world()
    world.draft()
    return world


@pytest.fixture
def events(world: World) -> list[AuditEvent]:
    """The brand's chain, of which one row is tampered with."""
    found = list(AuditEvent.objects.filter(chain_id=world.brand.pk).order_by("number"))
    assert len(found) >= 4
    return found


def verify() -> dict[str, Any]:
    out = StringIO()
    call_command("verify_audit", json=True, stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def broken(world: World) -> tuple[int, str]:
    """Where the brand's chain is said to be broken; no other one is."""
    out = StringIO()
    with pytest.raises(CommandError, match=r"1 of \d+ audit chains are broken"):
        call_command("verify_audit", json=True, stdout=out)
    (found,) = [each for each in json.loads(out.getvalue())["chains"] if not each["intact"]]
    assert found["chain"] == str(world.brand.pk)
    return found["broken_at"], found["reason"]


def test_chains_that_nobody_touched_are_unbroken(world: World) -> None:
    said = verify()
    assert said["broken"] == 0
    assert len(said["chains"]) == AuditChain.objects.count()
    assert said["events"] == AuditEvent.objects.count()


def test_it_speaks_in_sentences_too(world: World) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert f"Chain {world.brand.pk}: " in out.getvalue()
    assert "unbroken." in out.getvalue()


@pytest.mark.parametrize(
    "changed",
    [
        {"act": "brief.closed"},
        {"details": {"role": "owner"}},
        {"person_id": None},
        {"subject_id": "other"},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_row_is_found(
    world: World, events: list[AuditEvent], changed: dict[str, Any]
) -> None:
    AuditEvent.objects.filter(pk=events[1].pk).update(**changed)
    assert broken(world)[0] == 2


def test_a_deleted_row_is_found(world: World, events: list[AuditEvent]) -> None:
    events[1].delete()
    assert broken(world) == (2, "an event is missing")


def test_a_deleted_end_is_found(world: World, events: list[AuditEvent]) -> None:
    events[-1].delete()
    assert broken(world)[0] == len(events)


def test_an_inserted_row_is_found(world: World, events: list[AuditEvent]) -> None:
    forged = events[-1]
    forged.pk, forged.number, forged._state.adding = uuid4(), len(events) + 1, True
    forged.save(force_insert=True)
    assert broken(world)[0] == len(events) + 1


def test_rows_that_changed_places_are_found(world: World, events: list[AuditEvent]) -> None:
    for pk, number in (
        (events[1].pk, 0),
        (events[2].pk, events[1].number),
        (events[1].pk, events[2].number),
    ):
        AuditEvent.objects.filter(pk=pk).update(number=number)
    assert broken(world)[0] == 2


def test_a_chain_without_its_head_is_found(world: World, events: list[AuditEvent]) -> None:
    AuditChain.objects.filter(id=world.brand.pk).delete()
    assert broken(world) == (1, "the chain has lost its head")
