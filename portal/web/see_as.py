"""Begin to see the pages as somebody else, and come back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.actions.see_as import begin_seeing, end_seeing
from portal.seeing import forget, remember, seeing_in
from portal.web.person_rights import person_at
from portal.web.reauthenticate import ask_again_to_act
from portal.web.rights import asker


@require_POST
@login_required
@ask_again_to_act
def begin(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """See the pages as this member does, from her start page on."""
    user = asker(request)
    whom, organisation = person_at(user, user_id)
    seeing = begin_seeing(actor=user, whom=whom, organisation=organisation, at=timezone.now())
    remember(request, seeing)
    return redirect("home")


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    seeing = seeing_in(request)
    forget(request)
    if seeing is None:
        return redirect("home")
    end_seeing(seeing=seeing, at=timezone.now())
    messages.success(request, _("You see the pages as yourself again."))
    return redirect("person-rights", seeing.whom.pk)
