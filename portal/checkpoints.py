"""What was signed of a chain, as a statement of bytes and as lines in a mail."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from portal import audit_keys
from portal.canonical import canonical_json
from portal.models import AuditCheckpoint

PURPOSE = "twinset audit checkpoint 1"
"""Signed with it, so that no other signature of this key can pass for a checkpoint."""

_IN_MAIL = re.compile(
    r"chain (?P<chain>[0-9a-f-]{36})\s+length (?P<length>\d{1,18})\s+head (?P<head>[0-9a-f]{64})"
    r"\s+at (?P<at>[-+:.T0-9]{10,40})\s+key (?P<key>[0-9a-f]{16})"
    r"\s+signature (?P<signature>[0-9a-f]{128})"
)


def signed(*, chain_id: UUID, length: int, head: str, at: datetime) -> AuditCheckpoint:
    """Return a signed checkpoint, not yet written."""
    made = AuditCheckpoint(
        chain_id=chain_id, length=length, head=head, at=at, day=at.astimezone(UTC).date()
    )
    made.signature, made.key_id = audit_keys.sign(statement(made))
    return made


def statement(checkpoint: AuditCheckpoint) -> bytes:
    """Return what is signed of ``checkpoint``."""
    return canonical_json(
        {
            "purpose": PURPOSE,
            "chain": checkpoint.chain_id,
            "length": checkpoint.length,
            "head": checkpoint.head,
            "at": _instant(checkpoint.at),
        }
    )


def is_ours(checkpoint: AuditCheckpoint) -> bool:
    """Say whether nobody changed ``checkpoint`` since one of our keys signed it."""
    return audit_keys.is_signed(statement(checkpoint), checkpoint.signature, checkpoint.key_id)


def written(checkpoints: Iterable[AuditCheckpoint]) -> str:
    """Return checkpoints as the lines of a mail, from which ``read`` makes them again."""
    return "\n\n".join(
        f"chain {each.chain_id}\n"
        f"length {each.length}\n"
        f"head {each.head}\n"
        f"at {_instant(each.at)}\n"
        f"key {each.key_id}\n"
        f"signature {each.signature}"
        for each in checkpoints
    )


def read(text: str) -> list[AuditCheckpoint]:
    """Return the checkpoints that stand in ``text``, whatever stands around them."""
    return [
        AuditCheckpoint(
            chain_id=UUID(found["chain"]),
            length=int(found["length"]),
            head=found["head"],
            at=datetime.fromisoformat(found["at"]),
            key_id=found["key"],
            signature=found["signature"],
        )
        for found in _IN_MAIL.finditer(text)
    ]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
