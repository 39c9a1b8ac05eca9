"""Once a week: when the next time comes, and which week it closes. Pure arithmetic on values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import hours
from bot.policy_values import Weekly

A_WEEK = timedelta(days=7)


def next_one(when: Weekly, zone: str, after: datetime) -> datetime:
    """The first time after `after`, in UTC; where clocks go back or forward, as in `hours.instant`."""
    today = after.astimezone(ZoneInfo(zone)).date()
    day = today + timedelta(days=(when.day - today.weekday()) % 7)
    at = _on(when, zone, day)
    return at if at > after else _on(when, zone, day + A_WEEK)


def last_one(when: Weekly, zone: str, by: datetime) -> datetime:
    """The last time up to `by`, itself included."""
    return before(zone, next_one(when, zone, by))


def before(zone: str, at: datetime) -> datetime:
    """A week before `at` on the clock, in UTC: an hour more or less where clocks changed between."""
    return hours.instant(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - A_WEEK, zone)


def _on(when: Weekly, zone: str, day: date) -> datetime:
    return hours.instant(datetime.combine(day, when.at), zone)
