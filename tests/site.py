"""A whole installation in a temporary folder: its own database, storage, queue and programs."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from portal.management.commands.demo import parts
from portal.push import new_key

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60


class Site:
    """Runs the project's programs on data of its own, as the demo does."""

    def __init__(
        self, folder: Path, settings: str = "portal.settings.dev", *, copy_of: Path | None = None
    ) -> None:
        """Make one in ``folder``; as a copy of another's, it has what that one had."""
        self.folder, self.is_copy = folder, copy_of is not None
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "TWINSET_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": settings,
            "DEBUG": "0",
            "SITE_URL": self.address,
            "VAPID_PRIVATE_KEY": new_key(),
            "PUSH_SERVICES": "http://127.0.0.1",
        }
        self.environment.pop("DATABASE_URL", None)
        self.started: list[subprocess.Popen[bytes]] = []
        self.used: dict[str, int] = {}
        """Which code of her app each person typed last, by its number."""
        if copy_of is not None:
            shutil.copytree(copy_of, folder, dirs_exist_ok=True)
        else:
            self.run("manage.py", "migrate", "-v0")

    def run(self, *command: str) -> str:
        """Run a Python program of the project to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def step(self, *arguments: str) -> dict[str, Any]:
        """Do one step of ``tests.story`` and return what came of it."""
        found: dict[str, Any] = json.loads(self.run("-m", "tests.story", *arguments))
        return found

    def start(self, part: str) -> subprocess.Popen[bytes]:
        """Start the web, the worker or beat in a session of its own."""
        log = self.folder / "log"
        log.mkdir(exist_ok=True)
        with (log / f"{part}-{len(self.started)}.log").open("wb") as written:
            program = subprocess.Popen(
                parts(self.port)[part],
                cwd=ROOT,
                env=self.environment,
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        self.started.append(program)
        return program

    def serve(self) -> None:
        """Start everything and wait until it answers."""
        if not self.is_copy:
            self.run("manage.py", "build_assets")
        for part in parts(self.port):
            self.start(part)
        self.wait()

    def wait(self) -> None:
        """Wait until the web answers."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < until, "The site never answered."
            time.sleep(0.1)

    def stop(self) -> None:
        """End everything that was started."""
        for program in self.started:
            end(program)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program at once, with all that it started."""
    if program.poll() is None:
        os.killpg(program.pid, 9)
        program.wait(10)


def free_port() -> int:
    """Return a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
