"""For whom somebody answers who covers a colleague now, asked for a whole page at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from approvals.models import Side, Stage
from portal.models import Cover, User
from portal.web.cover_words import until_words


@dataclass(frozen=True, kw_only=True)
class Covering:
    """One colleague whom she covers, and until when."""

    name: str
    until: str


def covers_now(user: User) -> list[Covering]:
    """Return whom she covers at this moment, in words."""
    return [
        Covering(name=str(cover.covered), until=until_words(cover, user)) for cover in _covers(user)
    ]


def answered_for(user: User, stages: Iterable[Stage]) -> dict[UUID, str]:
    """Return by stage the colleague whom she covers in it, where the right is not her own.

    One query for what is hers and one for each colleague. What the policies refuse besides is
    said where the answer is given.
    """
    covers = _covers(user)
    asked = [stage for stage in stages if stage.side in (Side.AGENCY, Side.BRAND)] if covers else []
    if not asked:
        return {}
    wanted = Stage.objects.filter(pk__in=[stage.pk for stage in asked])
    own = set(wanted.judged_by(user, covering=False).values_list("pk", flat=True))
    found: dict[UUID, str] = {}
    for cover in covers:
        theirs = wanted.filter(organisation=cover.organisation_id)
        judged = theirs.judged_by(cover.covered, covering=False).values_list("pk", flat=True)
        for pk in judged:
            if pk not in own:
                found.setdefault(pk, str(cover.covered))
    return found


def _covers(user: User) -> list[Cover]:
    in_force = Cover.objects.in_force().filter(colleague=user, covered__is_active=True)
    return list(in_force.select_related("covered"))
