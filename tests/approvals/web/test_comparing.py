"""Two to four pictures compared: only those that she may see, and that may still be shown."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.models import Draft
from approvals.web.comparing import address
from portal.models import User
from tests.people import World, a_world
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


@pytest.fixture
def pair(world: World) -> list[Draft]:
    run = world.brief(pictures=2).runs.get()
    return [world.deliver(run, seed=7 + place, place=place) for place in (1, 2)]


def compare(who: User, of: list[object]) -> tuple[int, str]:
    browser = Client()
    browser.force_login(who)
    answer = browser.get(reverse("compare"), {"of": [str(each) for each in of]})
    return answer.status_code, answer.text


@pytest.mark.parametrize("who", ["bram", "bo", "mila", "sam"])
def test_who_sees_both_compares_them_in_the_order_of_the_address(
    world: World, pair: list[Draft], who: str
) -> None:
    first, second = pair
    status, page = compare(getattr(world, who), [second.pk, first.pk])
    assert status == 200
    places = [page.index(reverse("draft-preview", args=[each.pk])) for each in (second, first)]
    assert places == sorted(places)


def test_one_that_is_not_hers_is_as_if_it_were_not_there(world: World, pair: list[Draft]) -> None:
    strange = compare(world.odo, [each.pk for each in pair])
    made_up = compare(world.odo, [uuid4(), uuid4()])
    assert strange[0] == made_up[0] == 404
    assert "Winter knits" not in strange[1]
    assert compare(world.bram, [pair[0].pk, uuid4()])[0] == 404
    assert compare(world.bram, [pair[0].pk, "knits"])[0] == 404


def test_fewer_than_two_or_more_than_four_are_not_compared(world: World, pair: list[Draft]) -> None:
    assert compare(world.bram, [pair[0].pk, pair[0].pk])[0] == 422
    assert compare(world.bram, [uuid4() for _ in range(5)])[0] == 422


def test_after_a_withdrawal_nothing_is_compared(world: World, pair: list[Draft]) -> None:
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    assert compare(world.bo, [each.pk for each in pair])[0] == 410


def test_what_was_refused_is_not_drawn_for_the_brand(world: World, pair: list[Draft]) -> None:
    world.say("no", pair[0], "brand", world.bram)
    status, page = compare(world.bram, [each.pk for each in pair])
    assert status == 200
    assert reverse("draft-preview", args=[pair[0].pk]) not in page
    assert reverse("draft-preview", args=[pair[1].pk]) in page


def test_nobody_who_is_not_signed_in_compares() -> None:
    assert Client().get(address([uuid4(), uuid4()])).status_code == 302


def test_there_is_a_way_to_it_from_sheet_and_desk(world: World, pair: list[Draft]) -> None:
    for each in pair:
        world.say("yes", each, "brand", world.bram)
    bram, bo = Client(), Client()
    bram.force_login(world.bram)
    bo.force_login(world.bo)
    sheet = bram.get(pair[0].brief.get_absolute_url()).text
    assert f'action="{reverse("compare")}"' in sheet
    assert f'name="of" value="{pair[0].pk}"' in sheet
    (line,) = bo.get(reverse("desk")).context["for_agency"]
    assert compare(world.bo, [each.pk for each in pair])[0] == 200
    assert line.compare.count("of=") == 2
