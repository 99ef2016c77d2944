"""The times of a cover as people read them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from portal.models import Cover, User


def from_words(cover: Cover, reader: User) -> str:
    """Return since when it holds: a day, or a day and a minute where it begins within one."""
    return _with_zone(_words(cover.starts_at, cover.zone), cover, reader)


def until_words(cover: Cover, reader: User) -> str:
    """Return the last whole day, or the minute at which it is over where it ends within a day."""
    local = cover.ends_at.astimezone(ZoneInfo(cover.zone))
    if _is_midnight(local):
        last = local.date() - timedelta(days=1)
        return _with_zone(date_format(last, "DATE_FORMAT"), cover, reader)
    return _with_zone(date_format(local, "DATETIME_FORMAT"), cover, reader)


def _words(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return date_format(local, "DATE_FORMAT" if _is_midnight(local) else "DATETIME_FORMAT")


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


def _with_zone(words: str, cover: Cover, reader: User) -> str:
    """Name the zone where it is not the reader's (RULINGS 10)."""
    return words if cover.zone == reader.time_zone else f"{words} ({cover.zone})"
