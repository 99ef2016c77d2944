"""Who looks at which picture now: kept for less than a minute, told to colleagues only."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from portal.models import User

LASTS = timedelta(seconds=45)
"""The page says it again every fifteen seconds or so, while somebody has it before her."""

type Places = dict[UUID, tuple[UUID, str, datetime]]
"""By person: the picture, her name, and until when that holds."""

type Looking = dict[UUID, list[str]]
"""By picture: the names of those who look at it."""


def mark(user: User, draft_id: UUID, organisations: Iterable[UUID], *, at: datetime) -> None:
    """Remember where ``user`` looks, for the colleagues in ``organisations``.

    Two at once may forget one of them; she says it again soon.
    """
    for organisation in organisations:
        places = _places(organisation, at) | {user.pk: (draft_id, str(user), at + LASTS)}
        cache.set(_key(organisation), places, LASTS.total_seconds())


def others(user: User, organisations: Iterable[UUID], *, at: datetime) -> Looking:
    """Return the names of her colleagues who look now, by picture; one look-up for each house."""
    found: dict[UUID, dict[UUID, str]] = {}
    for organisation in organisations:
        for pk, (draft_id, name, _until) in _places(organisation, at).items():
            if pk != user.pk:
                found.setdefault(draft_id, {})[pk] = name
    return {draft_id: sorted(names.values()) for draft_id, names in found.items()}


def _places(organisation: UUID, at: datetime) -> Places:
    kept: Places = cache.get(_key(organisation), {})
    return {pk: place for pk, place in kept.items() if place[2] > at}


def _key(organisation: UUID) -> str:
    return f"looking:{organisation}"
