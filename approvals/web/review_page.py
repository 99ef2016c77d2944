"""Everything that the page of one picture shows to one person."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from approvals import policies, reasons, unseen, walls
from approvals.models import Channel, Draft, Review, Side, Stage
from approvals.reasons import Offered
from approvals.states import ReviewState
from approvals.web import (
    asked,
    comparing,
    crops,
    declared,
    judging,
    looking,
    pictures,
    review_data,
    said,
)
from approvals.web.brief_words import CORNERS, VARIANTS
from approvals.web.judging import Viewer
from approvals.web.review_data import Looked, Told
from portal.models import User

LARGE = (640, 1280)
SMALL = (320, 640)
MODULES = [f"js/{name}.js" for name in "guard pages flight queue undo waiting retry send".split()]
"""What the page's scripts import, fetched with them and not after them."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody was writing when the page is shown again."""

    reasons: frozenset[str] = frozenset()
    comment: str = ""
    pin: dict[str, str] = field(default_factory=dict)
    error: str = ""
    key: str = ""
    audience: str = ""
    answers: UUID | None = None


@dataclass(frozen=True)
class Choice:
    """A reason to choose: the words that are kept, and how they read."""

    words: str
    said: str
    is_chosen: bool


def context(
    user: User, looked: Looked, *, at: datetime, saying: str = "", typed: Typed | None = None
) -> dict[str, Any]:
    """Return what ``review/draft.html`` needs. The draft was found to be hers to see, and allowed.

    ``saying`` opens the form in which something is said with this answer: change or no.
    """
    draft, rounds = looked.draft, review_data.rounds(looked.draft)
    viewer = judging.viewer_among(user, draft, rounds)
    review, stages = review_data.newest(rounds)
    stage = judging.stage_to_fill(user, stages) if looked.is_current else None
    known: dict[str, Any] = {
        "draft": draft,
        "brief": draft.brief,
        "viewer": viewer,
        "review": review,
        "stage": stage,
        "answers_for": policies.covered_by(user, stage) if stage else None,
        "typed": typed or Typed(),
        "home": home(viewer, draft),
        "facts": declared.facts(draft, has_marks=looked.told.has_marks),
        "modules": MODULES,
        "newer": looked.newer,
        "versions": looked.versions,
        "has_colleagues": viewer.side in (Side.BRAND, Side.AGENCY, Side.STUDIO),
    } | looking.part([])  # who else looks is asked as soon as the page stands
    hidden = unseen.kept_from(review, stages, stage) if review else frozenset()
    known |= _picture(looked, viewer, at)
    known["pins"] = said.places(draft, viewer, stages=stages, rounds=rounds, unseen=hidden)
    known["audiences"] = walls.choices(viewer, draft, stages) if viewer.is_a_judge else []
    known["post_key"] = (typed.key if typed else "") or str(uuid.uuid4())
    known |= _neighbours(looked)
    known |= _waiting(looked, stage)
    if review is not None:
        known |= _round(viewer, review, stages, hidden)
        known["events"] = _events(looked, viewer, rounds, hidden)
        take_back = judging.stage_to_take_back(user, stages, rounds)
        known["take_back"] = take_back if looked.is_current else None
        known |= _forms(stage or known["take_back"], known["typed"])
        may_say = {
            "change": stage,
            "no": stage or known["take_back"],
            "words": known["audiences"],
        }
        known["saying"] = saying if may_say.get(saying) else ""
    return known | _acts(user, draft, viewer, review, stages)


def _events(
    looked: Looked, viewer: Viewer, rounds: list[Stage], hidden: frozenset[UUID]
) -> list[said.Event]:
    if not viewer.is_a_judge:
        return []
    opinions = said.opinions(looked.draft) if looked.told.has_opinions else []
    heard = [] if hidden and viewer.side == Side.BRAND else opinions
    return said.in_order(review_data.words(rounds), heard, viewer, unseen=hidden)


def home(viewer: Viewer, draft: Draft) -> str:
    """Return where a person of this side goes back to."""
    if viewer.side == Side.BRAND:
        return draft.brief.get_absolute_url()
    if viewer.side == Side.STUDIO:
        return reverse("order", args=[draft.run_id])
    return reverse({Side.MODEL.value: "inbox", Side.AGENCY.value: "desk"}.get(viewer.side, "home"))


