"""States of a brief, a run, a review, a stage and a publication: one table each.

For every state the table says whose turn it is and which moves lead on; for every move, the name
under which it is audited. Actions move through ``step``, or claim rows by a conditional update
along one move; tests/test_states.py holds both to the table, and docs/states.md draws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.errors import Conflict

type Words = str | Promise


class BriefState(TextChoices):
    """A brief is written, then everything happens, then it is closed."""

    PREPARING = "preparing", _("being written")
    SUBMITTED = "submitted", _("submitted")
    CLOSED = "closed", _("closed")


class RunState(TextChoices):
    """An order waits for a worker or for a studio, is worked on, and ends."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    ORDERED = "ordered", _("at the studio")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_RUNS = (RunState.WAITING, RunState.RUNNING, RunState.ORDERED)
"""The states of an order on which somebody still works."""


class ReviewState(TextChoices):
    """A round of judging."""

    OPEN = "open", _("being judged")
    AGREED = "agreed", _("agreed by all")
    CHANGE = "change", _("change asked")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


STANDING = (ReviewState.OPEN, ReviewState.AGREED)
"""The states of a round to which nobody has said anything but yes."""


class StageState(TextChoices):
    """One side's part in a round."""

    LATER = "later", _("asked later")
    ASKED = "asked", _("asked")
    YES = "yes", _("yes")
    CHANGE = "change", _("change")
    NO = "no", _("no")


class PublicationState(TextChoices):
    """A publication is prepared, is live, comes down."""

    PREPARING = "preparing", _("being prepared")
    LIVE = "live", _("live")
    FAILED = "failed", _("failed")
    DOWN = "down", _("taken down")


@dataclass(frozen=True)
class Move:
    """A named way from one state to another; ``audit`` is the act's name in the trail.

    A move without one leaves no trace of its own: a worker's lease, or what another act brings.
    """

    source: str
    target: str
    audit: str


@dataclass(frozen=True)
class Table:
    """All states of one kind of thing: where it begins, whose turn each is, and the moves."""

    thing: str
    refusal: Words
    states: type[TextChoices]
    starts: tuple[str, ...]
    turns: Mapping[str, str]
    moves: Mapping[str, tuple[Move, ...]]

    def step(self, state: str, move: str) -> Move:
        """Return the move called ``move`` from ``state``. Raises ``Conflict`` if there is none."""
        for candidate in self.moves[move]:
            if candidate.source == state:
                return candidate
        raise Conflict(str(self.refusal) % {"state": self.states(state).label})

    def ends(self) -> frozenset[str]:
        """Return the states that nothing leads out of."""
        sources = {move.source for moves in self.moves.values() for move in moves}
        return frozenset(self.states.values) - sources


def _moves(audit: str, target: str, *sources: str) -> tuple[Move, ...]:
    return tuple(Move(source, target, audit) for source in sources)


BRIEF = Table(
    thing="brief",
    refusal=_("This brief is %(state)s; that is no longer possible."),
    states=BriefState,
    starts=(BriefState.PREPARING,),
    turns={
        BriefState.PREPARING: "brand",
        BriefState.SUBMITTED: "everybody",
        BriefState.CLOSED: "nobody",
    },
    moves={
        "submit": _moves("brief.submitted", BriefState.SUBMITTED, BriefState.PREPARING),
        "close": _moves("brief.closed", BriefState.CLOSED, BriefState.SUBMITTED),
    },
)

RUN = Table(
    thing="order",
    refusal=_("This order is %(state)s; that is no longer possible."),
    states=RunState,
    starts=(RunState.WAITING, RunState.ORDERED),
    turns={
        RunState.WAITING: "worker",
        RunState.RUNNING: "worker",
        RunState.ORDERED: "studio",
        RunState.DELIVERED: "nobody",
        RunState.FAILED: "brand",
        RunState.CANCELLED: "nobody",
    },
    moves={
        "claim": _moves("", RunState.RUNNING, RunState.WAITING),
        "release": _moves("", RunState.WAITING, RunState.RUNNING),
        "deliver": _moves("run.delivered", RunState.DELIVERED, RunState.RUNNING, RunState.ORDERED),
        "fail": _moves("run.failed", RunState.FAILED, RunState.RUNNING),
        "again": _moves("run.ordered_again", RunState.WAITING, RunState.FAILED),
        "cancel": _moves(
            "run.cancelled",
            RunState.CANCELLED,
            RunState.WAITING,
            RunState.RUNNING,
            RunState.ORDERED,
        ),
    },
)

REVIEW = Table(
    thing="picture",
    refusal=_("This picture is %(state)s; that is no longer possible."),
    states=ReviewState,
    starts=(ReviewState.OPEN,),
    turns={
        ReviewState.OPEN: "the stages that are asked",
        ReviewState.AGREED: "brand",
        ReviewState.CHANGE: "generator",
        ReviewState.REFUSED: "nobody",
        ReviewState.ENDED: "nobody",
    },
    moves={
        "agree": _moves("review.agreed", ReviewState.AGREED, ReviewState.OPEN),
        "change": _moves("review.change_asked", ReviewState.CHANGE, ReviewState.OPEN),
        "refuse": _moves(
            "review.refused", ReviewState.REFUSED, ReviewState.OPEN, ReviewState.AGREED
        ),
        "end": _moves(
            "review.ended",
            ReviewState.ENDED,
            ReviewState.OPEN,
            ReviewState.AGREED,
            ReviewState.CHANGE,
        ),
    },
)

STAGE = Table(
    thing="stage",
    refusal=_("This stage is %(state)s; that is no longer possible."),
    states=StageState,
    starts=(StageState.LATER,),
    turns={
        StageState.LATER: "the stages before it",
        StageState.ASKED: "the side it names",
        StageState.YES: "nobody",
        StageState.CHANGE: "nobody",
        StageState.NO: "nobody",
    },
    moves={
        "ask": _moves("", StageState.ASKED, StageState.LATER),
        "yes": _moves("decision.sent", StageState.YES, StageState.ASKED),
        "change": _moves("decision.sent", StageState.CHANGE, StageState.ASKED),
        # From her yes: the model takes it back before publication (RULINGS 4).
        "no": _moves("decision.sent", StageState.NO, StageState.ASKED, StageState.YES),
    },
)

PUBLICATION = Table(
    thing="publication",
    refusal=_("This publication is %(state)s; that is no longer possible."),
    states=PublicationState,
    starts=(PublicationState.PREPARING,),
    turns={
        PublicationState.PREPARING: "worker",
        PublicationState.LIVE: "everybody",
        PublicationState.FAILED: "brand",
        PublicationState.DOWN: "nobody",
    },
    moves={
        "complete": _moves(
            "publication.completed", PublicationState.LIVE, PublicationState.PREPARING
        ),
        "fail": _moves("publication.failed", PublicationState.FAILED, PublicationState.PREPARING),
        "take_down": _moves("publication.taken_down", PublicationState.DOWN, PublicationState.LIVE),
    },
)

TABLES = (BRIEF, RUN, REVIEW, STAGE, PUBLICATION)
