"""For which side somebody looks at a picture: it says what she reads beside it, and whose money."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from approvals import policies
from approvals.models import Brief, Draft, Side, Stage
from approvals.models.review import sees
from portal import access
from portal.models import User
from twins.models import Twin


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody who looks at a draft: the side she is on, and whose money is hers to see.

    ``twins`` and ``agencies`` hold ids as they stand in an offer's pay; ``pairs`` of which models
    she sees this picture for which agency. ``seat`` is the side for which she once spoke in the
    brief, if she has: she may not be on it any more.
    """

    user: User
    side: str
    twins: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    seat: str = ""

    @property
    def changed_sides(self) -> bool:
        """Whether she spoke for another side here before: she hears neither among itself now.

        Who is in the picture stays who she is.
        """
        return self.side != Side.MODEL and self.seat not in ("", self.side)

    @property
    def is_a_judge(self) -> bool:
        """Whether she belongs to one of the three sides that agree."""
        return self.side in (Side.BRAND, Side.AGENCY, Side.MODEL)


def viewer_of(user: User, draft: Draft) -> Viewer:
    """Return for which side ``user`` looks at a draft that she may see.

    Who is in the picture looks for herself; else the seat taken in the brief says it (RULINGS 3).
    """
    own = draft.portrayals.filter(twin__owner=user.person_id).values_list("twin_id", flat=True)
    acting = Stage.objects.filter(review__draft=draft).seen_by(user)
    return _viewer(user, draft, own, acting.values_list("organisation_id", "twin_id"))


def viewer_among(user: User, draft: Draft, rounds: Iterable[Stage]) -> Viewer:
    """Return what ``viewer_of`` does, from portrayals and rounds that are at hand."""
    own = [each.twin_id for each in draft.portrayals.all() if is_of(each.twin, user)]
    return _viewer(
        user,
        draft,
        own,
        [(each.organisation_id, each.twin_id) for each in rounds if sees(each, user)],
    )


def _viewer(
    user: User, draft: Draft, own: Iterable[UUID], acting: Iterable[tuple[UUID | None, UUID | None]]
) -> Viewer:
    if twins := frozenset(map(str, own)):
        return Viewer(user=user, side=Side.MODEL, twins=twins)
    pairs = frozenset((str(agency), str(twin)) for agency, twin in acting)
    agencies = frozenset(agency for agency, _twin in pairs)
    sides = _sides(user, draft, agencies)
    seat = policies.seat_of(user, draft.brief_id)
    side = seat if seat in sides else next(iter(sides), "")
    if side != Side.AGENCY:
        return Viewer(user=user, side=side, seat=seat)
    return Viewer(user=user, side=side, seat=seat, agencies=agencies, pairs=pairs)


def is_of(twin: Twin, user: User) -> bool:
    """Say whether the twin is hers."""
    return twin.owner_id == user.person_id


def _sides(user: User, draft: Draft, agencies: frozenset[str]) -> list[str]:
    may = {
        Side.BRAND.value: _sees_brief(user, draft.brief),
        Side.AGENCY.value: bool(agencies),
        Side.STUDIO.value: draft.run.studio_id is not None
        and access.holds(user, "fill_orders", draft.run.studio_id),
    }
    return [side for side, is_hers in may.items() if is_hers]


def _sees_brief(user: User, brief: Brief) -> bool:
    """Whether ``visible_to`` finds the brief, from what she holds."""
    return access.holds(user, "view_briefs", brief.brand_id) or access.is_granted(
        user, "see_brief", brief, brief.brand_id
    )
