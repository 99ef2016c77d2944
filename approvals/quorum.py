"""How many people a stage needs for its yes, who of them is named, and who has said it."""

from uuid import UUID

from approvals.models import Decision, Side, Stage, Verdict
from portal.models import Person, User


def last_words(stage: Stage) -> dict[UUID, Decision]:
    """Return the last thing that each person said in the stage, by person."""
    return {each.person_id: each for each in stage.decisions.order_by("sent_at", "number")}


def said_yes(stage: Stage) -> set[UUID]:
    """Return who has said yes in the stage, and nothing else since."""
    return {who for who, word in last_words(stage).items() if word.verdict == Verdict.YES}


def named(stage: Stage) -> list[Person]:
    """Return the named people who may still judge; where none is left, whoever may judges."""
    if stage.side == Side.MODEL:
        return []
    people = list(stage.people.filter(user__is_active=True).select_related("user"))
    return [each for each in people if _may_judge(each.user, stage)]


def needed(stage: Stage) -> int:
    """Return how many people must say yes: a number, or all who are named; one at least."""
    there = len(named(stage))
    if stage.needs == 0:
        return max(1, there)
    return min(stage.needs, there) if there else stage.needs


def is_reached(stage: Stage) -> bool:
    """Say whether as many people as the stage needs have said yes."""
    return len(said_yes(stage)) >= needed(stage)


def _may_judge(user: User, stage: Stage) -> bool:
    return Stage.objects.judged_by(user, covering=False).filter(pk=stage.pk).exists()
