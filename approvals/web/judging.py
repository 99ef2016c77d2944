"""Who looks at a picture, for which side, whether it is her turn, and what comes next."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from approvals import policies, rights
from approvals.models import Draft, Review, Side, Stage, Verdict
from approvals.states import STANDING, StageState
from approvals.viewer import Viewer, is_of, viewer_among, viewer_of
from approvals.web.shown import may_be_shown, with_rights
from portal.errors import DomainError, NotFound
from portal.models import User

__all__ = ["Viewer", "viewer_among", "viewer_of"]

_A_FEW = 8


def visible(user: User, draft_id: UUID) -> Draft:
    """Return a picture that ``user`` may see, with what its page needs. Raises ``NotFound``."""
    drafts: QuerySet[Draft] = Draft.objects.visible_to(user).select_related(
        "brief__brand", "master", "run", "parent__master"
    )
    found = drafts.prefetch_related("portrayals__twin__owner__user").filter(pk=draft_id).first()
    if found is None:
        raise NotFound(_("There is no such picture here."))
    return found


def may_have(user: User, draft: Draft) -> bool:
    """Whether the picture itself is for her: after a no to it, brand and studio have it no more."""
    side = viewer_of(user, draft).side
    return side not in (Side.BRAND, Side.STUDIO) or rights.is_wanted(draft)


def newest_review(draft: Draft) -> Review | None:
    """Return the round that counts, with its draft at hand."""
    review = draft.reviews.select_related("policy").order_by("-number").first()
    if review is not None:
        review.draft = draft
    return review


def stage_to_fill(user: User, stages: list[Stage]) -> Stage | None:
    """Return the stage of a current picture whose answer is this person's to give now."""
    asked = [stage for stage in stages if _holds(policies.check_stage_is_asked, stage)]
    return next((stage for stage in asked if _may_fill(user, stage) and _is_new(user, stage)), None)


def stage_to_take_back(user: User, stages: list[Stage], rounds: list[Stage]) -> Stage | None:
    """Return the stage in which she may still say no against her own yes (RULINGS 4).

    The model's, in the newest of all rounds that stand and are not published: an older one can be
    published while a newer one waits for others. Another side's while others of it are asked.
    """
    for stage in stages:
        if stage.state == StageState.ASKED and _may_fill(user, stage) and not _is_new(user, stage):
            return stage
    said_yes = [each for each in rounds if each.state == StageState.YES and _is_quiet(each)]
    hers = [each for each in said_yes if each.side == Side.MODEL and each.twin]
    own = [each for each in hers if each.twin and is_of(each.twin, user)]
    newest = max(own, key=lambda each: each.review.number, default=None)
    return newest if newest and _may_fill(user, newest) else None


def _is_quiet(stage: Stage) -> bool:
    """Whether its round stands and nothing of it is published; ``review_data`` says what is."""
    return stage.review.state in STANDING and not stage.is_live  # type: ignore[attr-defined]


def next_waiting(user: User, draft: Draft, *, at: datetime) -> Draft | None:
    """Return the picture that waits for her after ``draft``: of the same brief first."""
    waiting = Draft.objects.visible_to(user).awaiting(user).exclude(pk=draft.pk)
    ordered = waiting.annotate(
        elsewhere=_last_unless(brief=draft.brief_id),
        before=_last_unless(created_at__gte=draft.created_at),
    ).order_by("elsewhere", "before", "created_at", "id")
    few: QuerySet[Draft] = with_rights(ordered.select_related("master"))[:_A_FEW]
    return next((each for each in few if may_be_shown(each, at=at)), None)


def _is_new(user: User, stage: Stage) -> bool:
    """Whether she has said nothing in this stage yet."""
    covered = policies.covered_by(user, stage)
    return _holds(policies.check_says_it_once, user, covered, stage, Verdict.YES)


def _may_fill(user: User, stage: Stage) -> bool:
    return all(
        _holds(check, user, stage)
        for check in (
            _check_is_asked_by_name,
            policies.check_speaks_for_one_side,
            policies.check_author_may_judge,
        )
    )


def _check_is_asked_by_name(user: User, stage: Stage) -> None:
    covered = policies.check_fills_the_stage(user, stage)
    policies.check_is_named(user, covered, stage)


def _holds(check: object, *about: object) -> bool:
    """Ask a policy; its refusal is a no, for pages that only want to know what to offer."""
    try:
        check(*about)  # type: ignore[operator]
    except DomainError:
        return False
    return True


def _last_unless(**first: object) -> Case:
    return Case(When(**first, then=Value(0)), default=Value(1), output_field=IntegerField())
