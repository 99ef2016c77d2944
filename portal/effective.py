"""Who can do what with one object, and why: the reasons behind every right that is in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal import access
from portal.actions.grant import Thing, codenames_over
from portal.instants import last_day
from portal.models import Cover, Membership, Organisation, Person, User
from portal.models.grants import PersonalGrant, RoleGrant, personal_tables, role_tables
from portal.roles import COVERED, EVERY_RIGHT, called


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One way in which one person holds one right now.

    ``role`` is set where a role brings it, ``whole`` where it holds for the entire organisation,
    ``instead_of`` where she has it by covering a colleague until ``until``.
    """

    user: User
    right: str
    role: str = ""
    role_id: UUID | None = None
    whole: bool = False
    given_by: Person | None = None
    given_at: datetime
    until: datetime | None = None
    why: str = ""
    instead_of: User | None = None

    def words(self, zone: str = "UTC") -> str:
        """Return the reason as a phrase, with who gave it and when; days are those of ``zone``."""
        start = self._start()
        verb = _("given") if start else _("granted")
        granted = _granted(verb, self.given_by, self.given_at, self.until, self.why, zone)
        return f"{start}, {granted}" if start else granted

    def brief(self, zone: str = "UTC") -> str:
        """Return the reason as short as it can be said: a role or a cover without its giver."""
        if self.instead_of is None and not self.role:
            return self.words(zone)
        return " ".join(filter(None, [self._start(), _end(self.until, zone), _remark(self.why)]))

    @property
    def is_given_here(self) -> bool:
        """Whether it was granted over this very thing, so that it can be taken back there."""
        return not self.whole and self.instead_of is None

    def _start(self) -> str:
        if self.instead_of is not None:
            names = {"name": self.instead_of, "who": self.user}
            return _("for %(name)s, whom %(who)s covers") % names
        if self.role:
            return _("by the role %(role)s") % {"role": capfirst(called(self.role))}
        return ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A reason, and what it is a right over."""

    over: Thing
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What somebody may do on behalf of one organisation: to be compared with another's."""

    organisation: Organisation
    held: frozenset[tuple[Any, str]]

    @classmethod
    def of(cls, held: Iterable[Held], organisation: Organisation) -> "Holdings":
        """Take the rights from their reasons."""
        pairs = frozenset((each.over.pk, each.reason.right) for each in held)
        return cls(organisation=organisation, held=pairs)

    def include(self, over: Thing, codename: str) -> bool:
        """Say whether the right is held over this thing, or everywhere there."""
        like = EVERY_RIGHT[codename].like
        return (over.pk, codename) in self.held or (self.organisation.pk, like) in self.held

    def see(self, over: Thing) -> bool:
        """Say whether the thing may be seen at all: the right over it that needs no other."""
        names = codenames_over(over, self.organisation)
        return any(self.include(over, name) for name in names if not EVERY_RIGHT[name].needs)


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
    only = None if users is None else set(users)
    covers = _covers_of(organisation, only)
    people = None if only is None else only | {cover.covered_id for cover in covers}
    found = _own(over, organisation, wanted, people)
    found += [reason for cover in covers for reason in _through(cover, found)]
    kept = [each for each in found if only is None or each.user.pk in only]
    return sorted(kept, key=_order)


def held_by(user: User, organisation: Organisation, at: datetime) -> list[Held]:
    """Return everything that ``user`` may do on behalf of ``organisation``, and why.

    Over the organisation itself first, then over each thing that still concerns it. The number of
    queries does not depend on how much that is.
    """
    covers = _covers_of(organisation, {user.pk})
    people = {user.pk, *(cover.covered_id for cover in covers)}
    members = _members(organisation, people=people)
    found = []
    for model, tables in _tables_by_model().items():
        rows = _rows_of(tables, organisation, people, members)
        things = model._default_manager.concerning(organisation, at).in_bulk(list(rows))
        for pk, thing in things.items():
            whole = pk == organisation.pk
            held = [replace(each, whole=whole) for each in rows[pk] if each.right in EVERY_RIGHT]
            held += [reason for cover in covers for reason in _through(cover, held)]
            mine = [each for each in held if each.user.pk == user.pk]
            found += [Held(over=thing, reason=each) for each in sorted(mine, key=_order)]
    return sorted(found, key=lambda each: not each.reason.whole)


def words_of_grant(row: PersonalGrant | RoleGrant, zone: str) -> str:
    """Return a grant as a phrase, whoever holds it: by whom, when, until when, why."""
    return _granted(_("granted"), row.given_by, row.given_at, row.ends_at, row.why, zone)


def _tables_by_model() -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for table in (*personal_tables(), *role_tables()):
        found.setdefault(table.content_object.field.related_model, []).append(table)  # type: ignore[attr-defined]
    return found


