"""In whose audit trails an act of the path is written."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from approvals.models import Brief, Draft, Run, Stage
from portal import audit
from portal.models import Person


def of_brief(brief: Brief) -> set[UUID]:
    """The brand's own trail."""
    return {brief.brand_id}


def of_run(run: Run) -> set[UUID]:
    """The brand's, the studio's, and that of each model whose twin is rendered."""
    chains = {run.brief.brand_id, *run.twins.values_list("owner_id", flat=True)}
    return chains | ({run.studio_id} if run.studio_id else set())


def of_draft(draft: Draft) -> set[UUID]:
    """The brand's, each portrayed model's, and that of each agency that was asked."""
    agencies = Stage.objects.filter(review__draft=draft, side="agency")
    return {
        draft.brief.brand_id,
        *draft.portrayals.values_list("twin__owner_id", flat=True),
        *agencies.values_list("organisation_id", flat=True),
    } - {None}


def record(
    chains: Iterable[UUID],
    act: str,
    subject: models.Model,
    *,
    person: Person | None,
    at: datetime,
    **details: Any,
) -> None:
    """Write the act into every one of ``chains``."""
    audit.record(chains=chains, person=person, at=at, act=act, subject=subject, **details)


def record_for_a_side(
    own: Iterable[UUID],
    draft: Draft,
    act: str,
    subject: models.Model,
    *,
    person: Person | None,
    at: datetime,
    veil: Iterable[str] = (),
    **details: Any,
) -> None:
    """Write what a side did: the others learn that it did, not who there (RULINGS 23)."""
    chains = of_draft(draft)
    audit.record_apart(
        own=chains & set(own),
        others=chains - set(own),
        veil=veil,
        person=person,
        at=at,
        act=act,
        subject=subject,
        **details,
    )
