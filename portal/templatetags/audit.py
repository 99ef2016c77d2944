"""Instants by another clock than the reader's."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def at_clock(instant: datetime, zone: str) -> str:
    """Write an instant by the clocks of an IANA zone."""
    return date_format(instant.astimezone(ZoneInfo(zone)), "SHORT_DATETIME_FORMAT")