def _picture(looked: Looked, viewer: Viewer, at: datetime) -> dict[str, Any]:
    draft, parent = looked.draft, looked.parent
    drawn = _is_for(viewer, looked.told)
    shown = pictures.picture(draft, edges=LARGE, drawn=drawn, alt=pictures.described(draft))
    may_compare = parent and _is_for(viewer, parent) and looked.allows(parent.draft, at=at)
    return {
        "picture": shown,
        "small": pictures.preview(draft, SMALL[0]) if shown.src else "",
        "before": pictures.picture(parent.draft, edges=LARGE) if parent and may_compare else None,
        "compare_url": comparing.address([parent.draft.pk, draft.pk])
        if parent and may_compare
        else "",
    }


def _is_for(viewer: Viewer, told: Told) -> bool:
    """Whether the picture itself is for her: after a no, brand and studio have it no more."""
    return viewer.side not in (Side.BRAND, Side.STUDIO) or told.is_wanted


def _neighbours(looked: Looked) -> dict[str, Any]:
    found = looked.siblings
    ids = [each.pk for each in found]
    if looked.draft.pk not in ids:
        return {"place": None, "of": len(ids)}
    place = ids.index(looked.draft.pk)
    return {
        "place": place + 1,
        "of": len(ids),
        "previous_url": found[place - 1].get_absolute_url() if place else "",
        "next_url": found[place + 1].get_absolute_url() if place + 1 < len(ids) else "",
    }


def _waiting(looked: Looked, stage: Stage | None) -> dict[str, Any]:
    """The picture of the brief that waits after this one, to be fetched while she looks.

    What waits in other briefs the browser asks for itself. Each address asks for the rights.
    """
    following = looked.following if stage else None
    return {
        "following": pictures.picture(following, edges=LARGE) if following else None,
        "following_url": following.get_absolute_url() if following else "",
    }


def _round(
    viewer: Viewer, review: Review, stages: list[Stage], hidden: frozenset[UUID]
) -> dict[str, Any]:
    draft = review.draft
    is_open = review.state == ReviewState.OPEN
    return {
        "asked": asked.asked(review, draft, viewer),
        "crops": crops.crops(review.offer, draft),
        "label_words": crops.label_words(review.offer, draft),
        "turns": said.turns(stages, viewer, closed=not is_open, unseen=hidden),
        "waited_for": said.waited_for(stages, hidden) if is_open else "",
        "how_it_ended": said.how_it_ended(review),
    }


def _forms(stage: Stage | None, typed: Typed) -> dict[str, Any]:
    """The fields that bind an answer to what was seen; the key makes a second send the same."""
    if stage is None:
        return {}
    return {
        "hidden": [
            ("stage", str(stage.pk)),
            ("draft_sha256", stage.review.draft.master_id),
            ("offer_sha256", stage.review.offer_sha256),
            ("key", typed.key or str(uuid.uuid4())),
        ],
        "reasons": _reasons(stage, typed),
    }


def _reasons(stage: Stage, typed: Typed) -> dict[str, list[Choice]]:
    """What is offered with a change and with a no."""
    offered = reasons.offered_in(stage.review)
    return {
        verdict: reason_choices(offered, verdict, chosen=typed.reasons)
        for verdict in ("change", "no")
    }


def reason_choices(
    offered: Iterable[Offered], verdict: str, *, chosen: Collection[str]
) -> list[Choice]:
    """Return those of ``offered`` that suit the answer, to choose from."""
    suit = [each.words for each in offered if each.suits(verdict)]
    return [
        Choice(words, said, words in chosen)
        for words, said in zip(suit, reasons.told(suit), strict=True)
    ]


def _acts(
    user: User, draft: Draft, viewer: Viewer, review: Review | None, stages: list[Stage]
) -> dict[str, Any]:
    """What else this person may do with the picture."""
    writes = viewer.side == Side.BRAND and policies.may_write(user, draft.brief)
    made_by_studio = draft.delivered_by_id is not None and draft.run.studio_id is not None
    answered = any(stage.state not in ("asked", "later") for stage in stages)
    takes = viewer.side == Side.STUDIO if made_by_studio else writes
    is_open = review is not None and review.state == ReviewState.OPEN
    agreed = review is not None and review.state == ReviewState.AGREED
    return {
        "may_withdraw": takes and is_open and not answered and draft.withdrawn_at is None,
        "may_ask_again": writes and agreed,
        "may_publish": viewer.side == Side.BRAND
        and agreed
        and policies.may_publish(user, draft.brief),
        "channels": _channels(draft) if writes and agreed else [],
        "corners": CORNERS.items(),
        "variants": VARIANTS.items(),
        "made_by_studio": made_by_studio,
    }


def _channels(draft: Draft) -> list[Channel]:
    """The channels of the media that the brief states as uses."""
    return list(Channel.objects.filter(medium__in=draft.brief.uses.values("medium")))
