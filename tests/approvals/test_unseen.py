"""First opinions unseen: nobody reads what others of the step said before she spoke herself."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions.review import Place, decide
from approvals.models import Draft, ReviewPolicy, Stage
from portal.models import User
from tests.people import NOON, World, a_world

pytestmark = pytest.mark.django_db

WORDS = "Her hand looks odd to me"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def draft(world: World) -> Draft:
    """All three are asked at once, two of the agency; bo says yes, with words and a pin."""
    ReviewPolicy.objects.create(
        agency=world.agency,
        brand_place=1,
        agency_place=1,
        model_place=1,
        agency_needs=2,
        first_unseen=True,
    )
    draft = world.draft()
    stage = Stage.objects.get(review__draft=draft, side="agency")
    decide(
        stage=stage,
        verdict="yes",
        draft_sha256=draft.master_id,
        offer_sha256=stage.review.offer_sha256,
        comment=WORDS,
        pins=[Place(x=0.5, y=0.5, text=WORDS)],
        actor=world.bo,
        at=NOON,
    )
    return draft


def page(who: User, address: str) -> str:
    browser = Client()
    browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser.get(address).content.decode()


def reads(who: User, draft: Draft) -> bool:
    return WORDS in page(who, draft.get_absolute_url())


def test_who_has_yet_to_speak_reads_nothing(world: World, draft: Draft) -> None:
    assert [reads(who, draft) for who in (world.ada, world.mila, world.bram)] == [False] * 3
    assert reads(world.bo, draft)


def test_who_spoke_reads_all(world: World, draft: Draft) -> None:
    world.say("yes", draft, "model", world.mila)
    assert reads(world.mila, draft)
    assert not reads(world.ada, draft)


def test_nor_does_the_page_tell_who_is_through(world: World, draft: Draft) -> None:
    world.say("yes", draft, "brand", world.bram)
    before = page(world.ada, draft.get_absolute_url())
    world.say("yes", draft, "model", world.mila)
    after = page(world.ada, draft.get_absolute_url())
    assert _told(before) == _told(after)
    assert ">yes<" not in _told(after)


def _told(html: str) -> str:
    """The page without what changes each time: its tokens and keys."""
    changing = ("csrf", 'name="key"')
    return "".join(x for x in html.splitlines() if not any(each in x.lower() for each in changing))


def test_nor_does_the_brand_s_sheet(world: World, draft: Draft) -> None:
    address = reverse("brief", args=[draft.brief_id])
    before = page(world.bram, address)
    world.say("yes", draft, "model", world.mila)
    assert _told(before) == _told(page(world.bram, address))


def test_nor_does_the_desk(world: World, draft: Draft) -> None:
    before = _told(page(world.ada, reverse("desk")))
    world.say("yes", draft, "model", world.mila)
    assert _told(page(world.ada, reverse("desk"))) == before


def test_without_that_rule_everybody_reads_on(world: World, draft: Draft) -> None:
    ReviewPolicy.objects.update(first_unseen=False)
    assert reads(world.ada, draft)


def test_once_the_round_is_over_everybody_reads_all(world: World, draft: Draft) -> None:
    world.say("no", draft, "model", world.mila)
    assert reads(world.ada, draft)
