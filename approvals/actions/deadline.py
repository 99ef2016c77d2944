"""Deadlines remind and escalate; they never approve anything.

Each reminder is claimed on its stage in the transaction that posts the mail, so it is sent once
however often and wherever this runs.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from approvals.models import ReviewPolicy, Stage
from approvals.seating import next_reminder
from approvals.states import ReviewState, StageState
from approvals.waiting_for import people_waited_for
from portal import access, notify
from portal.models import User

AT_A_TIME = 100


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind whoever is waited for and whose deadline comes near: one mail for a person.

    Of reminders that were missed only the last is sent. Returns how many stages were reminded of.
    """
    due = [
        each
        for each in _locked(_asked().filter(remind_at__lte=at, due_at__gt=at), "remind_at")
        if each.remind_at is not None and each.remind_at <= at
    ]
    for stage in due:
        stage.remind_at = next_reminder(stage.due_at, stage.rule.remind_hours, at)
        stage.save(update_fields=["remind_at"])
    for user, stages in people_waited_for(due).items():
        _mail(user, "reminder", stages, at)
    return len(due)


@transaction.atomic
def escalate(*, at: datetime) -> int:
    """Tell whom the policy names, and who is waited for, that a deadline has passed; once.

    Nothing is agreed to by it: the stage goes on waiting. Returns how many stages were late.
    """
    passed = _asked().filter(due_at__lte=at, escalated_at__isnull=True)
    late = [each for each in _locked(passed, "due_at") if each.escalated_at is None]
    for stage in late:
        stage.escalated_at, stage.remind_at = at, None
        stage.save(update_fields=["escalated_at", "remind_at"])
    for user, stages in people_waited_for(late).items():
        _mail(user, "late", stages, at)
    for user, stages in _told_of(late).items():
        _mail(user, "escalation", stages, at)
    return len(late)


def _asked() -> QuerySet[Stage]:
    return Stage.objects.filter(state=StageState.ASKED, review__state=ReviewState.OPEN)


def _locked(stages: QuerySet[Stage], order: str) -> list[Stage]:
    """The first of them, locked where nobody else works on them, with all that is told of them.

    They are read anew under the lock: another scheduler may have been here since.
    """
    ids = list(stages.order_by(order, "pk").values_list("pk", flat=True)[:AT_A_TIME])
    found = _asked().select_for_update(no_key=True, skip_locked=True, of=("self",))
    return list(
        found.filter(pk__in=ids)
        .select_related(
            "organisation",
            "twin__owner__user",
            "review__policy__agency",
            "review__policy__escalates_to__user",
            "policy__agency",
            "policy__escalates_to__user",
            "review__draft__brief__brand",
        )
        .order_by("due_at", "pk")
    )


def _told_of(stages: Iterable[Stage]) -> dict[User, list[Stage]]:
    """Whom the rules name for when it is late; who sets the rules where she has left the agency."""
    by_rule: dict[ReviewPolicy, list[Stage]] = {}
    for stage in stages:
        by_rule.setdefault(stage.rule, []).append(stage)
    found: dict[User, list[Stage]] = {}
    for rule, late in by_rule.items():
        for user in _escalates_to(rule):
            found.setdefault(user, []).extend(late)
    return found


def _escalates_to(rule: ReviewPolicy) -> list[User]:
    if rule.escalates_to is None or rule.agency is None:
        return []
    named = list(access.members_of(rule.agency).filter(person=rule.escalates_to))
    return named or list(access.members_with(rule.agency, ["set_policies"]))


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
