"""How much of a time of waiting falls into working hours.

Moments are whole microseconds since 1970: a month has some hundred thousand of them, and numbers are compared in a
fraction of the time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.hours import Hours, end_of_day, start_of_day

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND, A_SECOND = timedelta(microseconds=1), 1_000_000  # of them


def micros(at: datetime) -> int:
    """This moment in whole microseconds since 1970."""
    return (at - BEGINNING) // MICROSECOND


def worked(spans: Sequence[tuple[int, int]], zone: str, hours: Hours) -> list[float]:
    """The seconds of each span (from, until) that fall into these working hours in `zone`.

    Each day is looked up once for all of them. Raises OverflowError outside of the calendar.
    """
    if not spans:
        return []
    here = ZoneInfo(zone)
    day = _moment(min(since for since, _ in spans)).astimezone(here).date()
    last = _moment(max(until for _, until in spans)).astimezone(here).date()
    starts: list[int] = []
    ends: list[int] = []
    before = [0]  # what was worked before each of these days
    while day <= last:
        if hours.is_working_day(day):
            starts.append(micros(start_of_day(day, zone, hours)))
            ends.append(micros(end_of_day(day, zone, hours)))
            before.append(before[-1] + ends[-1] - starts[-1])
        day += timedelta(days=1)

    def until(at: int) -> int:
        today = bisect_right(starts, at) - 1
        return before[today] + min(at, ends[today]) - starts[today] if today >= 0 else 0

    return [(until(end) - until(start)) / A_SECOND if start < end else 0.0 for start, end in spans]


def _moment(micros: int) -> datetime:
    return BEGINNING + micros * MICROSECOND
