"""Which of many drafts may be shown at all, asked for a whole page in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from approvals import rights
from approvals.models import Draft
from twins import coverage
from twins.models import Consent, ConsentEvent, Licence, Twin

type Signed = Mapping[Consent, Sequence[ConsentEvent]]
"""Each consent of somebody, with all that happened to it."""

NEEDED_BY_BRAND = ("reviews", "publications")
NEEDED = (
    "portrayals__licence",
    "portrayals__twin__owner__user",
    "portrayals__twin__consents__events",
)


def with_rights(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Return ``drafts`` with all that ``may_be_shown`` asks, fetched at once."""
    return drafts.prefetch_related(*NEEDED)


def to_its_brand(draft: Draft, *, at: datetime) -> bool:
    """Say whether a page of the brand or studio draws the picture: not after a no to it."""
    return may_be_shown(draft, at=at) and rights.is_wanted(draft)


def hidden(drafts: Iterable[Draft], *, at: datetime) -> set[UUID]:
    """Return the ids of those whose consent does not allow them to be shown at ``at``."""
    return {draft.pk for draft in drafts if not may_be_shown(draft, at=at)}


def may_be_shown(draft: Draft, *, at: datetime) -> bool:
    """Say what ``rights.draft_gaps`` would, from rows that ``with_rights`` has fetched.

    Only for what a page draws: the picture's own address asks ``rights`` itself.
    """
    return all(
        allows(_signed(portrayal.twin), draft, at=at) and stands(portrayal.licence, at)
        for portrayal in draft.portrayals.all()
    )


def stands(licence: Licence, at: datetime) -> bool:
    """Whether nobody ended it before its time."""
    return licence.ended_at is None or licence.ended_at > at


def allows(signed: Signed, draft: Draft, *, at: datetime) -> bool:
    """Say whether what somebody signed, and took back since, lets a picture of her be shown."""
    counting = {each: events for each, events in signed.items() if each.signed_at <= at}
    since = draft.created_at
    happened = [event for events in counting.values() for event in events]
    if any(since <= event.at <= at and rights.takes_back(event) for event in happened):
        return False
    newest = max(counting, key=lambda each: each.version, default=None)
    return not coverage.consent_now(newest.terms(counting[newest]) if newest else None, at=at)


def _signed(twin: Twin) -> Signed:
    return {each: list(each.events.all()) for each in twin.consents.all()}
