"""A newcomer gives a booker the right to judge for one model for a month, and sees why she has it.

In under a minute and without the docs: every click is counted, and what a person types is timed as
slow fingers would type it.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Visitor
from tests.site import Site

pytestmark = pytest.mark.browser

SECONDS = 60
SECONDS_TO_FIND = 3.0
"""What a person needs to find the next thing to click on a page that she has not seen before."""
MOST_CLICKS = 8
IN_A_MONTH = (datetime.now(UTC) + timedelta(days=30)).date()


class Counted:
    """Clicks, and counts them."""

    def __init__(self) -> None:
        self.clicks = 0
        self.began = time.monotonic()

    def click(self, what: Locator) -> None:
        """Click once."""
        what.click()
        self.clicks += 1

    @property
    def seconds(self) -> float:
        """How long it took, with the time that eyes and hands need."""
        return time.monotonic() - self.began + self.clicks * SECONDS_TO_FIND


def test_a_newcomer_grants_for_a_month_and_reads_the_reason(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    site.step("newcomer")
    ada = visitor("Ada")
    page = ada.sign_in()
    counted = Counted()

    counted.click(page.get_by_role("link", name="Models", exact=True))
    counted.click(page.get_by_role("link", name="Who can do what for Mila"))
    counted.click(page.get_by_role("link", name="Give Eva a right"))
    counted.click(page.get_by_label("Agree to pictures of Mila"))
    page.get_by_label("Last day").fill(IN_A_MONTH.isoformat())
    counted.click(page.get_by_role("button", name="See what that means"))
    expect(page.get_by_text("Eva may, from now until")).to_be_visible()
    counted.click(page.get_by_role("button", name="Confirm"))
    eva = page.get_by_role("row", name="Eva")
    expect(eva.get_by_text("granted by Ada on").first).to_be_visible()
    assert counted.clicks <= MOST_CLICKS
    assert counted.seconds < SECONDS, counted.seconds


def test_the_pages_of_rights_stand_any_screen(visitor: Callable[..., Visitor], site: Site) -> None:
    site.step("newcomer")
    for phone in (False, True):
        ada = visitor("Ada", phone=phone)
        page = ada.sign_in()
        page.goto("/models")
        ada.look("models-managed")
        page.get_by_role("link", name="Who can do what for Mila").click()
        ada.look("rights-of-model")
        page.get_by_label("Who", exact=True).select_option(label="Eva")
        page.get_by_label("Agree to pictures of Mila").check()
        page.get_by_label("Last day").fill(IN_A_MONTH.isoformat())
        page.get_by_role("button", name="See what that means").click()
        ada.look("rights-preview")
        page.get_by_role("button", name="Confirm").click()
        ada.look("rights-given")
        page.get_by_role("link", name="Eva", exact=True).click()
        ada.look("rights-of-person")
        page.get_by_role("link", name="Take back").first.click()
        ada.look("rights-taking")
        page.goto("/clients")
        ada.look("clients")
        page.get_by_role("link", name="Who can do what for Nordlicht").click()
        page.get_by_role("link", name="Bo", exact=True).click()
        page.get_by_role("button", name="See as Bo").click()
        expect(page.get_by_text("You see the pages as Bo")).to_be_visible()
        ada.look("seen-as")
        page.get_by_role("button", name="Back to myself").click()
        expect(page.get_by_text("You see the pages as yourself again.")).to_be_visible()
