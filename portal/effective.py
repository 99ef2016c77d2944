"""Who can do what with one object, and why: the reasons behind every right that is in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal import access
from portal.actions.grant import Thing, codenames_over
from portal.instants import last_day
from portal.models import Cover, Membership, Organisation, Person, User
from portal.roles import COVERED, EVERY_RIGHT


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One way in which one person holds one right now.

    ``role`` is set where a role brings it, ``whole`` where it holds for the entire organisation,
    ``instead_of`` where she has it by covering a colleague until ``until``.
    """

    user: User
    right: str
    role: str = ""
    whole: bool = False
    given_by: Person | None = None
    given_at: datetime
    until: datetime | None = None
    why: str = ""
    instead_of: User | None = None

    def words(self, zone: str = "UTC") -> str:
        """Return the reason as a phrase; days are those of ``zone``."""
        if self.instead_of is not None:
            start = _("for %(name)s, whom %(who)s covers") % {
                "name": self.instead_of,
                "who": self.user,
            }
        elif self.role:
            start = _("by the role %(role)s") % {"role": self.role}
        else:
            start = _("granted")
        giver = _("by %(name)s") % {"name": self.given_by} if self.given_by else ""
        day = date_format(self.given_at.astimezone(ZoneInfo(zone)), "j F Y")
        parts = [start, giver, _("on %(day)s") % {"day": day}]
        if self.until is not None:
            last = date_format(last_day(self.until, zone), "j F Y")
            parts.append(_("until %(day)s") % {"day": last})
        return " ".join(filter(None, parts)) + (f" ({self.why})" if self.why else "")


def reasons(
    over: Thing,
    organisation: Organisation,
    *,
    rights: Sequence[str] = (),
    users: Iterable[UUID] | None = None,
) -> list[Reason]:
    """Return every reason for which people hold rights over ``over`` by ``organisation``.

    ``rights`` are codenames, all that can be given if empty; ``users`` keeps to some people. The
    number of queries depends on none of them. A model's own rights over her twin come from owning
    it: they are no reason here, since nobody gives or takes them.
    """
    wanted = list(rights) or codenames_over(over, organisation)
    found = _own(over, organisation, wanted)
    found += _covered(found, organisation)
    only = None if users is None else set(users)
    kept = [each for each in found if only is None or each.user.pk in only]
    return sorted(kept, key=_order)


def _own(over: Thing, organisation: Organisation, wanted: Sequence[str]) -> list[Reason]:
    """What people hold themselves: by a grant or by a role, over the object or everywhere."""
    like: dict[str, list[str]] = {}
    for codename in wanted:
        like.setdefault(EVERY_RIGHT[codename].like, []).append(codename)
    like.pop("", None)
    found = _held(over, organisation, {name: [name] for name in wanted}, whole=False)
    if like:
        found += _held(organisation, organisation, like, whole=True)
    return found


def _held(
    over: Any, organisation: Organisation, means: dict[str, list[str]], *, whole: bool
) -> list[Reason]:
    """The grants over ``over`` of the rights that ``means`` names, as the rights they come to."""
    if not means:
        return []
    personal, of_roles = access.tables(f"{over._meta.app_label}.{next(iter(means))}")
    rows = {"content_object": over.pk, "organisation": organisation}
    granted = personal.objects.filter(permission__codename__in=means, **rows)
    found = [
        of_grant(row, row.user, codename, whole=whole)
        for row in granted.select_related("user", "permission", "given_by__user")
        if row.user.is_active
        for codename in means[row.permission.codename]
    ]
    through = of_roles.objects.filter(permission__codename__in=means, **rows)
    by_group: dict[int, list[Any]] = {}
    for row in through.select_related("permission", "given_by__user"):
        by_group.setdefault(row.group_id, []).append(row)
    for member in _members(organisation, by_group):
        for row in by_group[member.role.group_id]:
            found += [
                of_role(row, member, codename, whole=whole)
                for codename in means[row.permission.codename]
            ]
    return found


def _members(organisation: Organisation, groups: Iterable[int]) -> Iterable[Membership]:
    current = Membership.objects.current().filter(organisation=organisation)
    return current.filter(role__group__in=list(groups), user__is_active=True).select_related(
        "user", "role", "given_by__user"
    )


def of_grant(row: Any, user: User, codename: str, *, whole: bool = False) -> Reason:
    """Return the reason that a grant to ``user`` herself is."""
    return Reason(
        user=user,
        right=codename,
        whole=whole,
        given_by=row.given_by,
        given_at=row.given_at,
        until=row.ends_at,
        why=row.why,
    )


def of_role(row: Any, member: Membership, codename: str, *, whole: bool = False) -> Reason:
    """Return the reason that a role's grant is for one of its members.

    Who made her a member counts as the giver, unless the role got this right later.
    """
    later = row.given_by is not None and row.given_at > member.started_at
    return Reason(
        user=member.user,
        right=codename,
        role=member.role.name,
        whole=whole,
        given_by=row.given_by if later else member.given_by,
        given_at=row.given_at if later else member.started_at,
        until=row.ends_at,
        why=row.why,
    )


def _covered(held: Sequence[Reason], organisation: Organisation) -> list[Reason]:
    """What colleagues may do who cover somebody now."""
    covers = Cover.objects.in_force().filter(
        Q(organisation=organisation), covered__is_active=True, colleague__is_active=True
    )
    found = []
    for cover in covers.select_related("covered", "colleague", "named_by__user"):
        of_covered = {each.right for each in held if each.user.pk == cover.covered_id}
        found += [
            Reason(
                user=cover.colleague,
                right=codename,
                given_by=cover.named_by,
                given_at=cover.named_at,
                until=cover.ends_at,
                instead_of=cover.covered,
            )
            for codename in EVERY_RIGHT
            if codename in of_covered & COVERED
        ]
    return found


def _order(reason: Reason) -> tuple[str, str, int, datetime]:
    return (
        str(reason.user),
        str(reason.user.pk),
        list(EVERY_RIGHT).index(reason.right),
        reason.given_at,
    )
