"""First opinions unseen: what others of a step said stays away from who has yet to speak in it."""

from collections.abc import Iterable
from uuid import UUID

from approvals.models import Review, Stage
from approvals.states import ReviewState


def kept_from(review: Review, stages: Iterable[Stage], hers: Stage | None) -> frozenset[UUID]:
    """Return the stages whose words are kept from whoever is to answer ``hers`` in this round.

    All that are asked beside it, and her own: each speaks before she hears. Nothing is kept from
    who has spoken, from who is not asked, or once the round is over.
    """
    if hers is None or not review.policy.first_unseen or review.state != ReviewState.OPEN:
        return frozenset()
    return frozenset(stage.pk for stage in stages if stage.place == hers.place)
