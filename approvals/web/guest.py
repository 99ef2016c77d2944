"""The guest's pages behind her door: the pictures, and her opinion of each."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from approvals import policies, rights
from approvals.actions import guest as acts
from approvals.models import Draft, GuestLink
from approvals.web import door as doors
from approvals.web import guest_page, private
from approvals.web.door import Door
from portal.errors import Conflict, Gone, Invalid, NotFound

DOOR = Door(
    links=lambda: GuestLink.objects.select_related("brief__brand", "person"),
    inside="guest",
    code="guest-code",
    title=gettext_lazy("This link is for one guest"),
    opens=gettext_lazy("Open the pictures"),
)


@require_safe
def guest(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the door, or the pictures to who was let in."""
    at = timezone.now()
    link = doors.find(DOOR, secret, at)
    if not doors.is_let_in(request, link):
        return doors.show(request, DOOR, link, secret, at=at)
    page = {"link": link, "brief": link.brief, "pictures": guest_page.sheet(link, secret, at=at)}
    return render(request, "approvals/guest/sheet.html", page)


@require_POST
def code(request: HttpRequest, secret: str) -> HttpResponse:
    """Mail a code to the invited address; or let in who sends it."""
    return doors.answer(request, DOOR, secret, at=timezone.now())


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


def _shown(request: HttpRequest, secret: str, draft_id: UUID) -> tuple[GuestLink, Draft]:
    """Return the picture if this guest may have it at this very moment.

    Raises ``NotFound`` for who was not let in and for other briefs' pictures, ``Gone`` once it is
    no longer shown: the link or consent ended, or somebody said no to it, or another replaced it.
    """
    at = timezone.now()
    link = doors.find(DOOR, secret, at)
    drafts = Draft.objects.filter(brief=link.brief_id).select_related("brief__brand", "master")
    found = drafts.prefetch_related("portrayals__twin__owner__user").filter(pk=draft_id).first()
    if found is None or not doors.is_let_in(request, link):
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
