"""A trail as a file: read in pieces, so that its length does not matter."""

import json
from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse

from portal.canonical import canonical_json
from portal.models.audit import AuditEventQuerySet
from portal.spreadsheets import csv_lines
from portal.web.audit_rows import Row, rows_of
from portal.web.audit_trails import Trail

PIECE = 500
COLUMNS = (
    "number",
    "at",
    "who",
    "did",
    "act",
    "object",
    "object id",
    "person id",
    "details",
    "previous",
    "hash",
)


def as_csv(trail: Trail, events: AuditEventQuerySet) -> StreamingHttpResponse:
    """Answer with a table for a spreadsheet; its instants are in the trail's zone."""
    return _file(trail, "csv", "text/csv; charset=utf-8", csv_lines(_cells(trail, events)))


def as_json_lines(trail: Trail, events: AuditEventQuerySet) -> StreamingHttpResponse:
    """Answer with one JSON object a line: all that its hash was made of, and the words."""
    lines = (json.dumps(_fields(row), ensure_ascii=False) + "\n" for row in _rows(events))
    return _file(trail, "jsonl", "application/jsonl", lines)


def _file(trail: Trail, ending: str, kind: str, lines: Iterator[str]) -> StreamingHttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="audit-{trail.id}.{ending}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(lines, content_type=kind, headers=headers)


def _rows(events: AuditEventQuerySet) -> Iterator[Row]:
    """Go on after the last number each time: acts may go on, and no cursor stays open."""
    last = 0
    while piece := rows_of(events.newer_than(last).oldest_first()[:PIECE]):
        yield from piece
        last = piece[-1].event.number


def _cells(trail: Trail, events: AuditEventQuerySet) -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    zone = ZoneInfo(trail.zone)
    for row in _rows(events):
        event = row.event
        yield (
            event.number,
            event.at.astimezone(zone).isoformat(timespec="seconds"),
            row.who,
            row.did,
            event.act,
            row.kind,
            event.subject_id,
            event.person_id or "",
            canonical_json(event.details).decode(),
            event.previous,
            event.hash,
        )


def _fields(row: Row) -> dict[str, object]:
    event = row.event
    return {
        "chain": str(event.chain_id),
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": str(event.person_id) if event.person_id else None,
        "act": event.act,
        "subject": [event.subject_kind, event.subject_id],
        "details": event.details,
        "previous": event.previous,
        "hash": event.hash,
        "sentence": f"{row.sentence}.",
    }
