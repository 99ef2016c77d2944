"""A secret key that somebody could know or guess is none."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FOR_TESTS = "only for tests " * 4
FILE = "secret-key"
"""Where development keeps the key that it makes for itself, below ``TWINSET_VAR``."""
SHORTEST = 50
FEWEST_SIGNS = 5


def check_secret_key(key: str, *, var: Path, name: str = "SECRET_KEY") -> None:
    """Raise ``ImproperlyConfigured`` for a key that is no secret, with the reason and not the key.

    As Django's check security.W009 has it, and besides no key of the tests or of development.
    """
    kept = var / FILE
    reasons = {
        "starts with django-insecure": key.startswith("django-insecure"),
        "is that of the tests": key.strip() == FOR_TESTS.strip(),
        "is that of development": kept.is_file() and kept.read_text("utf-8").strip() == key,
        f"is shorter than {SHORTEST} signs": len(key) < SHORTEST,
        "repeats a few signs": len(set(key)) < FEWEST_SIGNS,
    }
    for reason, holds in reasons.items():
        if holds:
            raise ImproperlyConfigured(f"Production needs another {name}: this one {reason}.")
