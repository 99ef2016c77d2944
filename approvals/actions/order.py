"""Order pictures from a machine or from a studio's people; call an order off."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies, rights, trail
from approvals.models import Brief, Download, Draft, Run
from approvals.states import RUN, BriefState, ReviewState, RunState
from portal.errors import Conflict, Invalid
from portal.languages import speaking_to
from portal.models import Organisation, StoredFile, User
from portal.queue import enqueue
from twins.generators.registry import PEOPLE
from twins.locks import lock_twins
from twins.models import Twin


@transaction.atomic
def order_run(
    *,
    brief: Brief,
    twins: Sequence[Twin],
    count: int,
    actor: User,
    at: datetime,
    parent: Draft | None = None,
    asked: Sequence[str] = (),
) -> Run:
    """Order ``count`` pictures of ``twins`` together: at a machine, or at the studio's people.

    Raises ``Conflict`` unless consent and licence of each cover every use of the brief now.
    """
    twins, at = lock_twins(twins, at)
    brief = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk)
    _check_may_be_ordered(brief, twins, at)
    run = Run.objects.create(
        brief=brief,
        generator=brief.generator,
        studio=_studio(brief, twins),
        parent=parent,
        asked=list(asked),
        seed=brief.seed + brief.runs.count(),
        count=count,
        state=RunState.ORDERED if brief.generator == PEOPLE else RunState.WAITING,
        requested_by=actor.person,
        requested_at=at,
    )
    run.twins.set(twins)
    trail.record(trail.of_run(run), "run.ordered", run, person=actor.person, at=at, count=count)
    if run.state == RunState.WAITING:
        enqueue("approvals.generate", run_id=str(run.pk))
    return run


@transaction.atomic
def order_again(*, run: Run, actor: User, at: datetime) -> Run:
    """Order again what a failed run still owes; what had arrived stays.

    Raises ``Conflict`` unless it failed, its brief is still open, the picture it was to follow
    still waits for a new version, and consent and licence of each cover every use of it now.
    """
    twins, at = lock_twins(run.twins.all(), at)
    brief = Brief.objects.select_for_update(no_key=True).get(pk=run.brief_id)
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    policies.check_may_change(actor, brief)
    move = RUN.step(run.state, "again")
    _check_may_be_ordered(brief, twins, at)
    if run.parent is not None and not run.parent.reviews.filter(state=ReviewState.CHANGE).exists():
        raise Conflict(_("Nobody waits for a new version of this picture any more."))
    run.state, run.attempt, run.failure = move.target, 0, ""
    run.requested_by, run.requested_at, run.ended_at = actor.person, at, None
    run.save()
    trail.record(trail.of_run(run), move.audit, run, person=actor.person, at=at)
    enqueue("approvals.generate", run_id=str(run.pk))
    return run


@transaction.atomic
def cancel_run(*, run: Run, actor: User, at: datetime) -> Run:
    """Call an order off; what was delivered stays."""
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    policies.check_may_change(actor, run.brief)
    return end_run(run, "cancel", actor, at)


def cancel_for_withdrawal(*, run: Run, at: datetime) -> Run:
    """Call an order off because consent was taken back; inside the caller's transaction."""
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    with speaking_to(run.requested_by):
        run.failure = _("Consent was taken back.")
    return end_run(run, "cancel", None, at)


def cancel_for_ended_licence(*, run: Run, at: datetime) -> Run:
    """Call an order off because its licence was ended; inside the caller's transaction."""
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    with speaking_to(run.requested_by):
        run.failure = _("The licence was ended.")
    return end_run(run, "cancel", None, at)


@transaction.atomic
def fetch_for_order(*, run: Run, sha256: str, actor: User, at: datetime) -> StoredFile:
    """Give the studio one reference or garment of an open order, and log that it was given.

    Raises ``Gone`` once consent is not in force: then references are covered no more.
    """
    policies.check_may_deliver(actor, run.studio)
    twins, at = lock_twins(run.twins.all(), at)
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.state != RunState.ORDERED:
        raise Conflict(_("This order is not open any more."))
    policies.check_not_stopped(twins)
    policies.check_nothing_withdrawn(twins, run.requested_at)
    policies.check_licences_stand(run, at)
    offered = {reference.pk: reference for reference in order_files(run, at)}
    if sha256 not in offered:
        raise Invalid(_("This file does not belong to the order."))
    Download.objects.create(run=run, file=offered[sha256], person=actor.person, at=at)
    trail.record(
        trail.of_run(run), "run.file_fetched", run, person=actor.person, at=at, sha256=sha256
    )
    return offered[sha256]


def order_files(run: Run, at: datetime) -> list[StoredFile]:
    """Return what may be rendered from: the references that consent covers, then the garments.

    A garment or mood picture that shows somebody without consent in force is none of them.
    """
    uploaded = [asset.file for asset in run.brief.assets.select_related("file")]
    shown = [file for file in uploaded if not rights.file_gaps(file.pk, at=at)]
    return [*reference_files(run, at), *shown]


def reference_files(run: Run, at: datetime) -> list[StoredFile]:
    """Return the photographs of the run's twins whose consent covers this order now."""
    files: list[StoredFile] = []
    for twin in run.twins.order_by("pk"):
        if not rights.consent_gaps(twin, at=at, generator=run.generator):
            files += [reference.file for reference in twin.references.kept().select_related("file")]
    return files


def end_run(run: Run, how: str, actor: User | None, at: datetime) -> Run:
    """End a run by the move called ``how``. Caller holds its lock."""
    move = RUN.step(run.state, how)
    run.state, run.ended_at, run.lease_id, run.lease_until = move.target, at, None, None
    run.save(update_fields=["state", "ended_at", "lease_id", "lease_until", "failure"])
    trail.record(trail.of_run(run), move.audit, run, person=actor.person if actor else None, at=at)
    return run


def _check_may_be_ordered(brief: Brief, twins: Sequence[Twin], at: datetime) -> None:
    if brief.state != BriefState.SUBMITTED:
        raise Conflict(_("Pictures are ordered for a submitted brief only."))
    names = {twin.pk for twin in twins}
    policies.check_covered(
        each
        for each in rights.standings(brief, list(brief.uses.all()), at=at)
        if each.twin.pk in names
    )


def _studio(brief: Brief, twins: Sequence[Twin]) -> Organisation | None:
    if brief.generator != PEOPLE:
        if brief.generator not in settings.GENERATORS:
            raise Invalid(_("There is no generator of that name here."))
        return None
    studio = twins[0].studio
    if studio is None or any(twin.studio_id != studio.pk for twin in twins):
        raise Conflict(_("There is no twin studio that renders these models together."))
    return studio
