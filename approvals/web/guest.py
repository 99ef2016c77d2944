"""The guest's pages: a door that asks for a code, the pictures, and her opinion of each.

Who has the link alone gets as far as the door, which says nothing. Who entered the code that went
to the invited address is known by her session: another browser begins at the door again.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import policies, rights
from approvals.actions import guest as acts
from approvals.models import Draft, GuestLink
from approvals.web import guest_mail, guest_page, private
from portal.errors import Conflict, Gone, Invalid, NotFound
from portal.rate import TooMany, check_rate

KNOWN = "guests"
"""Where the session keeps which links were opened in it, and with which secret."""


@require_safe
def guest(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the door, or the pictures to who was let in."""
    at = timezone.now()
    link = _link(secret, at)
    if not _is_let_in(request, link):
        return _door(request, link, secret, at=at)
    page = {"link": link, "brief": link.brief, "pictures": guest_page.sheet(link, secret, at=at)}
    return render(request, "approvals/guest/sheet.html", page)


@require_POST
def code(request: HttpRequest, secret: str) -> HttpResponse:
    """Mail a code to the invited address; or let in who sends it."""
    at = timezone.now()
    link = _link(secret, at)
    if "code" in request.POST:
        check_rate(request, "guest-code", most=20, seconds=600)
        return _enter(request, link, secret, at)
    check_rate(request, "guest-mail", most=10, seconds=600)
    try:
        with transaction.atomic():
            guest_mail.post_code(acts.send_code(link=link, at=at), at=at)
    except TooMany as refused:
        return _door(request, link, secret, at=at, error=refused.sentence, status=refused.status)
    return redirect("guest", secret)


@require_safe
def picture(request: HttpRequest, secret: str, draft_id: UUID) -> HttpResponse:
    """Show one picture, what it is for, and three answers."""
    link, draft = _shown(request, secret, draft_id)
    page = guest_page.context(link, secret, draft, changing="change" in request.GET)
    return render(request, "approvals/guest/picture.html", page)


@require_POST
def opinion(request: HttpRequest, secret: str, draft_id: UUID) -> HttpResponse:
    """Take what she thinks and go on to the next picture that waits for her."""
    link, draft = _shown(request, secret, draft_id)
    try:
        acts.give_opinion(
            link=link,
            draft=draft,
            verdict=request.POST.get("verdict", ""),
            comment=request.POST.get("comment", ""),
            draft_sha256=request.POST.get("draft_sha256", ""),
            offer_sha256=request.POST.get("offer_sha256", ""),
            at=timezone.now(),
        )
    except Invalid as refused:
        page = guest_page.context(link, secret, draft, changing=True, error=refused.sentence)
        return render(request, "approvals/guest/picture.html", page, status=refused.status)
    messages.success(request, _("Thank you. Your opinion stands beside the picture."))
    return redirect(_next(link, secret) or reverse("guest", args=[secret]))


@require_safe
def file(request: HttpRequest, secret: str, draft_id: UUID) -> HttpResponse:
    """Answer with a picture, or with ``?edge=`` a small form of it; asks first like every one."""
    _guest, draft = _shown(request, secret, draft_id)
    answer = private.preview if "edge" in request.GET else private.picture
    return answer(request, draft.master)


def _enter(request: HttpRequest, link: GuestLink, secret: str, at: datetime) -> HttpResponse:
    try:
        link = acts.verify_code(link=link, code=request.POST["code"], at=at)
    except Invalid as refused:
        return _door(request, link, secret, at=at, error=refused.sentence, status=refused.status)
    request.session.cycle_key()  # nobody who knew the session before comes in with her
    known = request.session.get(KNOWN, {})
    request.session[KNOWN] = known | {str(link.pk): link.secret_hash}
    return redirect("guest", secret)


def _door(
    request: HttpRequest,
    link: GuestLink,
    secret: str,
    *,
    at: datetime,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Nothing of the brief stands here: whoever was forwarded the link reads it too."""
    sent = link.code_sent_at
    page: dict[str, Any] = {
        "secret": secret,
        "address": guest_page.masked(link.email),
        "is_sent": sent is not None and bool(link.code_hash) and at < sent + acts.CODE_HOLDS,
        "error": error,
    }
    return render(request, "approvals/guest/door.html", page, status=status)


def _link(secret: str, at: datetime) -> GuestLink:
    """Return the link. Raises ``NotFound`` for none, ``Gone`` for one that is over."""
    links = GuestLink.objects.select_related("brief__brand", "person")
    found = links.filter(secret_hash=acts.hash_of(secret)).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    policies.check_link_holds(found, at)
    return found


def _is_let_in(request: HttpRequest, link: GuestLink) -> bool:
    known = request.session.get(KNOWN, {})
    return link.person_id is not None and known.get(str(link.pk)) == link.secret_hash


def _shown(request: HttpRequest, secret: str, draft_id: UUID) -> tuple[GuestLink, Draft]:
    """Return the picture if this guest may have it at this very moment.

    Raises ``NotFound`` for who was not let in and for other briefs' pictures, ``Gone`` once it is
    no longer shown: the link or consent ended, or somebody said no to it, or another replaced it.
    """
    at = timezone.now()
    link = _link(secret, at)
    drafts = Draft.objects.filter(brief=link.brief_id).select_related("brief__brand", "master")
    found = drafts.prefetch_related("portrayals__twin__owner__user").filter(pk=draft_id).first()
    if found is None or not _is_let_in(request, link):
        raise NotFound(_("There is nothing here for you."))
    policies.check_consent_in_force(rights.draft_gaps(found, at=at))
    if not rights.is_wanted(found):
        raise Gone(_("Somebody said no to this picture. It is no longer shown."))
    try:
        policies.check_is_current(found)
    except Conflict as replaced:
        raise Gone(_("This picture is no longer shown: another came in its place.")) from replaced
    return link, found


def _next(link: GuestLink, secret: str) -> str:
    """The next picture of which she has said nothing; "" where there is none."""
    pictures = guest_page.sheet(link, secret, at=timezone.now())
    return next((each.href for each in pictures if each.tone == "wait"), "")
