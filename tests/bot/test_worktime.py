"""How much of a time of waiting falls into working hours, held against looking at each minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import Hours
from bot.worktime import micros, worked

BERLIN = "Europe/Berlin"
WEEK = Hours(frozenset(range(5)), time(9), time(18))
MARCH = datetime(2026, 3, 20, tzinfo=UTC)  # a Friday; clocks go forward on Sunday in a week


Span = tuple[datetime, datetime]


def at_work(spans: Sequence[Span], zone: str, hours: Hours) -> list[float]:
    return worked([(micros(since), micros(until)) for since, until in spans], zone, hours)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (berlin(23, 10), berlin(23, 12), 2),
        (berlin(23, 7), berlin(23, 20), 9),
        (berlin(20, 17), berlin(23, 10), 2),
        (berlin(21, 10), berlin(22, 10), 0),
        (berlin(23, 18), berlin(24, 9), 0),
        (berlin(23, 12), berlin(23, 12), 0),
    ],
)
def test_only_hours_at_work_count(since: datetime, until: datetime, hours: float) -> None:
    assert at_work([(since, until)], BERLIN, WEEK) == [hours * 3600]


def test_nobody_works_on_a_holiday() -> None:
    german = Hours(frozenset(range(7)), time(9), time(18), "DE")
    christmas = datetime(2026, 12, 24, 22, tzinfo=UTC)
    assert at_work([(christmas, christmas + timedelta(days=2))], BERLIN, german) == [0]


def test_several_at_once_are_as_each_alone() -> None:
    spans = [(berlin(20, 17), berlin(23, 10)), (berlin(2, 3), berlin(5, 4)), (berlin(24, 9), berlin(24, 9, 30))]
    assert at_work(spans, BERLIN, WEEK) == [at_work([span], BERLIN, WEEK)[0] for span in spans]
    assert at_work([], BERLIN, WEEK) == []


@settings(max_examples=40)
@given(
    st.integers(0, 14 * 24 * 60),
    st.integers(0, 6 * 24 * 60),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kathmandu"]),
    st.sampled_from(
        [WEEK, Hours(frozenset({1, 5, 6}), time(0), time(23, 59)), Hours(frozenset({6}), time(1), time(4))]
    ),
)
def test_it_is_what_counting_minutes_gives(begin: int, minutes: int, zone: str, hours: Hours) -> None:
    since, here = MARCH + timedelta(minutes=begin), ZoneInfo(zone)
    walls = [(since + timedelta(minutes=minute, seconds=30)).astimezone(here) for minute in range(minutes)]
    counted = sum(hours.is_working_day(it.date()) and hours.start <= it.time() < hours.end for it in walls)
    assert at_work([(since, since + timedelta(minutes=minutes))], zone, hours) == [counted * 60]
