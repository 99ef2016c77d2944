"""The model ends one of her licences: what follows is shown first, and holds when she confirms."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.web import consequences
from approvals.web.brand import asker
from portal.errors import NotFound
from portal.models import User
from portal.web.reauthenticate import ask_again
from twins.actions.licence import end_licence
from twins.models import Licence


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again
def end(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Show what ends with the licence; a POST ends it. Only she whose twin it is, just now, may."""
    user, at = asker(request), timezone.now()
    licence = _hers(user, licence_id, at)
    if request.method == "POST":
        end_licence(licence=licence, actor=user, at=at, because="the model ended it")
        messages.success(
            request,
            _("Ended. Nothing may be made or shown under it any more; what it earned stays yours."),
        )
        return redirect(licence)
    parts = consequences.parts(consequences.counted(licence.twin, at, licence), ())
    page = {"licence": licence, "parts": parts}
    return render(request, "approvals/licence/end.html", page)


def may_end(user: User, licence: Licence, at: datetime) -> bool:
    """Say whether ``user`` is offered to end it: hers, signed by all, and not over."""
    is_over = licence.ended_at is not None or licence.ends_at <= at
    is_hers = licence.twin.owner_id == user.person_id
    return is_hers and licence.in_force_since is not None and not is_over


def _hers(user: User, licence_id: UUID, at: datetime) -> Licence:
    found = Licence.objects.filter(pk=licence_id, twin__owner=user.person)
    licence = found.select_related("twin__owner", "brand").first()
    if licence is None or not may_end(user, licence, at):
        raise NotFound(_("There is no licence here that you could end."))
    return licence
