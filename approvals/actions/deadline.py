"""Deadlines remind and escalate; they never approve anything.

Each reminder is claimed on its stage in the transaction that posts the mail, so it is sent once
however often and wherever this runs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from approvals import trail
from approvals.models import Stage
from approvals.states import ReviewState, StageState
from approvals.waiting_for import people_waited_for
from portal import access, notify
from portal.models import User

AT_A_TIME = 500


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind whoever is waited for and whose deadline comes near: one mail for a person.

    Of reminders that were missed only the last is sent. Returns how many stages were reminded of.
    """
    due = [each for each in _locked(_ahead(at)) if _reminders_due(each, at) > each.reminded]
    for stage in due:
        stage.reminded = _reminders_due(stage, at)
        stage.save(update_fields=["reminded"])
    for user, stages in people_waited_for(due).items():
        _mail(user, "reminder", stages, at)
    return len(due)


@transaction.atomic
def escalate(*, at: datetime) -> int:
    """Tell whom the policy names, and who is waited for, that a deadline has passed; once.

    Nothing is agreed to by it: the stage goes on waiting. Returns how many stages were late.
    """
    late = list(_locked(_passed(at)))
    for stage in late:
        stage.escalated_at = at
        stage.save(update_fields=["escalated_at"])
        chains = trail.of_draft(stage.review.draft)
        trail.record(chains, "stage.late", stage, person=None, at=at, side=stage.side)
    for user, stages in people_waited_for(late).items():
        _mail(user, "late", stages, at)
    for user, stages in _told_of(late).items():
        _mail(user, "escalation", stages, at)
    return len(late)


def _ahead(at: datetime) -> QuerySet[Stage]:
    return (
        _asked()
        .filter(due_at__gt=at, due_at__isnull=False)
        .exclude(review__policy__remind_hours=[])
    )


def _passed(at: datetime) -> QuerySet[Stage]:
    return _asked().filter(due_at__lte=at, escalated_at__isnull=True)


def _asked() -> QuerySet[Stage]:
    return Stage.objects.filter(state=StageState.ASKED, review__state=ReviewState.OPEN)


def _locked(stages: QuerySet[Stage]) -> list[Stage]:
    """The first of them, locked where nobody else works on them, with all that is told of them."""
    ids = list(stages.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_A_TIME])
    found = Stage.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return list(
        found.filter(pk__in=ids, state=StageState.ASKED)
        .select_related(
            "organisation",
            "twin__owner__user",
            "review__policy__agency",
            "review__policy__escalates_to__user",
            "review__draft__brief__brand",
        )
        .order_by("due_at", "pk")
    )


def _reminders_due(stage: Stage, at: datetime) -> int:
    """How many of the policy's reminders should have been sent by ``at``."""
    assert stage.due_at is not None  # noqa: S101 - only such were asked for
    hours = stage.review.policy.remind_hours
    return sum(stage.due_at - timedelta(hours=each) <= at for each in hours)


def _told_of(stages: Iterable[Stage]) -> dict[User, list[Stage]]:
    """Whom the policies name for when it is late, while she belongs to the agency."""
    found: dict[User, list[Stage]] = {}
    for stage in stages:
        policy = stage.review.policy
        user = getattr(policy.escalates_to, "user", None)
        if user is None or policy.agency is None:
            continue
        if access.members_of(policy.agency).filter(pk=user.pk).exists():
            found.setdefault(user, []).append(stage)
    return found


def _mail(user: User, name: str, stages: list[Stage], at: datetime) -> None:
    """One mail for a person, however many pictures; what is in them stays behind the sign-in."""
    if not user.email:
        return
    notify.mail(
        name,
        user.email,
        at=at,
        user=user,
        count=len({stage.review.draft_id for stage in stages}),
        brands=sorted({stage.review.draft.brief.brand.name for stage in stages}),
        sides=sorted({stage.side for stage in stages}),
        due=min(stage.due_at for stage in stages if stage.due_at),
    )
