"""People down, rights across: whether each has it, and the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from portal import access
from portal.actions.grant import Thing, codenames_over
from portal.effective import Reason, reasons, words_of_grant
from portal.models import Membership, Organisation, Role, User
from portal.roles import EVERY_RIGHT
from portal.web.rights_form import key_of, pk_in
from portal.web.rights_words import phrase, role_name

ON_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Why:
    """One reason in a cell, and where it is taken back; without such a place it goes elsewhere."""

    words: str
    take_url: str = ""
    by_role: bool = False
    everywhere: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One right of one person."""

    label: str
    whys: list[Why] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person: what she is here, and each right."""

    key: str
    name: str
    roles: str
    url: str
    give_url: str
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One page of it."""

    columns: list[str]
    rows: list[Row]
    page: "Page[User]"


def matrix(
    over: Thing, organisation: Organisation, *, query: str, held: bool, page: str, path: str
) -> Matrix:
    """Return one page of the people whose name has ``query`` in it; ``held``: who has a right."""
    codenames = codenames_over(over, organisation)
    people = people_over(over, organisation)
    if query:
        people = people.filter(Q(called__icontains=query) | Q(name__icontains=query))
    if held:
        people = people.filter(pk__in={each.user.pk for each in reasons(over, organisation)})
    shown = Paginator(people, ON_PAGE).get_page(page)
    users = list(shown)
    found = reasons(over, organisation, users=[user.pk for user in users])
    roles = roles_of(users, organisation)
    labels = [capfirst(phrase(EVERY_RIGHT[name], over, organisation)) for name in codenames]
    cells = _cells(found, organisation, path)
    rows = [
        Row(
            key=key_of(user),
            name=str(user),
            roles=", ".join(roles.get(user.pk, [])),
            url=reverse("person-rights", args=[user.pk]),
            give_url=f"{path}{_joint(path)}{urlencode({'to': key_of(user)})}#give",
            cells=[
                Cell(label=label, whys=cells.get((user.pk, name), []))
                for name, label in zip(codenames, labels, strict=True)
            ],
        )
        for user in users
    ]
    return Matrix(columns=labels, rows=rows, page=shown)


def people_over(over: Thing, organisation: Organisation) -> Any:
    """Return the members of the organisation and its guests over this thing, by name."""
    personal, _of_roles = _tables(over, organisation)
    guests = personal.objects.filter(organisation=organisation, content_object=over.pk)
    return people_at(organisation, guests.values("user"))


def people_at(organisation: Organisation, guests: Any = ()) -> Any:
    """Return the active members of the organisation, and ``guests``, by name."""
    members = Membership.objects.current().filter(organisation=organisation)
    return (
        User.objects.filter(Q(pk__in=members.values("user")) | Q(pk__in=guests), is_active=True)
        .annotate(called=Coalesce(NullIf("known_as", Value("")), "name"))
        .order_by(Lower("called"), "pk")
    )


def given_to_roles(over: Thing, organisation: Organisation, path: str) -> list[tuple[str, Why]]:
    """Return the rights over this thing that roles were given: a sentence and where it is taken."""
    _personal, of_roles = _tables(over, organisation)
    rows = of_roles.objects.filter(
        organisation=organisation, content_object=over.pk, group__role__retired_at__isnull=True
    )
    found = []
    for row in rows.select_related("group__role", "permission", "given_by__user"):
        role, right = row.group.role, EVERY_RIGHT[row.permission.codename]
        what = capfirst(phrase(right, over, organisation))
        words = words_of_grant(row, organisation.time_zone)
        take_url = _take_url(path, right.codename, key_of(role))
        found.append((f"{role_name(role)}: {what}", Why(words=words, take_url=take_url)))
    return sorted(found, key=lambda each: each[0])


def roles_of(users: Sequence[User], organisation: Organisation) -> dict[UUID, list[str]]:
    """Return the names of each one's roles there now, in one question."""
    found: dict[UUID, list[str]] = {}
    members = Membership.objects.current().filter(organisation=organisation, user__in=users)
    for member in members.select_related("role").order_by("role__name"):
        found.setdefault(member.user_id, []).append(role_name(member.role))
    return found


def _cells(
    found: Sequence[Reason], organisation: Organisation, path: str
) -> dict[tuple[UUID, str], list[Why]]:
    cells: dict[tuple[UUID, str], list[Why]] = {}
    for each in found:
        mine = each.is_given_here and not each.role
        why = Why(
            words=each.brief(organisation.time_zone),
            take_url=_take_url(path, each.right, key_of(each.user)) if mine else "",
            by_role=bool(each.role),
            everywhere=each.whole and not each.role and each.instead_of is None,
        )
        cells.setdefault((each.user.pk, each.right), []).append(why)
    return cells


def _take_url(path: str, codename: str, key: str) -> str:
    return f"{path}{_joint(path)}{urlencode({'take': codename, 'of': key})}"


def _joint(path: str) -> str:
    return "&" if "?" in path else "?"


def _tables(over: Thing, organisation: Organisation) -> tuple[Any, Any]:
    first = codenames_over(over, organisation)[0]
    return access.tables(f"{over._meta.app_label}.{first}")


def holder_called(key: str, organisation: Organisation) -> User | Role | None:
    """Return the person or role that a form or an address calls ``key``, if there is one."""
    if (pk := pk_in(key, "role")) is not None:
        return organisation.roles.filter(pk=pk).first()
    pk = pk_in(key, "person")
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None
