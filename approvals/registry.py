"""The registry: the fingerprint of every picture that was ever public, searched exactly.

A table in each process's memory, 32 bytes a picture; the rows in the database are the truth.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import Max, QuerySet

from approvals.disclosure.fingerprint import (
    NOTHING,
    RESEMBLES,
    Table,
    as_column,
    nearest,
    within,
)
from approvals.models import PublishedFile

OVERLAP = timedelta(hours=1)
"""How much later than its instant a row may become visible: acts commit in any order."""
ONE_PICTURE = 12
"""Two publications of one picture differ in so many of 256 bits at most; two people in 106."""
MOST_ALIKE = 100
"""How many publications of one picture are looked at."""

type Row = tuple[UUID, UUID, bytes]
type Stamp = tuple[int, UUID | None]


@dataclass(frozen=True)
class Snapshot:
    """The table as it was: column ``i`` of ``table`` belongs to ``publications[i]``."""

    table: Table = field(default_factory=lambda: np.empty((4, 0), dtype=np.uint64))
    publications: tuple[UUID, ...] = ()
    files: frozenset[UUID] = frozenset()
    newest: datetime | None = None
    stamp: Stamp = (0, None)


_LOCK = threading.Lock()
_held = Snapshot()


def closest(fingerprint: bytes) -> tuple[list[UUID], int]:
    """Return the publications whose picture is nearest, the nearest first; how many bits differ.

    More than one where the same picture was published more than once: its labels and marks
    differ, its look hardly. None when nothing ever was published. Whether that is near enough is
    the caller's question.
    """
    snapshot = refreshed()
    index, distance = nearest(fingerprint, snapshot.table)
    if (index, distance) == NOTHING:
        return [], distance
    if distance > RESEMBLES:
        return [snapshot.publications[index]], distance
    alike = within(fingerprint, snapshot.table, distance + ONE_PICTURE)[-MOST_ALIKE:]
    return [snapshot.publications[each] for each in (index, *alike)], distance


def refreshed() -> Snapshot:
    """Return the table with every row that is committed now; cheap when none was added."""
    global _held  # noqa: PLW0603 - one table a process is the purpose
    with _LOCK:
        stamp = _stamp()
        if stamp != _held.stamp:
            _held = _grown(_held, stamp)
        return _held


def _stamp() -> Stamp:
    """How many rows there are and the last of them by key: rows are only ever added."""
    files = PublishedFile.objects.order_by()
    return files.count(), files.order_by("-pk").values_list("pk", flat=True).first()


def _grown(old: Snapshot, stamp: Stamp) -> Snapshot:
    """Add what is new; where that does not give what is there, read everything."""
    if old.newest is not None:
        recent = PublishedFile.objects.filter(made_at__gte=old.newest - OVERLAP)
        rows = [row for row in _rows(recent) if row[0] not in old.files]
        if len(old.files) + len(rows) == stamp[0]:
            return _with(old, rows, stamp)
    return _with(Snapshot(), list(_rows(PublishedFile.objects.all())), stamp)


def _rows(files: QuerySet[PublishedFile]) -> list[Row]:
    found = files.order_by().values_list("pk", "publication_id", "fingerprint")
    return [(pk, publication, bytes(print_)) for pk, publication, print_ in found.iterator()]


def _with(old: Snapshot, rows: list[Row], stamp: Stamp) -> Snapshot:
    if not rows:
        return Snapshot(old.table, old.publications, old.files, old.newest, stamp)
    added = np.stack([as_column(print_) for _pk, _publication, print_ in rows], axis=1)
    return Snapshot(
        table=np.concatenate([old.table, added], axis=1),
        publications=(*old.publications, *(publication for _pk, publication, _print in rows)),
        files=old.files | {pk for pk, _publication, _print in rows},
        newest=PublishedFile.objects.aggregate(newest=Max("made_at"))["newest"],
        stamp=stamp,
    )
