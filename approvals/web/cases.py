"""Cases of misuse: the agency's list, one case with its file, and what is done about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import policies, rights, verdict_words
from approvals.actions import case as acts
from approvals.actions.verify import State
from approvals.models import MisuseCase
from approvals.models.case import LONGEST_WORDS, OPEN_FIRST
from approvals.web import private
from approvals.web.brand import asker
from approvals.web.desk import check_is_an_agent
from portal.errors import Gone, NotFound

ON_PAGE = 40


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List what was reported of the agency's models: open ones first, then the newest."""
    user = asker(request)
    check_is_an_agent(user)
    found = MisuseCase.objects.of_agencies(user).select_related(
        "publication__draft__brief__brand", "publication__channel"
    )
    found = found.prefetch_related("publication__draft__portrayals__twin__owner__user")
    ordered = found.order_by(*OPEN_FIRST)
    page = Paginator(ordered, ON_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "approvals/cases/cases.html",
        {"rows": [_row(each) for each in page], "page": page},
    )


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show one case."""
    return _page(request, _case(request, case_id))


@login_required
@require_safe
def file(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer with a small form of what was found. 410 once consent was taken back (RULINGS 8)."""
    found = _case(request, case_id)
    if found.file is None:
        raise NotFound(_("There is no such picture here."))
    gaps = rights.storing_gaps(found.publication.draft, at=timezone.now())
    policies.check_consent_in_force(gaps)
    return private.preview(request, found.file)


@require_POST
@login_required
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write something down."""
    found = _case(request, case_id)
    text = request.POST.get("text", "")
    acts.note_case(case=found, text=text, actor=asker(request), at=timezone.now())
    return redirect(found)


@require_POST
@login_required
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """End it with what came of it."""
    found = _case(request, case_id)
    outcome = request.POST.get("outcome", "")
    acts.close_case(case=found, outcome=outcome, actor=asker(request), at=timezone.now())
    messages.success(request, _("The case is closed."))
    return redirect(found)


@require_POST
@login_required
def forget(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Delete the address of who reported it."""
    found = _case(request, case_id)
    acts.forget_reporter(case=found, actor=asker(request), at=timezone.now())
    messages.success(request, _("The address is deleted."))
    return redirect(found)


def _page(request: HttpRequest, found: MisuseCase) -> HttpResponse:
    user, at = asker(request), timezone.now()
    publication = found.publication
    works = MisuseCase.objects.worked_by(user).filter(pk=found.pk).exists()
    page: dict[str, Any] = _row(found) | {
        "publication": publication,
        "works": works,
        "may_change": works and found.closed_at is None,
        "said": verdict_words.ANSWERS[State(found.answer)],
        "shown": found.file is not None and _may_be_seen(found, at),
        "notes": found.notes.select_related("person__user"),
        "outcomes": MisuseCase.Outcome.choices,
        "most": LONGEST_WORDS,
        "from_agency": MisuseCase.objects.of_agencies(user).filter(pk=found.pk).exists(),
    }
    return render(request, "approvals/cases/case.html", page)


def _may_be_seen(found: MisuseCase, at: datetime) -> bool:
    try:
        policies.check_consent_in_force(rights.storing_gaps(found.publication.draft, at=at))
    except Gone:
        return False
    return True


def _row(found: MisuseCase) -> dict[str, Any]:
    draft = found.publication.draft
    is_open = found.closed_at is None
    return {
        "case": found,
        "names": ", ".join(str(each.twin) for each in draft.portrayals.all()),
        "brand": draft.brief.brand,
        "title": draft.brief.title,
        "channel": found.publication.channel,
        "word": _("Open") if is_open else found.get_outcome_display(),
        "tone": "wait" if is_open else "ended",
    }


def _case(request: HttpRequest, case_id: UUID) -> MisuseCase:
    visible = MisuseCase.objects.visible_to(asker(request)).select_related(
        "publication__draft__brief__brand", "publication__channel", "file", "closed_by__user"
    )
    found = visible.filter(pk=case_id).first()
    if found is None:
        raise NotFound(_("There is no such case here."))
    return found
