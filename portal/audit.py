"""The audit trail: a hash chain for each tenant and each model, written with the act itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from portal.audit_digest import digest
from portal.audit_verify import ChainReport, verify_all, verify_chain
from portal.models import AuditChain, AuditEvent, Person

__all__ = ["ChainReport", "digest", "record", "record_apart", "verify_all", "verify_chain"]


def record(
    *,
    chains: Iterable[UUID],
    person: Person | None,
    at: datetime,
    act: str,
    subject: models.Model,
    **details: Any,
) -> None:
    """Add one event to each of ``chains``, inside the caller's transaction.

    Heads are locked in order of their ids, after the act's own rows, so that acts never
    wait for each other in a circle. Details must be JSON and hold ids, never names.
    """
    for chain_id in sorted(set(chains)):
        _add(chain_id, person, at, act, subject, details)


def record_apart(
    *,
    own: Iterable[UUID],
    others: Iterable[UUID],
    veil: Iterable[str],
    person: Person | None,
    at: datetime,
    act: str,
    subject: models.Model,
    **details: Any,
) -> None:
    """Add one event to each chain, as ``record`` does; in those of ``others`` nobody is named, and
    the details that ``veil`` names are left out."""
    theirs, hidden = set(others) - set(own), set(veil)
    told = {name: value for name, value in details.items() if name not in hidden}
    for chain_id in sorted({*own, *theirs}):
        if chain_id in theirs:
            _add(chain_id, None, at, act, subject, told)
        else:
            _add(chain_id, person, at, act, subject, details)


def _add(
    chain_id: UUID,
    person: Person | None,
    at: datetime,
    act: str,
    subject: models.Model,
    details: dict[str, Any],
) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event belongs to the transaction of its act.")
    chain, _new = AuditChain.objects.select_for_update(no_key=True).get_or_create(id=chain_id)
    event = AuditEvent(
        chain_id=chain_id,
        number=chain.length + 1,
        at=at,
        person_id=person.pk if person else None,
        act=act,
        subject_kind=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        details=details,
        previous=chain.head,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    chain.length, chain.head = event.number, event.hash
    chain.save(update_fields=["length", "head"])
