"""When a phrase is, seen from where and when its reader stands. The rules are told in `bot.moments`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.hours import WEEKDAYS, Hours, add_business_days, add_days, add_duration, instant
from bot.phrases.senses import (
    Ahead,
    Calendar,
    Clock,
    Part,
    Period,
    Phrase,
    Repeating,
    Several,
    Slashed,
    Span,
    Weekday,
    Zone,
)

JUST_PASSED_DAYS = 60  # so soon after a day nobody means the next year by it
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAY = timedelta(days=1)
PARTS = {"noon": 12, "afternoon": 14, "evening": 18, "midnight": 24, "night": 18}
KEPT_PARTS = ("noon", "evening", "midnight", "now")  # hours that people name as a clock time, or to be outside of work
GERMAN_ZONES = {"MEZ": "CET", "MESZ": "CEST"}
MOST_BUSINESS_DAYS = 2_000
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")


class Unusable(ValueError):
    """A phrase that names no one moment; its message is the sentence that people read."""


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where a reader stands: `now` in their `zone`, their working hours and their locale ('en-US')."""

    now: datetime
    zone: str
    hours: Hours
    locale: str

    @property
    def today(self) -> date:
        return self.now.date()

    def is_to_come(self, day: date, since_midnight: timedelta) -> bool:
        return _wall(day, since_midnight) > self.now.replace(tzinfo=None)


def resolve(phrase: Phrase, typed: str, view: Viewpoint) -> tuple[datetime, bool]:
    """The instant (UTC) of a phrase, and whether exactly that was asked for. It may be past.

    Raises Unusable with a sentence, or OverflowError for what is too far away.
    """
    if Repeating in phrase.senses:
        raise Unusable(f"I remind once, and “{typed}” comes again and again: name one day, for example 'monday 9:00'.")
    if Several in phrase.senses:
        raise Unusable(f"“{typed}” names more than one time: pick one.")
    span, clock, part = phrase.of(Span), phrase.of(Clock), phrase.of(Part)
    named_day = phrase.senses.keys() & {Weekday, Calendar, Slashed, Period} or phrase.of(Ahead) not in (None, Ahead(0))
    if span is not None:
        duration = span.duration
        if abs(duration.business_days) > MOST_BUSINESS_DAYS:
            raise OverflowError
        if not (named_day or clock or part or duration.business_days):
            exact = not (duration.days or duration.months) and duration.elapsed < DAY
            return add_duration(view.now, duration, view.zone, view.hours), exact
    where = _place(phrase, view)
    view = Viewpoint(view.now.astimezone(where), view.zone, view.hours, view.locale)
    since_midnight = _time_of_day(phrase, typed, view)
    day = _day(phrase, typed, since_midnight, view)
    if since_midnight is None:
        since_midnight = _since_midnight(view.hours.end if _is_end(phrase) else view.hours.start)
    exact = clock is not None or (part is not None and part.name in KEPT_PARTS)
    return instant(_wall(day, since_midnight), where), exact


def _wall(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time()) + since_midnight


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _is_end(phrase: Phrase) -> bool:
    period = phrase.of(Period)
    return period is not None and period.last


# The time of day


def _time_of_day(phrase: Phrase, typed: str, view: Viewpoint) -> timedelta | None:
    """The time of day since midnight, up to 24 hours; None where only a day was named."""
    clock, part = phrase.of(Clock), phrase.of(Part)
    if clock is not None:
        hour = _hour(clock, part.name if part else "")
        if hour > 24 or clock.minute > 59 or clock.second > 59 or (hour == 24 and (clock.minute or clock.second)):
            raise Unusable(f"There is no such time as “{typed}”: write it like '15:00' or '3pm'.")
        return timedelta(hours=hour, minutes=clock.minute, seconds=clock.second)
    if part is None:
        return None
    if part.name == "midnight" and phrase.of(Ahead) != Ahead(0) and len(phrase.senses) > 1:
        raise Unusable(f"“{typed}” may begin or end that day: write '00:00' or '24:00' instead of midnight.")
    if part.name == "morning":
        return _since_midnight(view.hours.start)
    if part.name == "now":
        return view.now.replace(tzinfo=None) - datetime.combine(view.today, time())
    if part.name == "eod":
        return _since_midnight(view.hours.end)
    return timedelta(hours=PARTS[part.name])


