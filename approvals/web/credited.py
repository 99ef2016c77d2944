"""The pages behind a crew member's door: her credit, her fee, and what was published."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from approvals import sharing
from approvals.actions import crew as acts
from approvals.models import Brief, CrewLink, Publication
from approvals.states import PublicationState
from approvals.web import door as doors
from approvals.web import shown
from approvals.web.door import Door
from approvals.web.pictures import Picture
from portal.errors import NotFound
from portal.money import money

MOST = 60
DOOR = Door(
    links=lambda: CrewLink.objects.select_related(
        "member__brief__brand", "member__person__user", "person"
    ),
    inside="crew",
    code="crew-code",
    title=gettext_lazy("This link is for one member of the crew"),
    opens=gettext_lazy("Open the page"),
)


@require_safe
def crew(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the door, or her credit to who was let in."""
    at = timezone.now()
    link = doors.find(DOOR, secret, at)
    if not doors.is_let_in(request, link):
        return doors.show(request, DOOR, link, secret, at=at)
    return render(request, "approvals/crew/credit.html", _context(link, secret, at))


@require_POST
def code(request: HttpRequest, secret: str) -> HttpResponse:
    """Mail a code to the named address; or let in who sends it."""
    return doors.answer(request, DOOR, secret, at=timezone.now())


@require_POST
def name_me(request: HttpRequest, secret: str) -> HttpResponse:
    """Take whether she wants to be named."""
    at = timezone.now()
    link = doors.find(DOOR, secret, at)
    if not doors.is_let_in(request, link):
        raise NotFound(_("There is nothing here for you."))
    member = acts.name_me(link=link, named=request.POST.get("named") == "yes", at=at)
    if member.declined_at is None:
        messages.success(request, _("You are named beside what is published from now on."))
    else:
        messages.success(request, _("You are not named beside what is published from now on."))
    return redirect("crew", secret)


def _context(link: CrewLink, secret: str, at: datetime) -> dict[str, Any]:
    member = link.member
    return {
        "secret": secret,
        "link": link,
        "member": member,
        "brand": member.brief.brand,
        "fee": money(member.fee, member.currency) if member.fee else "",
        "published": _published(member.brief, at),
    }


def _published(brief: Brief, at: datetime) -> list[Picture]:
    """What everybody can see of it, in a fixed number of queries; each address asks for itself."""
    live = Publication.objects.filter(draft__brief=brief, state=PublicationState.LIVE)
    found = live.select_related("channel", "draft__master").order_by("-live_at", "pk")
    needed = found.prefetch_related(*(f"draft__{name}" for name in shown.NEEDED))
    return [_picture(each) for each in needed[:MOST] if shown.may_be_shown(each.draft, at=at)]


def _picture(publication: Publication) -> Picture:
    master = publication.draft.master
    channel = publication.channel
    return Picture(
        id=publication.pk,
        title=str(channel),
        src=sharing.picture_address(publication),
        srcset="",
        full_src="",
        width=channel.width or master.width,
        height=channel.height or master.height,
        alt=publication.alt_text,
        href=publication.get_absolute_url(),
        meta=date_format(publication.live_at, "DATE_FORMAT") if publication.live_at else "",
    )
