"""The registry: how every picture that was ever public looks, searched exactly.

A table in each process's memory, 112 bytes a picture; the rows in the database are the truth, and
the table is made anew from them whenever the two are found to differ.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet

from approvals.disclosure.fingerprint import BYTES, RESEMBLES
from approvals.disclosure.table import LOOKS, Entry, FingerprintTable
from approvals.models import PublishedFile

OVERLAP = timedelta(hours=1)
"""How much later than its instant a row may become visible: acts commit in any order."""
COUNTED_EVERY = 600.0
"""Seconds after which all rows are counted: none should be missing, none gone."""


class _Registry:
    """A table, and which of the rows that are not older than ``since`` are in it."""

    def __init__(self) -> None:
        self.table = FingerprintTable()
        self.since: datetime | None = None
        self.recent: dict[UUID, datetime] = {}
        self.counted = time.monotonic()

    @classmethod
    def of_all(cls) -> "_Registry":
        """Return one with every row there is."""
        made, files = cls(), PublishedFile.objects.all()
        made.since = _earliest(files.aggregate(newest=Max("made_at"))["newest"])
        made.add(files)
        return made

    def is_grown(self) -> bool:
        """Add what is new. False where rows are gone or missing: then it is of no use any more."""
        if self.since is None:
            return not PublishedFile.objects.exists()
        files = PublishedFile.objects.filter(made_at__gte=self.since)
        newest = files.order_by("-made_at", "-pk").values_list("pk", flat=True).first()
        if (files.count(), newest) != self._stamp():
            known = self.recent
            self.add(files)
            if not known.keys() <= self.recent.keys():
                return False
            self._forget_old()
        return self._is_counted()

    def add(self, files: QuerySet[PublishedFile]) -> None:
        """Add the rows that are not in it, and note all of them that are recent."""
        seen: dict[UUID, datetime] = {}
        self.table.add(self._entries(files, seen))
        self.recent = seen

    def _entries(
        self, files: QuerySet[PublishedFile], seen: dict[UUID, datetime]
    ) -> Iterator[Entry]:
        """Key and looks of each; older rows have no windows, so their whole stands for them."""
        rows = files.order_by().values_list(
            "pk", "made_at", "publication_id", "fingerprint", "windows"
        )
        for pk, made_at, publication, fingerprint, windows in rows.iterator(chunk_size=10_000):
            if self.since is None or made_at >= self.since:
                seen[pk] = made_at
            if pk not in self.recent:
                looks = bytes(fingerprint) + bytes(windows)
                whole = len(looks) == LOOKS * BYTES
                yield publication.bytes, (looks,) if whole else (looks[:BYTES],) * LOOKS

    def _forget_old(self) -> None:
        self.since = _earliest(max(self.recent.values()))
        if self.since is not None:
            self.recent = {pk: at for pk, at in self.recent.items() if at >= self.since}

    def _stamp(self) -> tuple[int, UUID | None]:
        """How many recent rows are in it, and the newest of them."""
        newest = max(self.recent, key=lambda pk: (self.recent[pk], pk), default=None)
        return len(self.recent), newest

    def _is_counted(self) -> bool:
        """Whether there are as many rows as there should be, asked now and then."""
        if time.monotonic() < self.counted + COUNTED_EVERY:
            return True
        self.counted = time.monotonic()
        return PublishedFile.objects.count() == len(self.table)


_LOCK = threading.Lock()
_held = _Registry()


def closest(fingerprints: Sequence[bytes]) -> tuple[UUID, int] | None:
    """Return the publication that looks most like any of these, and how many bits differ.

    Whole, or cut down to one of its windows. None where nothing is near enough to resemble.
    """
    found = refreshed().nearest(fingerprints, RESEMBLES)
    return (UUID(bytes=found[0]), found[1]) if found else None


def refreshed() -> FingerprintTable:
    """Return the table with every row that is committed now; cheap when none was added."""
    with _LOCK:
        return _held.table if _held.is_grown() else _rebuilt()


def rebuilt() -> FingerprintTable:
    """Return the table, made anew from the database; who searches the old one goes on with it."""
    with _LOCK:
        return _rebuilt()


def _rebuilt() -> FingerprintTable:
    global _held  # noqa: PLW0603 - one table a process is the purpose
    _held = _Registry.of_all()
    return _held.table


def _earliest(newest: datetime | None) -> datetime | None:
    """From when on rows may still appear."""
    return newest - OVERLAP if newest else None
