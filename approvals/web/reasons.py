"""The reasons that an agency offers to whoever asks for a change or says no: read and edited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from approvals.actions import reason as acts
from approvals.models import GivenFor, Reason
from approvals.reasons import BUILT_IN, told
from approvals.web.setting import agencies_set_by, agency_set_by
from portal.errors import DomainError, Invalid
from portal.models import Organisation
from portal.web.managing import asker

ACTS: dict[str, tuple[Callable[..., Reason], Promise]] = {
    "add": (acts.add_reason, _("Added. It is offered with every picture that comes from now on.")),
    "retire": (acts.retire_reason, _("Retired. What was sent with it stays as it is.")),
    "restore": (acts.restore_reason, _("It is offered again.")),
    "up": (acts.move_reason_up, _("Moved up.")),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reason with its words as the reader says them."""

    reason: Reason
    said: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: HttpRequest) -> HttpResponse:
    """Show the list with what was retired; change one thing of it."""
    user = asker(request)
    agency = agency_set_by(request, user)
    context: dict[str, Any] = {
        "agency": agency,
        "others": [each for each in agencies_set_by(user) if each.pk != agency.pk],
        "ways": GivenFor.choices,
        "longest": acts.LONGEST,
        "typed": request.POST if request.POST.get("act") == "add" else {},
    }
    if request.method != "POST":
        return render(request, "approvals/policy/reasons.html", context | _list(agency))
    try:
        said = _act(request, agency)
    except DomainError as refused:
        context["error"] = refused.sentence
        page = context | _list(agency)
        return render(request, "approvals/policy/reasons.html", page, status=refused.status)
    messages.success(request, said)
    return redirect(f"{reverse('reasons')}?in={agency.pk}")


def _act(request: HttpRequest, agency: Organisation) -> str:
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Invalid(str(_("Choose what should happen with the reason.")))
    act, said = ACTS[name]
    more = {"given_for": request.POST.get("given_for", "")} if name == "add" else {}
    words = request.POST.get("words", "")
    act(agency=agency, words=words, actor=asker(request), at=timezone.now(), **more)
    return str(said)


def _list(agency: Organisation) -> dict[str, Any]:
    """What is offered, in its order, and what was; the built-in list as long as it has none."""
    rows = list(Reason.objects.of_agency(agency).select_related("retired_by__user"))
    if not rows:
        rows = [Reason(words=each.words, given_for=each.given_for) for each in BUILT_IN]
    lines = [
        Line(reason=each, said=said)
        for each, said in zip(rows, told(x.words for x in rows), strict=True)
    ]
    return {
        "offered": [line for line in lines if line.reason.retired_at is None],
        "retired": [line for line in lines if line.reason.retired_at is not None],
        "is_built_in": all(each.added_by_id is None for each in rows),
    }
