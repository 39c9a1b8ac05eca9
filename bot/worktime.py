"""How much of a time of waiting falls into working hours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.hours import Hours, end_of_day, start_of_day


def worked(spans: Sequence[tuple[datetime, datetime]], zone: str, hours: Hours) -> list[float]:
    """The seconds of each span (from, until) that fall into these working hours in `zone`.

    Each day is looked up once for all of them. Raises OverflowError outside of the calendar.
    """
    if not spans:
        return []
    here = ZoneInfo(zone)
    day = min(since for since, _ in spans).astimezone(here).date()
    last = max(until for _, until in spans).astimezone(here).date()
    starts: list[datetime] = []
    ends: list[datetime] = []
    before = [0.0]  # what was worked before each of these days
    while day <= last:
        if hours.is_working_day(day):
            starts.append(start_of_day(day, zone, hours))
            ends.append(end_of_day(day, zone, hours))
            before.append(before[-1] + (ends[-1] - starts[-1]).total_seconds())
        day += timedelta(days=1)

    def until(at: datetime) -> float:
        today = bisect_right(starts, at) - 1
        return before[today] + (min(at, ends[today]) - starts[today]).total_seconds() if today >= 0 else 0.0

    return [until(end) - until(start) for start, end in spans]
