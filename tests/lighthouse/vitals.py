"""The vitals of one page on a phone with 4G, as the browser itself times them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: Any = {"width": 412, "height": 823}
FOUR_G: dict[str, Any] = {
    "offline": False,
    "latency": 165,
    "downloadThroughput": 9_000_000 * 0.9 / 8,
    "uploadThroughput": 1_500_000 * 0.9 / 8,
}
"""What Chromium's developer tools call a fast 4G: milliseconds, and bytes a second."""
SLOWER = 4
"""So many times slower than this machine is the phone's processor, as Lighthouse has it."""
SETTLES_MS = 4000
"""So long it is left alone after it was loaded: pages that keep others ahead are never idle."""
WATCH = """
  window.vitals = { lcp: 0, cls: 0, inp: 0 };
  const watch = (type, act, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act))
      .observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (each) => (vitals.lcp = each.startTime));
  watch("layout-shift", (each) => each.hadRecentInput || (vitals.cls += each.value));
  watch("event", (each) => {
    if (each.interactionId) vitals.inp = Math.max(vitals.inp, each.duration);
  }, { durationThreshold: 16 });
"""


@contextmanager
def visited(address: str, session: str, port: int) -> Iterator[BrowserContext]:
    """Open a browser that others reach at ``port``, signed in by the cookie of ``session``."""
    with sync_playwright() as started:
        browser = _launch(started.chromium, f"--remote-debugging-port={port}")
        joined = started.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        try:
            context = joined.contexts[0]
            _sign_in(context, address, session)
            yield context
        finally:
            joined.close()
            browser.close()


def vitals(address: str, session: str) -> dict[str, Any]:
    """Visit a page that was never seen before and touch it: when its largest part was painted, how
    much it jumped, and how long the slowest touch took until its picture, in milliseconds; where a
    picture is judged, how long the slowest of a verdict did."""
    with sync_playwright() as started:
        browser = _launch(started.chromium)
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        _sign_in(context, address, session)
        page = context.new_page()
        _slow_down(context.new_cdp_session(page))
        page.add_init_script(WATCH)
        page.goto(address, timeout=60_000)
        page.wait_for_timeout(SETTLES_MS)
        lcp = round(page.evaluate("vitals.lcp"))
        _touch(page)
        found = page.evaluate("vitals")
        verdict = _judge(page)
        browser.close()
    return {
        "lcp_ms": lcp,
        "jumps": round(found["cls"], 3),
        "inp_ms": round(max(found["inp"], verdict)),
    } | ({"verdict_inp_ms": round(verdict)} if verdict else {})


def _launch(chromium: Any, *more: str) -> Browser:
    launched: Browser = chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, *more])
    return launched


def _sign_in(context: BrowserContext, address: str, session: str) -> None:
    if session:
        name, _, value = session.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": urljoin(address, "/")}])


def _slow_down(protocol: CDPSession) -> None:
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", FOUR_G)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _touch(page: Page) -> None:
    """Open what opens, menus and parts of the page, and nothing that goes elsewhere."""
    for folded in page.locator("summary:visible").all()[:5]:
        folded.tap()
        page.wait_for_timeout(300)
    for _step in range(3):
        page.keyboard.press("Tab")
        page.wait_for_timeout(100)


def _judge(page: Page) -> float:
    """Say yes, open the change of the next picture and take it back: how long the slowest of these
    took until it was painted; 0 where no two are judged. All is kept here, and nothing sent."""
    follows = page.locator("[data-following]:not([data-following=''])").count()
    if not follows or not page.locator("[data-verdicts] .verdict--yes").count():
        return 0
    page.evaluate("vitals.inp = 0")
    page.locator(".verdict--yes").tap()
    page.locator("[data-undo]:visible").wait_for()
    page.wait_for_timeout(1000)
    if page.locator(".verdict--change").count():
        page.locator(".verdict--change").tap()
        page.locator("#change-form").wait_for()
        page.wait_for_timeout(300)
        page.locator("[data-change-back]").tap()
        page.locator(".verdict--change").wait_for()
        page.wait_for_timeout(500)
    return float(page.evaluate("vitals.inp"))
