"""The audit pages: found by person, object, act and day; exported whole; verified on the spot."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import audit
from portal.actions.checkpoint import sign_heads
from portal.actions.organisation import add_member
from portal.canonical import canonical_json
from portal.models import AuditChain, AuditEvent, Person, User
from portal.spreadsheets import safe_cell
from portal.web.audit_search import ON_PAGE
from tests.people import NOON, World, a_world, showed_who_it_is, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def as_(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(client)


def happen(
    world: World,
    times: int = 1,
    *,
    act: str = "brief.written",
    person: Person | None = None,
    at: datetime = NOON,
    **details: Any,
) -> None:
    with transaction.atomic():
        for _ in range(times):
            audit.record(
                chains=[world.brand.pk],
                person=person or Person.objects.create(),
                at=at,
                act=act,
                subject=world.brand,
                **details,
            )


def sentences(reader: User, chain: object, /, **asked: str) -> list[str]:
    """What the page tells, in order."""
    answer = as_(reader).get(reverse("audit", args=[chain]), asked)
    assert answer.status_code == 200
    return [row.sentence for row in answer.context["rows"]]


# --- what it tells -------------------------------------------------------------------------------


def test_an_event_is_a_plain_sentence_with_the_names_of_those_who_acted(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    told = sentences(world.ada, world.agency.pk)
    assert "Bo said yes to a picture" in told
    assert told[-1] == "Ada founded this organisation"


def test_what_nobody_did_was_done_by_twinset(world: World) -> None:
    with transaction.atomic():
        audit.record(
            chains=[world.brand.pk], person=None, at=NOON, act="run.failed", subject=world.brand
        )
    assert sentences(world.bram, world.brand.pk)[0] == "Twinset could not fulfil an order"


def test_who_was_erased_is_a_pseudonym(world: World) -> None:
    person = Person.objects.create(erased_at=NOON)
    happen(world, person=person)
    told = f"person {str(person.pk)[:4]} (erased) wrote a brief"
    assert sentences(world.bram, world.brand.pk)[0] == told
    assert sentences(world.bram, world.brand.pk, who=told[:11]) == [told]
    person.delete()  # even its row
    assert sentences(world.bram, world.brand.pk)[0] == told


def test_an_act_without_words_is_told_by_its_name(world: World) -> None:
    happen(world, act="new.act", person=world.bram.person)
    assert sentences(world.bram, world.brand.pk)[0] == "Bram new.act"


def test_names_are_text_and_never_markup(world: World) -> None:
    happen(world, person=user("<b>Eve</b>").person)
    page = as_(world.bram).get(reverse("audit", args=[world.brand.pk])).content.decode()
    assert "<b>Eve</b>" not in page
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page


def test_a_model_reads_her_own_trail_from_the_page_of_her_twin(world: World) -> None:
    world.published()
    address = reverse("audit", args=[world.mila.person_id])
    assert address in as_(world.mila).get(reverse("my-twin")).content.decode()
    told = sentences(world.mila, world.mila.person_id)
    assert told[0] == "Bram published a picture"
    assert told[-1] == "Mila created a twin"


def test_only_who_may_read_it_is_led_there(world: World) -> None:
    address = reverse("audit", args=[world.agency.pk])
    assert address in as_(world.ada).get(reverse("desk")).content.decode()
    assert address not in as_(world.bo).get(reverse("desk")).content.decode()


def test_who_reads_two_trails_goes_from_one_to_the_other(world: World) -> None:
    answer = as_(world.bram).get(reverse("audit", args=[world.brand.pk]))
    assert answer.context["tabs"] == []
    add_member(
        organisation=world.rival, user=world.bram, role="owner", actor=world.odo, at=world.at
    )
    answer = as_(world.bram).get(reverse("audit", args=[world.rival.pk]))
    assert [(tab["label"], tab["current"]) for tab in answer.context["tabs"]] == [
        ("Nordlicht", False),
        ("Sudwind", True),
    ]


def test_it_asks_the_database_as_often_for_many_events_as_for_few(world: World) -> None:
    def queries() -> int:
        client, address = as_(world.bram), reverse("audit", args=[world.brand.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    few = queries()
    happen(world, 30, act="member.added", member=str(world.mila.person_id), role="owner")
    assert queries() == few


# --- what is looked for --------------------------------------------------------------------------


def test_it_finds_by_the_name_that_the_page_shows(world: World) -> None:
    eve = user("Evelyn Secret", known_as="Eve")
    happen(world, person=eve.person)
    for asked in ("eve", "EV"):
        assert sentences(world.bram, world.brand.pk, who=asked) == ["Eve wrote a brief"]
    for asked in ("Secret", "evelyn", "example.test"):
        assert sentences(world.bram, world.brand.pk, who=asked) == []


def test_it_finds_by_act_and_by_object(world: World) -> None:
    happen(world, act="brief.closed", person=world.bram.person)
    closed = ["Bram closed a brief"]
    assert sentences(world.bram, world.brand.pk, act="brief.closed") == closed
    asked = {"kind": "organisation", "object": str(world.brand.pk)[:8].upper()}
    assert sentences(world.bram, world.brand.pk, **asked) == [
        *closed,
        "Bram founded this organisation",
    ]
    assert sentences(world.bram, world.brand.pk, object="zzz") == []


def test_days_are_whole_in_the_organisation_s_zone_and_both_are_included(world: World) -> None:
    """Berlin is an hour ahead of UTC in November."""
    for at in (
        datetime(2026, 11, 10, 22, 59, 59, 999999, UTC),
        datetime(2026, 11, 10, 23, tzinfo=UTC),
        datetime(2026, 11, 12, 22, 59, 59, 999999, UTC),
        datetime(2026, 11, 12, 23, tzinfo=UTC),
    ):
        happen(world, at=at)
    page = as_(world.bram).get(
        reverse("audit", args=[world.brand.pk]), {"since": "2026-11-11", "until": "2026-11-12"}
    )
    assert [row.event.at for row in page.context["rows"]] == [
        datetime(2026, 11, 12, 22, 59, 59, 999999, UTC),
        datetime(2026, 11, 10, 23, tzinfo=UTC),
    ]
    assert "13 Nov 2026, 00:00" not in page.content.decode()
    assert "11 Nov 2026, 00:00" in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-11-12", "until": "2026-11-11"},
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"act": "no.such"},
        {"kind": "nothing"},
    ],
)
def test_what_cannot_be_looked_for_is_said(world: World, asked: dict[str, str]) -> None:
    for name in ("audit", "audit-csv", "audit-json-lines"):
        assert as_(world.bram).get(reverse(name, args=[world.brand.pk]), asked).status_code == 422


def test_nothing_found_says_how_to_go_on(world: World) -> None:
    page = as_(world.bram).get(reverse("audit", args=[world.brand.pk]), {"who": "nobody at all"})
    assert "Nothing was found" in page.content.decode()


# --- pages ---------------------------------------------------------------------------------------


def numbers(world: World, **asked: str | int) -> tuple[list[int], int, int]:
    answer = as_(world.bram).get(reverse("audit", args=[world.brand.pk]), asked)
    page = answer.context["page"]
    return [event.number for event in page.events], page.newer, page.older


def test_pages_follow_each_other_and_lead_back(world: World) -> None:
    AuditEvent.objects.in_chain(world.brand.pk).delete()
    AuditChain.objects.filter(pk=world.brand.pk).delete()
    happen(world, 2 * ON_PAGE + 5)
    first, second, third = range(105, 55, -1), range(55, 5, -1), range(5, 0, -1)
    assert numbers(world) == (list(first), 0, 56)
    assert numbers(world, older=56) == (list(second), 55, 6)
    assert numbers(world, older=6) == (list(third), 5, 0)
    assert numbers(world, newer=5) == (list(second), 55, 6)
    assert numbers(world, newer=55) == (list(first), 0, 56)


def test_a_page_stays_as_it_was_while_acts_go_on(world: World) -> None:
    happen(world, ON_PAGE + 5)
    before = numbers(world, older=30)[0]
    happen(world, 3)
    assert numbers(world, older=30)[0] == before


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "½"])
def test_a_page_that_is_none_is_the_first(world: World, number: str) -> None:
    assert numbers(world, older=number) == numbers(world)


# --- files ---------------------------------------------------------------------------------------


def fetched(world: World, name: str, **asked: str) -> str:
    answer = as_(world.bram).get(reverse(name, args=[world.brand.pk]), asked)
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Disposition"].startswith("attachment; ")
    return answer.getvalue().decode()


def table(world: World, **asked: str) -> list[dict[str, str]]:
    text = fetched(world, "audit-csv", **asked)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"))))


def test_the_table_holds_all_that_is_asked_for_in_order(world: World) -> None:
    happen(world, 1100, person=world.bram.person)
    rows = table(world, act="brief.written")
    assert len(rows) == 1100
    assert [int(row["number"]) for row in rows] == sorted(int(row["number"]) for row in rows)
    assert (rows[0]["who"], rows[0]["did"]) == ("Bram", "wrote a brief")
    assert rows[0]["at"] == "2026-11-23T13:00:00+01:00"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "\t=", "\n@"])
def test_no_cell_of_a_table_is_a_formula(world: World, begin: str) -> None:
    name = f'{begin}HYPERLINK("x")'
    happen(world, person=user("Eve", known_as=name).person, text=name)
    row = table(world)[-1]
    assert row["who"] == f"'{name}"
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert [safe_cell(value) for value in ("a=b", 12, "", "Mila")] == ["a=b", "12", "", "Mila"]


def test_from_its_lines_anybody_can_reckon_the_chain_again(world: World) -> None:
    world.published()
    lines = [json.loads(line) for line in fetched(world, "audit-json-lines").splitlines()]
    previous = ""
    for line in lines:
        hash_, sentence = line.pop("hash"), line.pop("sentence")
        assert line["previous"] == previous
        assert hashlib.sha256(canonical_json(line)).hexdigest() == hash_
        assert sentence.endswith(".")
        previous = hash_
    assert previous == AuditChain.objects.get(pk=world.brand.pk).head


# --- verified ------------------------------------------------------------------------------------


def verified(world: World) -> str:
    answer = as_(world.bram).post(reverse("verify-audit", args=[world.brand.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_verifying_says_how_many_events_are_intact_and_the_head(world: World) -> None:
    sign_heads(at=NOON)
    chain = AuditChain.objects.get(pk=world.brand.pk)
    page = verified(world)
    assert f"The chain is intact: all {chain.length} events are as they were written." in page
    assert "1 signed checkpoint agrees with it." in page
    assert chain.head in page


def test_verifying_names_the_first_broken_event(world: World) -> None:
    happen(world, 3)
    AuditEvent.objects.filter(chain_id=world.brand.pk, number=4).update(act="brief.closed")
    page = verified(world)
    assert "The chain is broken at event 4." in page
    assert "Its content was changed." in page


def test_verifying_names_the_checkpoint_that_is_contradicted(world: World) -> None:
    happen(world, 3)
    sign_heads(at=NOON + timedelta(hours=1))
    last = AuditEvent.objects.filter(chain_id=world.brand.pk).order_by("number").last()
    assert last is not None
    last.act = "brief.closed"
    last.hash = audit.digest(last)
    last.save()
    AuditChain.objects.filter(pk=world.brand.pk).update(head=last.hash)
    page = verified(world)
    assert f"The chain is broken at event {last.number}." in page
    assert f"the checkpoint of 23 Nov 2026, 14:00, signed over {last.number} events." in page


def test_a_trail_in_which_nothing_happened_yet_can_be_read_and_verified(world: World) -> None:
    AuditEvent.objects.in_chain(world.brand.pk).delete()
    AuditChain.objects.filter(pk=world.brand.pk).delete()
    assert "What is done comes here" in verified(world)
    assert sentences(world.bram, world.brand.pk) == []


def test_a_trail_of_nobody_is_not_there(world: World) -> None:
    for chain in (uuid4(), world.mila.person_id):
        assert as_(world.bram).get(reverse("audit", args=[chain])).status_code == 404
