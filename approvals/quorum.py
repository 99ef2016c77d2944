"""How many people a stage needs for its yes, who of them is named, and who has said it."""

from uuid import UUID

from approvals.models import Decision, Side, Stage, Verdict
from approvals.models.review import judges
from portal import access
from portal.models import Person


def last_words(stage: Stage) -> dict[UUID, Decision]:
    """Return the last word in each seat of the stage: a person's, or hers for whom a colleague
    who covers spoke. Both are one seat, and one voice."""
    sent = sorted(stage.decisions.all(), key=lambda each: (each.sent_at, each.number))
    return {each.for_person_id or each.person_id: each for each in sent}


def said_yes(stage: Stage) -> set[UUID]:
    """Return in whose seats yes was said, and nothing else since."""
    return {who for who, word in last_words(stage).items() if word.verdict == Verdict.YES}


def named(stage: Stage) -> list[Person]:
    """Return the named people who may still judge; where none is left, whoever may judges."""
    return [each for each in _listed(stage) if judges(stage, each.user, covering=False)]


def may_speak(stage: Stage, person: UUID) -> bool:
    """Say whether the person is named, or nobody is who may still judge."""
    people = sorted(_listed(stage), key=lambda each: each.pk != person)
    first = next((each for each in people if judges(stage, each.user, covering=False)), None)
    return first is None or first.pk == person


def is_reached(stage: Stage) -> bool:
    """Say whether as many people as the stage needs have said yes: of those named, where any are.

    Who was named and has left is neither waited for nor counted.
    """
    yes, there = said_yes(stage), {person.pk for person in named(stage)}
    if not there:
        return len(yes) >= max(1, stage.needs)
    if stage.needs == 0:
        return there <= yes
    return len(yes & there) >= min(stage.needs, len(there))


def _listed(stage: Stage) -> list[Person]:
    """Who is named and whose account is open, whatever they may do by now."""
    if stage.side == Side.MODEL:
        return []
    people = stage.people.filter(user__is_active=True).select_related("user")
    return access.once(("named", stage.pk), lambda: list(people))
