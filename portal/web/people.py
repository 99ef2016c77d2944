"""People: who is a member, who is invited, and the way to invite somebody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import invitation_mail
from portal.actions import invitation as acts
from portal.errors import Conflict, DomainError, Invalid, NotAllowed
from portal.web import people_list
from portal.web.invite_form import InviteForm
from portal.web.managing import (
    as_uuid,
    asker,
    invitation_of,
    managed,
    marks,
    organisation_of,
    place,
    tabs,
)
from portal.web.reauthenticate import ask_again_to_act


@require_safe
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """List the members of an organisation, and its open invitations."""
    organisation = organisation_of(request)
    query, role = request.GET.get("q", "").strip(), as_uuid(request.GET.get("role"))
    found = people_list.members(organisation, query=query, role=role)
    page = people_list.page_of_members(found, organisation, **marks(request))
    roles = {each.pk: each for each in people_list.roles_there(organisation)}
    is_first = page.before is None and not role
    invited = people_list.invitations(organisation, query=query)
    asked = people_list.page_of_invitations(invited, organisation, **marks(request, "asked_"))
    context = {
        "members": people_list.rows(organisation, page.rows),
        "count": found.count(),
        "page": page,
        "query": query,
        "role": roles.get(role) if role else None,
        "asked": people_list.asked(asked.rows, organisation, timezone.now()) if is_first else [],
        "asked_count": invited.count(),
        "asked_page": asked,
        "others": [each for each in managed(asker(request)) if each != organisation],
        "invite_url": place("invite", organisation),
        "list_url": place("people", organisation),
    }
    return render(request, "portal/people/people.html", context | tabs(organisation, "people"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody into a role, or a model into the agency's hands."""
    organisation, actor = organisation_of(request), asker(request)
    form = InviteForm(request.POST or None, organisation=organisation, actor=actor)
    refused: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _invite(request, organisation=organisation, actor=actor, **form.wish())
        except (Conflict, Invalid, NotAllowed) as error:
            refused = error
        else:
            return redirect(place("people", organisation))
    context: dict[str, object] = {
        "form": form,
        "refused": refused,
        "list_url": place("people", organisation),
    }
    failed = refused.status if refused else 422 if form.errors else 200
    context |= tabs(organisation, "people")
    return render(request, "portal/people/invite.html", context, status=failed)


@require_POST
@login_required
@ask_again_to_act
def resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send the link anew; the one before is dead."""
    invitation, at = invitation_of(request, invitation_id), timezone.now()
    try:
        with transaction.atomic():
            sent = acts.resend(invitation=invitation, actor=asker(request), at=at)
            invitation_mail.post_link(sent, at=at)
    except Conflict as refused:
        messages.warning(request, refused.sentence)
    else:
        _say_sent(request, sent)
    return redirect(place("people", invitation.organisation))


@require_POST
@login_required
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = invitation_of(request, invitation_id)
    try:
        acts.revoke(invitation=invitation, actor=asker(request), at=timezone.now())
    except Conflict as refused:
        messages.warning(request, refused.sentence)
    else:
        words = _("Taken back. The link that %(name)s was sent leads nowhere now.")
        messages.success(request, words % {"name": invitation.name})
    return redirect(place("people", invitation.organisation))


@transaction.atomic
def _invite(request: HttpRequest, **wish: Any) -> None:
    """The invitation and its mail stand together or not at all."""
    at = timezone.now()
    sent = acts.invite(at=at, **wish)
    invitation_mail.post_link(sent, at=at)
    _say_sent(request, sent)


def _say_sent(request: HttpRequest, sent: acts.Sent) -> None:
    words = _("Sent to %(email)s. The link works once, for seven days.")
    messages.success(request, words % {"email": sent.invitation.email})
