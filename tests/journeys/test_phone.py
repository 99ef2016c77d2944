"""A model on her phone: fifty pictures with one thumb, while the network comes and goes."""

import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Visitor
from tests.journeys.slow_line import SlowLine
from tests.site import ROOT, Site

pytestmark = pytest.mark.browser

PICTURES = 50
ROUND_TRIP_SECONDS = 0.4
CUTS = {8: 6, 20: 10, 40: 9}
"""Before which pictures the network goes, and for how many; the last time until all is sent."""
SPARE = 6
"""So many more does her phone keep than the cut is long: she never comes to the end of them."""
ENDS = {begins + lasts for begins, lasts in CUTS.items()}
PATIENCE_MS = 180_000
LOOKS_MS = 2500
"""How long she looks at the first picture; from then on she is faster than anybody."""
DOUBLE_TAPS = {5, 30}
NO, CHANGE = {3, 15, 31}, {22}
MEASURED = ROOT / "var" / "measured" / "phone.jsonl"
STOPWATCH = """
  addEventListener("click", (event) => {
    if (!event.target.closest("[data-verdict], #change-form")) return;
    const before = document.querySelector("[data-look-frame] img");
    const at = event.timeStamp;
    const look = () => {
      if (event.defaultPrevented) return;
      const now = document.querySelector("[data-look-frame] img");
      if (now && now !== before && now.complete && now.naturalWidth)
        return requestAnimationFrame(() => setTimeout(() => measured(performance.now() - at)));
      if (performance.now() - at < 5000) requestAnimationFrame(look);
    };
    look();
  }, true);
"""

KEPT_AHEAD = """
  async () => {
    const answered = await (await import("/static/js/queue.js")).all();
    const gone = new Set([location.pathname, ...answered.map((each) => each.page)]);
    const name = (await caches.keys()).find((each) => each.startsWith("twinset-waiting"));
    const kept = name ? await (await caches.open(name)).keys() : [];
    const paths = kept.map((each) => new URL(each.url).pathname);
    const pictures = paths.filter((each) => each.endsWith("/preview"));
    return pictures.filter((each) => !gone.has(each.replace("/preview", ""))).length;
  }
"""
"""How many pictures that she has not answered her phone keeps."""


@pytest.fixture
def line(site: Site) -> Iterator[SlowLine]:
    slow = SlowLine(site.port, ROUND_TRIP_SECONDS)
    yield slow
    slow.close()


def test_a_model_judges_fifty_pictures_with_one_thumb_through_three_network_cuts(
    visitor: Callable[..., Visitor], site: Site, line: SlowLine
) -> None:
    drafts = site.step("waiting", str(PICTURES))["drafts"]
    mila = visitor("Mila", phone=True, at=line.address)
    took: list[float] = []
    mila.page.expose_function("measured", partial(list.append, took))
    mila.page.add_init_script(STOPWATCH)
    lose_the_first_reply(mila.page)
    mila.sign_in()
    mila.page.goto("/inbox")
    mila.page.locator("main a.button[href*='/drafts/']").first.click()
    mila.page.wait_for_url("**/drafts/*")
    mila.page.wait_for_timeout(LOOKS_MS)

    wanted = judge_all(mila)
    assert set(wanted) == set(drafts)
    send_all(mila)

    said = site.step("said")["said"]
    assert {draft: said.get(draft) for draft in drafts} == {
        draft: [verdict] for draft, verdict in wanted.items()
    }
    write_down(took)


def judge_all(mila: Visitor) -> dict[str, str]:
    """Answer until nothing waits; return what was meant for each picture."""
    page, meant = mila.page, {}
    for number in range(PICTURES):
        if number in CUTS:
            wait_until_kept(page, min(CUTS[number] + SPARE, PICTURES - number - 1))
            page.context.set_offline(True)
        elif number in ENDS:
            page.context.set_offline(False)
        here = page.url
        meant[here.rsplit("/", 1)[1]] = verdict_on(page, number)
        page.wait_for_url(re.compile(f"^(?!{re.escape(here)})"))
        page.wait_for_timeout(400)
    assert page.url.endswith("/answers")
    return meant


def verdict_on(page: Page, number: int) -> str:
    """Give the verdict on the picture of this number with the thumb."""
    if number in CHANGE:
        tap(page, "change")
        page.locator("#comment").fill("Warmer light")
        page.get_by_role("button", name="Ask for this change").tap()
        return "change"
    verdict = "no" if number in NO else "yes"
    tap(page, verdict, twice=number in DOUBLE_TAPS)
    return verdict


def tap(page: Page, verdict: str, *, twice: bool = False) -> None:
    """Tap the place of an answer; the second tap of two lands where the next picture is."""
    box = page.locator(f".verdict--{verdict}").bounding_box()
    assert box
    for _time in range(1 + twice):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def wait_until_kept(page: Page, ahead: int) -> None:
    """Let her phone fetch so many pictures more, as it does while she looks at one."""
    until = time.monotonic() + 30
    while page.evaluate(KEPT_AHEAD) < ahead:
        assert time.monotonic() < until, "The pictures are not kept."
        page.wait_for_timeout(200)


def send_all(mila: Visitor) -> None:
    """Send without a network; when it is back all arrives, though the first reply is lost."""
    page = mila.page
    page.get_by_role("button", name=f"Send {PICTURES} answers").tap()
    expect(page.get_by_text("There is no connection now.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Sent and signed.", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("[data-part=sent] .kept")).to_have_count(PICTURES)


def lose_the_first_reply(page: Page) -> None:
    """Let what is sent first arrive, and its answer never."""
    lost: list[bool] = []

    def handle(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(True)
        route.fetch()
        return route.abort()

    page.route("**/answers", handle)


def write_down(took: list[float]) -> None:
    """Keep how long the next picture took; a slow machine fails no test."""
    assert len(took) >= PICTURES - len(CHANGE) - 1
    p95 = statistics.quantiles(took, n=20)[-1]
    line = {
        "name": "decision_to_next_picture_p95",
        "value": round(p95, 1),
        "unit": "ms",
        "median": round(statistics.median(took), 1),
        "n": len(took),
    }
    MEASURED.parent.mkdir(parents=True, exist_ok=True)
    with MEASURED.open("a") as file:
        file.write(json.dumps(line) + "\n")
    sys.stdout.write(f"\n{json.dumps(line)}\n")
