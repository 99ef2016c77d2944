"""A key of the invisible watermark that somebody could guess is none."""

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 16
"""Bytes."""
FEWEST_VALUES = 8


def check_watermark_key(key: str) -> None:
    """Raise ``ImproperlyConfigured`` for what is no key, with the reason and not the key."""
    try:
        raw = bytes.fromhex(key)
    except ValueError:
        raw = b""
    if len(raw) < SHORTEST or len(set(raw)) < FEWEST_VALUES:
        raise ImproperlyConfigured(
            f"Production needs WATERMARK_KEYS of at least {SHORTEST} random bytes each, in "
            "hexadecimal, with commas between them, the newest first."
        )
