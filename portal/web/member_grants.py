"""What one member may do here, right by right, each with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import effective
from portal.effective import Reason
from portal.held import Held, rows_of
from portal.models import Membership, Organisation, User
from portal.roles import EVERY_RIGHT, rights_of_kind
from portal.single_grants import RANKS, Place, Whose, name_of, page, places
from portal.web.managing import as_uuid

ON_PAGE = 50
"""Rights over single things on one page."""


@dataclass(frozen=True)
class Line:
    """One right over one thing, and every reason for which she has it."""

    sentence: str
    reasons: list[str]


@dataclass(frozen=True)
class Singles:
    """One page of the rights over single things, and the marks of the pages around it."""

    lines: Sequence[Line]
    count: int
    before: str
    after: str


def everywhere(organisation: Organisation, user: User) -> list[Line]:
    """Return what she may do in the whole organisation."""
    rights = [right.codename for right in rights_of_kind(organisation.kind)]
    found = effective.reasons(organisation, organisation, rights=rights, users=[user.pk])
    by_sentence: dict[str, list[str]] = defaultdict(list)
    for each in found:
        words = each.words(organisation.time_zone)
        by_sentence[EVERY_RIGHT[each.right].sentence].append(words)
    return [Line(sentence, reasons) for sentence, reasons in by_sentence.items()]


def one_by_one(
    organisation: Organisation,
    user: User,
    memberships: Iterable[Membership],
    *,
    at: datetime,
    query: str = "",
    after: str = "",
    before: str = "",
) -> Singles:
    """Return a page of what she may do with single models, briefs or clients, by their names.

    ``query`` is a part of a name. A page follows the mark ``after`` or ends at ``before``; what
    was taken back meanwhile marks a place still.
    """
    by_group = {each.role.group_id: each for each in memberships}
    whose = Whose(organisation, user, by_group)
    backwards = bool(before and not after)
    mark = _place_of(before if backwards else after, whose, at)
    shown, more = page(whose, mark, query=query, size=ON_PAGE, backwards=backwards)
    if mark is not None and not shown:  # all that came there is gone
        mark, backwards = None, False
        shown, more = page(whose, None, query=query, size=ON_PAGE, backwards=False)
    before_it = more if backwards else mark is not None
    after_it = (backwards and mark is not None) or more
    return Singles(
        _lines(shown, whose, by_group),
        count=places(whose, query=query).count(),
        before=_mark(shown[0]) if shown and before_it else "",
        after=_mark(shown[-1]) if shown and after_it else "",
    )


def _lines(shown: Sequence[Place], whose: Whose, by_group: Mapping[int, Membership]) -> list[Line]:
    """The sentences of these places with every reason; as many queries as there are tables."""
    found: dict[tuple[UUID, str], list[tuple[Held, Reason]]] = defaultdict(list)
    asked = {
        "content_object__in": {each.over for each in shown},
        "permission__codename__in": {each.codename for each in shown},
    }
    for table, hers in whose.tables():
        for held, row in rows_of(table, whose.organisation, **hers, **asked):
            found[held.over, held.codename].append((held, _reason(held, row, whose, by_group)))
    zone = whose.organisation.time_zone
    return [
        Line(some[0][0].sentence, [reason.words(zone) for _held, reason in some])
        for each in shown
        if (some := found[each.over, each.codename])
    ]


def _reason(held: Held, row: Any, whose: Whose, by_group: Mapping[int, Membership]) -> Reason:
    if "group_id" in row.__dict__:
        return effective.of_role(row, by_group[row.group_id], held.codename)
    return effective.of_grant(row, whose.user, held.codename)


def _mark(place: Place) -> str:
    """It names no name, since addresses are kept in many places."""
    return f"{place.codename}.{place.over}"


def _place_of(mark: str, whose: Whose, at: datetime) -> Place | None:
    """Where a mark stands."""
    codename, _dot, over = mark.partition(".")
    pk = as_uuid(over)
    if codename not in RANKS or pk is None:
        return None
    name = name_of(whose, pk, at)
    return None if name is None else Place(name, pk, RANKS[codename])
