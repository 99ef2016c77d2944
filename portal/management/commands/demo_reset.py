"""Throw the demo's data away; what was built for the pages stays."""

import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.management.commands.demo import lock_file
from portal.processes import Busy, alone
from portal.settings import env

DATA = ("twinset.sqlite3*", "storage", "queue", "mail", "log", "beat-schedule*", "demo-people.json")


class Command(BaseCommand):
    help = "Throw the demo's data away (asks first on a terminal)."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Delete the embedded database, pictures, queue and mail; never anything elsewhere."""
        elsewhere = [name for name in ("DATABASE_URL", "STORAGE_URL") if env.text(name, "")]
        if elsewhere or not settings.DEBUG:
            raise CommandError(
                "Only the embedded default's own data can be thrown away: "
                f"unset {' and '.join(elsewhere) or 'DJANGO_SETTINGS_MODULE'}."
            )
        try:
            with alone(lock_file()):
                self._reset(Path(settings.VAR_DIR))
        except Busy as other:
            raise CommandError(f"A demo is running (process {other}): end it first.") from None

    def _reset(self, folder: Path) -> None:
        found = sorted(path for pattern in DATA for path in folder.glob(pattern))
        if not found:
            self.stdout.write("There is no demo data.")
        elif sys.stdin.isatty() and not _agreed(f"Delete the demo's data in {folder}? [y/N] "):
            self.stdout.write("Nothing was deleted.")
        else:
            for path in found:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            self.stdout.write(f"Deleted {', '.join(path.name for path in found)}.")


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except (EOFError, KeyboardInterrupt):
        return False
