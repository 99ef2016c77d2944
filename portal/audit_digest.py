"""The hash that ties each event of the trail to the one before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC

from portal.models import AuditEvent


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
