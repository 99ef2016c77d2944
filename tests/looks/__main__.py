"""``python -m tests.looks [--language CODE] [--start NAME] [--people NAME…]``: every page.

Opens each page of each person in Chromium at three widths, and at 320 px with letters twice as
large, in both schemes. Prints one JSON object a page and keeps screenshots in
``var/screenshots/pages``; ends with 1 where axe finds a violation, something scrolls sideways or a
script fails.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import CHROMIUM, FLAGS, SCREENSHOTS
from tests.site import Site

VIEWS = (
    ("375", 375, 667, 16),
    ("768", 768, 1024, 16),
    ("1440", 1440, 900, 16),
    ("320", 320, 640, 32),
)
"""Name, width, height and the size of letters that the browser was set to."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOLDER = SCREENSHOTS / "pages"
OK, NOT_A_PAGE = 200, "is no page"
EXPECTED = {"not-found": 404, "not-allowed": 403}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ORDINARY = 16
ALL_PICTURES = """
  async () => {
    for (const image of document.images) image.loading = "eager";
    const drawn = [...document.images].map((image) => image.decode().catch(() => {}));
    await Promise.race([Promise.all(drawn), new Promise((done) => setTimeout(done, 3000))]);
  }
"""
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Looked:
    """What was found on one page."""

    page: str
    person: str
    address: str
    shots: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether nothing was found."""
        return not (self.violations or self.sideways or self.complaints)

    def line(self) -> str:
        """Return it as JSON."""
        return json.dumps(vars(self) | {"shots": len(self.shots)}, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Look; return 1 where something was found."""
    asked = _asked(arguments)
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as site:
        scene = json.loads(site.run("-m", "tests.looks.scene", asked.language))
        site.run("manage.py", "build_assets")
        site.start("web")
        site.wait()
        wanted: SimpleQueue[dict[str, str]] = SimpleQueue()
        for page in [*scene["pages"], *scene["mails"]]:
            is_named = page["page"].startswith(asked.start)
            if is_named and (not asked.people or page["person"] in asked.people):
                wanted.put(page)
        found = _look_at_all(site, scene, wanted, asked)
    seen = [each for each in found if each.shots]
    bad = [each for each in found if not each.is_well]
    sys.stderr.write(
        f"{len(seen)} pages, {sum(len(each.shots) for each in seen)} screenshots in {FOLDER};"
        f" {len(bad)} pages with something to mend.\n"
    )
    return 1 if bad or not seen else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make look")
    parser.add_argument("--language", default="en", help="in which people read (en)")
    parser.add_argument("--start", default="", help="only pages whose name starts so")
    parser.add_argument("--people", nargs="*", default=[], help="only pages of these")
    parser.add_argument("--browsers", type=int, default=min(4, os.cpu_count() or 1))
    return parser.parse_args(arguments)


@contextmanager
def _site(folder: Path) -> Iterator[Site]:
    site = Site(folder)
    try:
        yield site
    finally:
        site.stop()


def _look_at_all(
    site: Site,
    scene: dict[str, Any],
    wanted: SimpleQueue[dict[str, str]],
    asked: argparse.Namespace,
) -> list[Looked]:
    """Several browsers, each with the next page that nobody has looked at."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found: list[Looked] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
                while True:
                    looked = _look(browser, site, scene, wanted.get_nowait(), asked.language)
                    if looked is not None:
                        found.append(looked)
                        sys.stdout.write(looked.line() + "\n")
                        sys.stdout.flush()
        except Empty:
            pass
        except BaseException as error:  # noqa: BLE001 - told below, in the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=work) for _each in range(asked.browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return found


def _look(
    browser: Browser, site: Site, scene: dict[str, Any], wanted: dict[str, str], language: str
) -> Looked | None:
    """Look at one page in every view; None for what is no page but a part, a file or a redirect."""
    looked = Looked(wanted["page"], wanted["person"], wanted.get("address", ""))
    context = browser.new_context(
        base_url=site.address, locale=language, viewport={"width": 375, "height": 667}
    )
    try:
        session = scene["sessions"].get(wanted["person"])
        if session and "html" not in wanted:
            context.add_cookies([{"name": scene["cookie"], "value": session, "url": site.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: looked.complaints.append(str(error)))
        if not _open(page, wanted, looked):
            return None
        for view in VIEWS:
            _look_at(page, view, looked, wanted, language)
    finally:
        context.close()
    return looked


def _open(page: Page, wanted: dict[str, str], looked: Looked) -> bool:
    if "html" in wanted:
        page.set_content(wanted["html"])
        return True
    kind = page.request.get(wanted["address"], max_redirects=0)
    expected = EXPECTED.get(wanted["page"], OK)
    if kind.status != expected or "text/html" not in kind.headers.get("content-type", ""):
        if kind.status >= 400 and kind.status != expected and wanted["page"] not in ("compare",):
            looked.complaints.append(f"answers {kind.status}")
            sys.stdout.write(looked.line() + "\n")
        return False
    if "<html" not in kind.text():
        return False
    page.goto(wanted["address"], wait_until="load")
    return True


def _look_at(
    page: Page,
    view: tuple[str, int, int, int],
    looked: Looked,
    wanted: dict[str, str],
    language: str,
) -> None:
    name, width, height, letters = view
    page.set_viewport_size({"width": width, "height": height})
    sizes = {"standard": letters, "fixed": letters - 3}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
    if letters != ORDINARY and "html" not in wanted:
        page.reload(wait_until="load")  # or the style sheet does not notice
    page.evaluate(ALL_PICTURES)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(60)
        tongue = "" if language == "en" else f"-{language}"
        file = f"{wanted['page']}-{wanted['person']}-{name}-{scheme}{tongue}.png"
        page.screenshot(path=FOLDER / file, full_page=True)
        looked.shots.append(file)
        answer = Axe().run(page, options=AXE).response
        looked.violations += [
            f"{name} {scheme}: {each['id']}: {each['nodes'][0]['target']} ({len(each['nodes'])})"
            for each in answer["violations"]
        ]
    if page.evaluate(IS_WIDE):
        looked.sideways.append(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
