"""Several programs run as one: started together, watched, ended together.

No child outlives its supervisor. It ends them when it stops; when it is killed, Linux ends them.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

POLL_SECONDS = 0.1


class Busy(Exception):
    """Another process holds what only one may hold."""


@dataclass(frozen=True)
class Ended:
    """A child that ended by itself, and its exit status (negative: the signal that ended it)."""

    name: str
    status: int
    log: Path

    def __str__(self) -> str:
        """Say it, with the last lines of the child's log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
        return "\n".join(
            [f"The {self.name} ended (status {self.status}). The end of {self.log}:", *lines]
        )


class Supervisor:
    """Runs children in ``folder``, each with a log of its own in ``logs``; leaving it ends them."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder = folder
        self._logs = logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Begin with no child."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every child."""
        self.stop()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start ``command`` in a session of its own, so that Ctrl-C reaches us and not it.

        Call it from the main thread: to Linux, the parent of a child is the thread that made it.
        """
        self._logs.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("wb") as log:
            self._children[name] = subprocess.Popen(  # noqa: S603 our own commands, no shell
                _bound_to_us(command),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, until: Callable[[], bool] = lambda: False) -> Ended | None:
        """Return the first child that has ended, or None as soon as ``until`` holds."""
        while not until():
            for name, child in self._children.items():
                if (status := child.poll()) is not None:
                    return Ended(name, status, self._log(name))
            time.sleep(POLL_SECONDS)
        return None

    def stop(self, patience: float = 10.0) -> None:
        """Ask every child to end; after ``patience`` seconds, end it and all that it started."""
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + patience
        for child in self._children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
            _kill(child)
        self._children.clear()

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold ``lock`` as the only process; the system lets go of it however the process ends.

    Raises ``Busy`` with the other's process id while another holds it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="ascii") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise Busy(file.read()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def end_with_parent(signum: signal.Signals, parent: int | None = None) -> None:
    """Have Linux send us ``signum`` when the process ``parent`` ends, if it has not already."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signum)
        if parent is not None and os.getppid() != parent:
            signal.raise_signal(signum)


def _bound_to_us(command: Sequence[str]) -> list[str]:
    """Let this file ask for our end to be the command's, then become the command.

    (What ``preexec_fn`` is for; that one may deadlock once a library has started threads.)
    """
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-P", __file__, str(os.getpid()), *command]


def _kill(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


if __name__ == "__main__":
    end_with_parent(signal.SIGKILL, parent=int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 our own commands, no shell
