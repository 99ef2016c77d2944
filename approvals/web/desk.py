"""The agent's desk: what waits for whom, and the agency's models with their rights in words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import looking
from approvals.actions import desk as acts
from approvals.looking import Looking
from approvals.models import DeskFilter, Side
from approvals.web import desk_filter, live
from approvals.web.brand import asker
from approvals.web.covering import answered_for, covers_now
from approvals.web.desk_filter import Filter
from approvals.web.desk_lines import MOST, asked, first_due, lines
from approvals.web.live import Watch
from approvals.web.twin_words import rights_of
from portal import access
from portal.errors import Invalid, NotFound
from portal.models import Organisation, User
from twins.models import Licence, Representation, Twin


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show everything that is being judged of the agency's models, by whose turn it is."""
    user, wanted, at = asker(request), Filter.of(request.GET), timezone.now()
    beside = looking.others(user, _agencies(user), at=at)
    watched = _watch(user, wanted, beside)
    page = _desk(user, wanted, beside, at)
    watched.keep(page["version"])
    page |= desk_filter.form(user, wanted, asked(user)) | {"covers": covers_now(user)}
    return render(request, "approvals/review/desk.html", page)


@login_required
@require_safe
def desk_part(request: HttpRequest) -> HttpResponse:
    """Answer with what waits; with nothing when the page that asks has exactly this."""
    user, wanted, at = asker(request), Filter.of(request.GET), timezone.now()
    beside = looking.others(user, _agencies(user), at=at)
    watched = _watch(user, wanted, beside)
    if watched.is_still(request):
        return live.nothing_new()
    page = _desk(user, wanted, beside, at)
    if live.unchanged(request, watched, page["version"]):
        return live.nothing_new()
    return render(request, "approvals/review/_desk.html", page)


@login_required
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep a filter of the desk under a name."""
    user, wanted = asker(request), Filter.of(request.POST)
    check_is_an_agent(user)
    try:
        name = request.POST.get("name", "")
        kept = acts.save_desk_filter(name=name, query=wanted.query, actor=user, at=timezone.now())
    except Invalid as refused:
        messages.warning(request, refused.sentence)
        return redirect(f"{reverse('desk')}?{wanted.query}")
    messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    return redirect(kept)


@login_required
@require_POST
def remove_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Remove a filter of hers."""
    user = asker(request)
    kept = DeskFilter.objects.filter(user=user, pk=filter_id).first()
    if kept is None:
        raise NotFound(_("There is no such filter here."))
    acts.remove_desk_filter(desk_filter=kept, actor=user)
    messages.success(request, _("Removed. What waits is as it was."))
    return redirect("desk")


@login_required
@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """Show the agency's models: what each agreed to, until when, and who holds a licence."""
    user, at = asker(request), timezone.now()
    check_is_an_agent(user)
    managed = _managed(user, at)
    page = {
        "models": [
            rights_of(twin, at, managed=twin.pk in managed) for twin in _acted_for(user, at)
        ],
        "manages": access.organisations_where(user, "manage_people").filter(kind="agency").exists(),
        "sets_policies": bool(access.held(user).where("set_policies")),
    }
    return render(request, "approvals/review/models.html", page)


def _watch(user: User, wanted: Filter, beside: Looking) -> Watch:
    return live.watch(user, f"desk {wanted.query}", sorted(beside.items()))


def _desk(user: User, wanted: Filter, beside: Looking, at: datetime) -> dict[str, Any]:
    """What waits for whom, with a name for exactly this."""
    stages = first_due(wanted.on(asked(user), at))
    page = {
        "for_agency": lines(stages, Side.AGENCY, at, answered_for(user, stages), beside),
        "for_model": lines(stages, Side.MODEL, at),
        "for_brand": lines(stages, Side.BRAND, at),
        "judges": _judges(user),
        "cut": len(stages) == MOST,
        "most": MOST,
        "query": wanted.query,
    }
    return page | {"version": live.digest(page)}


def _managed(user: User, at: datetime) -> set[UUID]:
    """The models of agencies in which she says who may do what."""
    acting = Representation.objects.in_force(at)
    found = acting.filter(agency__in=access.organisations_where(user, "manage_people"))
    return set(found.values_list("twin", flat=True))


def check_is_an_agent(user: User) -> None:
    """Raises ``NotFound`` for everybody who has no role at an agency."""
    _agencies(user)


def _agencies(user: User) -> list[UUID]:
    """The agencies in which she has a role. Raises ``NotFound`` where there is none."""
    found = access.organisations_of(user).filter(kind=Organisation.Kind.AGENCY)
    agencies = list(found.values_list("pk", flat=True))
    if not agencies:
        raise NotFound(_("There is nothing here for you."))
    return agencies


def _judges(user: User) -> bool:
    return (
        access.organisations_where(user, "judge_for_agency").exists()
        or access.objects_where(user, "twins.judge_twin").exists()
        or access.objects_where(user, "portal.judge_client").exists()
    )


def _acted_for(user: User, at: datetime) -> QuerySet[Twin]:
    """The models whom her agencies represent now: all of them, or those granted one by one."""
    running = Licence.objects.running(at).select_related("brand").order_by("ends_at")
    return (
        Twin.objects.shown_to(user, at)
        .select_related("owner__user")
        .prefetch_related(
            "consents__events",
            "references",
            Prefetch("licences", queryset=running, to_attr="running"),
        )
        .order_by("owner__user__known_as", "owner__user__name", "pk")
    )
