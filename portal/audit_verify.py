"""Is the trail as it was written? Each chain against itself, and against what was signed of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Subquery
from django.utils.translation import gettext_noop

from portal import checkpoints
from portal.audit_digest import digest
from portal.models import AuditChain, AuditCheckpoint, AuditEvent

MISSING = gettext_noop("an event is missing")
MOVED = gettext_noop("it does not follow the last")
CHANGED = gettext_noop("its content was changed")
CUT = gettext_noop("the end of the chain was cut")
SURPLUS = gettext_noop("the chain does not know it")
HEADLESS = gettext_noop("the chain has lost its head")
GONE = gettext_noop("the whole chain was removed")
REWRITTEN = gettext_noop("it is not what was signed: the chain was written anew")
FORGED = gettext_noop("the checkpoint at this event is not signed by us")


@dataclass(frozen=True)
class ChainReport:
    """What ``verify_chain`` found; ``broken_at`` is the number of the first bad event.

    ``contradicts`` is the checkpoint that says so, where the chain alone does not show it.
    """

    chain: UUID
    events: int
    broken_at: int | None
    reason: str = ""
    contradicts: AuditCheckpoint | None = None
    head: str = field(default="", compare=False)
    checkpoints: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Flaw:
    """Where a chain is broken, why, and which checkpoint says so."""

    number: int
    reason: str
    contradicts: AuditCheckpoint | None = None


def verify_chain(chain_id: UUID, *, outside: Iterable[AuditCheckpoint] = ()) -> ChainReport:
    """Walk one chain and report the first event that was changed, removed, added or moved.

    What was signed is compared too: our own checkpoints, and those from ``outside``, kept where
    nobody here could change them. Acts go on meanwhile: the walk ends where the chain ended when
    it began.
    """
    signed = _signed(chain_id, outside)  # before the head, so that none is longer than the chain
    head = AuditChain.objects.get(id=chain_id)
    ours, others = _by_us_and_not(signed)
    flaw = _flaw_inside(head, ours) or _flaw_behind(head, ours)
    if flaw is None and others:
        flaw = Flaw(others[0].length, FORGED, others[0])
    return ChainReport(
        chain_id,
        head.length,
        flaw.number if flaw else None,
        flaw.reason if flaw else "",
        flaw.contradicts if flaw else None,
        head=head.head,
        checkpoints=len(ours),
    )


def verify_all(*, outside: Sequence[AuditCheckpoint] = ()) -> list[ChainReport]:
    """Verify every chain there is, and those of which only events or checkpoints are left."""
    heads = set(AuditChain.objects.values_list("id", flat=True))
    orphans = set(AuditEvent.objects.values_list("chain_id", flat=True).distinct()) - heads
    return [
        *(verify_chain(chain, outside=outside) for chain in sorted(heads)),
        *(ChainReport(chain, 0, 1, HEADLESS) for chain in sorted(orphans)),
        *_gone(heads | orphans, outside),
    ]


def _gone(there: set[UUID], outside: Sequence[AuditCheckpoint]) -> Iterator[ChainReport]:
    known = set(AuditCheckpoint.objects.values_list("chain_id", flat=True).distinct())
    for chain in sorted((known | {each.chain_id for each in outside}) - there):
        yield ChainReport(chain, 0, 1, GONE, _signed(chain, outside)[-1])


def _signed(chain_id: UUID, outside: Iterable[AuditCheckpoint]) -> list[AuditCheckpoint]:
    """What was signed of a chain, each once, the shortest first."""
    known = list(AuditCheckpoint.objects.filter(chain_id=chain_id))
    known += [each for each in outside if each.chain_id == chain_id]
    once = {(checkpoints.statement(each), each.signature): each for each in known}
    return sorted(once.values(), key=lambda each: (each.length, each.at))


def _flaw_inside(head: AuditChain, signed: Sequence[AuditCheckpoint]) -> Flaw | None:
    """The first flaw between the first event and the head."""
    heads = _by_length(signed)
    previous, expected = "", 1
    events = AuditEvent.objects.in_chain(head.pk).filter(number__lte=head.length)
    for event in events.oldest_first().iterator():
        flaw = _flaw_of(event, expected, previous) or _denied(event, heads.get(event.number, ()))
        if flaw:
            return flaw
        previous, expected = event.hash, expected + 1
    if (expected - 1, previous) == (head.length, head.head):
        return None
    return Flaw(expected, CUT, _longer_than(expected - 1, signed))


def _flaw_behind(head: AuditChain, signed: Sequence[AuditCheckpoint]) -> Flaw | None:
    """Events that were signed and are not there any more, or that no head knows."""
    longer = _longer_than(head.length, signed)
    if longer:
        return Flaw(head.length + 1, CUT, longer)
    # One question, so that an act between two of them is no false alarm.
    length_now = AuditChain.objects.filter(id=head.pk).values("length")
    events = AuditEvent.objects.in_chain(head.pk).filter(number__gt=Subquery(length_now))
    surplus = events.oldest_first().first()
    return Flaw(surplus.number, SURPLUS) if surplus else None


def _flaw_of(event: AuditEvent, expected: int, previous: str) -> Flaw | None:
    if event.number != expected:
        return Flaw(expected, MISSING)
    if event.previous != previous:
        return Flaw(event.number, MOVED)
    if event.hash != digest(event):
        return Flaw(event.number, CHANGED)
    return None


def _denied(event: AuditEvent, signed: Iterable[AuditCheckpoint]) -> Flaw | None:
    """That a checkpoint signed another hash at this place."""
    other = next((each for each in signed if each.head != event.hash), None)
    return Flaw(event.number, REWRITTEN, other) if other else None


def _by_us_and_not(
    signed: Iterable[AuditCheckpoint],
) -> tuple[list[AuditCheckpoint], list[AuditCheckpoint]]:
    ours: list[AuditCheckpoint] = []
    others: list[AuditCheckpoint] = []
    for each in signed:
        (ours if checkpoints.is_ours(each) else others).append(each)
    return ours, others


def _longer_than(length: int, signed: Sequence[AuditCheckpoint]) -> AuditCheckpoint | None:
    return next((each for each in signed if each.length > length), None)


def _by_length(signed: Sequence[AuditCheckpoint]) -> dict[int, list[AuditCheckpoint]]:
    found: dict[int, list[AuditCheckpoint]] = {}
    for each in signed:
        found.setdefault(each.length, []).append(each)
    return found
