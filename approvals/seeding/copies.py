"""Many drafts from a few, in bulk: each copy with a brief, a round and its own state."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched, cycle
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from approvals.models import (
    Brief,
    BriefTwin,
    Decision,
    Draft,
    Portrayal,
    Review,
    Run,
    SentHow,
    Stage,
    Use,
    Verdict,
)
from approvals.states import ReviewState, RunState, StageState
from twins.models.consent import newest_consent

IN_A_BRIEF = 40
IN_A_BATCH = 50


@dataclass
class Rows:
    """Rows that wait to be written, in the order in which they lean on each other."""

    briefs: list[Brief] = field(default_factory=list)
    channels: list[Any] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    casting: list[BriefTwin] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    run_twins: list[Any] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    portrayals: list[Portrayal] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @transaction.atomic
    def write(self) -> None:
        """Write them all."""
        for rows in vars(self).values():
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=500)


def multiply(drafts: Iterable[Draft], wanted: int, say: Callable[[str], None]) -> None:
    """Add copies of ``drafts`` in turn, forty in a brief, until ``wanted`` were added.

    Of ten, five wait for the brand, three for agency and model, one is agreed to, one refused.
    """
    patterns = [Pattern(draft) for draft in drafts]
    briefs = -(-wanted // IN_A_BRIEF)
    done = 0
    for batch in batched(zip(range(briefs), cycle(patterns), strict=False), IN_A_BATCH):
        rows = Rows()
        for number, pattern in batch:
            count = min(IN_A_BRIEF, wanted - done)
            pattern.add(rows, number, count)
            done += count
        rows.write()
        say(f"draft {done} of {wanted}")


class Pattern:
    """One draft with everything around it, to be copied."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.run, self.brief = draft.run, draft.brief
        self.review = draft.reviews.get()
        self.stages = list(self.review.stages.select_related("twin", "organisation"))
        self.portrayals = list(draft.portrayals.select_related("twin"))
        self.consent = newest_consent(self.portrayals[0].twin, draft.created_at)
        self.channels = list(self.brief.channels.all())
        self.twins = list(self.run.twins.all())

    def add(self, rows: Rows, number: int, count: int) -> None:
        """Add one brief with ``count`` drafts to ``rows``."""
        brief = _like(self.brief, title=f"{self.brief.title}, part {number}", pictures=count)
        run = _like(self.run, brief=brief, count=count, done=count, state=RunState.DELIVERED)
        rows.briefs.append(brief)
        rows.runs.append(run)
        link, worked = Brief.channels.through, Run.twins.through
        rows.channels += [link(brief=brief, channel=each) for each in self.channels]
        rows.run_twins += [worked(run=run, twin=each) for each in self.twins]
        rows.uses += [_like(each, brief=brief) for each in self.brief.uses.all()]
        rows.casting += [_like(each, brief=brief) for each in self.brief.casting.all()]
        for place in range(1, count + 1):
            self._draft(rows, brief, run, place)

    def _draft(self, rows: Rows, brief: Brief, run: Run, place: int) -> None:
        draft = _like(self.draft, brief=brief, run=run, place=place)
        review = _like(self.review, draft=draft)
        rows.drafts.append(draft)
        rows.reviews.append(review)
        rows.portrayals += [_like(each, draft=draft) for each in self.portrayals]
        stages = [_like(each, review=review) for each in self.stages]
        rows.stages += stages
        _come_about(rows, self, review, stages, place % 10)


def _come_about(
    rows: Rows, pattern: Pattern, review: Review, stages: list[Stage], kind: int
) -> None:
    """Let so much be said about a copy as its number among ten says."""
    by_side = {stage.side: stage for stage in stages}
    said: dict[str, str] = {}
    if kind >= 5:  # noqa: PLR2004 - half wait for the brand
        said["brand"] = Verdict.YES
    if kind >= 8:  # noqa: PLR2004 - two of ten are through
        said |= {"agency": Verdict.YES, "model": Verdict.YES if kind == 8 else Verdict.NO}  # noqa: PLR2004
        review.state = ReviewState.AGREED if kind == 8 else ReviewState.REFUSED  # noqa: PLR2004
        review.closed_at = review.opened_at + timedelta(hours=3)
    for side, stage in by_side.items():
        if side in said:
            stage.state = StageState(said[side])
            rows.decisions.append(_decision(pattern, review, stage, said[side]))
        elif said:
            stage.state, stage.asked_at = StageState.ASKED, review.opened_at + timedelta(hours=1)


def _decision(pattern: Pattern, review: Review, stage: Stage, verdict: str) -> Decision:
    portrayal = pattern.portrayals[0]
    person = portrayal.twin.owner_id if stage.side == "model" else pattern.brief.author_id
    return Decision(
        stage=stage,
        draft=review.draft,
        person_id=person,
        verdict=verdict,
        draft_sha256=review.draft.master_id,
        offer_sha256=review.offer_sha256,
        policy_version=stage.rule.version,
        grounds=[
            {
                "twin": str(portrayal.twin_id),
                "consent": str(pattern.consent.pk) if pattern.consent else None,
                "consent_version": pattern.consent.version if pattern.consent else None,
                "licence": str(portrayal.licence_id),
            }
        ],
        consent=pattern.consent,
        licence=portrayal.licence,
        sent_at=review.opened_at + timedelta(hours=2),
        sent_how=SentHow.SESSION,
    )


def _like[Row: models.Model](row: Row, **changed: object) -> Row:
    """Return a new row like ``row`` but for its id and what was ``changed``."""
    made = copy.copy(row)
    made._state = copy.copy(row._state)
    made._state.fields_cache = dict(row._state.fields_cache)
    made._state.adding = True
    made.pk = uuid4()
    for name, value in changed.items():
        setattr(made, name, value)
    return made
