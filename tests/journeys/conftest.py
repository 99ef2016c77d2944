"""A site with real programs, and real browsers for each of the people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from tests.browsers import CHROMIUM, FLAGS, SCREENSHOTS
from tests.people import APP_SECRET
from tests.site import Site

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 667}


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each site begins with: its people, and its style sheet."""
    made = Site(tmp_path_factory.mktemp("founded"))
    made.step("world")
    made.run("manage.py", "build_assets")
    return made.folder


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, founded: Path) -> Iterator[Site]:
    """A whole installation that runs: web, worker and beat. One for each journey: none finds what
    another left, whatever the order, and nobody signs in too often."""
    made = Site(tmp_path_factory.mktemp("site"), copy_of=founded)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield started
    started.close()


class Visitor:
    """One person at one screen, who notices what is broken."""

    def __init__(
        self, browser: Browser, site: Site, name: str, *, phone: bool, at: str = ""
    ) -> None:
        self.site, self.name, self.phone = site, name, phone
        context = browser.new_context(
            base_url=at or site.address,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            locale="en",
        )
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text)
                if said.type == "error" and "status of 410" not in said.text
                else None
            ),
        )

    def sign_in(self) -> Page:
        """Sign in with the password that the people of the tests have."""
        first = self.name.lower()
        self.page.goto("/sign-in")
        self.page.get_by_label("E-mail").fill(f"{first}@example.test")
        self.page.get_by_label("Password").fill(f"{first}-{first}")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        while "/sign-in/second" in self.page.url:
            self._second_step()
        return self.page

    def _second_step(self) -> None:
        """Type what the app shows, once it shows another code than she used last: each is good for
        one time, and after some wrong ones she would have to wait for minutes."""
        while self._counter() == self.site.used.get(self.name):
            self.page.wait_for_timeout(500)
        now = self.site.used[self.name] = self._counter()
        code = auth.format_hotp_value(auth.hotp_value(APP_SECRET, now))
        self.page.locator("[name=code]").fill(code)
        self.page.locator("main form:has([name=code]) button[type=submit]").first.click()
        self.page.wait_for_load_state("load")

    def _counter(self) -> int:
        return int(next(auth.yield_hotp_counters_from_time()))

    def look(self, name: str) -> None:
        """Keep a screenshot in both schemes, and find nothing that axe can find."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        width = self.page.viewport_size
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            file = Path(f"{name}-{width['width'] if width else 0}-{scheme}.png")
            self.page.screenshot(path=SCREENSHOTS / file, full_page=True)
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{name}, {scheme}:\n{found.generate_report()}"
        self.page.emulate_media(color_scheme="light")
        assert self._fits(), f"{name} scrolls sideways"
        assert not self.complaints, f"{name}: {self.complaints}"

    def _fits(self) -> bool:
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide))


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Let somebody open a browser; on a phone if ``phone``, at another address than the site's."""
    opened: list[Visitor] = []

    def open_for(name: str, *, phone: bool = False, at: str = "") -> Visitor:
        opened.append(Visitor(browser, site, name, phone=phone, at=at))
        return opened[-1]

    yield open_for
    for each in opened:
        each.page.context.close()
