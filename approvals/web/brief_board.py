"""The board: a brand's briefs by state, in a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import Brief, Draft, Publication, Review, Run, Side, Stage
from approvals.models.brief import BriefQuerySet
from approvals.states import BriefState, PublicationState, ReviewState, StageState
from approvals.web import shown
from approvals.web.brief_sheet import ACTIVE
from approvals.web.brief_words import until
from portal import access
from portal.models import User

THUMBNAILS = 4
ON_BOARD = 12
ON_PAGE = 48


@dataclass(frozen=True)
class Row:
    """One brief as the board shows it."""

    title: str
    href: str
    brand: str
    thumbs: list[dict[str, Any]]
    more: int
    due: str
    late: bool
    facts: list[tuple[str, str]]
    mine: bool


@dataclass(frozen=True)
class Part:
    """The briefs in one state."""

    state: str
    title: str
    empty: str
    rows: list[Row]
    count: int


@dataclass(frozen=True)
class Facts:
    """What is known of all briefs on the page, each by the brief's id."""

    thumbs: dict[UUID, list[Draft]]
    drafts: dict[UUID, int]
    waiting: dict[UUID, dict[str, int]]
    agreed: dict[UUID, int]
    refused: dict[UUID, int]
    live: dict[UUID, int]
    making: dict[UUID, int]
    judged: frozenset[UUID]


def board(
    briefs: BriefQuerySet, user: User, *, at: datetime, state: str = "", page: int = 1
) -> list[Part]:
    """Return the parts of the board; of one ``state`` its ``page`` in full."""
    states = [BriefState(state)] if state else list(BriefState)
    size = ON_PAGE if state else ON_BOARD
    counts = dict(
        briefs.order_by().values_list("state").annotate(number=Count("pk")).values_list(
            "state", "number"
        )
    )  # fmt: skip
    chosen = {
        each: list(
            briefs.filter(state=each)
            .newest_first()
            .select_related("brand")[(page - 1) * size : page * size]
        )
        for each in states
    }
    everything = [brief for some in chosen.values() for brief in some]
    facts, several = _facts(everything, user), len({each.brand_id for each in everything}) > 1
    return [
        Part(
            state=each,
            title=_titles()[each],
            empty=_empties()[each],
            rows=[_row(brief, facts, at, several=several) for brief in chosen[each]],
            count=counts.get(each, 0),
        )
        for each in states
    ]


def _titles() -> dict[str, str]:
    return {
        BriefState.PREPARING: _("Being written"),
        BriefState.SUBMITTED: _("Under way"),
        BriefState.CLOSED: _("Closed"),
    }


def _empties() -> dict[str, str]:
    return {
        BriefState.PREPARING: _("A brief stands here until you submit it."),
        BriefState.SUBMITTED: _("Once submitted, its pictures are made and judged here."),
        BriefState.CLOSED: _("Close a brief when nothing more shall be made for it."),
    }


def _facts(briefs: list[Brief], user: User) -> Facts:
    ids = [brief.pk for brief in briefs]
    current = Draft.objects.visible_to(user).filter(brief__in=ids).current()
    newest = Review.objects.filter(draft=OuterRef("pk")).order_by("-number").values("state")[:1]
    judged = current.annotate(newest=Subquery(newest))
    live = Publication.objects.filter(draft=OuterRef("pk"), state=PublicationState.LIVE)
    return Facts(
        thumbs=_thumbs(current),
        drafts=_count(current),
        waiting=_waiting(current),
        agreed=_count(judged.filter(~Exists(live), newest=ReviewState.AGREED)),
        refused=_count(judged.filter(newest=ReviewState.REFUSED)),
        live=_count(current.filter(Exists(live))),
        making=_count(Run.objects.filter(brief__in=ids, state__in=ACTIVE)),
        judged=frozenset(
            access.organisations_where(user, "judge_for_brand").values_list("pk", flat=True)
        ),
    )


def _count(rows: Any) -> dict[UUID, int]:
    counted = rows.order_by().values("brief").annotate(number=Count("pk", distinct=True))
    return {row["brief"]: row["number"] for row in counted}