def _rows_of(
    tables: Iterable[Any],
    organisation: Organisation,
    people: Iterable[UUID],
    members: Sequence[Membership],
) -> dict[Any, list[Reason]]:
    """What these people were granted over the things of one kind, by the thing's id."""
    found: dict[Any, list[Reason]] = {}
    groups = [member.role.group_id for member in members]
    for table in tables:
        rows = table.objects.filter(organisation=organisation).select_related(
            "permission", "given_by__user"
        )
        if issubclass(table, PersonalGrant):
            for row in rows.filter(user__in=people, user__is_active=True).select_related("user"):
                reason = of_grant(row, row.user, row.permission.codename, whole=False)
                found.setdefault(row.content_object_id, []).append(reason)
        else:
            for row in rows.filter(group__in=groups):
                found.setdefault(row.content_object_id, []).extend(
                    of_role(row, member, row.permission.codename, whole=False)
                    for member in members
                    if member.role.group_id == row.group_id
                )
    return found


def _own(
    over: Thing, organisation: Organisation, wanted: Sequence[str], people: set[UUID] | None
) -> list[Reason]:
    """What people hold themselves: by a grant or by a role, over the object or everywhere."""
    like: dict[str, list[str]] = {}
    for codename in wanted:
        like.setdefault(EVERY_RIGHT[codename].like, []).append(codename)
    like.pop("", None)
    found = _held(over, organisation, {name: [name] for name in wanted}, people, whole=False)
    if like:
        found += _held(organisation, organisation, like, people, whole=True)
    return found


def _held(
    over: Any,
    organisation: Organisation,
    means: dict[str, list[str]],
    people: set[UUID] | None,
    *,
    whole: bool,
) -> list[Reason]:
    """The grants over ``over`` of the rights that ``means`` names, as the rights they come to."""
    if not means:
        return []
    personal, of_roles = access.tables(f"{over._meta.app_label}.{next(iter(means))}")
    rows = {"content_object": over.pk, "organisation": organisation}
    granted = personal.objects.filter(permission__codename__in=means, **rows)
    if people is not None:
        granted = granted.filter(user__in=people)
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
    for member in _members(organisation, groups=by_group, people=people):
        for row in by_group[member.role.group_id]:
            found += [
                of_role(row, member, codename, whole=whole)
                for codename in means[row.permission.codename]
            ]
    return found


def _members(
    organisation: Organisation,
    *,
    groups: Iterable[int] | None = None,
    people: Iterable[UUID] | None = None,
) -> list[Membership]:
    current = Membership.objects.current().filter(organisation=organisation, user__is_active=True)
    if groups is not None:
        current = current.filter(role__group__in=list(groups))
    if people is not None:
        current = current.filter(user__in=people)
    return list(current.select_related("user", "role", "given_by__user"))


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
        role_id=member.role_id,
        whole=whole,
        given_by=row.given_by if later else member.given_by,
        given_at=row.given_at if later else member.started_at,
        until=row.ends_at,
        why=row.why,
    )


def _covers_of(organisation: Organisation, colleagues: Iterable[UUID] | None) -> list[Cover]:
    """Who covers somebody there now: all, or some colleagues."""
    covers = Cover.objects.in_force().filter(
        organisation=organisation, covered__is_active=True, colleague__is_active=True
    )
    if colleagues is not None:
        covers = covers.filter(colleague__in=colleagues)
    return list(covers.select_related("covered", "colleague", "named_by__user"))


def _through(cover: Cover, held: Sequence[Reason]) -> list[Reason]:
    """What the colleague may do because somebody whom she covers may."""
    own = (each for each in held if each.instead_of is None)
    of_covered = {each.right: each.whole for each in own if each.user.pk == cover.covered_id}
    return [
        Reason(
            user=cover.colleague,
            right=codename,
            whole=of_covered[codename],
            given_by=cover.named_by,
            given_at=cover.named_at,
            until=cover.ends_at,
            instead_of=cover.covered,
        )
        for codename in EVERY_RIGHT
        if codename in of_covered.keys() & COVERED
    ]


def _granted(
    verb: str, by: Person | None, at: datetime, until: datetime | None, why: str, zone: str
) -> str:
    giver = _("by %(name)s") % {"name": by} if by else ""
    on = _("on %(day)s") % {"day": _day(at, zone)}
    return " ".join(filter(None, [verb, giver, on, _end(until, zone), _remark(why)]))


def _end(until: datetime | None, zone: str) -> str:
    if until is None:
        return ""
    return _("until %(day)s") % {"day": date_format(last_day(until, zone), "DATE_FORMAT")}


def _remark(why: str) -> str:
    return f"({why})" if why else ""


def _day(instant: datetime, zone: str) -> str:
    return date_format(instant.astimezone(ZoneInfo(zone)), "DATE_FORMAT")


def _order(reason: Reason) -> tuple[str, str, int, datetime]:
    return (
        str(reason.user),
        str(reason.user.pk),
        list(EVERY_RIGHT).index(reason.right),
        reason.given_at,
    )
