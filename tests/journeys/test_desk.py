"""The desk in a browser: what arrives appears by itself, and pictures are compared as one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor
from tests.site import Site

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000


def test_what_arrives_appears_on_an_open_page_and_pictures_are_compared_as_one(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    site.step("waiting", "2")
    bo = visitor("Bo")
    page = bo.sign_in()
    page.goto("/desk")
    page.evaluate("window.isTheSamePage = true")
    cards = page.locator("#main .picture")
    expect(cards).to_have_count(before := cards.count())
    site.step("waiting", "1")
    expect(cards).not_to_have_count(before, timeout=PATIENCE_MS)
    assert page.evaluate("window.isTheSamePage")

    page.get_by_role("link", name="Compare these").first.click()
    page.wait_for_url("**/compare?*")
    page.locator("[data-panes] img").nth(1).wait_for()
    bo.look("compare-beside")
    closer(page)
    bo.look("compare-closer")
    over_each_other(page)
    bo.look("compare-overlay")
    page.get_by_role("button", name="Difference").click()
    expect(page.get_by_role("button", name="Difference")).to_have_attribute("aria-pressed", "true")
    bo.look("compare-difference")


def closer(page: Page) -> None:
    """All pictures come closer together, at the same place."""
    page.get_by_role("button", name="Closer").click()
    page.locator("[data-panes]").focus()
    page.keyboard.press("ArrowRight")
    found = page.locator("[data-pane] img").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).transform)"
    )
    assert len(found) > 1
    assert len(set(found)) == 1
    assert found[0] != "none"
    page.get_by_role("button", name="Whole").click()


def over_each_other(page: Page) -> None:
    """The edge between two pictures goes where it is pushed."""
    page.get_by_role("button", name="Overlay").click()
    edge = page.get_by_role("slider")
    expect(edge).to_be_visible()
    edge.focus()
    before = edge.input_value()
    for _step in range(5):
        page.keyboard.press("ArrowRight")
    assert float(edge.input_value()) > float(before)
