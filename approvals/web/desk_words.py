"""How long something has waited and when it is due, in words that do not press."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
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


def due_day(due: datetime | None, at: datetime) -> str:
    """Return the last day that is still in time, for a column or a term that says "Due"."""
    if due is None:
        return ""
    day = date_format(localtime(due - timedelta(microseconds=1)), "DATE_FORMAT")
    return _("%(day)s, past") % {"day": day} if due <= at else day


def due_words(due: datetime | None, at: datetime) -> str:
    """Return the last day that is still in time, as a phrase; one that passed says so."""
    if due is None:
        return ""
    day = date_format(localtime(due - timedelta(microseconds=1)), "DATE_FORMAT")
    if due <= at:
        return _("was due %(day)s") % {"day": day}
    return _("due %(day)s") % {"day": day}
