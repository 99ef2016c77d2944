"""The agent's desk: what waits for whom, and the agency's models with their rights in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.models import Brief, Draft, Side, Stage
from approvals.states import ReviewState, StageState
from approvals.web import pictures
from approvals.web.brand import asker
from approvals.web.covering import answered_for, covers_now
from approvals.web.desk_words import due_day, due_words, waited
from approvals.web.pictures import Picture
from approvals.web.shown import NEEDED, may_be_shown
from approvals.web.twin_words import rights_of
from portal import access
from portal.errors import NotFound
from portal.models import Organisation, User
from twins.models import Licence, Representation, Twin

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


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show everything that is being judged of the agency's models, by whose turn it is."""
    user, at = asker(request), timezone.now()
    check_is_an_agent(user)
    stages = list(_asked(user))
    away = answered_for(user, stages)
    others = _seen_of_others(stages)
    page = {
        "for_agency": _lines(stages, Side.AGENCY, at, away),
        "for_model": _lines(others, Side.MODEL, at),
        "for_brand": _lines(others, Side.BRAND, at),
        "judges": _judges(user),
        "covers": covers_now(user),
        "cut": len(stages) == MOST,
        "most": MOST,
    }
    return render(request, "approvals/review/desk.html", page)


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


def _managed(user: User, at: datetime) -> set[UUID]:
    """The models of agencies in which she says who may do what."""
    acting = Representation.objects.in_force(at)
    found = acting.filter(agency__in=access.organisations_where(user, "manage_people"))
    return set(found.values_list("twin", flat=True))


def check_is_an_agent(user: User) -> None:
    """Raises ``NotFound`` for everybody who has no role at an agency."""
    if not access.organisations_of(user).filter(kind=Organisation.Kind.AGENCY).exists():
        raise NotFound(_("There is nothing here for you."))


def _judges(user: User) -> bool:
    return (
        access.organisations_where(user, "judge_for_agency").exists()
        or access.objects_where(user, "twins.judge_twin").exists()
        or access.objects_where(user, "portal.judge_client").exists()
    )


def _asked(user: User) -> Iterable[Stage]:
    """The stages that are asked now, in rounds in which she sees an agency's part; oldest first.

    An agency's own stage is only for those who may see that agency's models.
    """
    seen = Stage.objects.seen_by(user)
    part = seen.filter(review=OuterRef("review"))
    drafts = Draft.objects.current().filter(pk=OuterRef("review__draft"))
    asked = Stage.objects.filter(
        Exists(part), Exists(drafts), state=StageState.ASKED, review__state=ReviewState.OPEN
    )
    hers = asked.filter(~Q(side=Side.AGENCY) | Exists(seen.filter(pk=OuterRef("pk"))))
    return (
        hers.select_related(
            "review__draft__brief__brand", "review__draft__master", "review__policy"
        )
        .prefetch_related(*(f"review__draft__{name}" for name in NEEDED))
        .order_by(F("review__draft__brief__due_at").asc(nulls_last=True), "asked_at", "pk")[:MOST]
    )


def _seen_of_others(stages: list[Stage]) -> list[Stage]:
    """Without those asked beside one of hers where first opinions are unseen: that they wait, or
    wait no more, would tell what they said."""
    hers = {
        (stage.review_id, stage.place)
        for stage in stages
        if stage.side == Side.AGENCY and stage.review.policy.first_unseen
    }
    return [stage for stage in stages if (stage.review_id, stage.place) not in hers]


def _lines(
    stages: list[Stage], side: str, at: datetime, away: Mapping[UUID, str] | None = None
) -> list[Line]:
    by_brief: dict[UUID, list[Stage]] = {}
    for stage in stages:
        if stage.side == side:
            by_brief.setdefault(stage.review.draft.brief_id, []).append(stage)
    return [_line(found, at, away or {}) for found in by_brief.values()]


def _line(stages: list[Stage], at: datetime, away: Mapping[UUID, str]) -> Line:
    drafts = list({stage.review.draft_id: stage.review.draft for stage in stages}.values())
    brief = drafts[0].brief
    names = {str(p.twin) for draft in drafts for p in draft.portrayals.all()}
    shown = [draft for draft in drafts if may_be_shown(draft, at=at)]
    return Line(
        brief=brief,
        names=", ".join(sorted(names)),
        count=len(drafts),
        first=drafts[0].get_absolute_url(),
        waited=waited(min((s.asked_at for s in stages if s.asked_at), default=None), at),
        due=due_words(brief.due_at, at),
        due_day=due_day(brief.due_at, at),
        late=brief.due_at is not None and brief.due_at <= at,
        pictures=[
            pictures.picture(
                draft, edges=EDGES, href=draft.get_absolute_url(), alt=pictures.described(draft)
            )
            for draft in shown[:SHOWN]
        ],
        answers_for=", ".join(dict.fromkeys(away[s.pk] for s in stages if s.pk in away)),
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
