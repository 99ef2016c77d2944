"""From whole days to instants (RULINGS 10). What is returned is in UTC, so it may be reckoned with.

Python adds and compares two instants of one zone by their clocks on the wall, which is wrong
across a change of the clocks; in UTC there is none.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.errors import Invalid
from portal.wording import say as _


def start_of(day: date, zone: str) -> datetime:
    """Return the first instant of ``day`` in the IANA ``zone``.

    A midnight that does not exist moves forward; of one that comes twice the earlier counts.
    Raises ``Invalid`` for a zone that nobody knows and a day that no clock reaches.
    """
    return _midnight(day, zone, fold=0)


def end_of(day: date, zone: str) -> datetime:
    """Return the instant at which ``day`` is over for a right: the first of the day after it."""
    return start_of(_after(day), zone)


def deadline_of(day: date, zone: str) -> datetime:
    """Return the instant at which ``day`` is over for a person who must act by then.

    Of a midnight that comes twice the later counts: the doubt is not the person's.
    """
    midnight = _after(day)
    return max(_midnight(midnight, zone, fold=fold) for fold in (0, 1))


def instant_of(day: date, clock: time, zone: str) -> datetime:
    """Return the instant at which clocks in the IANA ``zone`` show ``clock`` on ``day``.

    A time that does not exist moves forward; of one that comes twice the earlier counts.
    """
    return _local(day, clock.replace(fold=0, tzinfo=None), zone)


OPENS, CLOSES = time(9), time(18)
WORKDAYS = range(5)
"""Monday to Friday, from nine to six: the hours in which an organisation is waited for."""


def after_business_hours(start: datetime, hours: int, zone: str) -> datetime:
    """Return when ``hours`` business hours in the IANA ``zone`` have gone by since ``start``.

    Clocks that change at night change nothing: each workday has nine hours.
    """
    left = timedelta(hours=hours)
    moment = start
    day = start.astimezone(ZoneInfo(zone)).date()
    while True:
        opens, closes = instant_of(day, OPENS, zone), instant_of(day, CLOSES, zone)
        moment = max(moment, opens)
        if day.weekday() in WORKDAYS and moment < closes:
            if left <= closes - moment:
                return (moment + left).astimezone(UTC)
            left -= closes - moment
        day = _after(day)


def last_day(end: datetime, zone: str) -> date:
    """Return the last whole day before the exclusive instant ``end``."""
    return (end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def _midnight(day: date, zone: str, *, fold: int) -> datetime:
    return _local(day, time(fold=fold), zone)


def _local(day: date, clock: time, zone: str) -> datetime:
    """Where there is no such time, fold 0 reads it by the clock before the gap: it moves on."""
    try:
        return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(_("There is no time zone “%(zone)s”.") % {"zone": zone}) from error
    except OverflowError as error:
        raise Invalid(_("This day is too far away.")) from error


def _after(day: date) -> date:
    try:
        return day + timedelta(days=1)
    except OverflowError as error:
        raise Invalid(_("This day is too far away.")) from error
