"""Propose a licence: choose the model, then say the terms."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.web.brand import asker
from approvals.web.licence_edge import licensable, licensees, may_propose
from approvals.web.licence_form import LicenceForm
from portal.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from portal.models import User
from twins.actions.licence import propose_licence
from twins.models import Twin

MOST_SHOWN = 50


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask of which model; the first ones, or those that are called so."""
    user, at = _proposer(request), timezone.now()
    query = request.GET.get("q", "").strip()[:120]
    called = Q(owner__user__known_as__icontains=query)
    called |= Q(owner__user__known_as="", owner__user__name__icontains=query)
    found = licensable(user, at).filter(called)
    some = found.order_by("owner__user__known_as", "owner__user__name", "pk")[: MOST_SHOWN + 1]
    models = list(some)
    page = {
        "models": models[:MOST_SHOWN],
        "more": len(models) > MOST_SHOWN,
        "query": query,
    }
    return render(request, "approvals/licence/choose.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, twin_id: UUID) -> HttpResponse:
    """Ask for the terms, and propose them; that binds nobody."""
    user, at = _proposer(request), timezone.now()
    twin = licensable(user, at).filter(pk=twin_id).first()
    if twin is None:
        raise NotFound(_("There is no such model here."))
    return _terms(request, user, twin, at)


def _proposer(request: HttpRequest) -> User:
    user = asker(request)
    if not may_propose(user):
        raise NotFound(_("There is nothing here for you."))
    return user


def _terms(request: HttpRequest, user: User, twin: Twin, at: datetime) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = LicenceForm(data, brands=licensees(user), at=at)
    refused: DomainError | None = None
    if form.is_valid():
        try:
            made = propose_licence(
                twin=twin, brand=form.cleaned_data["brand"], terms=form.terms(), actor=user, at=at
            )
        except (Conflict, Invalid, NotAllowed) as error:
            refused = error
        else:
            messages.success(request, _("Proposed. It holds only when every side has signed it."))
            return redirect(made)
    page = {"form": form, "twin": twin, "refused": refused, "brands": licensees(user).exists()}
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "approvals/licence/propose.html", page, status=status)
