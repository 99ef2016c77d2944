"""What waits for somebody, for her browser: in which order it comes, and what may be kept."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import User
from tests.people import World, a_world, user
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def waiting(person: User) -> list[dict[str, Any]]:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("waiting"))
    assert answer.status_code == 200
    body = answer.json()
    assert body["person"] == str(person.person_id)
    pictures: list[dict[str, Any]] = body["pictures"]
    return pictures


def pages(person: User) -> list[str]:
    return [each["page"] for each in waiting(person)]


def test_a_picture_waits_for_whose_turn_it_is(world: World) -> None:
    draft = world.draft()
    address = draft.get_absolute_url()
    assert pages(world.bram) == [address]
    assert pages(world.mila) == pages(world.bo) == []
    world.say("yes", draft, "brand", world.bram)
    assert pages(world.bram) == []
    assert pages(world.mila) == pages(world.bo) == [address]


def test_only_the_model_keeps_pictures_on_her_phone(world: World) -> None:
    draft = world.draft()
    assert [each["files"] for each in waiting(world.bram)] == [[]]
    world.say("yes", draft, "brand", world.bram)
    assert [each["files"] for each in waiting(world.bo)] == [[]]
    (hers,) = waiting(world.mila)
    assert hers["files"] == [f"{reverse('draft-preview', args=[draft.pk])}?edge=1280"]


def test_she_keeps_the_version_before_too_to_compare(world: World) -> None:
    first = world.draft()
    world.say("yes", first, "brand", world.bram)
    world.say("change", first, "model", world.mila, comment="Warmer light")
    second = world.deliver(first.reorders.get(), seed=11)
    world.say("yes", second, "brand", world.bram)
    (hers,) = waiting(world.mila)
    assert hers["files"] == [
        f"{reverse('draft-preview', args=[each.pk])}?edge=1280" for each in (second, first)
    ]
    assert [each["files"] for each in waiting(world.bo)] == [[]]


def test_others_learn_nothing_of_it(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    ines = user("Ines")
    world.new_twin(ines, seed=2)
    for stranger in (ines, world.odo, world.sam):
        assert pages(stranger) == []


def test_after_a_withdrawal_nothing_is_kept_any_more(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert pages(world.mila) == []


def test_the_list_asks_as_much_for_six_pictures_as_for_two(world: World) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            waiting(world.mila)
        return len(asked)

    for seed in (7, 8):
        world.say("yes", world.draft(seed=seed), "brand", world.bram)
    few = questions()
    for seed in (9, 10, 11, 12):
        world.say("yes", world.draft(seed=seed), "brand", world.bram)
    assert questions() == few
