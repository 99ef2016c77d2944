"""Who signs in with a second factor."""

from collections.abc import Iterable
from uuid import UUID


def has_second_factor(users: Iterable[UUID]) -> set[UUID]:  # noqa: ARG001 - there is no way yet
    """Return those of ``users`` who signed up a second factor."""
    return set()
