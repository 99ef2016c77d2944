"""Where somebody is signed in, and the way to end it."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.errors import NotFound

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "Mac"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One browser that is signed in."""

    pk: int
    words: str
    ip: str
    since: datetime
    seen: datetime
    is_here: bool


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where she is signed in, this place first."""
    found = UserSession.objects.purge_and_list(request.user)
    places = sorted((_place(each, request) for each in found), key=_here_then_newest, reverse=True)
    return render(request, "portal/account/sessions.html", {"places": places})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of her sessions."""
    session = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if session is None:
        raise NotFound(_("There is no such place here."))
    session.end()
    messages.success(request, _("Signed out there."))
    return redirect("sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of her sessions but this one."""
    here = request.session.session_key
    for session in UserSession.objects.filter(user=request.user).exclude(session_key=here):
        session.end()
    messages.success(request, _("Signed out everywhere else."))
    return redirect("sessions")


def words_of(user_agent: str) -> str:
    """Return a browser and its machine in words, as far as they say what they are."""
    browser = next((word for sign, word in BROWSERS if sign in user_agent), "")
    machine = next((word for sign, word in MACHINES if sign in user_agent), "")
    if browser and machine:
        return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or re.split(r"[/ ]", user_agent)[0] or _("An unknown browser")


def _place(session: UserSession, request: HttpRequest) -> Place:
    return Place(
        pk=session.pk,
        words=words_of(session.user_agent),
        ip=session.ip,
        since=session.created_at,
        seen=session.last_seen_at,
        is_here=session.session_key == request.session.session_key,
    )


def _here_then_newest(place: Place) -> tuple[bool, datetime]:
    return place.is_here, place.seen