def _hour(clock: Clock, part: str) -> int:
    """The hour on the 24-hour clock, from what stands beside it or the working day."""
    if not clock.loose:
        return clock.hour
    match part:
        case "morning":
            return clock.hour
        case "night":
            return clock.hour + 12 if 7 <= clock.hour <= 12 else clock.hour
        case "afternoon" | "evening" | "noon" if clock.hour < 12:
            return clock.hour + 12
    return clock.hour + 12 if clock.hour <= 6 else clock.hour


def _place(phrase: Phrase, view: Viewpoint) -> tzinfo:
    """The zone in which the clock time was given: the reader's own, UTC, or another one by its name or offset."""
    own, zone = ZoneInfo(view.zone), phrase.of(Zone)
    if zone is None:
        return own
    name = zone.name.upper()
    if name in ("UTC", "GMT", "Z"):
        return UTC
    if offset := _OFFSET.fullmatch(name):
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        if hours > 14 or minutes > 59:
            raise Unusable(f"There is no time zone “{zone.name}”: leave it out, or write the time in UTC.")
        return timezone((-1 if offset["sign"] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    if "/" in name:
        return ZoneInfo(zone.name)
    spoken = {datetime(view.today.year, month, 1, tzinfo=own).tzname() or "" for month in (1, 7)}
    if GERMAN_ZONES.get(name, name) in spoken | {first[0] + first[-1] for first in spoken if len(first) == 3}:
        return own
    raise Unusable(f"I read times in {view.zone} and in UTC, not in {zone.name}: write the time in one of these.")


# The day


def _day(phrase: Phrase, typed: str, since_midnight: timedelta | None, view: Viewpoint) -> date:
    span = phrase.of(Span)
    if span is None:
        return _named_day(phrase, typed, since_midnight, view)
    named = phrase.senses.keys() & {Ahead, Weekday, Calendar, Slashed, Period}
    base = _named_day(phrase, typed, since_midnight, view) if named else view.today
    return add_days(base, span.duration, view.hours)


def _named_day(phrase: Phrase, typed: str, since_midnight: timedelta | None, view: Viewpoint) -> date:
    """The day that the phrase names; without one, the day on which its time of day comes next."""
    ahead, weekday, period, part = phrase.of(Ahead), phrase.of(Weekday), phrase.of(Period), phrase.of(Part)
    calendar = phrase.of(Calendar)
    if slashed := phrase.of(Slashed):
        calendar = _unslashed(slashed, typed, view)
    if calendar is not None:
        day = _date(calendar, typed, view.today)
    elif ahead is not None:
        day = view.today + timedelta(days=ahead.days)
    elif weekday is not None:
        return _weekday(weekday, period, since_midnight, view)
    elif period is not None:
        return _period(period, view)
    elif part is not None and part.name == "eod" and Clock not in phrase.senses:
        ended = since_midnight is not None and not view.is_to_come(view.today, since_midnight)
        return add_business_days(view.today, 1 if ended else 0, view.hours)
    else:
        to_come = since_midnight is not None and view.is_to_come(view.today, since_midnight)
        return view.today if to_come else view.today + DAY
    if weekday is not None and weekday.number != day.weekday():
        _disagree(typed, day, WEEKDAYS[weekday.number].capitalize())
    if ahead is not None and day != view.today + timedelta(days=ahead.days):
        _disagree(typed, day, date_in_words(view.today + timedelta(days=ahead.days)))
    return day


def _disagree(typed: str, day: date, other: str) -> None:
    raise Unusable(
        f"“{typed}” contradicts itself: {date_in_words(day)} is a {WEEKDAYS[day.weekday()].capitalize()}, not {other}."
    )


def date_in_words(day: date) -> str:
    """'27 November 2026'"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _weekday(weekday: Weekday, period: Period | None, since_midnight: timedelta | None, view: Viewpoint) -> date:
    """The coming such weekday, or that of a named week; today's only if its time of day is still to come."""
    monday = view.today - timedelta(days=view.today.weekday())
    if weekday.week == 1 or period is not None:
        weeks = period.ahead if period else 1
        return monday + timedelta(days=7 * weeks + weekday.number)
    days = (weekday.number - view.today.weekday()) % 7
    if weekday.week == -1:
        return view.today - timedelta(days=7 - days)
    if days == 0 and not (since_midnight is not None and view.is_to_come(view.today, since_midnight)):
        days = 7
    return view.today + timedelta(days=days)


def _period(period: Period, view: Viewpoint) -> date:
    """The first day of a week, month or year, or its last working day: of the one after, once that is over."""
    first, after = _starts(period, view.today)
    if not period.last:
        return first
    day = add_business_days(after, -1, view.hours)
    if period.ahead == 0 and not view.is_to_come(day, _since_midnight(view.hours.end)):
        _, after = _starts(Period(period.unit, 1, last=True), view.today)
        day = add_business_days(after, -1, view.hours)
    return day


def _starts(period: Period, today: date) -> tuple[date, date]:
    """When a period starts, and when the one after it."""
    match period.unit:
        case "week":
            first = today + timedelta(days=7 * period.ahead - today.weekday())
            return first, first + timedelta(days=7)
        case "month":
            months = [today.year * 12 + today.month - 1 + period.ahead + n for n in (0, 1)]
            return date(months[0] // 12, months[0] % 12 + 1, 1), date(months[1] // 12, months[1] % 12 + 1, 1)
        case "year":
            return date(today.year + period.ahead, 1, 1), date(today.year + period.ahead + 1, 1, 1)


def _date(calendar: Calendar, typed: str, today: date) -> date:
    """The date as written; without a year (or month) the first one that exists and is not past.

    Raises Unusable for a day that does not exist, and for one without a year that has only just passed.
    """
    if calendar.year is not None:
        candidates = [(calendar.year, calendar.month or 1)]
    elif calendar.month is not None:
        candidates = [(today.year + n, calendar.month) for n in range(5)]
    else:
        candidates = [(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1) for n in range(3)]
    for year, month in candidates:
        try:
            day = date(year, month, calendar.day)
        except ValueError:
            continue
        if calendar.year is None and calendar.month is not None and 0 < (today - day).days <= JUST_PASSED_DAYS:
            said = date_in_words(day)
            raise Unusable(f"“{typed}” has just passed ({said}): name a day to come, with its year if it is next year.")
        if calendar.year is not None or day > today or (day == today and calendar.month is not None):
            return day
    raise Unusable(f"There is no such date as “{typed}”: name a day that exists.")


def _unslashed(slashed: Slashed, typed: str, view: Viewpoint) -> Calendar:
    """Which of the two numbers is the month: the one that can be, or as the reader's locale has it, or a question."""
    month_first = Calendar(slashed.second, slashed.first, slashed.year)
    day_first = Calendar(slashed.first, slashed.second, slashed.year)
    if slashed.first > 12 or slashed.second == slashed.first:
        return day_first
    if slashed.second > 12:
        return month_first
    match _month_comes_first(view):
        case True:
            return month_first
        case False:
            return day_first
    one, other = (f"{each.day} {MONTHS[(each.month or 1) - 1]}" for each in (month_first, day_first))
    raise Unusable(f"“{typed}” could be {one} or {other}: write the month as a word.")


def _month_comes_first(view: Viewpoint) -> bool | None:
    """Whether a reader writes the month first; None where locale and zone don't tell."""
    from babel.core import get_global  # the table of zones is read from disk, and few write dates with slashes

    language, _, region = view.locale.replace("_", "-").lower().partition("-")
    if language == "en" and region in ("", "us", "ca"):
        return True if region != "ca" and get_global("zone_territories").get(view.zone) == "US" else None
    return False
