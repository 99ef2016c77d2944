"""Work on a stranger's file in a process of its own, which may die, hang or be taken over.

A child is a script that is run by its path: it imports nothing of ours, so that a bug in a decoder
finds no secret, no database and no open socket. It takes its order as JSON in its first argument
and the file on standard input, and gives up what the order does not grant (``child.confine``).
"""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

CHILD = str(Path(__file__).with_name("child.py"))

_LOG = logging.getLogger(__name__)
_PASSED_ON = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Children alive at one time in this process: each may take all the memory that it is given."""


class Crashed(Exception):
    """The child died of what it read."""


class OutOfTime(Exception):
    """The child was still at it when its time was over."""


@contextmanager
def run(
    script: str, order: Mapping[str, Any], data: bytes, *, seconds: float
) -> Iterator[IO[bytes]]:
    """Give what the child wrote, open at its beginning. Raises Crashed, OutOfTime.

    ``seconds`` may pass until others make room, and as many again for the work itself.
    """
    with TemporaryFile() as answer:
        with _room(seconds), TemporaryFile() as source:
            source.write(data)
            source.seek(0)
            _run(script, order, source, answer, seconds)
        answer.seek(0)
        yield answer


@contextmanager
def _room(seconds: float) -> Iterator[None]:
    """Hold one of the places; whoever finds none in time is refused, and waits for nobody."""
    if not _AT_ONCE.acquire(timeout=seconds):
        raise OutOfTime
    try:
        yield
    finally:
        _AT_ONCE.release()


def _run(
    script: str, order: Mapping[str, Any], source: IO[bytes], answer: IO[bytes], seconds: float
) -> None:
    """Let a child of its own session write the answer."""
    with TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603 our own file, an order without the sender's words
            [sys.executable, "-I", script, json.dumps(order)],
            stdin=source,
            stdout=answer,
            stderr=errors,
            env=_environment(),
            start_new_session=True,
        )
        try:
            status = child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise OutOfTime from None
        finally:
            _end(child)
        if status:
            errors.seek(0)
            _LOG.warning("A picture ended its child (%s): %s", status, errors.read(4000)[-2000:])
            raise OutOfTime if -status in _out_of_time() else Crashed


def _environment() -> dict[str, str]:
    """Return what an interpreter needs to start, and none of our secrets."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"MALLOC_ARENA_MAX": "1"}


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and all that it started, if it still runs, and wait for its end."""
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _out_of_time() -> frozenset[int]:
    if sys.platform == "win32":
        return frozenset()
    return frozenset({signal.SIGXCPU, signal.SIGALRM})
