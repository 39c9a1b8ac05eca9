"""Working hours: when a person or a team is at work, and what that does to times that the bot chooses.

Pure arithmetic on values: nothing here reads a clock. Instants are aware datetimes, returned in UTC.
Wall times that a zone skips or repeats follow one rule, see `instant`.
"""

import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AFTERNOON = time(14)
MONDAY = 0
SHARED_TRIES = 40  # about as many days


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's or a team's working hours, in their own zone; the end belongs to them.

    `days` holds weekdays (0 = Monday); `holidays` an ISO country, with a region if wanted ('DE', 'DE-BY'), whose
    public holidays are free, or None. Raises ValueError with a sentence for hours that nobody could work.
    """

    days: frozenset[int]
    start: time
    end: time
    holidays: str | None = None

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(7)):
            raise ValueError("Working days need at least one weekday, for example 'mon-fri'.")
        if self.start >= self.end:
            raise ValueError(
                f"Working hours must end after they start: {self.start:%H:%M} to {self.end:%H:%M} does not."
            )
        if self.holidays is not None:
            _holidays(self.holidays, 2024)

    @classmethod
    def parse(cls, days: str, start: str, end: str, holidays: str | None = None) -> Self:
        """Hours as a policy or a form writes them: 'mon-fri' or 'mon,wed-fri', '09:00', '18:00', 'DE-BY'.

        Raises ValueError with a sentence that says what to write instead.
        """
        return cls(_weekdays(days), _clock(start), _clock(end), holidays or None)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is one of the weekdays and no public holiday."""
        if day.weekday() not in self.days:
            return False
        return self.holidays is None or day not in _holidays(self.holidays, day.year)


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        start, end = _weekday(first), _weekday(last if dash else first)
        if start is None or end is None:
            raise ValueError(f"'{text}' are no weekdays: write them like 'mon-fri' or 'mon,wed-fri'.")
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _weekday(name: str) -> int | None:
    matches = (number for number, weekday in enumerate(WEEKDAYS) if len(name) >= 3 and weekday.startswith(name))
    return next(matches, None)


def _clock(text: str) -> time:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip())
    if not found:
        raise ValueError(f"'{text}' is no time of day: write it like '09:00'.")
    return time(int(found[1]), int(found[2]))


@lru_cache(maxsize=256)
def _holidays(where: str, year: int) -> frozenset[date]:
    """The public holidays of one country or region in one year, as a frozen set that threads may share."""
    import holidays  # heavy, and most teams leave it off

    country, _, region = where.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError as error:
        raise ValueError(
            f"There are no holidays for '{where}': write an ISO country, with a region if wanted, like 'DE' or 'DE-BY'."
        ) from error


def instant(wall: datetime, zone: str | tzinfo) -> datetime:
    """The instant (UTC) at which clocks in `zone` show the naive `wall` time.

    Where clocks go back and show it twice, the first time counts; where they go forward and skip it, the first
    valid moment after the gap. Raises OverflowError outside of the calendar.
    """
    where = ZoneInfo(zone) if isinstance(zone, str) else zone
    at = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
    if at.astimezone(where).replace(tzinfo=None) == wall:
        return at
    before, after = wall.replace(tzinfo=where, fold=1).astimezone(UTC), at
    offset = after.astimezone(where).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(where).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def start_of_day(day: date, zone: str, hours: Hours) -> datetime:
    """When work starts on `day` (free days included), in UTC; skipped and repeated wall times as in `instant`."""
    return instant(datetime.combine(day, hours.start), zone)


def end_of_day(day: date, zone: str, hours: Hours) -> datetime:
    """When work ends on `day` (free days included), in UTC; skipped and repeated wall times as in `instant`."""
    return instant(datetime.combine(day, hours.end), zone)


def next_working_moment(at: datetime, zone: str, hours: Hours) -> datetime:
    """`at` itself if it falls in working hours (both ends count), else the next start of work, in UTC.

    This is what `quiet` does to the times that the bot chose.
    """
    day = at.astimezone(ZoneInfo(zone)).date()
    if hours.is_working_day(day):
        if start_of_day(day, zone, hours) <= at <= end_of_day(day, zone, hours):
            return at.astimezone(UTC)
        if at < start_of_day(day, zone, hours):
            return start_of_day(day, zone, hours)
    return start_of_day(add_business_days(day, 1, hours), zone, hours)


def next_shared_moment(at: datetime, one: tuple[str, Hours], other: tuple[str, Hours]) -> datetime | None:
    """The first moment from `at` on, in UTC, in which two work, each given by zone and hours; None if that does not
    come within some weeks, as for people on opposite sides of the world."""
    for _ in range(SHARED_TRIES):
        first = next_working_moment(at, *one)
        at = next_working_moment(first, *other)
        if at == first:
            return at
    return None


def last_working_moment(at: datetime, zone: str, hours: Hours) -> datetime:
    """`at` itself if it falls in working hours (both ends count), else the last end of work before it, in UTC."""
    day = at.astimezone(ZoneInfo(zone)).date()
    if hours.is_working_day(day):
        if start_of_day(day, zone, hours) <= at <= end_of_day(day, zone, hours):
            return at.astimezone(UTC)
        if at > end_of_day(day, zone, hours):
            return end_of_day(day, zone, hours)
    return end_of_day(add_business_days(day, -1, hours), zone, hours)


