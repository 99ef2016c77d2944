"""A worker that is killed in the middle of an order loses nothing."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site import Site, end

pytestmark = pytest.mark.crash


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.stop()


def until(site: Site, run: str, is_so: Callable[[str, int], bool]) -> None:
    """Wait until the run's state and the number of its pictures are as ``is_so`` says."""
    database = sqlite3.connect(site.folder / "twinset.sqlite3")
    with contextlib.closing(database):
        for _ in range(3000):
            query = "SELECT state, done FROM approvals_run WHERE id = ?"
            state, done = database.execute(query, [run.replace("-", "")]).fetchone()
            if is_so(state, done):
                return
            time.sleep(0.02)
    raise AssertionError(f"It never came about; the run is {state}, {done} done.")


def test_a_killed_worker_loses_no_picture_and_doubles_none(site: Site) -> None:
    run = site.step("order")["run"]
    first = site.start("worker")
    until(site, run, lambda _state, done: done >= 1)
    end(first)
    left = site.step("state", run)
    assert left["state"] == "running", "the row does not know yet that its worker is dead"
    site.start("worker")
    site.step("forget", run)
    site.step("sweep")
    until(site, run, lambda state, _done: state == "delivered")
    found = site.step("state", run)
    assert found["places"] == list(range(1, 13))
    assert found["masters"] == 12
    assert found["attempt"] == 2
