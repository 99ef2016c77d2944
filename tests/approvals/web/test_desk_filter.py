"""Filters of the desk: they live in the address, narrow what is there, and can be kept."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions.desk import MOST, save_desk_filter
from approvals.models import DeskFilter, Draft
from portal.errors import Invalid
from portal.models import User
from tests.people import World, a_world, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _later(world: World) -> object:
    with time_machine.travel(world.at + timedelta(days=2), tick=False):
        yield


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(person: User, **query: Any) -> set[str]:
    """The titles of the briefs of which something waits on the desk that is filtered so."""
    answer = browser(person).get(reverse("desk"), query)
    lines = [answer.context[f"for_{side}"] for side in ("agency", "model", "brand")]
    return {line.brief.title for some in lines for line in some}


@pytest.fixture
def knits(world: World) -> Draft:
    """Waits for agency and model, and should have been answered yesterday."""
    draft = world.draft(title="Winter knits", due_on=date(2026, 11, 24))
    world.say("yes", draft, "brand", world.bram)
    return draft


@pytest.fixture
def coats(world: World) -> Draft:
    """Waits for another brand, with another model."""
    ines = user("Ines Karlsson", known_as="Ines")
    twin = world.new_twin(ines, seed=2)
    world.license(twin, ines, world.rival, world.odo)
    brand, bram = world.brand, world.bram
    world.brand, world.bram = world.rival, world.odo
    try:
        return world.draft(seed=8, title="Rain coats", twins=(twin,))
    finally:
        world.brand, world.bram = brand, bram


def test_each_filter_narrows_the_desk(world: World, knits: Draft, coats: Draft) -> None:
    bo = world.bo
    assert shown(bo) == {"Winter knits", "Rain coats"}
    assert shown(bo, turn="brand") == {"Rain coats"}
    assert shown(bo, turn="agency") == {"Winter knits"}
    assert shown(bo, brand=world.rival.pk) == {"Rain coats"}
    assert shown(bo, model=world.twin.pk) == {"Winter knits"}
    assert shown(bo, brief=coats.brief_id) == {"Rain coats"}
    assert shown(bo, late="1") == {"Winter knits"}
    assert shown(bo, age="1") == {"Winter knits", "Rain coats"}
    assert shown(bo, age="3") == set()
    assert shown(bo, brand=world.rival.pk, late="1") == set()


@pytest.mark.parametrize(
    ("words", "title"),
    [("rain", "Rain coats"), ("sudwind", "Rain coats"), ("ines", "Rain coats")],
)
def test_words_are_looked_for_in_brief_brand_and_model(
    world: World, knits: Draft, coats: Draft, words: str, title: str
) -> None:
    assert shown(world.bo, q=words) == {title}


def test_a_name_that_the_page_does_not_show_is_not_looked_at(world: World, coats: Draft) -> None:
    assert shown(world.bo, q="Karlsson") == set()


@pytest.mark.parametrize(
    "query", [{"turn": "studio"}, {"brand": "x"}, {"age": "0"}, {"late": "no"}]
)
def test_a_filter_that_makes_no_sense_is_none(
    world: World, knits: Draft, query: dict[str, str]
) -> None:
    assert shown(world.bo, **query) == {"Winter knits"}


def test_where_nothing_is_like_it_the_page_says_so(world: World, knits: Draft) -> None:
    page = browser(world.bo).get(reverse("desk"), {"age": "14"}).text
    assert "Nothing that waits is like this" in page
    assert "Nothing waits for anybody" not in page


def test_a_filter_does_not_uncover_what_first_opinions_hide(world: World) -> None:
    """With the agency's own stage filtered away, the model's beside it stays away too."""
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    stage = world.stage(draft, "agency")
    stage.review.policy.first_unseen = True
    stage.review.policy.save(update_fields=["first_unseen"])
    assert shown(world.bo) == {"Winter knits"}
    assert shown(world.bo, turn="model") == set()


def test_choices_are_only_what_waits_on_her_own_desk(
    world: World, knits: Draft, coats: Draft
) -> None:
    otto = user("Otto")
    world.found("agency", "Birken Models", otto)
    context = browser(otto).get(reverse("desk"), {"q": "x"}).context
    assert (context["brands"], context["models"], context["briefs"]) == ([], [], [])
    context = browser(world.bo).get(reverse("desk")).context
    assert [name for _pk, name in context["models"]] == ["Ines", "Mila"]


def test_the_desk_asks_as_much_with_filters_however_much_waits(world: World) -> None:
    query = {"late": "1", "q": "knits", "model": str(world.twin.pk)}

    def questions() -> int:
        client = browser(world.bo)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("desk"), query)
        return len(asked)

    world.draft(due_on=date(2026, 11, 24))
    few = questions()
    for seed in (8, 9, 10):
        world.draft(seed=seed, due_on=date(2026, 11, 24))
    assert questions() == few


def test_a_filter_is_kept_under_a_name_and_removed(world: World, knits: Draft) -> None:
    bo = browser(world.bo)
    answer = bo.post(reverse("save-desk-filter"), {"name": " Too late ", "late": "1"}, follow=True)
    assert answer.request["QUERY_STRING"] == "late=1"
    kept = DeskFilter.objects.get()
    assert (kept.user, kept.name, kept.query) == (world.bo, "Too late", "late=1")
    assert f'href="{kept.get_absolute_url()}"' in bo.get(reverse("desk")).text
    bo.post(reverse("remove-desk-filter", args=[kept.pk]))
    assert not DeskFilter.objects.exists()


def test_the_same_name_again_replaces_what_was_kept(world: World) -> None:
    for query in ("late=1", "turn=model"):
        save_desk_filter(name="Mine", query=query, actor=world.bo, at=world.at)
    assert DeskFilter.objects.get().query == "turn=model"


def test_a_filter_needs_a_name_and_something_to_filter(world: World) -> None:
    for name, query in ((" ", "late=1"), ("a" * 41, "late=1"), ("Mine", "")):
        with pytest.raises(Invalid):
            save_desk_filter(name=name, query=query, actor=world.bo, at=world.at)
    answer = browser(world.bo).post(reverse("save-desk-filter"), {"name": "All"}, follow=True)
    assert "the whole desk needs no filter" in answer.text


def test_nobody_keeps_more_filters_than_she_can_read(world: World) -> None:
    for number in range(MOST):
        save_desk_filter(name=f"Filter {number}", query="late=1", actor=world.bo, at=world.at)
    with pytest.raises(Invalid):
        save_desk_filter(name="One more", query="late=1", actor=world.bo, at=world.at)
    save_desk_filter(name="Filter 3", query="turn=model", actor=world.bo, at=world.at)


def test_a_colleague_neither_sees_nor_removes_it(world: World, knits: Draft) -> None:
    kept = save_desk_filter(name="Bo's own", query="late=1", actor=world.bo, at=world.at)
    ada = browser(world.ada)
    assert "Bo&#x27;s own" not in ada.get(reverse("desk")).text
    assert ada.post(reverse("remove-desk-filter", args=[kept.pk])).status_code == 404
    assert DeskFilter.objects.exists()
