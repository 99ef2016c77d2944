"""The agent's desk and the agency's models."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.actions.organisation import add_member
from portal.models import User
from tests.people import World, a_world, user
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _later(world: World) -> object:
    """Two days after everything that the world did."""
    with time_machine.travel(world.at + timedelta(days=2), tick=False):
        yield


def get(person: User, name: str, query: str = "") -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(f"{reverse(name)}?{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def part(html: str, ident: str) -> str:
    """The section of the page that is headed by ``ident``; empty when there is none."""
    _before, found, rest = html.partition(f'id="{ident}"')
    return rest.partition("</section>")[0] if found else ""


def test_the_desk_says_whose_turn_each_picture_is(world: World) -> None:
    for_brand = world.draft()
    for_both = world.draft(seed=8)
    world.say("yes", for_both, "brand", world.bram)
    for_model = world.draft(seed=9)
    world.say("yes", for_model, "brand", world.bram)
    world.say("yes", for_model, "agency", world.bo)
    html = get(world.bo, "desk")
    assert for_brand.get_absolute_url() in part(html, "for-brand")
    assert for_both.get_absolute_url() in part(html, "for-agency")
    assert for_both.get_absolute_url() in part(html, "for-model")
    assert for_model.get_absolute_url() in part(html, "for-model")
    assert for_model.get_absolute_url() not in part(html, "for-agency")


def test_the_desk_says_how_long_it_waited_and_when_it_is_due(world: World) -> None:
    world.draft(due_on=date(2026, 11, 24))
    world.draft(seed=8, due_on=date(2026, 12, 4))
    html = get(world.bo, "desk")
    assert "for 2 days" in html
    assert "24 November 2026, past" in html
    assert "4 December 2026" in html


def test_an_accountant_looks_but_is_not_told_that_it_is_her_turn(world: World) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    ann = user("Ann")
    add_member(organisation=world.agency, user=ann, role="accountant", actor=world.ada, at=world.at)
    html = get(ann, "desk")
    assert "Waiting for your agency" in html
    assert "Waiting for you<" not in html


def test_another_agency_sees_nothing_of_it(world: World) -> None:
    world.draft()
    otto = user("Otto")
    world.found("agency", "Birken Models", otto)
    assert "Winter knits" not in get(otto, "desk")
    assert "Nothing waits for anybody" in get(otto, "desk")
    assert "Mila" not in get(otto, "models")
    assert "No models yet" in get(otto, "models")


@pytest.mark.parametrize("name", ["desk", "models"])
@pytest.mark.parametrize("who", ["bram", "mila", "sam", "odo"])
def test_desk_and_models_are_for_agencies_only(world: World, who: str, name: str) -> None:
    client = Client()
    client.force_login(getattr(world, who))
    assert client.get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


def test_the_desk_asks_as_much_for_many_pictures_as_for_few(world: World) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            get(world.bo, "desk")
        return len(asked)

    def ask(seed: int) -> None:
        world.draft(seed=seed)
        world.say("yes", world.draft(seed=seed + 20), "brand", world.bram)

    ask(7)
    few = questions()
    for seed in (8, 9, 10, 11):
        ask(seed)
    assert questions() == few


def test_a_model_stands_with_her_consent_and_her_licences(world: World) -> None:
    html = get(world.bo, "models")
    assert "Mila" in html
    assert "Consents until <b>30 June 2028</b>, in the whole world." in html
    assert "Never: swimwear." in html
    assert "Nordlicht: knitwear" in html
    assert "until 31 December 2027" in html


def test_a_withdrawn_consent_is_said_in_words_and_shows_no_portrait(world: World) -> None:
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    html = get(world.bo, "models")
    assert "Consent was taken back." in html
    assert "/references/" not in html
    world.consent(world.twin, world.mila)
    assert "/references/" not in get(world.bo, "models")


def test_the_models_page_asks_as_much_for_many_as_for_one(world: World) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            get(world.bo, "models")
        return len(asked)

    few = questions()
    for number, name in enumerate(("Ines", "Thandi", "Yuki"), start=2):
        model = user(name)
        world.license(world.new_twin(model, seed=number), model, world.brand, world.bram)
    assert questions() == few
