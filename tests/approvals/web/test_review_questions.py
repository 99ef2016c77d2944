"""What the page of one picture asks the database: as much for a busy one as for a quiet one."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.actions import door, guest, pin
from approvals.actions.review import Place
from approvals.models import Draft
from approvals.walls import EVERYBODY, Audience
from portal.models import User
from tests.people import World, a_world, add_member, user

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def questions(person: User, draft: Draft) -> list[str]:
    client = Client()
    client.force_login(person)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(draft.get_absolute_url()).status_code == 200
    return [each["sql"] for each in asked.captured_queries]


def a_busy_picture(world: World) -> Draft:
    """The second version of one, with pins on both, reviewers, a guest, and others around it."""
    run = world.brief(pictures=6).runs.get()
    first = world.deliver(run)
    for name in ("Britt", "Birk"):
        add_member(
            organisation=world.brand,
            user=user(name),
            role="reviewer",
            actor=world.bram,
            at=world.at,
        )
    places = [Place(x=0.1 * each, y=0.5, text=f"Place {each}") for each in range(1, 6)]
    world.say("change", first, "brand", world.bram, comment="Warmer light", pins=places)
    second = world.deliver(first.reorders.get(), seed=11)
    for place in range(2, 7):
        world.deliver(run, seed=20 + place, place=place)
    opinion(world, second)
    britt = User.objects.get(name="Britt")
    world.say("yes", second, "brand", britt, comment="The collar is right", pins=places)
    talk(world, second)
    return second


def talk(world: World, draft: Draft) -> None:
    """All sides write behind all walls, and answer."""
    pair = Audience("pair", world.agency.pk, world.twin.pk)
    for who, audience in (
        (world.bram, EVERYBODY),
        (world.bram, Audience("own", world.brand.pk)),
        (world.bo, Audience("own", world.agency.pk)),
        (world.bo, pair),
        (world.mila, pair),
        (world.mila, EVERYBODY),
    ):
        said = pin.say(draft=draft, text="Hm", audience=audience, actor=who, at=world.at)
        for _answer in range(3):
            pin.answer(pin=said, text="Yes", audience=audience, actor=who, at=world.at)


def opinion(world: World, draft: Draft) -> None:
    """A guest of the brand says what she thinks of it."""
    sent = guest.invite_guest(
        brief=draft.brief, email="wanda@example.test", name="Wanda", actor=world.bram, at=world.at
    )
    code = door.send_code(link=sent.link, at=world.at)
    link = door.verify_code(link=sent.link, code=code.secret, at=world.at)
    round_ = draft.reviews.get()
    guest.give_opinion(
        link=link,
        draft=draft,
        verdict="yes",
        comment="Lovely",
        draft_sha256=draft.master_id,
        offer_sha256=round_.offer_sha256,
        at=world.at,
    )


@pytest.mark.parametrize("name", ["mila", "bo", "bram", "sam"])
def test_a_page_asks_at_most_twelve_questions_however_much_there_is(
    world: World, name: str
) -> None:
    person: User = getattr(world, name)
    quiet = world.draft(seed=40)
    world.say("yes", quiet, "brand", world.bram)
    busy = a_busy_picture(world)
    for draft in (quiet, busy):
        asked = questions(person, draft)
        assert len(asked) <= MOST, "\n".join(each[:160] for each in asked)


def test_a_page_that_still_takes_a_no_asks_no_more(world: World) -> None:
    agreed = world.draft()
    world.agree(agreed)
    for person in (world.mila, world.bo, world.bram):
        assert len(questions(person, agreed)) <= MOST
    world.publish(agreed)
    for person in (world.mila, world.bo, world.bram):
        assert len(questions(person, agreed)) <= MOST
