"""A whole review without a pointer, and how it looks at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from tests.site import Site

pytestmark = pytest.mark.browser

WIDTHS = ((320, 640), (375, 667), (768, 1024), (1440, 900))
TAPS_APART_MS = 400
MOST_STEPS = 60


def test_pictures_are_judged_and_sent_by_keys_alone(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    drafts = site.step("waiting", "4")["drafts"]
    mila = visitor("Mila")
    page = mila.sign_in()
    page.goto("/inbox")
    come_to(page, page.locator("main a.button[href*='/drafts/']").first)
    press(page, "Enter")
    page.wait_for_url("**/drafts/*")
    first = page.url
    press(page, "z")
    expect(page.locator(".look.is-zoomed")).to_be_visible()
    press(page, "Escape")
    press(page, "?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    press(page, "Escape")

    press(page, "3")
    expect(page.get_by_text("Yes, kept.")).to_be_visible()
    assert page.url != first
    expect(page.locator(".verdicts")).to_be_focused()
    press(page, "u")
    page.wait_for_url(first)
    press(page, "1")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    look_at_every_width(mila, "review-kept")
    press(page, "2")
    page.keyboard.type("Warmer light")
    come_to(page, page.get_by_role("button", name="Ask for this change"))
    press(page, "Enter")
    page.wait_for_url(lambda url: url.split("?")[0] != second)
    page.wait_for_timeout(TAPS_APART_MS)
    come_to(page, page.get_by_role("button", name="Yes", exact=True))
    press(page, "Enter")

    come_to(page, page.locator("a[data-unsent-note]"))
    press(page, "Enter")
    page.wait_for_url("**/answers")
    expect(page.get_by_role("button", name="Send 3 answers")).to_be_visible()
    look_at_every_width(mila, "answers-kept")
    page.goto("/inbox")
    expect(page.get_by_role("button", name="Send 3 answers")).to_be_visible()
    look_at_every_width(mila, "inbox-kept")
    come_to(page, page.get_by_role("button", name="Send 3 answers"))
    press(page, "Enter")
    expect(page.get_by_text("Sent and signed.", exact=True)).to_be_visible()
    look_at_every_width(mila, "inbox-sent")
    said = site.step("said")["said"]
    assert sorted(word for each in drafts for word in said.get(each, [])) == ["change", "no", "yes"]


def test_who_signs_out_with_answers_is_asked_and_nothing_of_hers_stays(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    site.step("waiting", "2")
    mila = visitor("Mila", phone=True)
    page = mila.sign_in()
    page.goto("/inbox")
    page.locator("main a.button[href*='/drafts/']").first.click()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Yes, kept.")).to_be_visible()
    page.goto("/my-twin")
    sign_out(page)
    expect(page.get_by_role("heading", name="Before you sign out")).to_be_visible()
    mila.look("sign-out-asks")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("link", name="One answer is not sent yet")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Discard").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(KEPT) == {"answers": 0, "pictures": []}


KEPT = """
  async () => {
    const queue = await import("/static/js/queue.js");
    const names = await caches.keys();
    return {
      answers: (await queue.all()).length,
      pictures: names.filter((each) => each.startsWith("twinset-waiting")),
    };
  }
"""


def sign_out(page: Page) -> None:
    page.get_by_text("Account").click()
    page.get_by_role("button", name="Sign out").click()


def look_at_every_width(visitor: Visitor, name: str) -> None:
    """Keep screenshots at each width in both schemes, and find nothing that axe can find."""
    before = visitor.page.viewport_size
    for width, height in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.look(name)
    assert before
    visitor.page.set_viewport_size(before)


def come_to(page: Page, goal: Locator) -> None:
    """Go there with the tab key."""
    for _step in range(MOST_STEPS):
        if goal.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No way leads to {goal}.")


def press(page: Page, key: str) -> None:
    """Press a key as a person does: not before she has seen what is there."""
    page.wait_for_timeout(TAPS_APART_MS)
    page.keyboard.press(key)
