"""Who else looks at a picture: a line on its page that asks again while somebody is there."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from approvals import looking, policies, rights
from approvals.models import Draft, Side
from approvals.web import judging, live
from approvals.web.brand import asker
from approvals.web.judging import Viewer
from portal import access


@login_required
@require_POST
def look(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take note that she looks, and answer who else of her side does; with nothing if she knows."""
    user, at = asker(request), timezone.now()
    found = judging.visible(user, draft_id)
    policies.check_consent_in_force(rights.draft_gaps(found, at=at))
    theirs = houses(judging.viewer_of(user, found), found)
    looking.mark(user, found.pk, theirs, at=at)
    names = looking.others(user, theirs, at=at).get(found.pk, [])
    context = {"draft": found} | part(names)
    if request.GET.get("seen") == context["looking_version"]:
        return live.nothing_new()
    return render(request, "approvals/review/_looking.html", context)


def part(names: list[str]) -> dict[str, Any]:
    """Return what the line shows, and a name for exactly that."""
    return {"looking": names, "looking_version": live.digest(names)}


def houses(viewer: Viewer, draft: Draft) -> list[UUID]:
    """Return whose people are her colleagues here: none where she is a guest; a model has none."""
    of_side: dict[str, set[UUID]] = {
        Side.BRAND: {draft.brief.brand_id},
        Side.AGENCY: {UUID(pk) for pk in viewer.agencies},
        Side.STUDIO: {draft.run.studio_id} if draft.run.studio_id else set(),
    }
    theirs = of_side.get(viewer.side, set())
    hers = access.organisations_of(viewer.user).filter(pk__in=theirs)
    return list(hers.values_list("pk", flat=True)) if theirs else []
