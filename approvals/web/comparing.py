"""Two to four pictures beside each other, over each other, or as their difference."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals import policies, rights
from approvals.models import Draft
from approvals.web import judging, pictures
from approvals.web.brand import asker
from approvals.web.brief_form import as_uuid
from approvals.web.pictures import Picture
from portal.errors import Invalid, NotFound
from portal.models import User

FEWEST, MOST = 2, 4
EDGES = (640, 1280)


@login_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show the pictures that the address names; each picture's own address asks again."""
    user, at = asker(request), timezone.now()
    drafts = _named(user, request.GET.getlist("of"))
    several = len({draft.brief_id for draft in drafts}) > 1
    context = {
        "pictures": [_picture(user, draft, at, several=several) for draft in drafts],
        "back": drafts[0],
        "brief": drafts[0].brief,
    }
    return render(request, "approvals/review/compare.html", context)


def address(drafts: Iterable[UUID]) -> str:
    """Return where the first few of ``drafts`` are compared; nothing where there is but one."""
    some = list(drafts)[:MOST]
    query = urlencode([("of", pk) for pk in some])
    return f"{reverse('compare')}?{query}" if len(some) >= FEWEST else ""


def _named(user: User, given: list[str]) -> list[Draft]:
    """The pictures in the order of the address. Raises ``NotFound`` if she may not see one."""
    ids = list(dict.fromkeys(given))
    if not FEWEST <= len(ids) <= MOST:
        raise Invalid(_("Choose two, three or four pictures to compare."))
    seen = Draft.objects.visible_to(user).select_related("brief__brand", "master", "run")
    wanted = [pk for pk in map(as_uuid, ids) if pk]
    found = {
        draft.pk: draft
        for draft in seen.filter(pk__in=wanted).prefetch_related("portrayals__twin__owner__user")
    }
    if len(found) != len(ids):
        raise NotFound(_("There is no such picture here."))
    return [found[pk] for pk in wanted]


def _picture(user: User, draft: Draft, at: datetime, *, several: bool) -> Picture:
    policies.check_consent_in_force(rights.draft_gaps(draft, at=at))
    title = pictures.title(draft)
    return pictures.picture(
        draft,
        edges=EDGES,
        drawn=judging.may_have(user, draft),
        title=f"{draft.brief.title}, {title}" if several else title,
        href=draft.get_absolute_url(),
        alt=pictures.described(draft),
    )
