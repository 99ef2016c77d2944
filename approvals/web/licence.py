"""Licences: the list of each side's, one in plain words, and the signature of what was read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.web import brief_words, licence_words
from approvals.web.brand import asker
from approvals.web.licence_edge import may_propose, prices_read_by, signs_licences
from approvals.web.licence_end import may_end
from portal import access
from portal.errors import Invalid, NotFound
from portal.models import Organisation, User
from portal.web.keyset import Page, page_of
from portal.web.managing import marks
from portal.web.reauthenticate import ask_again, method_of
from twins.actions.licence import decline_licence, open_sides, sign_licence
from twins.models import Licence, LicencePart

ON_PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Line:
    """One licence in the list."""

    licence: Licence
    places: str
    until: str
    word: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the reader is asked for one side: two buttons, and what each does."""

    side: str
    organisation: UUID | None
    sentence: str
    signed: str


@login_required
@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """List the licences that the reader may sign or has signed, the newest first."""
    user, at = asker(request), timezone.now()
    if not signs_licences(user):
        raise NotFound(_("There is nothing here for you."))
    seen = Licence.objects.visible_to(user)
    page: Page[Licence] = page_of(
        _with_sides(seen),
        within=seen,
        by=F("proposed_at"),
        size=ON_PAGE,
        newest_first=True,
        **marks(request),
    )
    context = {
        "lines": [_line(each, user, at) for each in page.rows],
        "page": page,
        "may_propose": may_propose(user),
        "all_hers": all(each.twin.owner_id == user.person_id for each in page.rows),
    }
    return render(request, "approvals/licence/licences.html", context)


@login_required
@require_safe
def licence(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Show all that one licence says, and to who can sign it both answers."""
    user = asker(request)
    return _page(request, _found(user, licence_id), user, timezone.now())


@require_POST
@ask_again
def sign(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Sign what was read. Only who may, just now."""
    user, at = asker(request), timezone.now()
    found = _found(user, licence_id)
    side, organisation = _side(request, found)
    if request.POST.get("read") != licence_words.what_is_read(found):
        return _page(request, found, user, at, status=409)
    signed = sign_licence(
        licence=found,
        side=side,
        actor=user,
        at=at,
        organisation=organisation,
        how=method_of(request),
    )
    messages.success(request, _said(found, signed, side, organisation))
    return redirect(found)


@require_POST
@ask_again
def decline(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Say no to it. Only who may, just now."""
    user, at = asker(request), timezone.now()
    found = _found(user, licence_id)
    side, organisation = _side(request, found)
    decline_licence(licence=found, side=side, actor=user, at=at, organisation=organisation)
    messages.success(request, _("Declined. Nobody can sign it any more; nothing came of it."))
    return redirect(found)


def _page(
    request: HttpRequest, found: Licence, user: User, at: datetime, *, status: int = 200
) -> HttpResponse:
    asked = [_asked(found, side, bound) for side, bound in open_sides(found, user, at)]
    word, tone = licence_words.state(found, at)
    hers, prices = found.twin.owner_id == user.person_id, prices_read_by(user, found)
    context: dict[str, Any] = {
        "licence": found,
        "title": _title(found, hers=hers),
        "word": word,
        "tone": tone,
        "use": licence_words.use(found),
        "limits": licence_words.limits(found),
        "price_lists": licence_words.price_lists(found, prices, hers=hers),
        "pay": licence_words.pay(found, prices, hers=hers),
        "signatures": licence_words.signatures(found),
        "asked": asked,
        "read": licence_words.what_is_read(found),
        "changed": status != 200,  # noqa: PLR2004 - the page as it was asked for
        "may_end": may_end(user, found, at),
        "next": None if asked else _next(found, user, at),
    }
    return render(request, "approvals/licence/licence.html", context, status=status)


def _title(licence: Licence, *, hers: bool) -> str:
    names = {"brand": licence.brand, "model": licence.twin}
    if hers:
        return _("A licence for %(brand)s") % names
    return _("%(brand)s may use %(model)s") % names


def _asked(licence: Licence, side: str, organisation: Organisation | None) -> Asked:
    others = licence_words.missing(licence, (side, organisation.pk if organisation else None))
    after = (
        _("It holds only when %(names)s have signed too.") % {"names": _list(others)}
        if others
        else _("Yours is the last signature: it holds from the moment you sign.")
    )
    return Asked(
        side=side,
        organisation=organisation.pk if organisation else None,
        sentence=licence_words.for_whom(side, organisation),
        signed=after,
    )


def _list(names: list[str]) -> str:
    return get_text_list(names, _("and"))


def _next(licence: Licence, user: User, at: datetime) -> tuple[str, str]:
    """Where she goes from here: a label and an address."""
    if licence.twin.owner_id == user.person_id:
        return _("My twin"), reverse("my-twin")
    is_live = licence_words.state(licence, at)[1] == "live"
    if is_live and access.holds(user, "write_briefs", licence.brand_id):
        return _("Write a brief"), reverse("new-brief")
    return _("All licences"), reverse("licences")


def _said(before: Licence, after: Licence, side: str, organisation: Organisation | None) -> str:
    if after.in_force_since is not None:
        return _("Signed. It is in force.")
    others = licence_words.missing(before, (side, organisation.pk if organisation else None))
    return _("Signed. It waits for %(names)s.") % {"names": _list(others)}


def _side(request: HttpRequest, licence: Licence) -> tuple[str, Organisation | None]:
    """The side that was chosen; whether it is open is for the act to say."""
    asked = (request.POST.get("side", ""), request.POST.get("organisation", ""))
    for side, bound in licence.sides():
        if (side, str(bound.pk) if bound else "") == asked:
            return side, bound
    raise Invalid(_("Say for which side you answer."))


def _line(licence: Licence, user: User, at: datetime) -> Line:
    word, tone = licence_words.state(licence, at)
    if open_sides(licence, user, at):
        word, tone = _("waits for you"), "change"
    return Line(
        licence=licence,
        places=brief_words.territory_names(licence.territories),
        until=brief_words.until(licence.ends_at, licence.zone),
        word=word,
        tone=tone,
    )


def _found(user: User, licence_id: UUID) -> Licence:
    """Return a licence that the asker may see. Raises ``NotFound``."""
    found = _with_sides(Licence.objects.visible_to(user)).filter(pk=licence_id).first()
    if found is None:
        raise NotFound(_("There is no such licence here."))
    return found


def _with_sides(found: QuerySet[Licence]) -> QuerySet[Licence]:
    """With all that pages say of licences, in a fixed number of questions."""
    parts = LicencePart.objects.select_related("agency", "rate_card").order_by("agency__name", "pk")
    return found.select_related("brand", "twin__owner__user").prefetch_related(
        Prefetch("parts", parts), "signatures__person__user", "twin__representations"
    )
