"""Settings from the environment, each with a type; ``X_FILE`` may name a file with the value."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

MAIL_TIMEOUT_SECONDS = 10
"""How long a mail server may take for one answer; see the lease in ``portal.actions.mail``."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable ``name``, or the content of the file that ``name_FILE`` names.

    Raises ``ImproperlyConfigured`` with the name when neither is set and there is no default.
    """
    value = os.environ.get(name)
    if value:
        return value
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    if default is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE) in the environment.")
    return default


def items(name: str, default: str | None = None) -> list[str]:
    """Return the comma-separated variable ``name`` as a list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def database(name: str = "DATABASE_URL", default: str | None = None) -> dict[str, Any]:
    """Return the database that the address in ``name`` describes.

    PostgreSQL compiles no query (``jit``): for pages that takes longer than it ever saves.
    """
    found = dict(environ.Env.db_url_config(text(name, default)))
    if found["ENGINE"].endswith(".postgresql"):
        found["OPTIONS"] = {"options": "-c jit=off"} | found.get("OPTIONS", {})
    return found


def cache(name: str = "CACHE_URL", default: str | None = None) -> dict[str, Any]:
    """Return the cache that the address in ``name`` describes."""
    return dict(environ.Env.cache_url_config(text(name, default)))


def mailer(name: str = "EMAIL_URL", default: str | None = None) -> dict[str, Any]:
    """Return the mailer that the address in ``name`` describes (``smtp+tls://user:pass@host``)."""
    found = environ.Env.email_url_config(text(name, default))
    options = {
        "host": found.get("EMAIL_HOST"),
        "port": found.get("EMAIL_PORT"),
        "username": found.get("EMAIL_HOST_USER"),
        "password": found.get("EMAIL_HOST_PASSWORD"),
        "use_tls": found.get("EMAIL_USE_TLS"),
        "use_ssl": found.get("EMAIL_USE_SSL"),
    }
    used: dict[str, Any] = {key: value for key, value in options.items() if value}
    if found["EMAIL_BACKEND"].endswith(".smtp.EmailBackend"):
        used["timeout"] = MAIL_TIMEOUT_SECONDS
    return {"BACKEND": found["EMAIL_BACKEND"], "OPTIONS": used}
