"""Everything that the page of one picture shows to one person."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from approvals import policies, rights, unseen
from approvals.models import Channel, Draft, Review, Side, Stage
from approvals.states import ReviewState
from approvals.web import asked, crops, declared, judging, pictures, said
from approvals.web.brief_words import CORNERS, VARIANTS
from approvals.web.judging import Viewer
from portal.models import User

LARGE = (640, 1280)
SMALL = (320, 640)
MODULES = [f"js/{name}.js" for name in "guard pages flight queue undo waiting retry send".split()]
"""What the page's scripts import, fetched with them and not after them."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody was writing when the page is shown again."""

    comment: str = ""
    pin: dict[str, str] = field(default_factory=dict)
    error: str = ""
    key: str = ""


def context(
    user: User, draft: Draft, *, at: datetime, changing: bool = False, typed: Typed | None = None
) -> dict[str, Any]:
    """Return what ``review/draft.html`` needs. The draft was found to be hers to see, and allowed.

    ``changing`` opens the form for a change.
    """
    viewer = judging.viewer_of(user, draft)
    review = judging.newest_review(draft)
    stages = judging.stages_of(review) if review else []
    stage = judging.stage_to_fill(user, stages, draft)
    known: dict[str, Any] = {
        "draft": draft,
        "brief": draft.brief,
        "viewer": viewer,
        "review": review,
        "stage": stage,
        "answers_for": policies.covered_by(user, stage) if stage else None,
        "changing": changing and stage is not None,
        "typed": typed or Typed(),
        "home": home(viewer, draft),
        "facts": declared.facts(draft),
        "modules": MODULES,
        "newer": draft.current_child,
    }
    hidden = unseen.kept_from(review, stages, stage) if review else frozenset()
    known |= _picture(user, draft, at)
    known["pins"] = said.places(draft, viewer, unseen=hidden)
    known |= _neighbours(user, draft)
    known |= _waiting(user, draft, stage, at)
    if review is not None:
        known |= _round(draft, viewer, review, stages, hidden)
        known["take_back"] = judging.stage_to_take_back(user, stages, draft)
        known |= _forms(stage or known["take_back"], known["typed"])
    return known | _acts(user, draft, viewer, review, stages)


def home(viewer: Viewer, draft: Draft) -> str:
    """Return where a person of this side goes back to."""
    if viewer.side == Side.BRAND:
        return draft.brief.get_absolute_url()
    if viewer.side == Side.STUDIO:
        return reverse("order", args=[draft.run_id])
    return reverse({Side.MODEL.value: "inbox", Side.AGENCY.value: "desk"}.get(viewer.side, "home"))


def _picture(user: User, draft: Draft, at: datetime) -> dict[str, Any]:
    shown = pictures.picture(
        draft,
        edges=LARGE,
        drawn=judging.may_have(user, draft),
        alt=pictures.described(draft),
    )
    parent = draft.parent
    may_compare = (
        parent is not None
        and judging.may_have(user, parent)
        and not rights.draft_gaps(parent, at=at)
    )
    return {
        "picture": shown,
        "small": pictures.preview(draft, SMALL[0]) if shown.src else "",
        "before": pictures.picture(parent, edges=LARGE) if parent and may_compare else None,
        "versions": _versions(draft),
    }


def _versions(draft: Draft) -> list[Draft]:
    """This version and those before it, newest first."""
    versions = [draft]
    while (parent := versions[-1].parent) is not None:
        versions.append(parent)
    return versions


def _neighbours(user: User, draft: Draft) -> dict[str, Any]:
    ids = judging.siblings(user, draft)
    if draft.pk not in ids:
        return {"place": None, "of": len(ids)}
    place = ids.index(draft.pk)
    return {
        "place": place + 1,
        "of": len(ids),
        "previous_url": _address(ids[place - 1]) if place else "",
        "next_url": _address(ids[place + 1]) if place + 1 < len(ids) else "",
    }


def _waiting(user: User, draft: Draft, stage: Stage | None, at: datetime) -> dict[str, Any]:
    """The picture that comes after this one, for the browser to fetch while she looks."""
    following = judging.next_waiting(user, draft, at=at) if stage else None
    return {
        "following": pictures.picture(following, edges=LARGE) if following else None,
        "following_url": following.get_absolute_url() if following else "",
    }


def _round(
    draft: Draft, viewer: Viewer, review: Review, stages: list[Stage], hidden: frozenset[UUID]
) -> dict[str, Any]:
    is_open = review.state == ReviewState.OPEN
    return {
        "asked": asked.asked(review, draft, viewer),
        "crops": crops.crops(review.offer, draft),
        "label_words": crops.label_words(review.offer, draft),
        "turns": said.turns(stages, viewer, closed=not is_open, unseen=hidden),
        "waited_for": said.waited_for(stages, hidden) if is_open else "",
        "how_it_ended": said.how_it_ended(review),
        "events": said.events(draft, viewer, unseen=hidden) if viewer.is_a_judge else [],
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
        ]
    }


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


def _address(draft_id: UUID) -> str:
    return reverse("draft", args=[draft_id])
