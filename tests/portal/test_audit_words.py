"""Whatever the code records has words, so that no page of the trail shows a name of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from approvals.models import CrewLink, GuestLink
from approvals.states import TABLES
from portal import audit_words
from portal.actions.grant import ACTS as RIGHT_ACTS
from portal.audit_words import Act
from portal.models import AuditEvent
from portal.web.audit_rows import rows_of
from tests.people import World
from twins.models import ConsentEvent

NAME = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDERS = {"record", "_record"}
MADE_OF_PARTS = {
    "consent.": {f"consent.{kind}" for kind in ConsentEvent.Kind},
    "{link.WORD}": {
        f"{link.WORD}.{act}" for link in (GuestLink, CrewLink) for act in ("code_sent", "verified")
    },
}
"""Acts whose names are put together, by how they begin."""


def recorded_in(source: str) -> Iterator[str]:
    """Every name of an act in a call that records one; of one made of parts its beginning."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in RECORDERS:
            given = [*call.args, *(each.value for each in call.keywords if each.arg == "act")]
            yield from filter(None, map(name_of, given))


def name_of(value: ast.expr) -> str:
    if isinstance(value, ast.JoinedStr):
        return name_of(value.values[0]) or ast.unparse(value.values[0])
    text = value.value if isinstance(value, ast.Constant) else None
    is_name = isinstance(text, str) and (NAME.fullmatch(text) or text in MADE_OF_PARTS)
    return str(text) if is_name else ""


def recorded() -> set[str]:
    """Every act that the code records, in calls and in the tables of states."""
    names = {
        name
        for app in ("portal", "twins", "approvals")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        for name in recorded_in(path.read_text(encoding="utf-8"))
    }
    whole = {full for name in names for full in MADE_OF_PARTS.get(name, {name})}
    moves = {move.audit for table in TABLES for moves in table.moves.values() for move in moves}
    return whole | set(RIGHT_ACTS.values()) | moves - {""}


def test_every_act_that_the_code_records_has_words_and_no_other_one() -> None:
    assert recorded() == set(audit_words.acts())


def test_a_new_act_would_be_missed() -> None:
    """Else the test before this one would prove nothing."""
    source = """
audit.record(act="a.b")
trail.record(x, "c.d", y)
_record(z, "e.f")
record(act=f"consent.{k}")
"""
    assert set(recorded_in(source)) == {"a.b", "c.d", "e.f", "consent."}


def told(act: Act) -> Iterator[str]:
    yield str(act.did)
    yield from map(str, act.instead.values())


@pytest.mark.parametrize("name", sorted(audit_words.acts()))
def test_words_go_on_after_a_name_and_end_without_a_full_stop(name: str) -> None:
    for words in told(audit_words.acts()[name]):
        assert words[0].islower()
        assert words[-1] != "."


@pytest.mark.django_db
def test_a_whole_story_is_told_in_words_that_leave_nothing_open() -> None:
    World().published()
    rows = rows_of(AuditEvent.objects.all())
    assert {row.event.subject_kind for row in rows} <= set(audit_words.objects())
    assert [row.sentence for row in rows if "…" in row.sentence or "%" in row.sentence] == []
    assert {
        "Bo said yes to a picture",
        "Ada gave Bo the role booker",
        "Ada set the agency's prices, version 1",
        "Mila signed a licence as the model",
        "Sam delivered a picture",
        "Bram published a picture",
    } <= {row.sentence for row in rows}
