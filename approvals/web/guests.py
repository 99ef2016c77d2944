"""What a brief's writers do with its guests: invite, send again, take back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.actions import guest as acts
from approvals.actions.door import Sent
from approvals.models import GuestLink
from approvals.web import link_mail
from approvals.web.brand import asker, brief_of
from approvals.web.brief import brief_page
from portal.errors import Conflict, Invalid, NotFound


@require_POST
@login_required
def invite(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Invite one guest; a refusal stands beside what was typed."""
    brief, at = brief_of(request, brief_id), timezone.now()
    typed = {name: request.POST.get(name, "") for name in ("name", "email")}
    try:
        with transaction.atomic():
            sent = acts.invite_guest(brief=brief, actor=asker(request), at=at, **typed)
            link_mail.post_guest_link(sent, asker(request), at=at)
    except (Invalid, Conflict) as refused:
        why = {"error": refused.sentence}
        return brief_page(request, brief, at=at, guest=typed | why, status=refused.status)
    return _sent(request, sent)


@require_POST
@login_required
def resend(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Send a guest a new link."""
    link, at = _link(request, link_id), timezone.now()
    with transaction.atomic():
        sent = acts.resend(link=link, actor=asker(request), at=at)
        link_mail.post_guest_link(sent, asker(request), at=at)
    return _sent(request, sent)


@require_POST
@login_required
def revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Take a guest's link back."""
    link = acts.revoke(link=_link(request, link_id), actor=asker(request), at=timezone.now())
    messages.success(request, _("%(name)s sees nothing more of this brief.") % {"name": link})
    return redirect(link.brief)


def _sent(request: HttpRequest, sent: Sent[GuestLink]) -> HttpResponse:
    messages.success(request, _("A link was mailed to %(name)s.") % {"name": sent.link})
    return redirect(sent.link.brief)


def _link(request: HttpRequest, link_id: UUID) -> GuestLink:
    found = GuestLink.objects.filter(pk=link_id).select_related("brief__brand").first()
    if found is None:
        raise NotFound(_("There is no such brief here."))
    found.brief = brief_of(request, found.brief_id)
    return found
