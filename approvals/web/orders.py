"""The studio's orders: what is wanted, files to fetch, pictures to deliver."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from approvals import policies
from approvals.actions.order import fetch_for_order
from approvals.models import Run
from approvals.states import RunState
from approvals.web import delivery, order_page, private
from approvals.web.brand import asker
from approvals.web.desk_words import due_day
from portal import access
from portal.errors import Conflict, NotFound
from portal.models import User

MOST = 100
TONES = {
    RunState.ORDERED.value: "wait",
    RunState.DELIVERED.value: "yes",
    RunState.CANCELLED.value: "ended",
    RunState.FAILED.value: "no",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One order as the list shows it."""

    run: Run
    names: str
    due: str
    state: str
    tone: str


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Show the studio's orders, the open ones first, the one that is due first of all."""
    user, at = asker(request), timezone.now()
    if not access.organisations_where(user, "fill_orders").exists():
        raise NotFound(_("There is nothing here for you."))
    runs = _on_desk(user).annotate(
        closed=Case(
            When(state=RunState.ORDERED, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
    )
    newest = runs.order_by("closed", F("brief__due_at").asc(nulls_last=True), "-requested_at")[
        :MOST
    ]
    lines = [_line(run, at) for run in newest]
    page = {
        "open": [line for line in lines if line.run.state == RunState.ORDERED],
        "closed": [line for line in lines if line.run.state != RunState.ORDERED],
    }
    return render(request, "approvals/orders/orders.html", page)


@login_required
@require_safe
def order(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one order: the wish, the files, and a place for each picture that is missing."""
    run = _found(asker(request), run_id)
    page = order_page.context(run, at=timezone.now(), slots=delivery.slots(run))
    return render(request, "approvals/orders/order.html", page)


@login_required
@require_POST
def fetch(request: HttpRequest, run_id: UUID, sha256: str) -> HttpResponse:
    """Give one file of an open order; that it was given is kept."""
    user, at = asker(request), timezone.now()
    run = _found(user, run_id)
    name = order_page.file_name(run, sha256, at=at)
    file = fetch_for_order(run=run, sha256=sha256, actor=user, at=at)
    return private.picture(request, file, name=private.file_name(name, file))


@login_required
@require_POST
def deliver(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Take the pictures that were chosen; what is refused says why, and the others count."""
    user, at = asker(request), timezone.now()
    run = _found(user, run_id)
    policies.check_may_deliver(user, run.studio)
    if run.state != RunState.ORDERED:
        raise Conflict(_("This order is not open any more."))
    result = delivery.deliver(run, request.POST, request.FILES, actor=user, at=at)
    if result.taken:
        messages.success(
            request,
            ngettext(
                "%(count)s picture delivered. It is being judged now.",
                "%(count)s pictures delivered. They are being judged now.",
                result.taken,
            )
            % {"count": result.taken},
        )
    if not result.refused:
        return redirect("order", run_id=run.pk)
    run = _found(user, run_id)
    page = order_page.context(run, at=at, slots=result.slots, error=result.sentence)
    return render(request, "approvals/orders/order.html", page, status=422)


def _on_desk(user: User) -> QuerySet[Run]:
    return (
        Run.objects.on_desk_of(user)
        .select_related("brief__brand", "studio", "parent__master", "parent__brief")
        .prefetch_related("twins__owner__user")
    )


def _found(user: User, run_id: UUID) -> Run:
    run = _on_desk(user).filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("There is no such order here."))
    return run


def _line(run: Run, at: datetime) -> Line:
    return Line(
        run=run,
        names=", ".join(sorted(str(twin) for twin in run.twins.all())),
        due=due_day(run.brief.due_at, run.brief.zone, at),
        state=run.get_state_display(),
        tone=TONES.get(run.state, "note"),
    )
