"""How the sentences of the pure cores reach people. No Django.

They say what they mean in English. ``portal.apps`` lends them the translator of the pages, so that
the reader gets them in her language; a program that has none gets them as they stand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


def _plain(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass
class Voice:
    """What turns words and days into the reader's language."""

    translate: Callable[[str], str] = str
    write_day: Callable[[date], str] = _plain


voice = Voice()


def say(words: str) -> str:
    """Return ``words`` in the reader's language; cores import it as ``_``, to be found."""
    return voice.translate(words)


def mark(words: str) -> str:
    """Return ``words`` as they are; marks what ``say`` is asked for later."""
    return words


def on(day: date) -> str:
    """Return ``day`` as the reader's language writes it."""
    return voice.write_day(day)
