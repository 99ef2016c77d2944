"""Brief: the board, the page on which one is written, and the page on which it is watched."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import policies
from approvals.actions import brief as acts
from approvals.actions.order import cancel_run, order_again
from approvals.models import Asset, Brief, Run
from approvals.states import BriefState
from approvals.web import crew_page, guest_page, live
from approvals.web.brand import asker, brief_of, sees_briefs, writable_brands
from approvals.web.brief_board import ON_PAGE, board
from approvals.web.brief_check import check_brief, check_wish
from approvals.web.brief_facts import facts_of, materials_of
from approvals.web.brief_form import BriefForm, Files, as_uuid, dropped_assets, files_of
from approvals.web.brief_sheet import sheet_of, watch_sheet
from approvals.web.casting import picker
from portal import access
from portal.errors import Conflict, DomainError, Gone, Invalid, NotFound
from portal.models import Organisation, Upload, User

MOST_PAGES = 10_000


@require_safe
@login_required
def briefs(request: HttpRequest) -> HttpResponse:
    """Show the board: the briefs of one's brands by state."""
    user = asker(request)
    if not sees_briefs(user):
        raise NotFound(_("There is nothing here for you."))
    query = request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    state = state if state in BriefState.values else ""
    page = _number(request.GET.get("page", ""))
    visible = Brief.objects.visible_to(user)
    found = visible.filter(title__icontains=query) if query else visible
    parts = board(found, user, at=timezone.now(), state=state, page=page)
    context: dict[str, Any] = {"parts": parts, "query": query, "state": state, "page": page}
    context |= {"on_page": ON_PAGE, "page_before": page - 1}
    context["page_after"] = page + 1 if parts[0].count > page * ON_PAGE else 0
    context["anything"] = any(part.count for part in parts)
    context["may_write"] = access.organisations_where(user, "write_briefs").exists()
    return render(request, "approvals/brief/briefs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_brief(request: HttpRequest) -> HttpResponse:
    """Write a new brief on one page."""
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_brief(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Write a brief anew that was not submitted yet."""
    written = brief_of(request, brief_id)
    if written.state != BriefState.PREPARING:
        raise Conflict(
            _("This brief was submitted; it stays as it is."), link=written.get_absolute_url()
        )
    return _write(request, written)


@require_safe
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Answer whether what is typed so far is covered, and what it costs. Changes nothing."""
    user, at = asker(request), timezone.now()
    named = as_uuid(request.GET.get("brief"))
    written = brief_of(request, named) if named else None
    brands = _brands(user, written)
    form = BriefForm(request.GET, brands=brands, at=at, brief=written)
    form.full_clean()
    answer = check_wish(form.buyer, form.cleaned_data, at=at)
    return render(request, "approvals/brief/_check.html", {"check": answer})


@require_safe
@login_required
def brief(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Show a brief: before submission what it is covered for and costs, then its pictures."""
    return brief_page(request, brief_of(request, brief_id), at=timezone.now())


@require_POST
@login_required
def submit(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Submit a brief and order its pictures; a refusal stands where the button was."""
    written, at = brief_of(request, brief_id), timezone.now()
    try:
        acts.submit_brief(brief=written, actor=asker(request), at=at)
    except (Conflict, Gone, Invalid) as refused:
        return brief_page(request, brief_of(request, brief_id), at=at, refused=refused)
    messages.success(request, _("Submitted. Its pictures are ordered and will appear here."))
    return redirect(written)


@require_POST
@login_required
def close(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Close a brief: nothing more is ordered."""
    written = brief_of(request, brief_id)
    acts.close_brief(brief=written, actor=asker(request), at=timezone.now())
    messages.success(request, _("Closed. What was published stays; nothing more is ordered."))
    return redirect(written)


@require_safe
@login_required
def sheet(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Answer with the contact sheet; with nothing when the asker has exactly this one."""
    written, user = brief_of(request, brief_id), asker(request)
    watched = watch_sheet(written, user)
    if watched.is_still(request):
        return live.nothing_new()
    context = _sheet_context(written, user, at=timezone.now())
    if live.unchanged(request, watched, context["sheet"].version):
        return live.nothing_new()
    return render(request, "approvals/brief/_sheet.html", context)


@require_POST
@login_required
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Call an order off."""
    run = _run_of(request, run_id)
    try:
        cancel_run(run=run, actor=asker(request), at=timezone.now())
    except Conflict as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("Called off. What had arrived stays."))
    return redirect(run.brief)


@require_POST
@login_required
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Order again what a failed order still owes."""
    run = _run_of(request, run_id)
    try:
        order_again(run=run, actor=asker(request), at=timezone.now())
    except Conflict as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("Ordered again. What had arrived stays."))
    return redirect(run.brief)


def _run_of(request: HttpRequest, run_id: UUID) -> Run:
    seen = Brief.objects.visible_to(asker(request))
    run = Run.objects.filter(pk=run_id, brief__in=seen).select_related("brief").first()
    if run is None:
        raise NotFound(_("There is no such order here."))
    return run


def _brands(user: User, written: Brief | None) -> list[Organisation]:
    """For whom the brief is or may be. Raises ``NotAllowed`` where she may not write it."""
    if written is None:
        return writable_brands(user)
    policies.check_may_change(user, written)
    return [written.brand]


def _write(request: HttpRequest, written: Brief | None) -> HttpResponse:
    user, at = asker(request), timezone.now()
    brands = _brands(user, written)
    if request.headers.get("HX-Target") == "twins":
        form = BriefForm(request.GET, brands=brands, at=at, brief=written)
        return render(request, "approvals/brief/_picker.html", _faces(request, form, at=at))
    if request.method != "POST":
        form = BriefForm(brands=brands, at=at, brief=written)
        return _form_page(request, form, Files(), written, at=at)
    form = BriefForm(request.POST, brands=brands, at=at, brief=written)
    files = files_of(request, user)
    if "find" in request.POST:  # the search for models, without JavaScript
        form.errors.clear()
        return _form_page(request, form, files, written, at=at)
    return _save(request, form, files, written, at=at)


def _save(
    request: HttpRequest, form: BriefForm, files: Files, written: Brief | None, *, at: datetime
) -> HttpResponse:
    """Write the brief; whatever stands in the way, show the form with all that was typed."""
    for sentence in files.refused:
        form.add_error(None, sentence)
    if form.is_valid():
        try:
            saved = acts.write_brief(
                brand=form.cleaned_data["brand"],
                wish=form.wish(),
                actor=asker(request),
                at=at,
                brief=written,
                uploads=files.kept,
                dropped=dropped_assets(request, written),
            )
        except (Conflict, Invalid) as refused:
            form.add_error(None, refused.sentence)
        else:
            for sentence in files.twice:
                messages.info(request, sentence)
            messages.success(request, _("Saved. Nothing is ordered until you submit it."))
            return redirect(saved)
    return _form_page(request, form, files, written, at=at)


def _form_page(
    request: HttpRequest, form: BriefForm, files: Files, written: Brief | None, *, at: datetime
) -> HttpResponse:
    context = _faces(request, form, at=at) | {
        "brief": written,
        "twice": files.twice,
        "assets": materials_of(written) if written else [],
        "garments": files.cards(Upload.Kind.GARMENT),
        "moods": files.cards(Upload.Kind.MOOD),
    }
    if form.is_bound or written is None:
        typed = form.cleaned_data if form.is_bound else {}
        context["check"] = check_wish(form.buyer, typed, at=at)
    else:
        context["check"] = check_brief(written, at=at)
    status = 422 if form.errors else 200
    return render(request, "approvals/brief/form.html", context, status=status)


def _faces(request: HttpRequest, form: BriefForm, *, at: datetime) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    faces = picker(
        form.castable,
        brand=form.buyer,
        user=asker(request),
        at=at,
        chosen=form.picked(),
        query=asked.get("who", "").strip(),
    )
    return {"form": form, "picker": faces}


def brief_page(
    request: HttpRequest,
    written: Brief,
    *,
    at: datetime,
    refused: DomainError | None = None,
    guest: dict[str, str] | None = None,
    crew: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a brief; ``refused`` says why it was not submitted, ``guest`` and
    ``crew`` what was typed to ask for one and why it was refused."""
    user = asker(request)
    watched = watch_sheet(written, user)
    context = _sheet_context(written, user, at=at) | {
        "facts": facts_of(written),
        "garments": materials_of(written, Asset.Kind.GARMENT),
        "moods": materials_of(written, Asset.Kind.MOOD),
        "check": check_brief(written, at=at),
        "refused": refused,
        "guest": guest or {},
    }
    watched.keep(context["sheet"].version)
    if context["may_write"] and written.state != BriefState.PREPARING:
        context["guests"] = guest_page.lines(written, at=at)
    if context["may_write"]:
        context |= crew_page.context(written, typed=crew or {})
    status = refused.status if refused else status
    return render(request, "approvals/brief/brief.html", context, status=status)


def _sheet_context(written: Brief, user: User, *, at: datetime) -> dict[str, Any]:
    return {
        "brief": written,
        "sheet": sheet_of(written, user, at=at),
        "may_write": policies.may_write(user, written),
        "may_manage": access.holds(user, "manage_people", written.brand_id),
    }


def _number(text: str) -> int:
    return min(max(1, int(text)), MOST_PAGES) if text.isascii() and text.isdigit() else 1
