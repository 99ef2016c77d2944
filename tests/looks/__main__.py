"""``python -m tests.looks [--language CODE] [--start NAME] [--people NAME…] [--widths …]``.

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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import CHROMIUM, FLAGS, SCREENSHOTS
from tests.site import Site

type View = tuple[str, int, int]
type Browsers = Sequence[tuple[Browser, Sequence[View]]]
type Wanted = dict[str, str]

VIEWS: Sequence[View] = (("375", 375, 667), ("768", 768, 1024), ("1440", 1440, 900))
"""Name, width and height, with letters of the ordinary size."""
LARGE: Sequence[View] = (("320", 320, 640),)
"""The same with letters twice as large, as the browser was set to."""
LARGE_LETTERS = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTLED_MS = 60
FOLDER = SCREENSHOTS / "pages"
OK, WRONG = 200, 400
EXPECTED = {"not-found": 404, "not-allowed": 403}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ALL_PICTURES = """
  async () => {
    for (const image of document.images) image.loading = "eager";
    const drawn = [...document.images].map((image) => image.decode().catch(() => {}));
    await Promise.race([Promise.all(drawn), new Promise((done) => setTimeout(done, 3000))]);
  }
"""
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Asked(argparse.Namespace):
    """What was asked for on the command line."""

    language: str
    start: str
    people: list[str]
    widths: list[str]
    browsers: int


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

    def say(self) -> None:
        """Print it as JSON."""
        said = json.dumps(vars(self) | {"shots": len(self.shots)}, ensure_ascii=False)
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Look; return 1 where something was found."""
    asked = _asked(arguments)
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as site:
        scene = json.loads(site.run("-m", "tests.looks.scene", asked.language))
        site.run("manage.py", "build_assets")
        site.start("web")
        site.wait()
        wanted: SimpleQueue[Wanted] = SimpleQueue()
        for page in [*scene["pages"], *scene["mails"]]:
            is_named = page["page"].startswith(asked.start)
            if is_named and (not asked.people or page["person"] in asked.people):
                wanted.put(page)
        found = _look_at_all(site, scene, wanted, asked)
    bad = [each for each in found if not each.is_well]
    sys.stderr.write(
        f"{len(found)} pages, {sum(len(each.shots) for each in found)} screenshots in {FOLDER};"
        f" {len(bad)} pages with something to mend.\n"
    )
    return 1 if bad or not found else 0


def _asked(arguments: list[str]) -> Asked:
    parser = argparse.ArgumentParser(prog="make look")
    parser.add_argument("--language", default="en", help="in which people read (en)")
    parser.add_argument("--start", default="", help="only pages whose name starts so")
    parser.add_argument("--people", nargs="*", default=[], help="only pages of these")
    parser.add_argument("--widths", nargs="*", default=[name for name, *_ in (*VIEWS, *LARGE)])
    parser.add_argument("--browsers", type=int, default=min(4, os.cpu_count() or 1))
    return parser.parse_args(arguments, Asked())


@contextmanager
def _site(folder: Path) -> Iterator[Site]:
    site = Site(folder)
    try:
        yield site
    finally:
        site.stop()


def _look_at_all(
    site: Site, scene: dict[str, Any], wanted: SimpleQueue[Wanted], asked: Asked
) -> list[Looked]:
    """Several at once, each at the next page that nobody has looked at."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found: list[Looked] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with sync_playwright() as playwright:
                start = partial(playwright.chromium.launch, executable_path=CHROMIUM)
                browsers = (
                    (start(args=list(FLAGS)), VIEWS),
                    (start(args=[*FLAGS, LARGE_LETTERS]), LARGE),
                )
                while True:
                    looked = _look(browsers, site, scene, wanted.get_nowait(), asked)
                    if looked.shots or not looked.is_well:
                        found.append(looked)
                        looked.say()
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
    browsers: Browsers, site: Site, scene: dict[str, Any], wanted: Wanted, asked: Asked
) -> Looked:
    """Look at one page in every view; at none if it is a part of one, a file or a redirect."""
    looked = Looked(wanted["page"], wanted["person"], wanted.get("address", ""))
    session = scene["sessions"].get(wanted["person"])
    for browser, views in browsers:
        chosen = [view for view in views if view[0] in asked.widths]
        if not chosen:
            continue
        context = browser.new_context(base_url=site.address, locale=asked.language)
        if session and "html" not in wanted:
            context.add_cookies([{"name": scene["cookie"], "value": session, "url": site.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: looked.complaints.append(str(error)))
        if _open(page, wanted, looked):
            for view in chosen:
                _look_at(page, view, looked, asked.language)
        context.close()
    return looked


def _open(page: Page, wanted: Wanted, looked: Looked) -> bool:
    """Say whether there is a page, and open it."""
    if "html" in wanted:
        page.set_content(wanted["html"])
        return True
    answer = page.request.get(wanted["address"], max_redirects=0)
    expected = EXPECTED.get(wanted["page"], OK)
    if answer.status >= WRONG and answer.status != expected:
        looked.complaints.append(f"answers {answer.status}")
    if answer.status != expected or "text/html" not in answer.headers.get("content-type", ""):
        return False
    if "<html" not in answer.text():
        return False
    page.goto(wanted["address"], wait_until="load")
    return True


def _look_at(page: Page, view: View, looked: Looked, language: str) -> None:
    name, width, height = view
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(ALL_PICTURES)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(SETTLED_MS)
        tongue = "" if language == "en" else f"-{language}"
        file = f"{looked.page}-{looked.person}-{name}-{scheme}{tongue}.png"
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
