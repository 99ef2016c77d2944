"""Who has said what of a picture, whose turn it is, and the places that were pointed at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from approvals import reasons, walls
from approvals.models import Decision, Draft, GuestLink, Pin, Review, Side, Stage, Verdict
from approvals.pins import may_tick, said_by
from approvals.states import ReviewState, StageState
from approvals.web.judging import Viewer
from portal.models import Person

NOTHING: frozenset[UUID] = frozenset()
TONES = {
    StageState.LATER.value: "note",
    StageState.ASKED.value: "wait",
    StageState.YES.value: "yes",
    StageState.CHANGE.value: "change",
    StageState.NO.value: "no",
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of ``components/timeline.html``."""

    who: str
    did: str
    when: str
    instant: datetime
    note: str
    tone: str
    now: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One side's part in the round: who, and how far."""

    who: str
    word: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """One pin for ``components/pins.html``, ``remarks.html`` and ``review/_threads.html``.

    ``read_by`` says who reads it. ``options`` are those to whom it can be answered.
    """

    number: int
    x: float
    y: float
    w: float
    h: float
    text: str
    asked: bool
    by: str
    when: str
    id: UUID | None = None
    read_by: str = ""
    replies: list["Place"] = field(default_factory=list)
    options: list[walls.Choice] = field(default_factory=list)
    done: str = ""
    may_tick: bool = False

    @property
    def name(self) -> str:
        """What it is called in the page's addresses."""
        return str(self.number)

    @property
    def is_whole(self) -> bool:
        """Whether it is about the whole picture, at no place in it."""
        return (self.w, self.h) == (1, 1)


def turns(
    stages: list[Stage], viewer: Viewer, *, closed: bool, unseen: frozenset[UUID] = NOTHING
) -> list[Turn]:
    """Return how far each side is; in a closed round nobody is waited for.

    Whose words are ``unseen`` counts as asked, whatever it said.
    """
    words = {
        StageState.LATER.value: _("not asked") if closed else _("asked later"),
        StageState.ASKED.value: _("not asked any more") if closed else _("asked"),
        StageState.YES.value: _("yes"),
        StageState.CHANGE.value: _("change"),
        StageState.NO.value: _("no"),
    }
    asked = StageState.ASKED.value
    shown = [(stage, asked if stage.pk in unseen else stage.state) for stage in stages]
    return [
        Turn(
            who=_("You") if _is_hers(stage, viewer) else side_name(stage),
            word=words[state],
            tone="ended" if closed and state in ("asked", "later") else TONES[state],
        )
        for stage, state in shown
    ]


def waited_for(stages: list[Stage], unseen: frozenset[UUID] = NOTHING) -> str:
    """Return who has been asked and has not answered, as a phrase; empty when nobody has.

    Of whose words are ``unseen`` it is not told whether they have.
    """
    open_ = [each for each in stages if each.state == StageState.ASKED or each.pk in unseen]
    return ", ".join(map(side_name, open_))


def how_it_ended(review: Review) -> str:
    """Return what came of a round, in a sentence; empty while it is open."""
    return {
        ReviewState.AGREED.value: _("Everybody has said yes to this picture."),
        ReviewState.CHANGE.value: _("A change was asked for; a new version comes in its place."),
        ReviewState.REFUSED.value: _("Somebody said no to this picture. It is not used."),
        ReviewState.ENDED.value: _("Nobody is asked about this picture any more."),
    }.get(review.state, "")


def events(draft: Draft, viewer: Viewer, *, unseen: frozenset[UUID] = NOTHING) -> list[Event]:
    """Return every verdict and opinion on this picture, oldest first, but for those ``unseen``.

    Colleagues are named, others by side; guests are named, with whose guests they are.
    """
    sent = draft.decisions.select_related(
        "stage__organisation", "stage__twin__owner__user", "person__user", "for_person__user"
    ).order_by("sent_at", "number")
    advice = [] if unseen and viewer.side == Side.BRAND else opinions(draft)
    return in_order(sent, advice, viewer, unseen=unseen)


def in_order(
    words: Iterable[Decision], advice: list[Event], viewer: Viewer, *, unseen: frozenset[UUID]
) -> list[Event]:
    """Return what ``events`` does, from words that are at hand, oldest first."""
    found = [_event(decision, viewer) for decision in words if decision.stage_id not in unseen]
    return sorted([*found, *advice], key=lambda event: event.instant)


def side_name(stage: Stage) -> str:
    """Return whom a stage asks: an organisation, or the model."""
    return str(stage.twin if stage.side == Side.MODEL else stage.organisation)


def places(
    draft: Draft,
    viewer: Viewer,
    *,
    stages: Sequence[Stage] = (),
    rounds: Iterable[Stage] = (),
    unseen: frozenset[UUID] = NOTHING,
) -> list[Place]:
    """Return the pins to draw: those set on the version before, then those set on this one.

    Each with what was answered, in one question for all; only what ``viewer`` reads. ``stages`` are
    those of the newest round, ``rounds`` those of all: what people of an ``unseen`` one wrote stays
    away like their verdicts.
    """
    kept = [each for each in rounds if each.pk in unseen]
    pins = [pin for pin in _pins(draft, viewer) if not _is_kept(pin, kept, viewer)]
    roots = [pin for pin in pins if pin.answers_id is None]
    before = [pin for pin in roots if pin.draft_id != draft.pk]
    here = [pin for pin in roots if pin.draft_id == draft.pk]
    choices = walls.choices(viewer, draft, stages) if viewer.is_a_judge else []
    found = []
    for number, pin in enumerate(chain(before, here), start=1):
        answers = [each for each in pins if each.answers_id == pin.pk]
        first = walls.of_pin(pin)
        found.append(
            replace(
                _place(number, pin, pin.draft_id != draft.pk, viewer, stages),
                replies=[_place(number, each, False, viewer, stages) for each in answers],  # noqa: FBT003
                options=[each for each in choices if walls.within(each.audience, first)],
            )
        )
    return found


