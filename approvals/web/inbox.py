"""The model's inbox: the pictures that wait for her own yes, and what she answered lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals import ledger
from approvals.models import Brief, Decision, Draft, Review, Side, Stage
from approvals.states import ReviewState, StageState
from approvals.web import asked, live, pictures
from approvals.web.brand import asker
from approvals.web.desk_words import due_words
from approvals.web.judging import Viewer
from approvals.web.pictures import Picture
from approvals.web.shown import NEEDED, may_be_shown, with_rights
from portal import access
from portal.errors import NotFound
from portal.models import User
from twins.models import Twin

MOST = 120
LATELY = timedelta(days=30)
MOST_LATELY = 8
EDGES = (320, 640)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The waiting pictures of one brief of which the same is asked, with that in words."""

    brief: Brief
    asked: str
    amount: str
    due: str
    first: str
    pictures: list[Picture]


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for the model, by brief, and what she has decided lately."""
    user = asker(request)
    twins, watched = twins_of(user), live.watch(user, "inbox")
    page = _inbox(user, twins, timezone.now())
    watched.keep(page["version"])
    return render(request, "approvals/mine/inbox.html", page)


@login_required
@require_safe
def inbox_part(request: HttpRequest) -> HttpResponse:
    """Answer with what waits for her; with nothing when the page that asks has exactly this."""
    user = asker(request)
    watched = live.watch(user, "inbox")
    if watched.is_still(request):
        return live.nothing_new()
    page = _inbox(user, twins_of(user), timezone.now())
    if live.unchanged(request, watched, page["version"]):
        return live.nothing_new()
    return render(request, "approvals/mine/_inbox.html", page)


def _inbox(user: User, twins: list[Twin], at: datetime) -> dict[str, Any]:
    """What waits and what was answered, with a name for exactly this."""
    found = list(_waiting(user))
    waiting = [each for each in found[:MOST] if may_be_shown(each, at=at)]
    page = {
        "groups": _groups(waiting, user, twins, at),
        "cut": len(found) > MOST,
        "most": MOST,
        "lately": _lately(user, at),
    }
    return page | {"version": live.digest(page)}


def twins_of(user: User) -> list[Twin]:
    """Return her twins. Raises ``NotFound`` for people who are here for an organisation only."""
    twins = list(Twin.objects.of(user.person).order_by("created_at"))
    if not twins and access.organisations_of(user).exists():
        raise NotFound(_("These pages belong to models."))
    return twins


def _waiting(user: User) -> Iterable[Draft]:
    """Return one more than are shown, where there are more."""
    hers = Stage.objects.filter(
        review__draft=OuterRef("pk"),
        review__state=ReviewState.OPEN,
        side=Side.MODEL,
        state=StageState.ASKED,
        twin__owner=user.person,
    )
    open_rounds = Review.objects.filter(state=ReviewState.OPEN)
    found: QuerySet[Draft] = Draft.objects.current().filter(Exists(hers))
    return with_rights(
        found.select_related("brief__brand", "master").prefetch_related(
            Prefetch("reviews", queryset=open_rounds, to_attr="open_rounds")
        )
    ).order_by(F("brief__due_at").asc(nulls_last=True), "brief_id", "created_at", "id")[: MOST + 1]


def _groups(waiting: list[Draft], user: User, twins: list[Twin], at: datetime) -> list[Group]:
    viewer = Viewer(user=user, side=Side.MODEL, twins=frozenset(str(twin.pk) for twin in twins))
    booked = ledger.booked(waiting) if waiting else {}
    by_offer: dict[tuple[UUID, str], list[Draft]] = {}
    for draft in waiting:
        words = asked.in_short(draft.brief, _offer(draft), user)
        by_offer.setdefault((draft.brief_id, words), []).append(draft)
    return [
        _group(drafts, words, viewer, booked, at) for (_brief, words), drafts in by_offer.items()
    ]


def _offer(draft: Draft) -> dict[str, Any]:
    offer: dict[str, Any] = draft.open_rounds[0].offer  # type: ignore[attr-defined]
    return offer


def _group(
    drafts: list[Draft],
    words: str,
    viewer: Viewer,
    booked: dict[UUID, asked.Booked],
    at: datetime,
) -> Group:
    brief = drafts[0].brief
    shares = [
        asked.share(_offer(draft), viewer, booked.get(draft.pk, frozenset())) for draft in drafts
    ]
    return Group(
        brief=brief,
        asked=words,
        amount=asked.each_picture(len(drafts), shares),
        due=due_words(brief.due_at, brief.zone, at),
        first=drafts[0].get_absolute_url(),
        pictures=[
            pictures.picture(
                draft,
                edges=EDGES,
                href=draft.get_absolute_url(),
                alt=pictures.described(draft),
            )
            for draft in drafts
        ],
    )


def _lately(user: User, at: datetime) -> list[Picture]:
    """Her last answers, newest first; pictures that may not be shown any more are left out."""
    sent = Decision.objects.filter(
        person=user.person, stage__side=Side.MODEL, sent_at__gte=at - LATELY
    )
    rows = sent.select_related("draft__brief__brand", "draft__master").prefetch_related(
        *(f"draft__{name}" for name in NEEDED)
    )
    newest: dict[UUID, Decision] = {}
    for decision in rows.order_by("-sent_at", "-number")[: 2 * MOST_LATELY]:
        newest.setdefault(decision.draft_id, decision)
    return [
        _answered(decision)
        for decision in list(newest.values())[:MOST_LATELY]
        if may_be_shown(decision.draft, at=at)
    ]


def _answered(decision: Decision) -> Picture:
    words = {
        "yes": _("You said yes"),
        "change": _("You asked for a change"),
        "no": _("You said no"),
    }
    return pictures.picture(
        decision.draft,
        edges=EDGES,
        title=f"{decision.draft.brief.brand.name}, {decision.draft.brief.title}",
        href=decision.draft.get_absolute_url(),
        word=words[decision.verdict],
        tone=decision.verdict,
        meta=date_format(timezone.localtime(decision.sent_at), "MONTH_DAY_FORMAT"),
        alt="",
    )
