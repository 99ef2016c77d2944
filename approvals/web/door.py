"""The door of a link by mail: it asks for a code, and says nothing of what lies behind it.

Who has the link alone gets as far as the door. Who entered the code that went to the named address
is known by her session: another browser begins at the door again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from approvals import policies
from approvals.actions import door as acts
from approvals.models import CrewLink, GuestLink
from approvals.web import link_mail
from portal.errors import Invalid, NotFound
from portal.rate import TooMany, check_rate

KNOWN = "let_in"
"""Where the session keeps which links were opened in it, and with which secret."""

type Link = GuestLink | CrewLink


@dataclass(frozen=True, kw_only=True)
class Door[Kind: (GuestLink, CrewLink)]:
    """One kind of door: whose links, the names of its addresses, and what stands on it."""

    links: Callable[[], QuerySet[Kind]]
    inside: str
    code: str
    title: Promise
    opens: Promise


def find[Kind: (GuestLink, CrewLink)](door: Door[Kind], secret: str, at: datetime) -> Kind:
    """Return the link. Raises ``NotFound`` for none, ``Gone`` for one that is over."""
    found = door.links().filter(secret_hash=acts.hash_of(secret)).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    policies.check_link_holds(found, at)
    return found


def is_let_in(request: HttpRequest, link: Link) -> bool:
    """Say whether the code of this link was typed in this browser."""
    known = request.session.get(KNOWN, {})
    return link.person_id is not None and known.get(str(link.pk)) == link.secret_hash


def answer[Kind: (GuestLink, CrewLink)](
    request: HttpRequest, door: Door[Kind], secret: str, *, at: datetime
) -> HttpResponse:
    """Mail a code to the named address; or let in who sends it."""
    link = find(door, secret, at)
    if "code" in request.POST:
        check_rate(request, "door-code", most=20, seconds=600)
        return _enter(request, door, link, secret, at)
    check_rate(request, "door-mail", most=10, seconds=600)
    try:
        with transaction.atomic():
            link_mail.post_code(acts.send_code(link=link, at=at), at=at)
    except TooMany as refused:
        error = refused.sentence
        return show(request, door, link, secret, at=at, error=error, status=refused.status)
    return redirect(door.inside, secret)


def show[Kind: (GuestLink, CrewLink)](
    request: HttpRequest,
    door: Door[Kind],
    link: Kind,
    secret: str,
    *,
    at: datetime,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the door. Nothing of the brief stands there: who was forwarded the link reads it too."""
    sent = link.code_sent_at
    page: dict[str, Any] = {
        "door": door,
        "secret": secret,
        "address": masked(link.email),
        "is_sent": sent is not None and bool(link.code_hash) and at < sent + acts.CODE_HOLDS,
        "error": error,
    }
    return render(request, "approvals/door.html", page, status=status)


def masked(email: str) -> str:
    """Return an address so that who reads it knows it and nobody else learns it."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host[:1]}…"


def _enter[Kind: (GuestLink, CrewLink)](
    request: HttpRequest, door: Door[Kind], link: Kind, secret: str, at: datetime
) -> HttpResponse:
    try:
        link = acts.verify_code(link=link, code=request.POST["code"], at=at)
    except Invalid as refused:
        error = refused.sentence
        return show(request, door, link, secret, at=at, error=error, status=refused.status)
    request.session.cycle_key()  # nobody who knew the session before comes in with her
    known = request.session.get(KNOWN, {})
    request.session[KNOWN] = known | {str(link.pk): link.secret_hash}
    return redirect(door.inside, secret)
