"""An agency edits the reasons that are offered with a change or a no.

As long as it has edited nothing the built-in ones are offered; the first edit makes them its own.
Rounds that run keep the list with which they began.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies
from approvals.models import GivenFor, Reason
from approvals.reasons import BUILT_IN
from portal import audit
from portal.errors import Conflict, Invalid
from portal.models import Organisation, User

MOST_REASONS = 24
"""So many are offered at once: more would be searched, not chosen."""
LONGEST = 60


@transaction.atomic
def add_reason(
    *, agency: Organisation, words: str, given_for: str, actor: User, at: datetime
) -> Reason:
    """Offer one more reason, last of all; one that was retired is offered again.

    Raises ``NotAllowed`` without the right, ``Invalid`` for words that are none, too long or of a
    list that is full, ``Conflict`` where it is offered already.
    """
    own = _lock(agency, actor, at)
    words = " ".join(words.split())
    _check_words(words, given_for)
    there = next((each for each in own if each.words.casefold() == words.casefold()), None)
    if there is not None and there.retired_at is None:
        raise Conflict(_("This reason is offered already."))
    _check_has_room(own)
    reason = there or Reason(agency=agency, words=words, added_by=actor.person, added_at=at)
    reason.given_for, reason.place = given_for, _after(own)
    reason.retired_at = reason.retired_by = None
    reason.save()
    _record("reason.added", reason, actor, at)
    return reason


@transaction.atomic
def retire_reason(*, agency: Organisation, words: str, actor: User, at: datetime) -> Reason:
    """Offer a reason no more in rounds that begin from now on.

    In verdicts that were sent with it, it stays readable.
    """
    reason = _found(_lock(agency, actor, at), words)
    if reason.retired_at is not None:
        raise Conflict(_("This reason is not offered any more."))
    reason.retired_at, reason.retired_by = at, actor.person
    reason.save(update_fields=["retired_at", "retired_by"])
    _record("reason.retired", reason, actor, at)
    return reason


@transaction.atomic
def restore_reason(*, agency: Organisation, words: str, actor: User, at: datetime) -> Reason:
    """Offer a retired reason again, last of all."""
    own = _lock(agency, actor, at)
    reason = _found(own, words)
    if reason.retired_at is None:
        raise Conflict(_("This reason is offered already."))
    _check_has_room(own)
    reason.retired_at, reason.retired_by, reason.place = None, None, _after(own)
    reason.save(update_fields=["retired_at", "retired_by", "place"])
    _record("reason.added", reason, actor, at)
    return reason


@transaction.atomic
def move_reason_up(*, agency: Organisation, words: str, actor: User, at: datetime) -> Reason:
    """Let a reason change places with the one before it; the first stays where it is."""
    own = _lock(agency, actor, at)
    reason = _found(own, words)
    offered = [each for each in own if each.retired_at is None]
    if reason not in offered:
        raise Conflict(_("This reason is not offered any more."))
    place = offered.index(reason)
    if place:
        offered[place - 1 : place + 1] = [reason, offered[place - 1]]
        for number, each in enumerate(offered, start=1):
            each.place = number
        Reason.objects.bulk_update(offered, ["place"])
        _record("reason.moved", reason, actor, at)
    return reason


def _lock(agency: Organisation, actor: User, at: datetime) -> list[Reason]:
    """Return the agency's list, its own from now on; nobody else edits it meanwhile."""
    agency = Organisation.objects.select_for_update(no_key=True).get(pk=agency.pk)
    policies.check_may_set_policies(actor, agency)
    own = list(Reason.objects.of_agency(agency))
    if own:
        return own
    return Reason.objects.bulk_create(
        Reason(
            agency=agency,
            words=each.words,
            given_for=each.given_for,
            place=place,
            added_by=actor.person,
            added_at=at,
        )
        for place, each in enumerate(BUILT_IN, start=1)
    )


def _check_words(words: str, given_for: str) -> None:
    if not words or len(words) > LONGEST or "\0" in words:
        raise Invalid(_("Write the reason in at most %(most)s signs.") % {"most": LONGEST})
    if given_for not in GivenFor.values:
        raise Invalid(_("Choose with which answer the reason is offered."))


def _check_has_room(own: list[Reason]) -> None:
    if sum(each.retired_at is None for each in own) >= MOST_REASONS:
        raise Invalid(
            _("At most %(most)s reasons can be offered. Retire another one first.")
            % {"most": MOST_REASONS}
        )


def _found(own: list[Reason], words: str) -> Reason:
    found = next((each for each in own if each.words == words), None)
    if found is None:
        raise Invalid(_("There is no such reason here."))
    return found


def _after(own: list[Reason]) -> int:
    return max((each.place for each in own), default=0) + 1


def _record(act: str, reason: Reason, actor: User, at: datetime) -> None:
    audit.record(
        chains=[reason.agency_id],
        person=actor.person,
        at=at,
        act=act,
        subject=reason,
        words=reason.words,
    )
