"""Walls: who reads what is said beside a picture, and what each side may choose.

| who writes | chooses | who reads |
|---|---|---|
| brand | its own people | who sees the picture for the brand |
| agency | its own people | who sees the picture for that agency |
| agency | itself and the model | these, and that model |
| model | herself and her agency | the same |
| each of them | all three sides | brand, models, and the agencies that act for them as it is said |

Studios and guests read none of it. A wall never opens later: an agency reads what is said to it
while it acts for the model, no earlier and no later talk (RULINGS 14).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from approvals.models import Draft, Pin, Side, Stage, Wall
from approvals.viewer import Viewer
from portal.errors import NotAllowed
from twins.models import Representation, Twin


@dataclass(frozen=True)
class Audience:
    """Behind which wall something is said: the organisation and the model who read it, if not all.

    Written out it is "all", "own:<agency or brand>" or "pair:<agency>:<twin>".
    """

    wall: str
    among: UUID | None = None
    beside: UUID | None = None

    def __str__(self) -> str:
        return ":".join(str(each) for each in (self.wall, self.among, self.beside) if each)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An audience that somebody may choose, in words: exactly who will read it."""

    audience: Audience
    words: str


EVERYBODY = Audience(Wall.ALL)


def of_pin(pin: Pin) -> Audience:
    """Return who reads a pin."""
    return Audience(pin.wall, pin.among_id, pin.beside_id)


def choices(viewer: Viewer, draft: Draft, stages: Iterable[Stage]) -> list[Choice]:
    """Return what the viewer may choose, the narrowest first. ``stages`` are the newest round's."""
    asked = list(stages)
    names = {each.organisation_id: str(each.organisation) for each in asked if each.organisation}
    names |= {each.twin_id: str(each.twin) for each in asked if each.twin}
    return [
        Choice(audience=each, words=_words(each, names, asked))
        for each in _open_to(viewer, draft, asked)
    ]


def words(pin: Pin, stages: Iterable[Stage]) -> str:
    """Return who reads a pin, for somebody who does."""
    asked = list(stages)
    names: dict[UUID | None, str] = {}
    if pin.among:
        names[pin.among_id] = str(pin.among)
    if pin.beside:
        names[pin.beside_id] = str(pin.beside)
    return _words(of_pin(pin), names, asked)


def within(audience: Audience, first: Audience) -> bool:
    """Say whether whoever reads an answer for ``audience`` reads also what it answers."""
    return first.wall == Wall.ALL or audience == first


def check_may_choose(viewer: Viewer, audience: Audience, draft: Draft, at: datetime) -> None:
    """The audience is one that her side may speak to now, about this picture."""
    newest = draft.reviews.order_by("-number").first()
    asked = list(newest.stages.select_related("organisation", "twin")) if newest else []
    if audience not in _open_to(viewer, draft, asked):
        raise NotAllowed(_("You cannot write to these people about this picture."))
    if audience.wall != Wall.OWN and viewer.side == Side.AGENCY:
        hers = {pair for pair in viewer.pairs if audience.among in (None, UUID(pair[0]))}
        _check_acts(hers, at)
    elif audience.wall == Wall.PAIR:
        _check_acts({(str(audience.among), str(audience.beside))}, at)


def _check_acts(pairs: Iterable[tuple[str, str]], at: datetime) -> None:
    acting = Representation.objects.in_force(at)
    if not any(acting.filter(agency=UUID(by), twin=UUID(of)).exists() for by, of in pairs):
        raise NotAllowed(_("This agency does not act for her here any more."))


def chains(draft: Draft, audience: Audience, at: datetime) -> set[UUID]:
    """Return in whose trails it is written that something was said: of those who read it."""
    if audience.wall == Wall.OWN and audience.among:
        return {audience.among}
    if audience.wall == Wall.PAIR and audience.among and audience.beside:
        return {
            audience.among,
            Twin.objects.values_list("owner_id", flat=True).get(pk=audience.beside),
        }
    twins = draft.portrayals.values("twin")
    acting = Representation.objects.in_force(at).filter(twin__in=twins)
    asked = Stage.objects.filter(
        review__draft=draft, side=Side.AGENCY, organisation__in=acting.values("agency")
    )
    return {
        draft.brief.brand_id,
        *draft.portrayals.values_list("twin__owner_id", flat=True),
        *(pk for pk in asked.values_list("organisation_id", flat=True) if pk),
    }


def organisations(draft: Draft, audience: Audience) -> set[UUID]:
    """Return the organisations whose people may be among the readers; each is asked besides."""
    if audience.among:
        return {audience.among}
    asked = Stage.objects.filter(review__draft=draft, organisation__isnull=False)
    return {
        draft.brief.brand_id,
        *(pk for pk in asked.values_list("organisation_id", flat=True) if pk),
    }


def _open_to(viewer: Viewer, draft: Draft, asked: list[Stage]) -> list[Audience]:
    if viewer.changed_sides:
        return []
    agencies = [each for each in asked if each.side == Side.AGENCY]
    pairs = [Audience(Wall.PAIR, each.organisation_id, each.twin_id) for each in agencies]
    if viewer.side == Side.BRAND:
        return [Audience(Wall.OWN, draft.brief.brand_id), EVERYBODY]
    if viewer.side == Side.AGENCY:
        hers = [each for each in pairs if (str(each.among), str(each.beside)) in viewer.pairs]
        if not hers:
            return []
        own = dict.fromkeys(Audience(Wall.OWN, each.among) for each in hers)
        return [*own, *hers, EVERYBODY]
    if viewer.side == Side.MODEL:
        return [*(each for each in pairs if str(each.beside) in viewer.twins), EVERYBODY]
    return []


def _words(audience: Audience, names: dict[UUID | None, str], asked: list[Stage]) -> str:
    if audience.wall == Wall.OWN:
        return _("%(who)s only") % {"who": names.get(audience.among, "")}
    if audience.wall == Wall.PAIR:
        return _("%(agency)s and %(model)s") % {
            "agency": names.get(audience.among, ""),
            "model": names.get(audience.beside, ""),
        }
    sides = dict.fromkeys(_side_name(each) for each in asked)
    return _("all three sides: %(names)s") % {"names": ", ".join(sides)}


def _side_name(stage: Stage) -> str:
    return str(stage.twin if stage.side == Side.MODEL else stage.organisation)


def speaks_for(viewer: Viewer, audience: Audience) -> tuple[UUID | None, UUID | None]:
    """Return the organisation or the twin for which the viewer speaks to this audience."""
    if viewer.side == Side.MODEL:
        twin = audience.beside or UUID(min(viewer.twins))
        return None, twin
    if viewer.side == Side.AGENCY:
        return audience.among or UUID(min(viewer.agencies)), None
    return None, None


def read(text: str) -> Audience | None:
    """Return the audience that ``text`` writes out; None where it is none."""
    wall, *ids = text.split(":")
    try:
        found = [UUID(each) for each in ids]
    except ValueError:
        return None
    needed = {Wall.ALL.value: 0, Wall.OWN.value: 1, Wall.PAIR.value: 2}.get(wall)
    return Audience(wall, *found) if needed == len(found) else None
