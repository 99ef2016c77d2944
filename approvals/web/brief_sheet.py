"""The contact sheet of a brief: what is being made, and how each picture stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.models import Brief, Draft, Review, Run, Side, Stage
from approvals.states import PublicationState, ReviewState, RunState, StageState
from approvals.web import live, shown
from approvals.web.live import Watch
from portal import access
from portal.models import User

ACTIVE = (RunState.WAITING, RunState.RUNNING, RunState.ORDERED)


@dataclass(frozen=True)
class Order:
    """One order that is under way, or ended without all its pictures."""

    pk: str
    title: str
    note: str
    value: int | None
    of: int
    figure: str
    active: bool
    failed: bool
    tone: str
    word: str

    @property
    def bar(self) -> str:
        """The id of its progress bar."""
        return f"bar-{self.pk}"


@dataclass(frozen=True)
class Card:
    """One picture of the sheet, named as ``components/picture_card.html`` names things."""

    id: str
    title: str
    href: str
    src: str
    width: int
    height: int
    alt: str
    word: str
    tone: str
    meta: str


@dataclass(frozen=True)
class Sheet:
    """Orders and pictures of one brief."""

    orders: list[Order]
    pictures: list[Card]
    moving: bool
    waiting: int = 0
    """How many of them wait for whoever looks."""

    @property
    def version(self) -> str:
        """A name for exactly this content, so that an unchanged sheet is not sent again."""
        return live.digest(self)


@dataclass(frozen=True)
class Eyes:
    """Who looks: the brand for which the person judges is "you" in the words."""

    judges: bool

    def name(self, stage: Stage) -> str:
        """Return whom the stage asks, as this reader calls them."""
        if stage.side == Side.BRAND:
            return _("you") if self.judges else str(stage.organisation)
        return str(stage.organisation if stage.side == Side.AGENCY else stage.twin)


def eyes_of(user: User, brief: Brief) -> Eyes:
    """Return how ``user`` reads the states of this brief."""
    return Eyes(judges=access.holds(user, "judge_for_brand", brief.brand))


def sheet_of(brief: Brief, user: User, *, at: datetime) -> Sheet:
    """Return what is under way and all current pictures, in a fixed number of queries."""
    eyes = eyes_of(user, brief)
    runs = brief.runs.select_related("studio", "brief").prefetch_related("twins__owner__user")
    orders = [_order(run) for run in runs if run.state != RunState.DELIVERED]
    current = Draft.objects.visible_to(user).filter(brief=brief).current()
    hers = Draft.objects.filter(pk=OuterRef("pk")).awaiting(user)
    drafts = list(judged(current).annotate(is_waiting=Exists(hers)))
    preparing = any(_published(each) == PublicationState.PREPARING for each in drafts)
    return Sheet(
        orders=orders,
        pictures=[_card(draft, number, eyes, at) for number, draft in enumerate(drafts, 1)],
        moving=preparing or any(order.active for order in orders),
        waiting=sum(each.is_waiting for each in drafts),
    )


def watch_sheet(brief: Brief, user: User) -> Watch:
    """Return the watch over the sheet. That a worker took up an order stands in no chain."""
    orders = brief.runs.values_list("pk", "state", "done")
    return live.watch(user, f"sheet of {brief.pk}", sorted(orders))


def judged(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Return ``drafts`` with all that their words need, fetched at once."""
    return shown.with_rights(drafts).select_related("master").prefetch_related(
        "publications",
        "reviews__policy",
        "reviews__stages__organisation",
        "reviews__stages__twin__owner__user",
    )  # fmt: skip


def state_words(draft: Draft, eyes: Eyes, *, at: datetime) -> tuple[str, str]:
    """Return how a picture stands: a few words and a tone."""
    if not shown.may_be_shown(draft, at=at):
        return _("No longer shown: consent ended"), "ended"
    published = _published(draft)
    if published == PublicationState.LIVE:
        return _("Published"), "live"
    if published == PublicationState.PREPARING:
        return _("Being published"), "wait"
    review = max(draft.reviews.all(), key=_weight, default=None)
    return _review_words(review, eyes) if review else (_("Not asked yet"), "note")


