"""What 1,000 open pages ask of a server, and how much of that one core answers."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Draft
from approvals.seeding import multiply, plant
from portal.models import User
from tests.bench.measured import Measured
from tests.bench.pages import BACKEND
from tests.people import with_app

OPEN = 1_000
TIMES = 51
DRAFTS = 3_000
CHANGED_EVERY = 300
"""Seconds: how often something happens on a page that is looked at."""
SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "live.js"


@dataclass(frozen=True)
class OpenPage:
    """Somebody's page, opened, that asks for its part."""

    browser: Client
    part: str
    seen: str

    def ask(self, seen: str = "") -> int:
        """Ask once; returns the status."""
        return int(self.browser.get(self.part, {"seen": seen or self.seen}).status_code)


def live_pages() -> Iterator[Measured]:
    """An answer of "nothing new", one with the part, and both as 1,000 pages ask for them."""
    costs: list[tuple[float, float]] = []
    for name, page in _pages().items():
        yield Measured(name=f"live_pages/{name}/queries", value=_queries(page), unit="queries", n=1)
        quiet = _cost(page.ask, 204)
        yield Measured(
            name=f"live_pages/{name}/unchanged",
            value=1000 / quiet,
            unit="requests/s a core",
            n=TIMES,
        )
        anew = _cost(lambda page=page: page.ask("0" * 16), 200)  # type: ignore[misc]
        yield Measured(
            name=f"live_pages/{name}/changed", value=anew, unit="ms", floor=quiet, n=TIMES
        )
        costs.append((quiet, anew))
    yield from _thousand(costs)


def _thousand(costs: list[tuple[float, float]]) -> Iterator[Measured]:
    quiet, anew = (sum(each) / len(costs) for each in zip(*costs, strict=True))
    first, last, slower = _pace()
    resting = OPEN / last
    asked = OPEN * _asks(first, last, slower) / CHANGED_EVERY
    changes = OPEN / CHANGED_EVERY
    busy = ((asked - changes) * quiet + changes * anew) / 1000
    for name, value, unit in (
        ("resting", resting, "requests/s"),
        ("resting/core", resting * quiet / 1000, "cores"),
        ("working", asked, "requests/s"),
        ("working/core", busy, "cores"),
    ):
        yield Measured(name=f"live_pages/{OPEN}/{name}", value=value, unit=unit, n=OPEN)


def _pace() -> tuple[float, float, float]:
    """How often a page asks, as the script has it: at first, at last, and how it slows down."""
    text = SCRIPT.read_text()
    paces = re.search(r'"": \[(\d+), (\d+)\]', text)
    slower = re.search(r"SLOWER = ([\d.]+)", text)
    if not paces or not slower:
        raise RuntimeError(f"{SCRIPT} says nowhere how often it asks.")
    return float(paces[1]), float(paces[2]), float(slower[1])


def _asks(first: float, last: float, slower: float) -> int:
    """How often a page asks from one change to the next."""
    wait, gone, asks = first, 0.0, 0
    while gone < CHANGED_EVERY:
        gone, wait, asks = gone + wait, min(wait * slower, last), asks + 1
    return asks


def _pages() -> dict[str, OpenPage]:
    seeded = plant(tenants=3, twins=10, at=timezone.now(), say=lambda _words: None)
    multiply(seeded.drafts, DRAFTS, lambda _words: None)
    with connection.cursor() as cursor:  # planners guess badly about what they never saw
        cursor.execute("ANALYZE")
    (agency,), (brand, *_more) = seeded.of_kind("agency"), seeded.of_kind("brand")
    _twin, model, _brand = seeded.twins[0]
    draft = Draft.objects.filter(brief__brand=brand).select_related("brief")[0]
    address = draft.brief.get_absolute_url()
    return {
        "sheet": _open(seeded.runs[brand], address, f"{address}/sheet"),
        "inbox": _open(model, "/inbox", "/inbox/part"),
        "desk": _open(with_app(seeded.runs[agency]), "/desk", "/desk/part"),
    }


def _open(who: User, page: str, part: str) -> OpenPage:
    browser = Client()
    browser.force_login(who, backend=BACKEND)
    seen = re.search(r"\?(?:[^\"]*&amp;)?seen=(\w+)", browser.get(page).content.decode())
    if seen is None:
        raise RuntimeError(f"{page} has no part that asks.")
    return OpenPage(browser, part, seen[1])


def _queries(page: OpenPage) -> int:
    page.ask()
    with CaptureQueriesContext(connection) as asked:
        page.ask()
    return len(asked)


def _cost(ask: Callable[[], int], status: int) -> float:
    """Milliseconds of a core that the web process works for one answer, which must be this one.

    Not the time that passes: what else runs on the machine is not counted, nor is the database.
    """
    if (found := ask()) != status:
        raise RuntimeError(f"Answered {found} instead of {status}.")
    return median(_worked(ask) for _ in range(TIMES))


def _worked(ask: Callable[[], int]) -> float:
    began = time.process_time()
    ask()
    return 1000 * (time.process_time() - began)
