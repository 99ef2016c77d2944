"""What a brief's writers do with its crew: name somebody, send her link, take her out."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.actions import crew as acts
from approvals.models import CrewMember
from approvals.web import link_mail
from approvals.web.brand import asker, brief_of
from approvals.web.brief import brief_page
from portal.errors import Conflict, Invalid, NotFound

NAMES = ("name", "role", "fee", "email")


@require_POST
@login_required
def credit(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Name somebody of the crew, and mail her link if her address is given."""
    brief, at, user = brief_of(request, brief_id), timezone.now(), asker(request)
    typed = {name: request.POST.get(name, "").strip() for name in NAMES}
    try:
        with transaction.atomic():
            member = acts.credit(
                brief=brief,
                name=typed["name"],
                role=typed["role"],
                fee=_fee(typed["fee"]),
                actor=user,
                at=at,
            )
            if typed["email"]:
                sent = acts.send_link(member=member, email=typed["email"], actor=user, at=at)
                link_mail.post_crew_link(sent, user, at=at)
    except (Invalid, Conflict) as refused:
        why = {"error": refused.sentence}
        return brief_page(request, brief, at=at, crew=typed | why, status=refused.status)
    messages.success(request, _("%(name)s is in the crew.") % {"name": member.person})
    return redirect(brief)


@require_POST
@login_required
def send(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Send a member of the crew a new link."""
    member, user, at = _member(request, member_id), asker(request), timezone.now()
    with transaction.atomic():
        sent = acts.send_link(member=member, actor=user, at=at)
        link_mail.post_crew_link(sent, user, at=at)
    messages.success(request, _("A link was mailed to %(name)s.") % {"name": sent.link})
    return redirect(member.brief)


@require_POST
@login_required
def remove(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Take a member out of the crew."""
    member = _member(request, member_id)
    acts.remove(member=member, actor=asker(request), at=timezone.now())
    messages.success(request, _("%(name)s is not in the crew any more.") % {"name": member.person})
    return redirect(member.brief)


def _fee(typed: str) -> Decimal:
    try:
        return Decimal(typed.replace(",", ".") or 0).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Invalid(_("Write the fee as a number, such as 350 or 350.00.")) from error


def _member(request: HttpRequest, member_id: UUID) -> CrewMember:
    found = CrewMember.objects.filter(pk=member_id).select_related("person__user").first()
    if found is None:
        raise NotFound(_("There is no such brief here."))
    found.brief = brief_of(request, found.brief_id)
    return found
