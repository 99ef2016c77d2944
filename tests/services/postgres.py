"""A throw-away PostgreSQL on a free port of this machine, from the machine's own programs."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.site import free_port

PATIENCE_SECONDS = 30
ACCOUNTS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: one of these runs it then."""


class NoPostgres(Exception):
    """The machine has no PostgreSQL to start."""


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, the newest there is."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(found).resolve().parent] if found else []
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "postgres", "pg_isready")):
            return folder
    raise NoPostgres("These tests need PostgreSQL's programs: install Debian's postgresql.")


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server, yield its address as ``DATABASE_URL`` wants it, and end it."""
    bin_, port, become = programs(), free_port(), _account()
    with tempfile.TemporaryDirectory(prefix="twinset-postgres-") as name:
        folder = Path(name)
        if become is not None:
            os.chown(folder, become.pw_uid, become.pw_gid)
        data = folder / "data"
        _run([bin_ / "initdb", "-D", data, "-U", "twinset", "-A", "trust", "-E", "UTF8"], become)
        server = subprocess.Popen(
            [
                *(bin_ / "postgres", "-D", data, "-p", str(port), "-k", folder),
                *("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"),
                *("-c", "full_page_writes=off", "-c", "synchronous_commit=off"),
                *("-c", "max_connections=300"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as(become),
        )
        try:
            _wait_until_ready(bin_, port, server)
            yield f"postgres://twinset@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(PATIENCE_SECONDS)


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return next(known[name] for name in ACCOUNTS if name in known)


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(command: Sequence[str | Path], account: pwd.struct_passwd | None) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **_as(account))


def _wait_until_ready(bin_: Path, port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    asked: list[str | Path] = [bin_ / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
    while subprocess.run(asked, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise NoPostgres("PostgreSQL did not start.")
        time.sleep(0.1)
