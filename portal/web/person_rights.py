"""Everything that one person may do in one organisation, each with its reason, and take it back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.actions import see_as
from portal.actions.grant import Thing, take_right, what_taking_does
from portal.effective import Held, Holdings, held_by
from portal.errors import Conflict, DomainError, NotAllowed, NotFound
from portal.models import Membership, Organisation, User
from portal.models.grants import personal_tables
from portal.roles import EVERY_RIGHT
from portal.web.reauthenticate import ask_again_to_act
from portal.web.rights import asker, labels, managed_by, pages, preview, sentences_of_taking
from portal.web.rights_matrix import roles_of
from portal.web.rights_words import phrase

ON_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Line:
    """One right with its reason, and where it is taken back, if here."""

    what: str
    why: str
    take_url: str = ""
    by_role: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """All rights over one thing."""

    name: str
    url: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One visit: who asks, about whom, and where both are."""

    request: HttpRequest
    user: User
    person: User
    organisation: Organisation
    at: datetime
    held: list[Held]
    may_see_as: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def person_rights(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Show what one person may do here and why; take back what was granted to her."""
    desk = _desk(request, user_id)
    asked = request.POST if request.method == "POST" else request.GET
    if "take" in asked or request.method == "POST":
        return _take(desk, asked.get("take", ""), asked.get("over", ""))
    return _page(desk)


def _desk(request: HttpRequest, user_id: UUID) -> Desk:
    user, at = asker(request), timezone.now()
    person, organisation = person_at(user, user_id)
    mine, hers = (held_by(each, organisation, at) for each in (user, person))
    return Desk(
        request=request,
        user=user,
        person=person,
        organisation=organisation,
        at=at,
        held=_named_to(mine, hers, organisation),
        may_see_as=see_as.may_see_as(user, person, organisation, mine, hers),
    )


def person_at(user: User, user_id: UUID) -> tuple[User, Organisation]:
    """Return a person of an organisation in which ``user`` manages people. Raises ``NotFound``."""
    person = User.objects.filter(pk=user_id, is_active=True).first()
    for organisation in managed_by(user):
        if person is not None and is_of(person, organisation):
            return person, organisation
    raise NotFound(_("There is no such person here."))


def is_of(person: User, organisation: Organisation) -> bool:
    """Say whether she is a member there, or was granted something by it."""
    current = Membership.objects.current().filter(user=person, organisation=organisation)
    return current.exists() or any(
        table.objects.filter(user=person, organisation=organisation).exists()
        for table in personal_tables()
    )


def _named_to(mine: Iterable[Held], hers: Iterable[Held], organisation: Organisation) -> list[Held]:
    """Leave out what is about things that the asker may not see herself."""
    asker_s = Holdings.of(mine, organisation)
    return [each for each in hers if each.over.pk == organisation.pk or asker_s.see(each.over)]


def _page(desk: Desk, refused: DomainError | None = None) -> HttpResponse:
    query = desk.request.GET.get("q", "").strip()[:120]
    groups = [each for each in _groups(desk) if query.casefold() in each.name.casefold()]
    page = Paginator(groups, ON_PAGE).get_page(desk.request.GET.get("page"))
    roles = roles_of([desk.person], desk.organisation).get(desk.person.pk, [])
    context = {
        "person": desk.person,
        "roles": ", ".join(roles),
        "at_organisation": desk.organisation,
        "groups": page,
        "pages": pages(desk.request, page),
        "query": query,
        "anything": bool(desk.held),
        "refused": refused,
        "may_see_as": desk.may_see_as,
        "minutes": see_as.MINUTES,
    }
    status = refused.status if refused else 200
    return render(desk.request, "portal/rights/person.html", context, status=status)


def _groups(desk: Desk) -> list[Group]:
    found: dict[Any, Group] = {}
    for each in desk.held:
        over, reason = each.over, each.reason
        own = over.pk == desk.organisation.pk
        name = _("Everywhere at %(name)s") % {"name": over} if own else str(over)
        group = found.setdefault(
            over.pk, Group(name=name, url="" if own else over.get_rights_url())
        )
        direct = not reason.role and reason.instead_of is None
        asked = urlencode({"take": reason.right, "over": over.pk})
        group.lines.append(
            Line(
                what=capfirst(phrase(EVERY_RIGHT[reason.right], over, desk.organisation)),
                why=reason.words(desk.organisation.time_zone),
                take_url=f"{desk.request.path}?{asked}" if direct else "",
                by_role=bool(reason.role),
            )
        )
    return sorted(found.values(), key=lambda group: (bool(group.url), group.name.casefold()))


def _take(desk: Desk, codename: str, pk: str) -> HttpResponse:
    """Show what taking it back does; do it when that is posted."""
    over = _over(desk, codename, pk)
    terms: dict[str, Any] = {
        "codename": codename,
        "over": over,
        "of": desk.person,
        "organisation": desk.organisation,
        "actor": desk.user,
    }
    try:
        if desk.request.method == "POST":
            take_right(**terms, at=desk.at)
            messages.success(desk.request, _("Taken back. It ended just now."))
            return redirect(desk.request.path)
        gone = what_taking_does(**terms)
    except (NotAllowed, Conflict) as refused:
        return _page(desk, refused)
    sentences = sentences_of_taking(gone, over, desk.person, desk.organisation)
    return preview(
        desk.request,
        sentences=sentences,
        typed=[("take", codename), ("over", pk)],
        action=desk.request.path,
        confirm=_("Take it back"),
        trail=labels([(str(desk.person), desk.request.path)]),
    )


def _over(desk: Desk, codename: str, pk: str) -> Thing:
    for each in desk.held:
        if (str(each.over.pk), each.reason.right) == (pk, codename):
            return each.over
    raise NotFound(_("There is no such right here."))
