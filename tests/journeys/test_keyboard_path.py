"""The whole path without a pointer: from the brief to verify, a consent and a licence."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from tests.people import picture_bytes
from tests.site import Site

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()
MOST_STEPS = 120
LOOKED_MS, TRIES = 1500, 8
MADE_WITHIN_MS = 60_000
HAS_FOCUS = "(element) => element === document.activeElement"
SHOWS_FOCUS = """
  () => {
    const drawn = (element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    const focused = document.activeElement;
    const beside = [...(focused.labels ?? []), focused.nextElementSibling].filter(Boolean);
    for (let up = focused, steps = 0; up && steps < 5; up = up.parentElement, steps += 1)
      beside.push(up);
    const { bottom, top } = focused.getBoundingClientRect();
    // The button inside a field for a day draws its own (css/base.css), where no script looks.
    const isDay = ["date", "time"].includes(focused.type);
    return (isDay || beside.some(drawn)) && bottom > 0 && top < innerHeight
      ? ""
      : focused.outerHTML.slice(0, 200);
  }
"""


@pytest.fixture
def garment(tmp_path: Path) -> Path:
    path = tmp_path / "knit.png"
    path.write_bytes(picture_bytes(31, (600, 800)))
    return path


def test_the_path_is_walked_by_keys_alone(
    visitor: Callable[..., Visitor], garment: Path, tmp_path: Path
) -> None:
    bram, bo, mila = visitor("Bram"), visitor("Bo"), visitor("Mila")
    stranger = visitor("nobody")
    for each in (bram, bo, mila):
        sign_in(each)

    brief = write_the_brief(bram.page, garment)
    draft = bram.page.locator("main a[href*='/drafts/']").first
    expect(draft).to_be_visible(timeout=MADE_WITHIN_MS)
    go(bram.page, draft)
    say_yes(bram.page)
    go(bo.page, link(bo.page, "Desk"))
    go(bo.page, bo.page.get_by_role("link", name="Look at the first").first)
    say_yes(bo.page)
    go(mila.page, link(mila.page, "Pictures"))
    go(mila.page, mila.page.locator("main a.button[href*='/drafts/']").first)
    say_yes(mila.page)

    address = publish(bram.page, brief)
    published = tmp_path / "published.jpg"
    published.write_bytes(stranger.page.request.get(f"{address}/picture").body())
    page = stranger.page
    page.goto("/sign-in")
    go(page, page.get_by_role("link", name="Verify a picture"))
    choose_file(page, page.locator("input[type=file]"), published)
    go(page, page.get_by_role("button", name="Verify the picture"))
    expect(page.locator("main")).to_contain_text("in force")
    for each in (bram, bo, mila, stranger):
        assert not each.complaints


def test_several_pictures_are_answered_by_keys_alone(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    site.step("waiting", "4")
    bo = visitor("Bo")
    page = sign_in(bo)
    go(page, link(page, "Desk"))
    go(page, page.get_by_role("link", name="Answer several").first)
    boxes = page.locator("[data-together] [name=of]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    expect(page.get_by_text("None chosen")).to_be_visible()  # not on the pictures: the page's own
    expect(boxes.first).not_to_be_focused()
    come_to(page, boxes.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("2 pictures chosen")).to_be_visible()
    bo.look("together-chosen")
    page.keyboard.press("a")
    expect(page.get_by_text("4 pictures chosen")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("3 pictures chosen")).to_be_visible()
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="Yes to 3 pictures")).to_be_visible()
    bo.look("together-summary")
    go(page, page.get_by_role("button", name="Send 3 answers"))
    expect(page.get_by_role("heading", name="3 answers were sent and signed")).to_be_visible()
    bo.look("together-sent")
    go(page, page.locator("main").get_by_role("link", name="To the desk"))
    expect(page.get_by_text("one picture").first).to_be_visible()
    assert not bo.complaints


def test_consent_and_licence_are_signed_by_keys_alone(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    site.step("offer")
    mila = visitor("Mila")
    page = sign_in(mila)
    go(page, link(page, "My twin"))
    go(page, page.locator("main").get_by_role("link", name="Change", exact=True))
    listing = page.locator("[name=listing]:checked")
    come_to(page, listing)
    page.keyboard.press("ArrowRight")
    for name in ("is_adult", "identity_confirmed"):
        tick(page, page.locator(f"[name={name}]"))
    go(page, page.get_by_role("button", name="Read what it means"))
    go(page, page.get_by_role("button", name="Sign", exact=True))
    expect(page.locator("main")).to_contain_text("No")

    go(page, link(page, "My twin"))
    go(page, page.locator("main a[href*='/licences/']", has_text="coats").first)
    go(page, page.get_by_role("button", name="Sign", exact=True))
    expect(page.locator("main")).to_contain_text("Nordlicht")
    expect(page.locator(".turns__side", has_text="Mila")).not_to_contain_text("not signed")
    assert not mila.complaints


def sign_in(visitor: Visitor) -> Page:
    page, name = visitor.page, visitor.name.lower()
    page.goto("/sign-in")
    write(page, page.get_by_label("E-mail"), f"{name}@example.test")
    write(page, page.get_by_label("Password"), f"{name}-{name}")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return page


def write_the_brief(page: Page, garment: Path) -> str:
    go(page, link(page, "New brief"))
    write(page, page.locator("[name=title]"), "Winter knits")
    write(page, page.locator("[name=idea]"), "Soft light, early morning")
    write(page, page.locator("[name=product_line]"), "knitwear")
    choose_file(page, page.locator("input[name=garments][type=file]"), garment)
    expect(page.locator("input[type=hidden][name=uploads]")).to_have_count(1)
    tick(page, page.get_by_label("Mila").first)
    for name, value in (
        ("channels", "instagram-feed"),
        ("channels", "web"),
        ("territories", "EU"),
    ):
        tick(page, page.locator(f"input[name={name}][value={value}]"))
    write_day(page, page.locator("[name=starts_on]"), TODAY)
    write_day(page, page.locator("[name=ends_on]"), TODAY + timedelta(days=150))
    expect(page.get_by_text("Covered by consent")).to_be_visible()
    go(page, page.locator("main form button[type=submit]:not([name=find])").last)
    page.wait_for_url("**/briefs/*-*")
    go(page, page.get_by_role("button", name="Submit"))
    return page.url


def say_yes(page: Page) -> None:
    """Give the answer by its key; nothing else waits, so what is kept is shown to be sent."""
    page.wait_for_load_state("load")
    for _try in range(TRIES):  # a page that is not ready hears no key
        page.wait_for_timeout(LOOKED_MS)
        if page.url.endswith("/answers"):
            break
        page.keyboard.press("3")
    page.wait_for_url("**/answers")
    go(page, page.get_by_role("button", name="Send one answer"))
    expect(page.get_by_text("Sent and signed.", exact=True)).to_be_visible()


def publish(page: Page, brief: str) -> str:
    go(page, link(page, "Briefs"))
    go(
        page,
        page.locator(
            f"main a[href='{brief.partition('/briefs')[1]}{brief.partition('/briefs')[2]}']"
        ).first,
    )
    go(page, page.locator("main a[href*='/drafts/']").first)
    go(page, page.get_by_role("link", name="Publish").first)
    go(page, page.get_by_role("button", name="Publish").first)
    found = page.locator("a[href*='/p/']").first
    expect(found).to_be_visible(timeout=MADE_WITHIN_MS)
    address = found.get_attribute("href")
    assert address
    return address


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Main").get_by_role("link", name=name)


def go(page: Page, goal: Locator) -> None:
    """Come there, and press enter."""
    come_to(page, goal)
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")


def tick(page: Page, box: Locator) -> None:
    come_to(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()


def write(page: Page, goal: Locator, words: str) -> None:
    come_to(page, goal)
    page.keyboard.type(words)


def write_day(page: Page, goal: Locator, day: date) -> None:
    """As an English browser asks for it: month, day, year."""
    write(page, goal, day.strftime("%m%d%Y"))
    expect(goal).to_have_value(day.isoformat())


def choose_file(page: Page, goal: Locator, file: Path) -> None:
    come_to(page, goal)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)


def come_to(page: Page, goal: Locator) -> None:
    """Go there with the tab key; at each stop it is to be seen where she is."""
    goal.wait_for(state="attached")
    for _step in range(MOST_STEPS):
        if goal.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
        unseen = page.evaluate(SHOWS_FOCUS)
        assert not unseen or "<body" in unseen, f"Nothing shows that this has the focus: {unseen}"
    raise AssertionError(f"No way leads to {goal}.")
