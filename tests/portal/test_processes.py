"""Children are watched, and none outlives its supervisor."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.processes import Busy, Supervisor, alone

SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(tmp_path, tmp_path / "log") as supervisor:
        yield supervisor


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_a_child_that_ends_is_named_with_its_status_and_its_last_words(
    children: Supervisor,
) -> None:
    children.start("web", python(SLEEP))
    children.start("worker", python("print('no such table'); raise SystemExit(3)"))
    ended = children.wait()
    assert ended is not None
    assert (ended.name, ended.status) == ("worker", 3)
    assert str(ended).endswith("no such table")


def test_a_child_that_is_killed_is_named_with_the_signal(children: Supervisor) -> None:
    children.start("beat", python("import os; os.kill(os.getpid(), 9)"))
    ended = children.wait()
    assert ended is not None
    assert ended.status == -signal.SIGKILL


def test_waiting_ends_when_what_is_waited_for_has_come(children: Supervisor) -> None:
    children.start("web", python(SLEEP))
    assert children.wait(until=lambda: True) is None


def test_a_child_works_in_the_folder_it_is_given(children: Supervisor, tmp_path: Path) -> None:
    children.start("web", python("import os; print(os.getcwd())"))
    children.wait()
    assert (tmp_path / "log" / "web.log").read_text().strip() == str(tmp_path)


def test_leaving_ends_every_child_and_those_that_do_not_listen(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    life = Life(tmp_path)
    with Supervisor(tmp_path, tmp_path / "log") as children:
        children.start("deaf", python(deaf + life.code, str(life.path)))
        life.begins()
        children.stop(patience=0)
    assert life.ends()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    parent_code = (
        "import sys; from pathlib import Path; from portal.processes import Supervisor\n"
        "children = Supervisor(Path('.'), Path(sys.argv[1]))\n"
        "children.start('child', [sys.executable, '-c', *sys.argv[2:]])\n"
        "children.wait()\n"
    )
    life = Life(tmp_path)
    with subprocess.Popen(
        python(parent_code, str(tmp_path / "log"), life.code, str(life.path)),
        cwd=Path(__file__).parents[2],
    ) as parent:
        life.begins()
        parent.kill()
    assert life.ends()


def test_only_one_holds_a_lock_and_the_next_may_when_it_is_let_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with alone(lock), pytest.raises(Busy, match=f"^{os.getpid()}$"), alone(lock):
        pytest.fail("two held the lock")
    with alone(lock):
        assert lock.read_text() == str(os.getpid())


class Life:
    """A pipe that a child holds open while it lives: its end is read, not waited for."""

    code = (
        "import sys, time\n"
        "with open(sys.argv[1], 'w') as pipe:\n"
        "    print('alive', file=pipe, flush=True); time.sleep(60); print('outlived', file=pipe)\n"
    )

    def __init__(self, folder: Path) -> None:
        self.path = folder / "life"
        os.mkfifo(self.path)

    def begins(self) -> None:
        """Return as soon as the child lives."""
        self._pipe = self.path.open(encoding="ascii")
        assert self._pipe.readline() == "alive\n"

    def ends(self) -> bool:
        """Whether the child ends before it has slept."""
        with self._pipe:
            return self._pipe.read() == ""
