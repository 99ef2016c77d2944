"""What waits on an agent's desk: the stages that are asked now, by brief and by whose turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from approvals.looking import Looking
from approvals.models import Brief, Side, Stage
from approvals.models.review import StageQuerySet
from approvals.states import StageState
from approvals.web import comparing, pictures
from approvals.web.desk_words import due_day, due_words, waited
from approvals.web.pictures import Picture
from approvals.web.shown import NEEDED, may_be_shown
from portal.models import User

MOST = 200
SHOWN = 4
EDGES = (320,)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One brief's pictures that wait for one side."""

    brief: Brief
    names: str
    count: int
    first: str
    waited: str
    due: str
    due_day: str
    late: bool
    pictures: list[Picture]
    answers_for: str = ""
    looking: str = ""
    compare: str = ""
    together: str = ""


def asked(user: User) -> StageQuerySet:
    """The stages that are asked now, in rounds in which she sees an agency's part.

    An agency's own stage is only for those who may see that agency's models. Where first opinions
    are unseen, those asked beside one of hers are left out: that they wait, or wait no more, would
    tell what they said.
    """
    seen = Stage.objects.seen_by(user)
    part = seen.filter(review=OuterRef("review"))
    beside = part.filter(state=StageState.ASKED, place=OuterRef("place"))
    kept = ~Q(side=Side.AGENCY) & Q(review__policy__first_unseen=True) & Exists(beside)
    found = Stage.objects.waiting().filter(Exists(part)).exclude(kept)
    return found.filter(~Q(side=Side.AGENCY) | Exists(seen.filter(pk=OuterRef("pk"))))


def first_due(stages: StageQuerySet) -> list[Stage]:
    """Return the first ``MOST`` of ``stages`` with all that their lines need.

    Their order is found by keys alone: to sort whole rows of all that waits is slow.
    """
    due = F("review__draft__brief__due_at").asc(nulls_last=True)
    first = list(stages.order_by(due, "asked_at", "pk").values_list("pk", flat=True)[:MOST])
    rows = Stage.objects.select_related("review__draft__brief__brand", "review__draft__master")
    found = rows.prefetch_related(*(f"review__draft__{name}" for name in NEEDED)).in_bulk(first)
    return [found[each] for each in first if each in found]


def lines(
    stages: list[Stage],
    side: str,
    at: datetime,
    away: Mapping[UUID, str] | None = None,
    beside: Looking | None = None,
) -> list[Line]:
    """Return the stages of one side by brief.

    ``away`` says for whom she answers in which, ``beside`` which colleagues look at which picture.
    """
    by_brief: dict[UUID, list[Stage]] = {}
    for stage in stages:
        if stage.side == side:
            by_brief.setdefault(stage.review.draft.brief_id, []).append(stage)
    return [_line(found, at, away or {}, beside or {}) for found in by_brief.values()]


def _line(stages: list[Stage], at: datetime, away: Mapping[UUID, str], beside: Looking) -> Line:
    drafts = list({stage.review.draft_id: stage.review.draft for stage in stages}.values())
    brief = drafts[0].brief
    names = {str(p.twin) for draft in drafts for p in draft.portrayals.all()}
    shown = [draft for draft in drafts if may_be_shown(draft, at=at)]
    due = min((day for day in (brief.due_at, *(s.due_at for s in stages)) if day), default=None)
    return Line(
        brief=brief,
        names=", ".join(sorted(names)),
        count=len(drafts),
        first=drafts[0].get_absolute_url(),
        waited=waited(min((s.asked_at for s in stages if s.asked_at), default=None), at),
        due=due_words(due, brief.zone, at),
        due_day=due_day(due, brief.zone, at),
        late=due is not None and due <= at,
        pictures=[
            pictures.picture(
                draft, edges=EDGES, href=draft.get_absolute_url(), alt=pictures.described(draft)
            )
            for draft in shown[:SHOWN]
        ],
        answers_for=", ".join(dict.fromkeys(away[s.pk] for s in stages if s.pk in away)),
        together=f"{reverse('together')}?brief={brief.pk}" if len(drafts) > 1 else "",
        compare=comparing.address(draft.pk for draft in shown),
        looking=", ".join(sorted({name for each in drafts for name in beside.get(each.pk, [])})),
    )
