"""Cover: who decides for me from when to when, and whom I cover."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal import access
from portal.actions import cover as acts
from portal.errors import DomainError, NotAllowed, NotFound
from portal.models import Cover, Organisation, User
from portal.web.cover_form import CoverForm
from portal.web.cover_words import from_words, until_words
from portal.web.keyset import Page, page_of
from portal.web.managing import marks

ON_PAGE = 50
NAMES = ("name", "known_as")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One cover in a list."""

    id: UUID
    covered: str
    colleague: str
    since: str
    until: str
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of her organisations."""

    label: str
    url: str
    current: bool
    count: int | None = None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """Show her covers and those by whom she is covered; name one."""
    user, at = _asker(request), timezone.now()
    organisation = _organisation(request, user)
    if request.method != "POST":
        form = _form(request, organisation, user, at)
        return _page(request, organisation, user, form, at=at)
    return _name(request, organisation, user, at)


@login_required
@require_POST
def end(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    """End a cover at once."""
    user = _asker(request)
    seen = _seen_by(user).select_related("organisation", "covered", "colleague")
    found = seen.filter(pk=cover_id).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    acts.end_cover(cover=found, actor=user, at=timezone.now())
    messages.success(
        request,
        _("Ended. %(colleague)s decides for %(name)s no more.")
        % {"colleague": found.colleague, "name": found.covered},
    )
    return redirect(_address(found.organisation))


def _name(
    request: HttpRequest, organisation: Organisation, user: User, at: datetime
) -> HttpResponse:
    form = CoverForm(request.POST, organisation=organisation, user=user, at=at)
    if not form.is_valid():
        return _page(request, organisation, user, form, at=at, status=422)
    typed = form.cleaned_data
    try:
        named = acts.name_cover(
            organisation=organisation,
            covered=typed["covered"],
            colleague=typed["colleague"],
            period=form.period(),
            actor=user,
            at=at,
        )
    except DomainError as refused:
        form.add_error(None, refused.sentence)
        return _page(request, organisation, user, form, at=at, status=refused.status)
    messages.success(
        request,
        _("%(colleague)s decides for %(name)s until %(until)s.")
        % {"colleague": named.colleague, "name": named.covered, "until": until_words(named, user)},
    )
    return redirect(_address(organisation))


def _form(request: HttpRequest, organisation: Organisation, user: User, at: datetime) -> CoverForm:
    """The empty form; what was typed before a search for a name stays."""
    names = CoverForm.base_fields
    typed = {name: request.GET[name] for name in names if request.GET.get(name)}
    query = request.GET.get("who", "").strip()
    return CoverForm(organisation=organisation, user=user, at=at, query=query, typed=typed)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    user: User,
    form: CoverForm,
    *,
    at: datetime,
    status: int = 200,
) -> HttpResponse:
    manages = access.holds(user, "manage_people", organisation)
    found = Cover.objects.to_come().filter(organisation=organisation)
    name = request.GET.get("q", "").strip()[:120]
    others = _named(found.exclude(Q(covered=user) | Q(colleague=user)), name)
    pages = {
        "mine": _listed(request, found.filter(covered=user), organisation, "mine_"),
        "covering": _listed(request, found.filter(colleague=user), organisation, "covering_"),
        "others": _listed(request, others if manages else found.none(), organisation, "others_"),
    }
    context: dict[str, Any] = {
        "form": form,
        "query": request.GET.get("who", "").strip(),
        "name": name,
        "pages": pages,
        "place": organisation,
        "tabs": _tabs(user, organisation),
        "manages": manages,
        "may_name": bool(form.away),
        **{name: [_line(each, user, at) for each in page.rows] for name, page in pages.items()},
    }
    return render(request, "portal/cover.html", context, status=status)


def _listed(
    request: HttpRequest, found: QuerySet[Cover], organisation: Organisation, prefix: str
) -> Page[Cover]:
    """One page of ``found`` by when each begins; what has ended since marks one still."""
    return page_of(
        found.select_related("covered", "colleague"),
        within=Cover.objects.filter(organisation=organisation),
        by=F("starts_at"),
        size=ON_PAGE,
        **marks(request, prefix),
    )


def _named(found: QuerySet[Cover], name: str) -> QuerySet[Cover]:
    """Those in which one of the two is called so."""
    if not name:
        return found
    columns = [f"{who}__{column}" for who in ("covered", "colleague") for column in NAMES]
    return found.filter(reduce(or_, (Q(**{f"{each}__icontains": name}) for each in columns)))


def _seen_by(user: User) -> QuerySet[Cover]:
    """Hers, in whatever organisation she is still, and all where she manages people."""
    own = Q(organisation__in=access.organisations_of(user)) & (Q(covered=user) | Q(colleague=user))
    managed = Q(organisation__in=access.organisations_where(user, "manage_people"))
    return Cover.objects.filter(own | managed)


def _line(cover: Cover, user: User, at: datetime) -> Line:
    return Line(
        id=cover.pk,
        covered=_("You") if cover.covered_id == user.pk else str(cover.covered),
        colleague=_("You") if cover.colleague_id == user.pk else str(cover.colleague),
        since=from_words(cover, user),
        until=until_words(cover, user),
        is_now=cover.starts_at <= at,
    )


def _organisation(request: HttpRequest, user: User) -> Organisation:
    """Return the one that is asked about, else her first. Raises ``NotFound`` for strangers."""
    named = request.GET.get("in", "") or request.POST.get("in", "")
    mine = list(access.organisations_of(user))
    found = [each for each in mine if str(each.pk) == named] if named else mine
    if not found:
        raise NotFound(_("There is nothing here for you."))
    return found[0]


def _tabs(user: User, organisation: Organisation) -> list[Tab]:
    mine = list(access.organisations_of(user))
    if len(mine) == 1:
        return []
    return [
        Tab(label=each.name, url=_address(each), current=each.pk == organisation.pk)
        for each in mine
    ]


def _address(organisation: Organisation) -> str:
    return f"{reverse('cover')}?in={organisation.pk}"


def _asker(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first; nothing is lost."))
    return request.user
