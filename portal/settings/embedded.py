"""SQLite, files on disk and a broker-less Celery: what a machine without servers can run."""

from pathlib import Path
from typing import Any


def database(path: Path) -> dict[str, Any]:
    """Return the settings of a SQLite database whose writers wait for each other."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def broker(folder: Path) -> dict[str, Any]:
    """Return transport options of a queue kept in ``folder``, which survives on disk."""
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }
