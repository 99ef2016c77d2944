"""What one member may do here, right by right, each with its reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal import effective
from portal.effective import Reason
from portal.held import Held, rows_of
from portal.models import Membership, Organisation, User
from portal.models.grants import personal_tables, role_tables
from portal.roles import EVERY_RIGHT, rights_of_kind

MOST = 200
"""Rights over single things on one page."""


@dataclass(frozen=True)
class Line:
    """One right over one thing, and every reason for which she has it."""

    sentence: str
    reasons: list[str]


def everywhere(organisation: Organisation, user: User) -> list[Line]:
    """Return what she may do in the whole organisation."""
    rights = [right.codename for right in rights_of_kind(organisation.kind)]
    found = effective.reasons(organisation, organisation, rights=rights, users=[user.pk])
    return _lines(
        (EVERY_RIGHT[each.right].sentence, each.words(organisation.time_zone)) for each in found
    )


def one_by_one(
    organisation: Organisation, user: User, memberships: Iterable[Membership]
) -> list[Line]:
    """Return what she may do with single models, briefs or clients."""
    by_group = {each.role.group_id: each for each in memberships}
    found: list[tuple[Held, Reason]] = []
    for personal in personal_tables():
        for held, row in rows_of(personal, organisation, user=user):
            found.append((held, effective.of_grant(row, user, held.codename)))
    for of_roles in role_tables():
        for held, row in rows_of(of_roles, organisation, group__in=by_group):
            found.append((held, effective.of_role(row, by_group[row.group_id], held.codename)))
    some = [each for each in found if each[0].over != organisation.pk]
    some.sort(key=lambda each: (each[0].name, list(EVERY_RIGHT).index(each[0].codename)))
    zone = organisation.time_zone
    return _lines((held.sentence, reason.words(zone)) for held, reason in some[:MOST])


def _lines(found: Iterable[tuple[str, str]]) -> list[Line]:
    by_sentence: dict[str, list[str]] = defaultdict(list)
    for sentence, reason in found:
        by_sentence[sentence].append(reason)
    return [Line(sentence, reasons) for sentence, reasons in by_sentence.items()]
