"""Run Twinset on this machine with a story in it: pages, worker and scheduler, until Ctrl-C."""

import contextlib
import http.client
import json
import logging
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.processes import Busy, Supervisor, alone, end_with_parent

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60
ENDING = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = "Run Twinset on this machine with a story in it, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--portraits", metavar="DIR", help="AI-made portraits of the twins")
        parser.add_argument("--ai-system", metavar="NAME", help="what made those portraits")
        parser.add_argument(
            "--end-with-parent", action="store_true", help="end when the calling program does"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare what is missing, then run until a signal comes or a part ends."""
        if not settings.DEBUG:
            raise CommandError("The demo has known passwords: it does not run on production.")
        if options["end_with_parent"]:
            end_with_parent(signal.SIGTERM)
        try:
            with _interrupted_once(), alone(lock_file()):
                _check_port(options["port"])
                self._prepare(options)
                self._run(options["port"])
        except Busy as other:
            raise CommandError(f"A demo is running here already (process {other}).") from None
        except KeyboardInterrupt:
            self._say("\nStopped. Its data is kept.")

    def _prepare(self, options: dict[str, Any]) -> None:
        logging.getLogger().setLevel(logging.WARNING)  # the parts have logs of their own
        self._say("Preparing the database, the assets and the story …")
        call_command("migrate", verbosity=0)
        call_command("build_assets", verbosity=0)
        asked = {name: options[name] for name in ("portraits", "ai_system") if options[name]}
        call_command("seed_demo", **asked)

    def _run(self, port: int) -> None:
        os.environ["DEBUG"] = "0"  # a visitor meets our own pages, also where something is missing
        with Supervisor(settings.BASE_DIR, settings.VAR_DIR / "log") as children:
            for name, command in parts(port).items():
                children.start(name, command)
            deadline = time.monotonic() + READY_WITHIN_SECONDS
            ended = children.wait(until=lambda: _answers(port) or time.monotonic() > deadline)
            if ended is None and not _answers(port):
                raise CommandError(f"No page came within a minute: see {settings.VAR_DIR / 'log'}.")
            if ended is None:
                self._welcome(port)
                ended = children.wait()
        raise CommandError(str(ended))

    def _welcome(self, port: int) -> None:
        people = json.loads((settings.VAR_DIR / "demo-people.json").read_text(encoding="utf-8"))
        self._say(f"\nTwinset runs on http://{HOST}:{port}\n\n")
        self._say(table(people, ("who", "email", "password", "does")))
        self._say(second_steps(people))
        self._say(f"\nMail and logs are in {settings.VAR_DIR}. Ctrl-C ends it and keeps the data.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def lock_file() -> Path:
    """Return the file that a running demo holds."""
    return Path(settings.VAR_DIR) / "demo.lock"


def table(rows: list[dict[str, str]], columns: tuple[str, ...]) -> str:
    """Return ``columns`` of ``rows`` as aligned lines under their names."""
    lines = [columns, *(tuple(row[column] for column in columns) for row in rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def second_steps(people: list[dict[str, str]]) -> str:
    """Return who is asked for a second step, with codes that serve for it."""
    from portal.management.demo_codes import codes_for

    found = ((person["who"], codes_for(person["email"])) for person in people)
    lines = [f"{who}  {'  '.join(codes)}" for who, codes in found if codes]
    if not lines:
        return ""
    return "\n\nA second step is asked of these; each code works once:\n" + "\n".join(lines)


def parts(port: int) -> dict[str, list[str]]:
    """Return the command of each program that the demo consists of."""
    python, address = sys.executable, f"{HOST}:{port}"
    celery = [python, "-m", "celery", "--app", "portal"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    web = [python, "-m", "gunicorn", "portal.wsgi", "--bind", address, "--threads", "8"]
    if not hasattr(os, "fork"):
        web = [python, "manage.py", "runserver", "--noreload", address]
    else:
        web += ["--access-logfile", "-", "--no-control-socket"]
    return {
        "web": web,
        "worker": [*celery, "worker", "-P", "threads", "-c", "2", "-l", "INFO", *quiet],
        "beat": [*celery, "beat", "-l", "INFO"],
    }


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            raise CommandError(
                f"Port {port} is taken or not allowed: choose another, as in make demo PORT=8001."
            ) from None


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _interrupted_once() -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM interrupt; further ones wait until all is cleared up."""

    def interrupt(*_: Any) -> None:
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in ENDING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
