"""THE TABLE: every address, every person, every method; and nobody learns what is not hers.

The story is told once; each visit is undone, so that none sees what another one did.
"""

import copy
import json
from collections.abc import Iterable, Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from approvals.models import Asset, Brief
from approvals.models.brief import BriefUserPermission
from portal import storage
from portal.actions.organisation import end_membership
from portal.models import Membership
from tests.isolation.story import SECRETS, Story
from tests.isolation.table import (
    NOBODY,
    ONE_OF_EACH,
    PEOPLE,
    ROWS,
    SIGN_IN,
    SIGNED_OUT,
    STRANGERS,
    Row,
)
from tests.isolation.visits import Visits, undone
from tests.people import NOON, add_member, user
from twins.actions.consent import withdraw_consent
from twins.models.twin import TwinUserPermission

pytestmark = pytest.mark.django_db

OTHER_METHODS = ("put", "delete")
DONE = (200, 201, 302)
FILES = ("image/", "application/zip", "application/pdf")
LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("briefs", {}),
    ("briefs", {"q": "knits"}),
    ("briefs", {"state": "submitted"}),
    ("published", {}),
    ("published", {"state": "live"}),
    ("new-brief", {}),
    ("new-brief", {"who": "mil"}),
    ("orders", {}),
    ("desk", {}),
    ("desk-part", {}),
    ("models", {}),
    ("cases", {}),
    ("policies", {}),
    ("reasons", {}),
    ("notices", {}),
    ("clients", {}),
    ("inbox", {}),
    ("waiting", {}),
    ("answers", {}),
    ("inbox-part", {}),
    ("my-twin", {}),
    ("cover", {}),
    ("my-money", {}),
    ("my-money", {"year": "2026"}),
    ("people", {}),
    ("people", {"q": "a"}),
    ("invite", {}),
    ("roles", {}),
    ("identity-providers", {}),
    ("people-sign-in", {}),
    ("people-time", {}),
    ("people-sign-in", {"preview": "1", "required": "1"}),
)

each_row = pytest.mark.parametrize("row", ROWS, ids=str)
each_row_of_a_thing = pytest.mark.parametrize("row", [row for row in ROWS if row.of], ids=str)
each_row_that_shows_her = pytest.mark.parametrize(
    "row", [row for row in ROWS if row.shows_her], ids=str
)


@pytest.fixture(scope="module")
def visits(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visits]:
    with django_db_blocker.unblock(), undone(), time_machine.travel(NOON, tick=False):
        yield Visits(Story())


@pytest.fixture
def story(visits: Visits) -> Iterator[Story]:
    """The story, to go on with: what a test adds to it is undone, here and in the database."""
    with undone():
        yield copy.deepcopy(visits.story)


