"""What waits for somebody, for her browser: the order of the pictures, and what it may keep."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.models import Draft, Portrayal
from approvals.web import pictures
from approvals.web.brand import asker
from approvals.web.shown import may_be_shown, with_rights
from portal.models import User

MOST = 120
EDGE = 1280
"""Of each picture one form is kept, large enough to be looked at closely; so of the one before."""


@login_required
@require_safe
def waiting(request: HttpRequest) -> JsonResponse:
    """List her waiting pictures as they are judged; a model may keep hers while she is offline."""
    user, at = asker(request), timezone.now()
    found = [each for each in _waiting(user) if may_be_shown(each, at=at)]
    before = _before(found, at)
    listed = [_listed(each, before.get(each.parent_id)) for each in found]
    return JsonResponse({"person": str(user.person_id), "pictures": listed})


def _waiting(user: User) -> list[Draft]:
    hers = Portrayal.objects.filter(draft=OuterRef("pk"), twin__owner=user.person_id)
    drafts = Draft.objects.visible_to(user).awaiting(user).annotate(is_hers=Exists(hers))
    return list(
        with_rights(drafts.select_related("master")).order_by(
            F("brief__due_at").asc(nulls_last=True), "brief_id", "created_at", "id"
        )[:MOST]
    )


def _before(drafts: Iterable[Draft], at: datetime) -> dict[UUID | None, Draft]:
    """The versions before those that are hers, which she compares them with."""
    ids = [each.parent_id for each in drafts if each.is_hers]  # type: ignore[attr-defined]
    found = with_rights(Draft.objects.filter(pk__in=[each for each in ids if each]))
    return {each.pk: each for each in found if may_be_shown(each, at=at)}


def _listed(draft: Draft, before: Draft | None) -> dict[str, Any]:
    """Nobody keeps pictures of somebody else: not a brand, not an agency."""
    is_hers: bool = draft.is_hers  # type: ignore[attr-defined]
    kept = [draft, before] if is_hers else []
    files = [pictures.preview(each, EDGE) for each in kept if each]
    return {"page": draft.get_absolute_url(), "brief": str(draft.brief_id), "files": files}
