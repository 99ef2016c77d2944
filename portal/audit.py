"""The audit trail: a hash chain for each tenant and each model, written with the act itself."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Subquery

from portal.models import AuditChain, AuditEvent, Person


@dataclass(frozen=True)
class ChainReport:
    """What ``verify_chain`` found; ``broken_at`` is the number of the first bad event."""

    chain: UUID
    events: int
    broken_at: int | None
    reason: str = ""


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
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event belongs to the transaction of its act.")
    for chain_id in sorted(set(chains)):
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


def digest(event: AuditEvent) -> str:
    """Return the SHA-256 over the canonical form of ``event`` and the hash before it."""
    content: Mapping[str, object] = {
        "chain": str(event.chain_id),
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": str(event.person_id) if event.person_id else None,
        "act": event.act,
        "subject": [event.subject_kind, event.subject_id],
        "details": event.details,
        "previous": event.previous,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(chain_id: UUID) -> ChainReport:
    """Walk one chain and report the first event that was changed, removed, added or moved.

    Acts go on meanwhile: the walk ends where the chain ended when it began.
    """
    head = AuditChain.objects.get(id=chain_id)
    events = AuditEvent.objects.filter(chain_id=chain_id)
    previous, expected = "", 1
    for event in events.filter(number__lte=head.length).order_by("number").iterator():
        if event.number != expected:
            return ChainReport(chain_id, head.length, expected, "an event is missing")
        if event.previous != previous:
            return ChainReport(chain_id, head.length, event.number, "it does not follow the last")
        if event.hash != digest(event):
            return ChainReport(chain_id, head.length, event.number, "its content was changed")
        previous, expected = event.hash, expected + 1
    if (expected - 1, previous) != (head.length, head.head):
        return ChainReport(chain_id, head.length, expected, "the end of the chain was cut")
    # One question, so that an act between two of them is no false alarm.
    length_now = AuditChain.objects.filter(id=chain_id).values("length")
    surplus = events.filter(number__gt=Subquery(length_now)).order_by("number").first()
    if surplus is not None:
        return ChainReport(chain_id, head.length, surplus.number, "the chain does not know it")
    return ChainReport(chain_id, head.length, None)


def verify_all() -> list[ChainReport]:
    """Verify every chain there is, including events whose chain has no head."""
    heads = set(AuditChain.objects.values_list("id", flat=True))
    orphans = set(AuditEvent.objects.values_list("chain_id", flat=True).distinct()) - heads
    return [
        *(verify_chain(chain) for chain in sorted(heads)),
        *(ChainReport(chain, 0, 1, "the chain has lost its head") for chain in sorted(orphans)),
    ]
