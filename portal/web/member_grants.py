"""What one member may do here, right by right, each with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import effective
from portal.effective import Reason
from portal.held import Held, rows_of
from portal.models import Membership, Organisation, User
from portal.models.grants import personal_tables, role_tables
from portal.roles import EVERY_RIGHT, rights_of_kind
from portal.web.managing import as_uuid

ON_PAGE = 50
"""Rights over single things on one page."""

type Place = tuple[str, str, int]
"""Where a right stands in the list: what it is over, by name and id, and the order of rights."""


@dataclass(frozen=True)
class Line:
    """One right over one thing, and every reason for which she has it."""

    sentence: str
    reasons: list[str]
    mark: str = ""


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
    by_place = _places(organisation, user, memberships)
    chosen = [each for each in sorted(by_place) if query.casefold() in each[0]]
    backwards = bool(before and not after)
    mark = _place_of(before if backwards else after, by_place, organisation, at)
    shown = chosen[:ON_PAGE]
    if mark is not None:
        around = [each for each in chosen if (each < mark if backwards else each > mark)]
        shown = (around[-ON_PAGE:] if backwards else around[:ON_PAGE]) or shown
    lines = [_line(by_place[each], organisation) for each in shown]
    return Singles(
        lines,
        count=len(chosen),
        before=lines[0].mark if shown and shown[0] != chosen[0] else "",
        after=lines[-1].mark if shown and shown[-1] != chosen[-1] else "",
    )


def _places(
    organisation: Organisation, user: User, memberships: Iterable[Membership]
) -> dict[Place, list[tuple[Held, Reason]]]:
    """Every such right with its reasons, by where it stands; as many queries as tables."""
    by_group = {each.role.group_id: each for each in memberships}
    found: dict[Place, list[tuple[Held, Reason]]] = defaultdict(list)
    for personal in personal_tables():
        for held, row in rows_of(personal, organisation, user=user):
            reason = effective.of_grant(row, user, held.codename)
            found[_place(held)].append((held, reason))
    for of_roles in role_tables():
        for held, row in rows_of(of_roles, organisation, group__in=by_group):
            reason = effective.of_role(row, by_group[row.group_id], held.codename)
            found[_place(held)].append((held, reason))
    own = str(organisation.pk)
    return {place: some for place, some in found.items() if place[1] != own}


def _place(held: Held) -> Place:
    return held.name.casefold(), str(held.over), list(EVERY_RIGHT).index(held.codename)


def _line(found: list[tuple[Held, Reason]], organisation: Organisation) -> Line:
    held = found[0][0]
    reasons = [reason.words(organisation.time_zone) for _held, reason in found]
    return Line(held.sentence, reasons, mark=f"{held.codename}.{held.over}")


def _place_of(
    mark: str, by_place: Iterable[Place], organisation: Organisation, at: datetime
) -> Place | None:
    """Where a mark stands; it names no name, since addresses are kept in many places."""
    codename, _dot, over = mark.partition(".")
    pk = as_uuid(over)
    if codename not in EVERY_RIGHT or pk is None:
        return None
    order = list(EVERY_RIGHT).index(codename)
    name = next((each[0] for each in by_place if each[1] == str(pk)), None)
    if name is None:
        name = _name_of(pk, organisation, at)
    return None if name is None else (name, str(pk), order)


def _name_of(pk: object, organisation: Organisation, at: datetime) -> str | None:
    """The name of a thing over which the organisation grants rights."""
    tables: list[Any] = list(personal_tables())
    for model in {table._meta.get_field("content_object").related_model for table in tables}:
        thing = model._default_manager.concerning(organisation, at).filter(pk=pk).first()
        if thing is not None:
            return str(thing).casefold()
    return None
