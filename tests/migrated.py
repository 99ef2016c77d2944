"""The migrated database is kept under ``var/``: whoever comes next copies it.

To migrate anew takes longer than most tests together, and each worker would do it.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

CACHE = Path(settings.VAR_DIR) / "cache"


def migrated_once(migrate: Callable[..., Any]) -> Callable[..., Any]:
    """Return the command that migrates, or copies what was migrated from this very code before."""

    @wraps(migrate)
    def handle(*arguments: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            migrate(*arguments, **options)
            return
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / "migrated.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = CACHE / f"migrated-{_code()}.sqlite3"
            if kept.exists():
                connection.ensure_connection()
                with closing(sqlite3.connect(kept)) as source:
                    source.backup(connection.connection)
                return
            migrate(*arguments, **options)
            _keep(kept)

    return handle


def _keep(kept: Path) -> None:
    """Keep a copy in the place of older ones."""
    for old in CACHE.glob("migrated-*"):
        old.unlink()
    part = kept.with_suffix(".part")
    with closing(sqlite3.connect(part)) as copy:
        connection.connection.backup(copy)
    part.replace(kept)


def _code() -> str:
    """The hash of all code that has a say in how the database begins."""
    code = hashlib.sha256(repr((django.VERSION, settings.INSTALLED_APPS)).encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).rglob("*.py")):
            code.update(path.read_bytes())
    return code.hexdigest()[:16]
