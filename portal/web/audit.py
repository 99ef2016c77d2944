"""The audit pages: what was done, looked for, taken away as a file, and verified."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from portal import audit as trails
from portal.audit import ChainReport
from portal.errors import Invalid
from portal.models import AuditChain
from portal.models.audit import AuditEventQuerySet
from portal.rate import check_rate
from portal.web import audit_export
from portal.web.audit_rows import rows_of
from portal.web.audit_search import AuditSearch, page_of
from portal.web.audit_trails import Trail, organisations_read_by, trail_of

MOST_DIGITS = 18
MOST_VERIFICATIONS = 20
type Export = Callable[[Trail, AuditEventQuerySet], HttpResponseBase]


@require_safe
@login_required
def audit(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """Show one page of a trail, or of what is looked for in it."""
    return _show(request, trail_of(request, chain_id))


@require_safe
@login_required
def as_csv(request: HttpRequest, chain_id: UUID) -> HttpResponseBase:
    """Answer with what is looked for as a table for a spreadsheet."""
    return _export(request, trail_of(request, chain_id), audit_export.as_csv)


@require_safe
@login_required
def as_json_lines(request: HttpRequest, chain_id: UUID) -> HttpResponseBase:
    """Answer with what is looked for as one JSON object a line."""
    return _export(request, trail_of(request, chain_id), audit_export.as_json_lines)


@require_POST
@login_required
def verify(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """Walk the chain now, compare it with what was signed, and say what was found."""
    trail = trail_of(request, chain_id)
    check_rate(request, "verify-audit", most=MOST_VERIFICATIONS, seconds=60)
    if not AuditChain.objects.filter(pk=trail.id).exists():
        return _show(request, trail)
    return _show(request, trail, report=trails.verify_chain(trail.id))


def _show(request: HttpRequest, trail: Trail, *, report: ChainReport | None = None) -> HttpResponse:
    search = AuditSearch(request.GET)
    context: dict[str, Any] = {"trail": trail, "search": search, "report": report}
    context["tabs"] = [] if trail.own else _tabs(request, trail)
    if not search.is_valid():
        return render(request, "portal/audit/audit.html", context, status=422)
    page = page_of(
        search.events(trail),
        older=_number(request.GET.get("older", "")),
        newer=_number(request.GET.get("newer", "")),
    )
    context |= {"page": page, "rows": rows_of(page.events), "searched": not search.is_empty()}
    return render(request, "portal/audit/audit.html", context)


def _export(request: HttpRequest, trail: Trail, answer: Export) -> HttpResponseBase:
    search = AuditSearch(request.GET)
    if not search.is_valid():
        raise Invalid(str(next(iter(search.errors.values()))[0]))
    return answer(trail, search.events(trail))


def _tabs(request: HttpRequest, trail: Trail) -> list[dict[str, Any]]:
    """The other organisations whose trails she reads, if there are any."""
    found = organisations_read_by(request.user)  # type: ignore[arg-type]  # trail_of asked
    tabs = [
        {"label": each.name, "url": each.url, "current": each == trail, "count": None}
        for each in found
    ]
    return tabs if len(tabs) > 1 else []


def _number(text: str) -> int:
    fits = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if fits else 0
