"""Generate: work on an order and deliver drafts. The row is the job, a lease says whose."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from approvals import policies, rights, trail
from approvals.actions.order import end_run
from approvals.actions.review import open_review
from approvals.actions.seat import take_seat
from approvals.disclosure.words import SOURCE_TYPES
from approvals.models import Draft, Portrayal, Run, Side
from approvals.states import RunState
from portal.errors import Conflict, Invalid, NotAllowed
from portal.imaging import CleanPicture
from portal.models import User
from portal.queue import enqueue
from portal.uploads import keep_clean
from twins.locks import lock_twins

LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 4


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What the maker says of a picture (DISCLOSURE §3)."""

    ai_system: str
    ai_version: str
    digital_source_type: str
    reason: str = ""
    body_shape_changed: str = ""


def claim_run(*, run_id: uuid.UUID | str, at: datetime) -> Run | None:
    """Take a waiting run for a while; None when another worker has it, it is done or halted."""
    lease = uuid.uuid4()
    taken = (
        Run.objects.waiting()
        .filter(pk=run_id)
        .update(
            state=RunState.RUNNING,
            lease_id=lease,
            lease_until=at + LEASE,
            attempt=F("attempt") + 1,
        )
    )
    return Run.objects.get(pk=run_id, lease_id=lease) if taken else None


def keep_lease(*, run: Run, at: datetime) -> bool:
    """Say that the work goes on; False when the run was cancelled or given to another."""
    mine = Run.objects.filter(pk=run.pk, lease_id=run.lease_id, state=RunState.RUNNING)
    return bool(mine.update(lease_until=at + LEASE))


@transaction.atomic
def deliver(
    *,
    run: Run,
    place: int,
    picture: CleanPicture,
    declaration: Declaration,
    at: datetime,
    actor: User | None = None,
) -> Draft:
    """Turn one finished picture into a draft and open its review.

    Delivering the same place twice returns the draft that is there. Nothing is stored when
    consent was taken back since the order (RULINGS 8): raises ``Gone``; ``Stopped`` while a model
    has halted what is new; ``Conflict`` when the order is no longer open or another worker has it.
    """
    _check_declaration(declaration)
    twins, at = lock_twins(run.twins.all(), at)
    lease = run.lease_id
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    delivered = run.drafts.filter(place=place).first()
    if delivered is not None:
        return delivered
    _check_accepts(run, place, lease, actor)
    if actor is not None:
        take_seat(run.brief, actor, Side.STUDIO, at)
    policies.check_not_stopped(twins)
    policies.check_nothing_withdrawn(twins, run.requested_at)
    policies.check_licences_stand(run, at)
    for twin in twins:
        policies.check_consent_in_force(rights.consent_gaps(twin, at=at, generator=run.generator))
    draft = Draft.objects.create(
        brief=run.brief,
        run=run,
        place=place,
        master=keep_clean(picture),
        parent=run.parent,
        version=run.parent.version + 1 if run.parent else 1,
        ai_system=declaration.ai_system,
        ai_version=declaration.ai_version,
        digital_source_type=declaration.digital_source_type,
        source_type_reason=declaration.reason,
        body_shape_changed=declaration.body_shape_changed,
        delivered_by=actor.person if actor else None,
        created_at=at,
    )
    for casting in run.brief.casting.filter(twin__in=twins):
        assert casting.licence is not None  # noqa: S101 - set when the brief was submitted
        Portrayal.objects.create(draft=draft, twin=casting.twin, licence=casting.licence)
    run.done = run.drafts.count()
    run.save(update_fields=["done"])
    open_review(draft=draft, channels=run.brief.channels.all(), at=at)
    trail.record(
        trail.of_draft(draft) | trail.of_run(run),
        "draft.delivered",
        draft,
        person=actor.person if actor else None,
        at=at,
        sha256=draft.master_id,
        source_type=draft.digital_source_type,
        parent=str(draft.parent_id) if draft.parent_id else None,
    )
    if run.done >= run.count:
        end_run(run, "deliver", actor, at)
    return draft


@transaction.atomic
def fail_run(*, run: Run, sentence: str, permanent: bool, at: datetime) -> Run:
    """Give up on a run, or put it back for another try when the error may pass."""
    lease = run.lease_id
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.state != RunState.RUNNING or run.lease_id != lease:
        return run
    if permanent or run.attempt >= MOST_ATTEMPTS:
        run.failure = sentence[:300]
        return end_run(run, "fail", None, at)
    return release_run(run)


def release_run(run: Run) -> Run:
    """Put a run back that its worker left, and ring for it; a halted one waits all the same."""
    put_back = Run.objects.filter(pk=run.pk, lease_id=run.lease_id, state=RunState.RUNNING).update(
        state=RunState.WAITING, lease_id=None, lease_until=None
    )
    if put_back:
        enqueue("approvals.generate", run_id=str(run.pk))
    run.refresh_from_db()
    return run


def _check_declaration(declaration: Declaration) -> None:
    if declaration.digital_source_type not in SOURCE_TYPES:
        raise Invalid(_("Say how the picture was made."))
    if not declaration.ai_system.strip():
        raise Invalid(_("Name the system that made the picture."))
    if declaration.digital_source_type != "trainedAlgorithmicMedia" and not (
        declaration.reason.strip()
    ):
        raise Invalid(_("Say why the picture is not a render of a trained model."))


def _check_accepts(run: Run, place: int, lease: uuid.UUID | None, actor: User | None) -> None:
    if not 1 <= place <= run.count:
        raise Invalid(_("The order asks for no such picture."))
    if run.studio_id is not None:
        if actor is None:
            raise Conflict(_("A studio's pictures are delivered by its people."))
        policies.check_may_deliver(actor, run.studio)
    elif actor is not None:
        raise NotAllowed(_("A machine has this order."))
    wanted = RunState.ORDERED if run.studio_id else RunState.RUNNING
    if run.state != wanted or run.lease_id != lease:
        raise Conflict(_("This order is not open any more."))
