"""Who is looking now: colleagues of one side see each other at a picture, and nobody else does."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from approvals.models import Draft
from portal.models import User
from tests.people import World, a_world, add_member, give, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    cache.clear()
    with time_machine.travel(world.at, tick=False):
        yield


@pytest.fixture
def draft(world: World) -> Draft:
    made = world.draft()
    world.say("yes", made, "brand", world.bram)
    return made


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def look(person: User, draft: Draft) -> str:
    answer = browser(person).post(reverse("look-at-draft", args=[draft.pk]))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_a_colleague_is_told_that_she_is_not_alone(world: World, draft: Draft) -> None:
    assert "looking" not in look(world.ada, draft).partition(">")[2]
    assert "Ada is looking at it too." in look(world.bo, draft)
    assert "Bo is looking at it too." in look(world.ada, draft)


def test_nobody_of_another_side_is_told(world: World, draft: Draft) -> None:
    look(world.ada, draft)
    for who in (world.bram, world.mila, world.sam):
        assert "Ada" not in look(who, draft)
    assert "Bram" not in look(world.bo, draft)


def test_who_was_let_see_one_picture_is_no_colleague(world: World, draft: Draft) -> None:
    cleo = user("Cleo")
    world.found("agency", "Birken Models", cleo)
    give("see_twin", cleo, over=world.twin, by=world.agency)
    look(world.ada, draft)
    assert "Ada" not in look(cleo, draft)
    assert "Cleo" not in look(world.bo, draft)


def test_it_is_over_soon_after_she_left(world: World, draft: Draft) -> None:
    look(world.ada, draft)
    with time_machine.travel(world.at + timedelta(minutes=1), tick=False):
        assert "Ada" not in look(world.bo, draft)


def test_who_went_on_to_the_next_picture_looks_at_that_one(world: World, draft: Draft) -> None:
    other = world.draft(seed=8)
    look(world.ada, draft)
    look(world.ada, other)
    assert "Ada" not in look(world.bo, draft)
    assert "Ada" in look(world.bo, other)


def test_a_page_that_knows_it_is_answered_with_nothing(world: World, draft: Draft) -> None:
    look(world.ada, draft)
    bo, seen = browser(world.bo), look(world.bo, draft).partition("?seen=")[2].partition('"')[0]
    address = reverse("look-at-draft", args=[draft.pk])
    assert bo.post(f"{address}?seen={seen}").status_code == 204


def test_to_open_the_page_tells_nobody(world: World, draft: Draft) -> None:
    """A GET does nothing: the page says it itself, once somebody has it before her."""
    browser(world.ada).get(draft.get_absolute_url())
    assert "Ada" not in look(world.bo, draft)


def test_the_desk_says_who_is_there_and_changes_when_she_comes(world: World, draft: Draft) -> None:
    bo = browser(world.bo)
    seen = bo.get(reverse("desk")).context["version"]
    part = reverse("desk-part")
    assert bo.get(part, {"seen": seen}).status_code == 204
    look(world.ada, draft)
    assert "looking now: Ada" in bo.get(part, {"seen": seen}).text
    liv = user("Liv")
    add_member(organisation=world.agency, user=liv, role="viewer", actor=world.ada, at=world.at)
    assert "looking now: Ada" in browser(liv).get(reverse("desk")).text
