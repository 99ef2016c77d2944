"""Acts that really commit, on a copy of the test's database that is thrown away afterwards."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections

only_sqlite = pytest.mark.skipif(
    "sqlite" not in connection.settings_dict["ENGINE"], reason="copies a SQLite database"
)


def apart[T](folder: Path, *acts: Callable[[], T], patch: pytest.MonkeyPatch) -> Sequence[T]:
    """Do ``acts`` at once, each in a thread with a connection of its own, and wait for them.

    They see what the test wrote so far; the test sees nothing of what they write.
    """
    path = folder / "apart.sqlite3"
    connection.ensure_connection()
    path.write_bytes(connection.connection.serialize())
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], T]) -> T:
        gate.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with patch.context() as patched, ThreadPoolExecutor(len(acts)) as threads:
        patched.setitem(connections.settings["default"], "NAME", str(path))
        return list(threads.map(begin, acts))