def add_business_days(day: date, n: int, hours: Hours) -> date:
    """The working day `n` working days after `day`; with 0, `day` itself or the first working day after it.

    A negative `n` counts back. Raises OverflowError outside of the calendar.
    """
    step = timedelta(days=-1 if n < 0 else 1)
    if n == 0:
        while not hours.is_working_day(day):
            day += step
    for _ in range(abs(n)):
        day += step
        while not hours.is_working_day(day):
            day += step
    return day


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of calendar time: months, days and business days keep the clock time, `elapsed` passes to the second."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    elapsed: timedelta = timedelta()

    def __str__(self) -> str:
        """In words: '1 hour 30 minutes', '1 business day'."""
        seconds = int(self.elapsed.total_seconds())
        amounts = {
            "month": self.months,
            "day": self.days,
            "business day": self.business_days,
            "hour": seconds // 3600,
            "minute": seconds // 60 % 60,
            "second": seconds % 60,
        }
        return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for unit, n in amounts.items() if n)

    @property
    def is_past(self) -> bool:
        """Whether it leads back in time."""
        return min(self.months, self.days, self.business_days) < 0 or self.elapsed < timedelta()

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def __neg__(self) -> "Duration":
        return Duration(-self.months, -self.days, -self.business_days, -self.elapsed)


UNITS = {
    "s|secs?|seconds?": Duration(elapsed=timedelta(seconds=1)),
    "m|mins?|minutes?": Duration(elapsed=timedelta(minutes=1)),
    "h|hrs?|hours?": Duration(elapsed=timedelta(hours=1)),
    "d|days?": Duration(days=1),
    "w|weeks?": Duration(days=7),
    "(?:business|working) ?days?": Duration(business_days=1),
}
_AMOUNT = re.compile(r"\s*([0-9]{1,5})\s*(?:" + "|".join(f"({unit})" for unit in UNITS) + r")(?![a-z])")


def parse_duration(text: str) -> Duration:
    """A duration as the policy writes it: '30m', '2h', '1h 30m', '1d', '2 weeks', '1 business day'.

    Raises ValueError with a sentence for anything else, nothing included.
    """
    total, place, lowered = Duration(), 0, text.lower().rstrip()
    while found := _AMOUNT.match(lowered, place):
        unit = list(UNITS.values())[(found.lastindex or 0) - 2]
        total, place = total + times(unit, int(found[1])), found.end()
    if place != len(lowered) or total == Duration():
        raise ValueError(f"'{text}' is no duration: write it like '30m', '2h', '1d' or '1 business day'.")
    return total


def times(duration: Duration, n: int) -> Duration:
    """`duration` taken `n` times."""
    return Duration(duration.months * n, duration.days * n, duration.business_days * n, duration.elapsed * n)


def add_days(day: date, duration: Duration, hours: Hours) -> date:
    """`day` moved by the months, days and business days of `duration`; a month ends on its last day.

    Raises OverflowError outside of the calendar.
    """
    if duration.months:
        month = day.year * 12 + day.month - 1 + duration.months
        if not 12 <= month < 119_988:
            raise OverflowError("outside of the calendar")
        first = date(month // 12, month % 12 + 1, 1)
        day = min(first + timedelta(days=day.day - 1), _last_of_month(first))
    day += timedelta(days=duration.days)
    return add_business_days(day, duration.business_days, hours) if duration.business_days else day


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def add_duration(at: datetime, duration: Duration, zone: str, hours: Hours) -> datetime:
    """`at` plus `duration`, in UTC: days of any kind keep the clock time in `zone`, hours and minutes pass exactly.

    A business day is a working day of `hours`. Raises OverflowError outside of the calendar.
    """
    local = at.astimezone(ZoneInfo(zone))
    day = add_days(local.date(), duration, hours)
    if day == local.date():
        return at.astimezone(UTC) + duration.elapsed
    return instant(datetime.combine(day, local.time()), zone) + duration.elapsed


def snooze_presets(now: datetime, zone: str, hours: Hours, quiet: bool) -> dict[str, datetime]:
    """What a reminder can be put off to, by label, soonest first as a rule; 'In 1 hour' is exact.

    The others are chosen by the bot, so `quiet` moves them into working hours. 'This afternoon' is offered while it
    is at least an hour away, and only if it stays this afternoon.
    """

    def chosen(at: datetime) -> datetime:
        return next_working_moment(at, zone, hours) if quiet else at

    today = now.astimezone(ZoneInfo(zone)).date()
    presets = {"In 1 hour": now.astimezone(UTC) + timedelta(hours=1)}
    afternoon = instant(datetime.combine(today, AFTERNOON), zone)
    if afternoon - now >= timedelta(hours=1) and chosen(afternoon) == afternoon:
        presets["This afternoon"] = afternoon
    monday = today + timedelta(days=(MONDAY - today.weekday() - 1) % 7 + 1)
    presets["Tomorrow morning"] = chosen(start_of_day(today + timedelta(days=1), zone, hours))
    presets["Next Monday"] = chosen(start_of_day(monday, zone, hours))
    return presets
