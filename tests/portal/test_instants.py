"""Whole days become instants, in every zone, also where the clocks are changed at midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.instants import deadline_of, end_of, last_day, start_of

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Kiritimati",
)
days = st.dates(date(1990, 1, 1), date(2036, 12, 31))
zones = st.sampled_from(ZONES)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_until_31_may_ends_with_the_first_instant_of_1_june() -> None:
    assert end_of(date(2026, 5, 31), "Europe/Berlin") == utc(2026, 5, 31, 22)
    assert end_of(date(2026, 5, 31), "Europe/Berlin") == start_of(date(2026, 6, 1), "Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), utc(2018, 11, 4, 3)),
        ("Africa/Cairo", date(2026, 4, 24), utc(2026, 4, 23, 22)),
        ("Asia/Beirut", date(2026, 3, 29), utc(2026, 3, 28, 22)),
        ("America/Havana", date(2026, 3, 8), utc(2026, 3, 8, 5)),
    ],
)
def test_a_midnight_that_does_not_exist_moves_forward(
    zone: str, day: date, first: datetime
) -> None:
    assert start_of(day, zone) == first
    local = first.astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour, local.minute) == (day, 1, 0)
    assert deadline_of(day - timedelta(days=1), zone) == first


def test_of_a_midnight_that_comes_twice_a_right_ends_with_the_earlier() -> None:
    assert end_of(date(2026, 10, 31), "America/Havana") == utc(2026, 11, 1, 4)


def test_of_a_midnight_that_comes_twice_a_person_has_until_the_later() -> None:
    assert deadline_of(date(2026, 10, 31), "America/Havana") == utc(2026, 11, 1, 5)


def test_the_day_on_which_the_clocks_go_back_is_an_hour_longer() -> None:
    day = date(2026, 10, 25)
    assert end_of(day, "Europe/Berlin") - start_of(day, "Europe/Berlin") == timedelta(hours=25)


def test_a_leap_day_is_a_day() -> None:
    assert end_of(date(2028, 2, 28), "UTC") == start_of(date(2028, 2, 29), "UTC")
    assert end_of(date(2028, 2, 29), "UTC") == utc(2028, 3, 1)


@given(days, zones)
def test_a_day_ends_when_the_next_begins(day: date, zone: str) -> None:
    assert end_of(day, zone) == start_of(day + timedelta(days=1), zone)


@given(days, zones)
def test_the_last_day_before_its_end_is_the_day(day: date, zone: str) -> None:
    end = end_of(day, zone)
    assert last_day(end, zone) == day
    assert last_day(end.astimezone(ZoneInfo(zone)), zone) == day


@given(days, zones)
def test_the_first_instant_lies_in_its_day_and_the_one_before_does_not(
    day: date, zone: str
) -> None:
    first = start_of(day, zone)
    assert first.astimezone(ZoneInfo(zone)).date() == day
    before = (first - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    assert before.date() == day - timedelta(days=1)


@given(days, zones)
def test_nobody_has_less_time_than_the_right_has(day: date, zone: str) -> None:
    assert timedelta(0) <= deadline_of(day, zone) - end_of(day, zone) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (date(2026, 1, 1), "Mars/Olympus"),
        (date(2026, 1, 1), "../etc/passwd"),
        (date(2026, 1, 1), ""),
        (date.max, "UTC"),
        (date.min, "Asia/Tokyo"),
    ],
)
def test_a_zone_or_a_day_that_nobody_can_reckon_with_is_refused_in_words(
    day: date, zone: str
) -> None:
    with pytest.raises(Invalid):
        (start_of(day, zone), end_of(day, zone))