def whom_it_waits_for(review: Review, eyes: Eyes) -> str:
    """Return the sides whose answer an open round waits for, as a phrase."""
    return _names(review, StageState.ASKED, eyes)


def _review_words(review: Review, eyes: Eyes) -> tuple[str, str]:
    words: dict[str, tuple[str, str]] = {
        ReviewState.OPEN: (_("Waits for %(who)s"), "wait"),
        ReviewState.AGREED: (_("Agreed by all"), "yes"),
        ReviewState.CHANGE: (_("Change asked by %(who)s"), "change"),
        ReviewState.REFUSED: (_("No from %(who)s"), "no"),
        ReviewState.ENDED: (_("Ended"), "ended"),
    }
    whose = {
        ReviewState.OPEN: StageState.ASKED,
        ReviewState.CHANGE: StageState.CHANGE,
        ReviewState.REFUSED: StageState.NO,
    }
    word, tone = words[review.state]
    state = whose.get(ReviewState(review.state))
    return (word % {"who": _names(review, state, eyes)} if state else word), tone


def _names(review: Review, state: StageState, eyes: Eyes) -> str:
    """Whom it is, each once. Where first opinions are unseen, all who were asked together."""
    stages: Iterable[Stage] = review.stages.all()
    found = [each for each in stages if each.state == state]
    if state == StageState.ASKED and review.policy.first_unseen:
        places = {each.place for each in found}
        found = [each for each in stages if each.place in places]
    return ", ".join(dict.fromkeys(map(eyes.name, found)))


def _weight(review: Review) -> tuple[bool, int]:
    """The newest round counts; but a no closes all of them, and then the one in which it stands."""
    return any(each.state == StageState.NO for each in review.stages.all()), review.number


def _published(draft: Draft) -> str:
    states = {each.state for each in draft.publications.all()}
    for state in (PublicationState.LIVE, PublicationState.PREPARING):
        if state in states:
            return state
    return ""


def _card(draft: Draft, number: int, eyes: Eyes, at: datetime) -> Card:
    word, tone = state_words(draft, eyes, at=at)
    may = shown.to_its_brand(draft, at=at)
    names = ", ".join(str(each.twin) for each in draft.portrayals.all())
    version = _("version %(number)s") % {"number": draft.version}
    return Card(
        id=str(draft.pk),
        title=_("Picture %(number)s") % {"number": number},
        href=draft.get_absolute_url(),
        src=reverse("draft-preview", args=[draft.pk]) if may else "",
        width=draft.master.width,
        height=draft.master.height,
        alt=_("%(names)s, picture %(number)s") % {"names": names, "number": number}
        if may
        else _("Not shown any more"),
        word=word,
        tone=tone,
        meta=f"{names}, {version}",
    )


def _order(run: Run) -> Order:
    tones = {RunState.FAILED: "no", RunState.CANCELLED: "ended"}
    names = ", ".join(str(twin) for twin in run.twins.all())
    title = _("Pictures of %(names)s") if run.parent_id is None else _("New version for %(names)s")
    unknown = run.state == RunState.ORDERED and not run.done
    return Order(
        pk=str(run.pk),
        title=title % {"names": names},
        note=_order_note(run),
        value=None if unknown else run.done,
        of=run.count,
        figure=_("%(done)s of %(count)s") % {"done": run.done, "count": run.count},
        active=run.state in ACTIVE,
        failed=run.state == RunState.FAILED,
        tone=tones.get(RunState(run.state), "wait"),
        word=str(RunState(run.state).label),
    )


def _order_note(run: Run) -> str:
    notes: dict[str, Any] = {
        RunState.WAITING: _("Waits for a free machine. It goes on if you leave."),
        RunState.RUNNING: _("Being made. It goes on if you leave."),
        RunState.ORDERED: _("At %(studio)s since %(day)s. Its people deliver picture by picture.")
        % {
            "studio": run.studio,
            "day": date_format(
                run.requested_at.astimezone(ZoneInfo(run.brief.zone)), "DATE_FORMAT"
            ),
        },
        RunState.FAILED: run.failure or _("The generator gave up."),
        RunState.CANCELLED: run.failure or _("Called off. What had arrived stays."),
    }
    return str(notes[run.state])
