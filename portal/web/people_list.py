"""The members of an organisation and who is invited, as the page shows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.models import Invitation, Mail, Membership, Organisation, Role, User
from portal.second_factor import has_second_factor
from portal.web.keyset import Page, page_of

ON_PAGE = 50

type People = QuerySet[User]


@dataclass(frozen=True)
class Member:
    """One person with all that she has here; ``key`` is one of her memberships."""

    user: User
    key: UUID
    roles: str
    since: str
    seen: str
    second_factor: bool


@dataclass(frozen=True)
class Asked:
    """One open invitation."""

    invitation: Invitation
    to: str
    by: str
    until: str
    over: bool
    undelivered: bool


def members(organisation: Organisation, *, query: str = "", role: UUID | None = None) -> People:
    """Return who has a role there, or this ``role``, and has ``query`` in name or e-mail."""
    current = Membership.objects.current().filter(organisation=organisation, user=OuterRef("pk"))
    found = User.objects.filter(Exists(current.filter(role=role) if role else current))
    if query:
        names = Q(name__icontains=query) | Q(known_as__icontains=query)
        found = found.filter(names | Q(email__icontains=query))
    return found


def page_of_members(
    people: People, organisation: Organisation, *, after: UUID | None, before: UUID | None
) -> Page[User]:
    """Return one page of ``people``; who has left since marks a page still."""
    ever = Membership.objects.filter(organisation=organisation, user=OuterRef("pk"))
    within = User.objects.filter(Exists(ever))
    return page_of(
        people, within=within, by=Lower("name"), size=ON_PAGE, after=after, before=before
    )


def rows(organisation: Organisation, people: Iterable[User]) -> list[Member]:
    """Return what the list says of each person, in a fixed number of queries."""
    users = list(people)
    own: dict[UUID, list[Membership]] = defaultdict(list)
    current = Membership.objects.current().filter(organisation=organisation, user__in=users)
    for each in current.select_related("role").order_by("started_at", "pk"):
        own[each.user_id].append(each)
    strong = has_second_factor(user.pk for user in users)
    return [
        _member(user, own[user.pk], organisation, second_factor=user.pk in strong)
        for user in users
        if own[user.pk]
    ]


def invitations(organisation: Organisation, *, query: str = "") -> QuerySet[Invitation]:
    """Return the open invitations, also those that have run out."""
    found = Invitation.objects.open().filter(organisation=organisation)
    if query:
        found = found.filter(Q(name__icontains=query) | Q(email__icontains=query))
    return found


def page_of_invitations(
    found: QuerySet[Invitation],
    organisation: Organisation,
    *,
    after: UUID | None,
    before: UUID | None,
) -> Page[Invitation]:
    """Return one page of ``found``, the newest first; what was accepted since marks one still."""
    return page_of(
        found.select_related("role", "invited_by__user"),
        within=Invitation.objects.filter(organisation=organisation),
        by=F("invited_at"),
        size=ON_PAGE,
        after=after,
        before=before,
        newest_first=True,
    )


def asked(invited: Iterable[Invitation], organisation: Organisation, at: datetime) -> list[Asked]:
    """Return what the list says of each invitation."""
    invited = list(invited)
    undelivered = Mail.objects.undelivered(each.pk for each in invited)
    return [
        Asked(
            each,
            to=str(each.role) if each.role else _("model, with no role"),
            by=str(each.invited_by),
            until=day(each.expires_at, organisation),
            over=each.expires_at <= at,
            undelivered=str(each.pk) in undelivered,
        )
        for each in invited
    ]


def roles_there(organisation: Organisation) -> list[Role]:
    """Return the roles that can be given, built-in ones first."""
    found = organisation.roles.filter(retired_at__isnull=True)
    return sorted(found, key=lambda role: (not role.built_in, str(role).lower()))


def day(instant: datetime, organisation: Organisation) -> str:
    """Write an instant as a day where the organisation is."""
    return date_format(instant.astimezone(ZoneInfo(organisation.time_zone)), "DATE_FORMAT")


def _member(
    user: User, own: list[Membership], organisation: Organisation, *, second_factor: bool
) -> Member:
    return Member(
        user,
        key=own[0].pk,
        roles=", ".join(str(each.role) for each in own),
        since=day(own[0].started_at, organisation),
        seen=day(user.seen_at, organisation) if user.seen_at else _("not yet"),
        second_factor=second_factor,
    )
