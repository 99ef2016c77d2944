"""A model's fingers on the page of a picture, and whose answers stay in a browser."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Visitor
from tests.site import Site

pytestmark = pytest.mark.browser

HOLD_MS = 600
SETTLES_MS = 500
STEPS = 8

type Spot = tuple[float, float]
type Fingers = dict[int, Spot]

KEPT = """
  async () => (await (await import("/static/js/queue.js")).all()).map((each) => each.state)
"""
FORGET = """
  async () => {
    const { all, remove } = await import("/static/js/queue.js");
    await remove(...(await all()));
  }
"""
PICTURES = "async () => (await caches.keys()).filter((each) => each.startsWith('twinset-waiting'))"
HAS_KEPT = """
  async (path) => {
    for (const name of await caches.keys()) {
      if (!name.startsWith("twinset-waiting")) continue;
      if (await (await caches.open(name)).match(path, { ignoreVary: true })) return true;
    }
    return false;
  }
"""
ON_ITS_WAY = """
  async () => {
    const { all, update } = await import("/static/js/queue.js");
    await update((await all()).map((each) => [each, { state: "sending" }]));
  }
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One installation for all of these: each has pictures of its own."""
    made = Site(tmp_path_factory.mktemp("site"))
    made.step("world")
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def drafts(site: Site) -> dict[str, Any]:
    return site.step("touched")


@pytest.fixture(scope="module")
def mila(browser: Browser, site: Site, drafts: dict[str, Any]) -> Iterator[Visitor]:
    signed_in = Visitor(browser, site, "Mila", phone=True)
    signed_in.sign_in()
    yield signed_in
    signed_in.page.context.close()


@pytest.fixture
def page(mila: Visitor) -> Iterator[Page]:
    yield mila.page
    mila.page.unroute_all()
    mila.page.context.set_offline(False)
    mila.page.evaluate(FORGET)


def test_who_pinches_back_to_the_whole_picture_stays_at_it(
    page: Page, drafts: dict[str, Any]
) -> None:
    look_at(page, drafts["waiting"][1])
    page.evaluate(
        "addEventListener('look:go', (event) => (window.went = event.detail.where), true)"
    )
    here, look = page.url, page.locator("[data-look]")
    hand = Hand(page)
    hand.pinch((100, 250), (160, 250), to=((40, 250), (320, 250)))
    expect(look).to_have_class("look is-zoomed")
    hand.pinch((40, 250), (320, 250), to=((170, 250), (180, 250)))
    expect(look).to_have_class("look")
    page.wait_for_timeout(SETTLES_MS)
    assert page.evaluate("window.went") is None
    assert page.url == here


def test_one_finger_still_goes_from_picture_to_picture(page: Page, drafts: dict[str, Any]) -> None:
    look_at(page, drafts["waiting"][1])
    here = page.url
    hand = Hand(page)
    hand.put({0: (300, 250)})
    for x in range(280, 80, -20):
        hand.move({0: (x, 250)})
    hand.lift()
    page.wait_for_url(lambda url: url != here)


def test_what_is_written_stays_when_an_earlier_pin_is_tapped(
    page: Page, drafts: dict[str, Any]
) -> None:
    look_at(page, drafts["changed"])
    page.locator(".verdict--change").tap()
    words = page.locator("#comment")
    words.fill("Warmer light")
    page.locator("a.pin__mark").first.tap()
    page.wait_for_url("**#pin-1")
    page.wait_for_timeout(SETTLES_MS)
    expect(words).to_have_value("Warmer light")
    page.go_back()
    page.wait_for_timeout(SETTLES_MS)
    expect(words).to_have_value("Warmer light")
    page.go_back()
    expect(page.locator(".verdict--yes")).to_be_visible()


def test_the_version_before_is_there_when_it_is_held_even_in_a_lift(
    page: Page, drafts: dict[str, Any]
) -> None:
    look_at(page, drafts["changed"])
    before = page.locator("[data-look-before]")
    page.wait_for_function(
        "() => document.querySelector('[data-look-before]').naturalWidth > 0", timeout=5000
    )
    expect(before).to_be_hidden()
    address = before.get_attribute("src")
    until_kept(page, f"/drafts/{drafts['changed']}")
    until_kept(page, address or "")
    page.context.set_offline(True)
    page.reload()
    hand = Hand(page)
    hand.put({0: (180, 250)})
    page.wait_for_timeout(HOLD_MS)
    expect(before).to_be_visible()
    assert before.evaluate("(image) => image.complete && image.naturalWidth > 0")
    hand.lift()
    expect(before).to_be_hidden()


def test_a_picture_whose_answer_is_on_its_way_says_so(page: Page, drafts: dict[str, Any]) -> None:
    hold_answers_back(page)
    look_at(page, drafts["waiting"][2])
    here = page.url
    page.locator(".verdict--yes").tap()
    page.wait_for_url(lambda url: url != here)
    page.evaluate(ON_ITS_WAY)
    page.goto(here)
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_disabled()
    expect(page.get_by_role("button", name="No", exact=True)).to_be_disabled()
    page.locator(".verdict--change").tap(force=True)
    expect(page.locator("#change-form")).to_have_count(0)


def test_a_yes_is_taken_back_without_a_network_and_arrives_later(
    page: Page, site: Site, drafts: dict[str, Any]
) -> None:
    look_at(page, drafts["agreed"])
    here = page.url
    page.context.set_offline(True)
    page.get_by_role("button", name="No, I take my yes back").tap()
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()
    assert page.evaluate(KEPT) == ["sending"]
    assert page.url == here
    page.context.set_offline(False)
    expect(page.get_by_text("Sent and signed.")).to_be_visible()
    expect(page.get_by_text("Your answer is on its way.")).to_be_hidden()
    assert site.step("said")["said"][drafts["agreed"]] == ["yes", "no"]


def test_what_is_said_is_as_long_as_it_may_be(page: Page, drafts: dict[str, Any]) -> None:
    for verdict in ("change", "no"):
        page.goto(f"/drafts/{drafts['waiting'][0]}?{verdict}")
        expect(page.locator("#comment")).to_have_attribute("maxlength", "4000")


def test_a_session_that_ended_keeps_her_answers_for_her_alone(
    visitor: Callable[..., Visitor], drafts: dict[str, Any]
) -> None:
    mila = visitor("Mila", phone=True)
    page = mila.sign_in()
    look_at(page, drafts["waiting"][0])
    here = page.url
    page.locator(".verdict--no").tap()
    page.wait_for_url(lambda url: url != here)
    until_kept(page, "/waiting")
    end_session(page)
    page.goto("/sign-in")
    page.wait_for_timeout(SETTLES_MS)
    assert page.evaluate(KEPT) == ["kept"]
    assert page.evaluate(PICTURES) == []
    mila.sign_in()
    expect(page.get_by_role("button", name="Send one answer")).to_be_visible()
    end_session(page)
    page.evaluate("caches.open('twinset-waiting-somebody')")
    mila.name = "Bram"
    mila.sign_in()
    page.wait_for_timeout(SETTLES_MS)
    assert page.evaluate(KEPT) == []
    assert page.evaluate(PICTURES) == []


def test_the_desk_and_the_contact_sheet_tell_what_is_kept_and_not_sent(
    visitor: Callable[..., Visitor], drafts: dict[str, Any]
) -> None:
    bram, address = visitor("Bram"), f"/drafts/{drafts['fresh']}"
    page = bram.sign_in()
    page.goto(address)
    page.get_by_role("button", name="Yes", exact=True).click()
    page.wait_for_url("**/answers")
    page.goto(f"/briefs/{drafts['brief']}")
    card = page.locator(".picture", has=page.locator(f"a[href='{address}']"))
    expect(card.get_by_text("Yes, not sent")).to_be_visible()
    bram.look("sheet-kept")
    bo, address = visitor("Bo"), f"/drafts/{drafts['waiting'][0]}"
    page = bo.sign_in()
    page.goto(address)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("No, kept.")).to_be_visible()
    page.goto("/desk")
    card = page.locator(".picture", has=page.locator(f"a[href='{address}']"))
    expect(card.get_by_text("No, not sent")).to_be_visible()
    bo.look("desk-kept")


def look_at(page: Page, draft: str) -> None:
    page.goto(f"/drafts/{draft}")
    page.wait_for_function(
        "() => document.querySelector('[data-look-frame] img')?.naturalWidth > 0"
    )
    page.wait_for_timeout(SETTLES_MS)


class Hand:
    """Fingers on the glass, as the browser hears of them."""

    def __init__(self, page: Page) -> None:
        self.protocol = page.context.new_cdp_session(page)

    def put(self, fingers: Fingers) -> None:
        """Put down those that are new among ``fingers``."""
        self._tell("touchStart", fingers)

    def move(self, fingers: Fingers) -> None:
        """Move them there."""
        self._tell("touchMove", fingers)

    def lift(self, left: Fingers | None = None) -> None:
        """Lift all but those that are ``left``."""
        self._tell("touchEnd", left or {})

    def pinch(self, first: Spot, second: Spot, *, to: tuple[Spot, Spot]) -> None:
        """Move two fingers, put down one after the other; the first is lifted first."""
        self.put({0: first})
        self.put({0: first, 1: second})
        for step in range(1, STEPS + 1):
            part = step / STEPS
            self.move({0: _between(first, to[0], part), 1: _between(second, to[1], part)})
        self.lift({1: to[1]})
        self.lift()

    def _tell(self, kind: str, fingers: Fingers) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in fingers.items()]
        self.protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def _between(one: Spot, other: Spot, part: float) -> Spot:
    return (one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part)


def end_session(page: Page) -> None:
    """Let her session be over, as when it expires or is ended on another device."""
    page.context.clear_cookies(name=re.compile("session"))


def until_kept(page: Page, address: str) -> None:
    """Let her phone fetch it for when there is no network."""
    for _try in range(50):
        if page.evaluate(HAS_KEPT, address):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{address} is not kept.")


def hold_answers_back(page: Page) -> None:
    """Let no answer arrive while she looks."""
    page.route("**/answers/ready", lambda route: route.abort())