def _thumbs(current: Any) -> dict[UUID, list[Draft]]:
    newest = Window(RowNumber(), partition_by="brief", order_by=F("created_at").desc())
    some = current.annotate(rank=newest).filter(rank__lte=THUMBNAILS).select_related("master")
    thumbs: dict[UUID, list[Draft]] = defaultdict(list)
    for draft in shown.with_rights(some).prefetch_related(*shown.NEEDED_BY_BRAND):
        thumbs[draft.brief_id].append(draft)
    return thumbs


def _waiting(current: Any) -> dict[UUID, dict[str, int]]:
    """How many pictures wait for which side. Where first opinions are unseen, all who were asked
    together count until the last has spoken."""
    open_ = Stage.objects.filter(
        review__state=ReviewState.OPEN, review__draft__in=current.order_by().values("pk")
    )
    beside = open_.filter(
        review=OuterRef("review"), place=OuterRef("place"), state=StageState.ASKED
    )
    unseen = Q(Exists(beside), review__policy__first_unseen=True)
    asked = open_.filter(Q(state=StageState.ASKED) | unseen)
    counted = asked.order_by().values_list("review__draft__brief", "side").annotate(
        number=Count("review__draft", distinct=True)
    )  # fmt: skip
    waiting: dict[UUID, dict[str, int]] = defaultdict(dict)
    for brief, side, number in counted:
        waiting[brief][side] = number
    return waiting


def _row(brief: Brief, facts: Facts, at: datetime, *, several: bool) -> Row:
    judges = brief.brand_id in facts.judged
    thumbs = facts.thumbs.get(brief.pk, [])
    return Row(
        title=brief.title,
        href=brief.get_absolute_url(),
        brand=str(brief.brand) if several else "",
        thumbs=[_thumb(draft, at) for draft in thumbs],
        more=facts.drafts.get(brief.pk, 0) - len(thumbs),
        due=until(brief.due_at, brief.zone) if brief.due_at else "",
        late=bool(brief.due_at and brief.due_at <= at and brief.state != BriefState.CLOSED),
        facts=list(_row_facts(brief, facts, judges=judges)) or [(_("Nothing under way"), "ended")],
        mine=judges and bool(facts.waiting.get(brief.pk, {}).get(Side.BRAND)),
    )


def _thumb(draft: Draft, at: datetime) -> dict[str, Any]:
    may = shown.to_its_brand(draft, at=at)
    return {
        "src": reverse("draft-preview", args=[draft.pk]) if may else "",
        "width": draft.master.width,
        "height": draft.master.height,
    }


def _row_facts(brief: Brief, facts: Facts, *, judges: bool) -> Iterable[tuple[str, str]]:
    """Whose turn it is and how much of it, each with the tone of its shape."""
    if brief.state == BriefState.PREPARING:
        yield _("Not submitted yet"), "note"
    for side, number in sorted(facts.waiting.get(brief.pk, {}).items()):
        yield _waits(side, number, judges=judges), "wait"
    if number := facts.making.get(brief.pk, 0):
        words = ngettext("%(count)s order being made", "%(count)s orders being made", number)
        yield words % {"count": number}, "wait"
    if number := facts.agreed.get(brief.pk, 0):
        words = ngettext("%(count)s agreed, to publish", "%(count)s agreed, to publish", number)
        yield words % {"count": number}, "yes"
    if number := facts.live.get(brief.pk, 0):
        yield ngettext("%(count)s live", "%(count)s live", number) % {"count": number}, "live"
    if number := facts.refused.get(brief.pk, 0):
        words = ngettext("%(count)s refused", "%(count)s refused", number)
        yield words % {"count": number}, "no"


def _waits(side: str, number: int, *, judges: bool) -> str:
    words = {
        Side.BRAND: ngettext("%(count)s waits for you", "%(count)s wait for you", number)
        if judges
        else ngettext("%(count)s waits for the brand", "%(count)s wait for the brand", number),
        Side.AGENCY: ngettext(
            "%(count)s waits for the agency", "%(count)s wait for the agency", number
        ),
        Side.MODEL: ngettext(
            "%(count)s waits for the model", "%(count)s wait for the model", number
        ),
    }
    return words[Side(side)] % {"count": number}
