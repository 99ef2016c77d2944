"""How long something has waited and when it is due, in words that do not press."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def waited(since: datetime | None, at: datetime) -> str:
    """Return for how long somebody has been asked."""
    if since is None:
        return ""
    hours = int((at - since) / timedelta(hours=1))
    days = hours // 24
    if days:
        return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}
    if hours > 0:
        return ngettext("for %(hours)s hour", "for %(hours)s hours", hours) % {"hours": hours}
    return _("just now")


def due_day(due: datetime | None, zone: str, at: datetime) -> str:
    """Return the last day that is still in time, for a column or a term that says "Due"."""
    if due is None:
        return ""
    day = _last_day(due, zone)
    return _("%(day)s, past") % {"day": day} if due <= at else day


def due_words(due: datetime | None, zone: str, at: datetime) -> str:
    """Return the last day that is still in time, as a phrase; one that passed says so."""
    if due is None:
        return ""
    day = _last_day(due, zone)
    if due <= at:
        return _("was due %(day)s") % {"day": day}
    return _("due %(day)s") % {"day": day}


def _last_day(due: datetime, zone: str) -> str:
    """The day in its own zone, which is named where it is not the reader's (RULINGS 10)."""
    day = date_format((due - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)), "DATE_FORMAT")
    return day if zone == get_current_timezone_name() else f"{day} ({zone})"