def _is_kept(pin: Pin, kept: list[Stage], viewer: Viewer) -> bool:
    """Whether somebody of a stage whose words are kept back wrote it; her own she reads."""
    if not kept or pin.person_id == viewer.user.person_id:
        return False
    side, organisation, twin = said_by(pin)
    return any(
        each.side == side
        and (each.organisation_id == organisation if organisation else each.twin_id == twin)
        for each in kept
    )


def day(instant: datetime) -> str:
    """Return an instant as people write it."""
    return date_format(localtime(instant), "DATETIME_FORMAT")


def _event(decision: Decision, viewer: Viewer) -> Event:
    did = {
        Verdict.YES.value: _("said yes"),
        Verdict.CHANGE.value: _("asked for a change"),
        Verdict.NO.value: _("said no"),
    }[decision.verdict]
    return Event(
        who=_who(decision, viewer),
        did=did,
        when=day(decision.sent_at),
        instant=decision.sent_at,
        note=decision.comment,
        tone=decision.verdict,
        reasons=tuple(reasons.told(decision.reasons)),
    )


def opinions(draft: Draft) -> list[Event]:
    """Return what guests think of it. The name is in their link, and goes with it (RULINGS 16)."""
    links = GuestLink.objects.filter(brief=draft.brief_id, person=OuterRef("person"))
    given = (
        draft.opinions.select_related("person__user")
        .annotate(called=Subquery(links.values("name")[:1]))
        .order_by("sent_at", "number")
    )
    did = {
        Verdict.YES.value: _("would say yes"),
        Verdict.CHANGE.value: _("would change it"),
        Verdict.NO.value: _("would say no"),
    }
    return [
        Event(
            who=_("%(name)s (guest of %(brand)s)")
            % {"name": each.called or each.person, "brand": draft.brief.brand},
            did=did[each.verdict],
            when=day(each.sent_at),
            instant=each.sent_at,
            note=each.comment,
            tone=each.verdict,
        )
        for each in given
    ]


def _who(decision: Decision, viewer: Viewer) -> str:
    """Return who spoke; people's names only for themselves and their own side.

    Who covered a colleague is named with her: "Bo for Ada".
    """
    stage, person, away = decision.stage, decision.person, decision.for_person
    is_colleague = stage.side == viewer.side and (
        stage.side != Side.AGENCY or str(stage.organisation_id) in viewer.agencies
    )
    if person.pk == viewer.user.person_id:
        return _for(_("You"), away)
    name = side_name(stage)
    if is_colleague and stage.side != Side.MODEL:
        return f"{_for(str(person), away)} ({name})"
    return name


def _for(who: str, away: Person | None) -> str:
    """Return who spoke, with the colleague whom she covered."""
    return _("%(who)s for %(away)s") % {"who": who, "away": away} if away else who


def _is_hers(stage: Stage, viewer: Viewer) -> bool:
    return stage.side == Side.MODEL and str(stage.twin_id) in viewer.twins


def _pins(draft: Draft, viewer: Viewer) -> list[Pin]:
    """Those of this version and of the one before it that she reads, with their answers."""
    of_both = Pin.objects.filter(draft__in=[draft.pk, draft.parent_id]).read_by(viewer)
    return list(
        of_both.select_related(
            "decision__stage__organisation",
            "decision__stage__twin__owner__user",
            "decision__person__user",
            "decision__for_person__user",
            "person__user",
            "organisation",
            "twin__owner__user",
            "among",
            "beside__owner__user",
            "done_by__user",
        )
    )


def _place(
    number: int,
    pin: Pin,
    is_before: bool,  # noqa: FBT001
    viewer: Viewer,
    stages: Sequence[Stage],
) -> Place:
    by_her = pin.person_id == viewer.user.person_id
    asks = is_before and pin.decision is not None
    who = _who(pin.decision, viewer) if pin.decision else _writer(pin, viewer)
    by = _("%(who)s asked for this.") % {"who": who} if asks else who
    return Place(
        id=pin.pk,
        number=number,
        x=pin.x,
        y=pin.y,
        w=pin.width,
        h=pin.height,
        text=pin_text(pin),
        asked=asks and by_her,
        by="" if by_her and asks else by,
        when=date_format(localtime(pin.at), "MONTH_DAY_FORMAT"),
        read_by=walls.words(pin, stages) if viewer.is_a_judge else "",
        done=date_format(localtime(pin.done_at), "MONTH_DAY_FORMAT") if pin.done_at else "",
        may_tick=viewer.is_a_judge and may_tick(pin, viewer),
    )


def _writer(pin: Pin, viewer: Viewer) -> str:
    """Return who wrote it by herself: a colleague by name, others by side."""
    if pin.person_id == viewer.user.person_id:
        return _("You")
    name = str(pin.twin if pin.side == Side.MODEL else pin.organisation)
    own = pin.side == viewer.side and (
        pin.side == Side.BRAND or str(pin.organisation_id) in viewer.agencies
    )
    return f"{pin.person} ({name})" if own else name


def pin_text(pin: Pin) -> str:
    """Return its words; where only reasons were given, these, as the reader says them."""
    given = pin.decision.reasons if pin.decision else []
    return ", ".join(reasons.told(given)) if pin.text == reasons.in_short(given) else pin.text
