"""From brief to verify and back, as brand, agency, model and stranger, in a real browser."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from tests.people import picture_bytes

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()


@pytest.fixture
def garment(tmp_path: Path) -> Path:
    path = tmp_path / "knit.png"
    path.write_bytes(picture_bytes(31, (600, 800)))
    return path


def test_a_picture_goes_from_brief_to_verify_and_back(
    visitor: Callable[..., Visitor], garment: Path, tmp_path: Path
) -> None:
    bram, bo = visitor("Bram"), visitor("Bo")
    mila, stranger = visitor("Mila", phone=True), visitor("nobody")

    brief = write_the_brief(bram, garment)
    draft = a_draft_arrives(bram, brief)
    say(bram, draft, "Yes")
    bo.sign_in()
    bo.page.goto("/desk")
    bo.look("desk")
    say(bo, draft, "Yes")
    mila.sign_in()
    mila.page.goto("/inbox")
    mila.look("inbox")
    mila.page.locator("main a[href*='/drafts/']").first.click()
    mila.look("look")
    say(mila, draft, "Yes")

    address = publish(bram, draft)
    stranger.page.goto(address)
    stranger.look("publication")
    published = tmp_path / "published.jpg"
    published.write_bytes(stranger.page.request.get(f"{address}/picture").body())
    assert Image.open(io.BytesIO(published.read_bytes())).width > 0
    expect(verify(stranger, published)).to_contain_text("in force")
    stranger.look("verify-intact")

    withdraw(mila)
    for path in ("", "/picture"):
        assert stranger.page.request.get(f"{address}{path}").status == 410
    assert stranger.page.request.head(f"{address}/picture").status == 410
    assert bram.page.request.get(f"{draft}/picture").status == 410
    stranger.page.goto(address)
    stranger.look("gone")
    expect(verify(stranger, published)).to_contain_text("took it back")


def write_the_brief(bram: Visitor, garment: Path) -> str:
    page = bram.sign_in()
    bram.look("briefs-empty")
    page.goto("/briefs/new")
    page.locator("[name=title]").fill("Winter knits")
    page.locator("[name=idea]").fill("Soft light, early morning")
    page.locator("[name=product_line]").fill("knitwear")
    page.locator("input[name=garments][type=file]").set_input_files(garment)
    expect(page.locator("input[type=hidden][name=uploads]")).to_have_count(1)
    page.locator("label", has_text="Mila").first.click()
    page.locator("input[name=channels][value=instagram-feed]").check()
    page.locator("input[name=channels][value=web]").check()
    page.locator("input[name=territories][value=EU]").check()
    page.locator("[name=starts_on]").fill(TODAY.isoformat())
    page.locator("[name=ends_on]").fill((TODAY + timedelta(days=150)).isoformat())
    expect(page.get_by_text("Covered by consent")).to_be_visible()
    bram.look("new-brief")
    page.locator("main form button[type=submit]:not([name=find])").last.click()
    page.wait_for_url("**/briefs/*-*")
    bram.look("brief-written")
    page.get_by_role("button", name="Submit").click()
    return page.url


def a_draft_arrives(bram: Visitor, brief: str) -> str:
    page = bram.page
    page.goto(brief)
    link = page.locator("main a[href*='/drafts/']").first
    expect(link).to_be_visible(timeout=40_000)
    bram.look("brief-with-pictures")
    link.click()
    page.wait_for_url("**/drafts/*")
    bram.look("draft")
    return page.url


def say(who: Visitor, draft: str, verdict: str) -> None:
    who.page.goto(draft)
    who.page.get_by_role("button", name=verdict, exact=True).click()
    who.page.wait_for_url(lambda url: url != draft)
    who.page.goto("/answers")
    who.page.get_by_role("button", name="Send one answer").click()
    expect(who.page.get_by_text("Sent and signed.", exact=True)).to_be_visible()


def publish(bram: Visitor, draft: str) -> str:
    page = bram.page
    page.goto(f"{draft}/publish")
    bram.look("publish")
    page.get_by_role("button", name="Publish").first.click()
    link = page.locator("a[href*='/p/']").first
    expect(link).to_be_visible(timeout=40_000)
    bram.look("publish-live")
    address = link.get_attribute("href")
    assert address
    page.goto("/published")
    bram.look("published")
    return address


def verify(stranger: Visitor, file: Path) -> Locator:
    page: Page = stranger.page
    page.goto("/verify")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Verify").first.click()
    page.wait_for_load_state("load")
    return page.locator("main")


def withdraw(mila: Visitor) -> None:
    page = mila.page
    page.goto("/my-twin")
    mila.look("my-twin")
    page.goto("/my-twin/withdraw")
    mila.look("withdraw")
    for box in page.locator("input[type=checkbox][name=purposes]").all():
        box.check()
    page.locator("main button[type=submit]").last.click()
    page.wait_for_load_state("load")
    mila.look("withdrawn")