def named(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Every address below ``patterns`` by its name; those of the admin have a rule of their own."""
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each.name or f"{each.pattern} has no name"
        elif each.namespace != "admin":
            within = f"{each.namespace}:" if each.namespace else ""
            yield from (within + name for name in named(each.url_patterns))


def test_every_address_has_a_row_and_every_row_is_an_address() -> None:
    assert set(named(get_resolver().url_patterns)) == {row.name for row in ROWS}


def test_no_two_rows_are_called_the_same() -> None:
    assert len({str(row) for row in ROWS}) == len(ROWS)


@each_row
def test_each_address_answers_to_each_person_as_the_table_says(visits: Visits, row: Row) -> None:
    asked = [(name, "get", row.get) for name in PEOPLE]
    asked += [(name, "head", row.get) for name in (*STRANGERS, *ONE_OF_EACH)]
    asked += [(name, "post", row.post) for name in PEOPLE]
    wrong = {}
    for name, method, said in asked:
        found = visits.row(row, name, method).status
        closed = {405, SIGN_IN} if name in SIGNED_OUT else {405}
        if found not in ({said[name]} if said else closed):
            wrong[name, method] = found
    assert wrong == {}


@each_row
def test_no_address_knows_another_method(visits: Visits, row: Row) -> None:
    wrong = {}
    for name in (NOBODY, *ONE_OF_EACH):
        for method in OTHER_METHODS:
            found = visits.ask(row, name, method).status
            sent_on = {SIGN_IN if name in SIGNED_OUT else 302} & {SIGN_IN, row.get.get(name)}
            if found not in {405} | sent_on:
                wrong[name, method] = found
    assert wrong == {}


@each_row
def test_every_answer_carries_the_web_s_own_locks(visits: Visits, row: Row) -> None:
    for name in (NOBODY, *ONE_OF_EACH):
        for method in ("get", "post"):
            answer = dict(visits.row(row, name, method).headers)
            policy = answer["Content-Security-Policy"]
            assert answer["X-Frame-Options"] == "DENY"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Referrer-Policy"] == "same-origin"
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "camera=()" in answer["Permissions-Policy"]
            assert "default-src 'none'" in policy
            if answer.get("Content-Type", "text/html").startswith(FILES):
                assert "sandbox" in policy
                assert answer["Content-Disposition"].startswith(("inline", "attachment"))
            else:
                assert "frame-ancestors 'none'" in policy
                assert "unsafe" not in policy


@each_row_of_a_thing
def test_what_is_not_hers_looks_like_what_is_not_there(visits: Visits, row: Row) -> None:
    """Not by status, not by words, not by a header."""
    for name in PEOPLE:
        for method, said in (("get", row.get), ("post", row.post)):
            if said.get(name) == 404:
                there = visits.row(row, name, method)
                assert there == visits.row(row, name, method, made_up=True), (name, method)


@each_row_of_a_thing
def test_nobody_is_asked_to_sign_in_whether_it_is_there_or_not(visits: Visits, row: Row) -> None:
    for method, said in (("get", row.get), ("post", row.post)):
        if said and not row.public:
            there = visits.row(row, NOBODY, method)
            made_up = visits.row(row, NOBODY, method, made_up=True)
            assert (there.status, there.body) == (made_up.status, made_up.body)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.public], ids=str)
def test_strangers_read_none_of_its_words(visits: Visits, row: Row) -> None:
    for name in STRANGERS:
        for method in ("get", "post"):
            assert visits.row(row, name, method).tells(*SECRETS) == [], (name, method)


WALLS = {
    "secret-word for all": "bram vivi gwen mila ada bo liv cora cleo",
    "secret-word of the brand": "bram vivi gwen",
    "secret-word of the agency": "ada bo liv cora cleo",
    "secret-word to her": "mila ada bo liv cora cleo",
}
"""What is said beside a picture, and who reads it."""


def test_no_address_tells_what_was_said_behind_a_wall(visits: Visits) -> None:
    """Nor does a refused act, whatever it answers; the page of the picture tells who may read."""
    (page,) = (row for row in ROWS if row.name == "draft")
    for words, names in WALLS.items():
        told = {name for name in PEOPLE if visits.row(page, name, "get").tells(words)}
        assert told == set(names.split())
        for name in set(PEOPLE) - told:
            for row in ROWS:
                for method in ("get", "post"):
                    assert visits.row(row, name, method).tells(words) == [], (row, name, method)


def test_the_words_are_there_for_who_may_read_them(visits: Visits) -> None:
    """Else the test before this one would prove nothing."""
    (brief,) = (row for row in ROWS if row.name == "brief")
    assert visits.row(brief, "bram", "get").tells(*SECRETS) == list(SECRETS)


def test_what_is_public_tells_nothing_of_the_brief_s_idea(visits: Visits) -> None:
    for row in ROWS:
        if row.public:
            told = visits.row(row, NOBODY, "get")
            assert told.tells("Soft light, early morning", "secret-coat") == []
            assert told.tells(str(visits.story.asked.pk), str(visits.story.agreed.pk)) == []


def test_no_list_count_or_order_of_a_stranger_changes_with_it(visits: Visits, story: Story) -> None:
    def lists() -> dict[tuple[str, ...], object]:
        return {
            (name, place, *query.values()): visits.visit(
                name, "get", reverse(place), query_params=query
            )
            for name in STRANGERS
            for place, query in LISTS
        }

    before = lists()
    story.tell_more()
    assert lists() == before


def test_no_trail_of_a_stranger_changes_with_it(visits: Visits, story: Story) -> None:
    """Nor does the trail of an agency, a studio or a model that has no part in it."""

    def trails() -> dict[str, object]:
        read = {"odo": story.rival.pk, "nora": story.nora.person_id}
        read |= {"bea": story.rivals.agency.pk, "tom": story.rivals.studio.pk}
        return {
            name: visits.visit(name, "get", reverse("audit", args=[chain]))
            for name, chain in read.items()
        }

    before = trails()
    assert all(answer.status == 200 for answer in before.values())  # type: ignore[attr-defined]
    story.tell_more()
    assert trails() == before


def test_the_lists_of_rivals_are_not_empty(visits: Visits) -> None:
    """Else the test before this one would prove little."""
    for name, place, word in (
        ("odo", "briefs", "Linen, Vera"),
        ("odo", "published", "Linen, Nora"),
        ("odo", "new-brief", "Vera"),
        ("nora", "inbox", "Linen, Nora"),
        ("nora", "my-money", "Sudwind"),
        ("bea", "desk", "Linen, Vera"),
        ("bea", "models", "Vera"),
        ("bea", "clients", "Sudwind"),
        ("tom", "orders", "Linen, Vera"),
    ):
        assert visits.visit(name, "get", reverse(place)).tells(word), (name, place)


def test_the_search_for_models_finds_her_only_for_her_brand(visits: Visits) -> None:
    def found(name: str) -> list[str]:
        asked = {"who": "mil"}
        headers = {"HX-Target": "twins"}
        path = reverse("new-brief")
        return visits.visit(name, "get", path, query_params=asked, headers=headers).tells("Mila")

    assert found("bram") == ["Mila"]
    assert found("odo") == []


def test_the_live_check_takes_no_name_from_another_brand(visits: Visits, story: Story) -> None:
    asked = {
        "brand": str(story.brand.pk),
        "twins": str(story.twin.pk),
        "product_line": "knitwear",
        "channels": "web",
        "territories": "EU",
        "starts_on": "2026-11-23",
        "ends_on": "2027-04-30",
    }
    path = reverse("check-brief")
    assert visits.visit("bram", "get", path, query_params=asked).tells("Mila") == ["Mila"]
    assert visits.visit("odo", "get", path, query_params=asked).tells(*SECRETS) == []
    of_theirs = asked | {"brief": str(story.unsent.pk)}
    assert visits.visit("odo", "get", path, query_params=of_theirs).status == 404


def test_a_guest_who_writes_elsewhere_learns_no_price_here(visits: Visits, story: Story) -> None:
    """To see one brief is not to ask what any model would cost its brand."""
    story.gwen.groups.add(*visits.story.odo.groups.all())
    asked = {"brief": str(story.asked.pk), "twins": str(story.twin.pk)}
    path = reverse("check-brief")
    assert visits.visit("gwen", "get", path).status == 200
    assert visits.visit("gwen", "get", path, query_params=asked).status == 403


def test_names_of_others_typed_into_a_form_do_nothing(visits: Visits, story: Story) -> None:
    count = Brief.objects.count(), Asset.objects.count()
    (row,) = (row for row in ROWS if row.name == "new-brief")
    data = row.sends(story) | {"brand": str(story.rival.pk), "twins": [str(story.rivals.twin.pk)]}
    answer = visits.visit("odo", "post", reverse("new-brief"), data=data)
    assert answer.status == 302  # it is odo's own brief, and bram's upload is not in it
    assert (Brief.objects.count(), Asset.objects.count()) == (count[0] + 1, count[1])
    data = row.sends(story) | {"brand": str(story.rival.pk)}
    assert visits.visit("odo", "post", reverse("new-brief"), data=data).status == 422
    assert Brief.objects.filter(casting__twin=story.twin, brand=story.rival).count() == 0


def test_a_stage_of_another_picture_is_not_answered_through_one_s_own(
    visits: Visits, story: Story
) -> None:
    waiting = story.rivals.brief().runs.get()
    own = story.rivals.deliver(waiting, seed=61)
    answer = visits.visit(
        "odo",
        "post",
        reverse("decide", args=[own.pk]),
        data=story.next_stage(story.fresh, "brand"),
    )
    assert answer.status == 409
    assert answer.tells(*SECRETS) == []
    assert not story.fresh.decisions.exists()


def test_a_studio_fetches_no_file_of_another_order(visits: Visits, story: Story) -> None:
    order = story.rivals.brief().runs.get()
    reference = story.twin.references.all()[0].file_id
    answers = [
        visits.visit("tom", "post", reverse("order-file", args=[order.pk, sha256]))
        for sha256 in (reference, "0" * 64)
    ]
    assert answers[0] == answers[1]
    assert answers[0].status == 422


@pytest.mark.parametrize("name", [NOBODY, "odo"])
def test_a_picture_that_was_never_published_is_unknown_to_verify(
    visits: Visits, story: Story, name: str
) -> None:
    sent = SimpleUploadedFile("found.png", storage.read(story.fresh.master_id), "image/png")
    answer = visits.visit(name, "post", reverse("api-verify"), data={"file": sent})
    said = json.loads(answer.body)
    assert (said["known"], said["state"], said["publication"]) == (False, "unknown", None)
    assert answer.tells(*SECRETS, str(story.fresh.pk)) == []


@pytest.mark.parametrize("name", ["vivi", "liv", "bram"])
def test_who_leaves_finds_nothing_at_the_next_request(
    visits: Visits, story: Story, name: str
) -> None:
    who = getattr(story, name)
    if name == "bram":  # somebody must stay in charge
        add_member(
            organisation=story.brand, user=user("Hanna"), role="owner", actor=who, at=story.at
        )
    for membership in Membership.objects.filter(user=who):
        end_membership(membership=membership, actor=who, at=story.at)
    assert left(visits, name) == {}


@pytest.mark.parametrize("name", ["gwen", "cleo"])
def test_a_grant_that_was_taken_back_is_over_at_the_next_request(
    visits: Visits, story: Story, name: str
) -> None:
    BriefUserPermission.every.filter(user=story.gwen).delete()
    TwinUserPermission.every.filter(user=story.cleo).delete()
    assert left(visits, name) == {}


HER_OWN = ("upload-preview", "revoke-api-key")
"""What stays hers, wherever she goes: a file that she sent up, and to end a key of hers."""


def left(visits: Visits, name: str) -> dict[str, int]:
    """What is still answered to a person who should find nothing of the story any more."""
    asked = [row for row in ROWS if row.of and not row.public]
    found = {}
    for row in asked:
        for method, said in (("get", row.get), ("post", row.post)):
            status = visits.ask(row, name, method).status
            if said and status not in (401, 404) and row.name not in HER_OWN:
                found[f"{row} {method}"] = status
    return found


def test_a_closed_account_is_nobody_at_the_next_request(visits: Visits, story: Story) -> None:
    story.bram.is_active = False
    story.bram.save(update_fields=["is_active"])
    for row in ROWS:
        if row.get:
            assert visits.ask(row, "bram", "get").status == row.get[NOBODY], row


@each_row_that_shows_her
def test_after_a_withdrawal_it_is_gone_for_who_saw_it_and_unknown_to_the_rest(
    visits: Visits, story: Story, row: Row
) -> None:
    """Also for a browser that has it already: to whom it may show nothing, 304 is too much."""
    etags = {name: dict(visits.row(row, name, "get").headers).get("ETag", "*") for name in PEOPLE}
    withdraw_consent(twin=story.twin, actor=story.mila, at=story.at)
    again, some = {name: {"If-None-Match": etags[name]} for name in PEOPLE}, ONE_OF_EACH
    for method, headers, said in (
        ("get", {}, row.get),
        ("get", again, {name: row.get[name] for name in some if row.get}),
        ("head", {}, {name: row.get[name] for name in some if row.get}),
        ("post", {}, row.post),
    ):
        for name, before in said.items():
            now = {410} if before in DONE else {before, 410} if before == 403 else {before}
            found = visits.ask(row, name, method, headers=headers.get(name, {})).status
            assert found in now, (name, method)
