"""Pages that change without a reload: what they cost, and that they tell no more than they show."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Run
from approvals.models.brief import BriefUserPermission
from portal.actions.organisation import end_membership
from portal.models import Membership, User
from tests.people import World, a_world, give, user

pytestmark = pytest.mark.django_db

MOST_QUESTIONS = 7
"""Session, person, second factor (2), rights, where she belongs, and the heads of the chains."""


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    cache.clear()
    with time_machine.travel(world.at, tick=False):
        yield


class OpenPage:
    """A page that somebody left open, and that asks as live.js does."""

    def __init__(self, who: User, page: str, part: str, *args: object) -> None:
        self.browser = Client()
        self.browser.force_login(who)
        self.part = reverse(part, args=args)
        self.seen = self._version(self.browser.get(reverse(page, args=args)))

    def ask(self) -> str:
        """Ask once; returns the part, or nothing."""
        answer = self.browser.get(self.part, {"seen": self.seen})
        if answer.status_code == 204:
            assert answer.content == b""
            return ""
        assert answer.status_code == 200
        self.seen = self._version(answer)
        return answer.text

    def questions(self) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert self.ask() == ""
        return len(asked)

    def _version(self, answer: object) -> str:
        return str(answer.text.partition("?seen=")[2].partition('"')[0])  # type: ignore[attr-defined]


def test_her_inbox_shows_a_picture_as_soon_as_she_is_asked(world: World) -> None:
    page = OpenPage(world.mila, "inbox", "inbox-part")
    draft = world.draft()
    assert page.ask() == ""  # it waits for the brand, which is nothing to her yet
    world.say("yes", draft, "brand", world.bram)
    assert draft.get_absolute_url() in page.ask()
    assert page.ask() == ""
    world.say("yes", draft, "model", world.mila)
    assert "You said yes" in page.ask()


def test_the_desk_changes_with_each_verdict(world: World) -> None:
    page = OpenPage(world.bo, "desk", "desk-part")
    draft = world.draft()
    assert 'id="for-brand"' in page.ask()
    world.say("yes", draft, "brand", world.bram)
    assert 'id="for-agency"' in page.ask()
    world.say("yes", draft, "agency", world.ada)
    assert 'id="for-agency"' not in page.ask()
    assert page.ask() == ""


def test_the_sheet_changes_with_verdicts_when_nothing_is_being_made(world: World) -> None:
    draft = world.draft()
    page = OpenPage(world.bram, "brief", "brief-sheet", draft.brief_id)
    assert page.ask() == ""
    world.say("yes", draft, "brand", world.bram)
    assert "Waits for Linden Models" in page.ask()


def test_the_sheet_tells_that_a_worker_took_up_the_order(world: World) -> None:
    """No chain has that: a lease is no act."""
    brief = world.brief()
    page = OpenPage(world.bram, "brief", "brief-sheet", brief.pk)
    assert page.ask() == ""
    Run.objects.update(state="waiting", studio=None)
    assert "Waits for a free machine" in page.ask()


@pytest.mark.parametrize(
    ("who", "page", "part"),
    [("mila", "inbox", "inbox-part"), ("bo", "desk", "desk-part")],
)
def test_nothing_new_is_known_by_a_few_questions_however_much_waits(
    world: World, who: str, page: str, part: str
) -> None:
    asked = []
    for seed in (7, 8, 9):
        world.say("yes", world.draft(seed=seed), "brand", world.bram)
        asked.append(OpenPage(getattr(world, who), page, part).questions())
    assert len(set(asked)) == 1
    assert asked[0] <= MOST_QUESTIONS


def test_a_page_that_was_never_opened_here_is_answered_in_full(world: World) -> None:
    browser = Client()
    browser.force_login(world.bo)
    world.draft()
    answer = browser.get(reverse("desk-part"), {"seen": "0" * 16})
    assert "Winter knits" in answer.text


def test_what_happens_elsewhere_wakes_nobody(world: World) -> None:
    """Acts of which her page shows nothing are answered as if there were none."""
    ines = user("Ines")
    world.new_twin(ines, seed=2)
    hers = OpenPage(ines, "inbox", "inbox-part")
    otto = user("Otto")
    world.found("agency", "Birken Models", otto)
    theirs = OpenPage(otto, "desk", "desk-part")
    world.agree(world.draft())
    assert hers.ask() == ""
    assert theirs.ask() == ""


def test_what_her_own_agency_does_for_others_is_no_news_to_who_may_see_one(world: World) -> None:
    """The chain of the agency moves; her page does not, and so she hears nothing."""
    cleo = user("Cleo")
    world.found("agency", "Birken Models", cleo)
    ines = user("Ines")
    twin = world.new_twin(ines, seed=2)
    give("see_twin", cleo, over=twin, by=world.agency)
    page = OpenPage(cleo, "desk", "desk-part")
    world.agree(world.draft())
    assert page.ask() == ""


def test_who_loses_her_right_finds_nothing_at_the_next_request(world: World) -> None:
    draft = world.draft()
    vivi = user("Vivi")
    give("see_brief", vivi, over=draft.brief, by=world.brand)
    page = OpenPage(vivi, "brief", "brief-sheet", draft.brief_id)
    assert page.ask() == ""
    BriefUserPermission.every.filter(user=vivi).delete()
    assert page.browser.get(page.part, {"seen": page.seen}).status_code == 404


def test_who_leaves_the_agency_has_no_desk_any_more(world: World) -> None:
    world.draft()
    page = OpenPage(world.bo, "desk", "desk-part")
    end_membership(membership=Membership.objects.get(user=world.bo), actor=world.ada, at=world.at)
    assert page.browser.get(page.part, {"seen": page.seen}).status_code == 404


def test_after_a_while_a_part_is_made_anew_because_days_pass(world: World) -> None:
    world.draft()
    page = OpenPage(world.bo, "desk", "desk-part")
    cache.clear()
    with time_machine.travel(world.at + timedelta(days=2), tick=False):
        page.browser.force_login(world.bo)
        assert "for 2 days" in page.ask()
