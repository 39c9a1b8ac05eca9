"""Which day a phrase names, seen from where its reader stands. The rules are told in `bot.moments`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.hours import WEEKDAYS, Duration, Hours, add_business_days, add_days
from bot.phrases.senses import Ahead, Calendar, Clock, Nth, Part, Period, Phrase, Span, Unit, Weekday

JUST_PASSED_DAYS = 60  # so soon after a day nobody means the next year by it
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAY = timedelta(days=1)
_MIDDLES = {"week": 2, "month": 14, "quarter": 45, "year": 181}  # days after the first
_LATE_IN_WEEK = 3


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
        """Whether that time of that day is yet to come."""
        return wall(day, since_midnight) > self.now.replace(tzinfo=None)


def wall(day: date, since_midnight: timedelta) -> datetime:
    """The wall time of a day that many hours after its midnight."""
    return datetime.combine(day, time()) + since_midnight


def of_clock(clock: time) -> timedelta:
    """How long after midnight clocks show that time."""
    return timedelta(hours=clock.hour, minutes=clock.minute)


def date_in_words(day: date) -> str:
    """'27 November 2026'"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def which_day(phrase: Phrase, typed: str, since_midnight: timedelta | None, view: Viewpoint) -> date:
    """The day of a phrase, of which the time of day is known, if it has one.

    Raises Unusable with a sentence, or OverflowError for what is too far away.
    """
    span, weekday = phrase.of(Span), phrase.of(Weekday)
    if span is None:
        return _named_day(phrase, typed, since_midnight, view)
    named = phrase.senses.keys() & {Ahead, Weekday, Calendar, Period}
    base = _named_day(phrase, typed, since_midnight, view) if named else view.today
    length = span.duration
    if weekday is not None and length.days == 8:
        length = Duration(days=7)  # 'Montag in acht Tagen' is a week after Monday
    return add_days(base, length, view.hours)


def _named_day(phrase: Phrase, typed: str, since_midnight: timedelta | None, view: Viewpoint) -> date:
    """The day that the phrase names; without one, the day on which its time of day comes next."""
    ahead, weekday, period, part = phrase.of(Ahead), phrase.of(Weekday), phrase.of(Period), phrase.of(Part)
    calendar, nth = phrase.of(Calendar), phrase.of(Nth)
    if calendar is not None and period is not None:
        day = _in_month(calendar, period, typed, view.today)
    elif calendar is not None:
        day = _date(calendar, typed, view.today)
    elif ahead is not None:
        day = view.today + timedelta(days=ahead.days)
    elif nth is not None and period is not None:
        return _nth(nth, period, since_midnight, view)
    elif period is not None and weekday is None and part == Part("now"):
        return add_days(view.today, _length(period), view.hours)
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


def no_such_date(typed: str) -> Unusable:
    """The refusal of a day that the calendar does not have."""
    return Unusable(f"There is no such date as “{typed}”: name a day that exists.")


def _weekday(weekday: Weekday, period: Period | None, since_midnight: timedelta | None, view: Viewpoint) -> date:
    """The coming such weekday, or that of a named week; today's only if its time of day is still to come."""
    monday = view.today - timedelta(days=view.today.weekday())
    if period is not None:
        return starts(period, view)[0] + timedelta(days=weekday.number)
    if weekday.week is not None and weekday.week > 0:
        return monday + timedelta(days=7 * weekday.week + weekday.number)
    days = (weekday.number - view.today.weekday()) % 7
    if weekday.week == -1:
        return view.today - timedelta(days=7 - days)
    if days == 0 and not (since_midnight is not None and view.is_to_come(view.today, since_midnight)):
        days = 7
    return view.today + timedelta(days=days)


def _length(period: Period) -> Duration:
    months = {"month": 1, "quarter": 3, "year": 12}.get(period.unit)
    return Duration(months=months * period.ahead) if months else Duration(days=7 * period.ahead)


def _period(period: Period, view: Viewpoint) -> date:
    """The day at the start, in the middle or at the end of a week, month or year: of the one after, once it is over."""
    day = _edge(period, *starts(period, view), view)
    over = not view.is_to_come(day, of_clock(view.hours.end if period.edge == "end" else view.hours.start))
    if over and period.ahead == 0 and period.number is None:
        ahead = Period(period.unit, 1, period.edge)
        day = _edge(ahead, *starts(ahead, view), view)
    return day


def _edge(period: Period, first: date, after: date, view: Viewpoint) -> date:
    match period.edge:
        case "start":
            return first
        case "middle":
            return first + timedelta(days=_MIDDLES[period.unit])
        case "late":
            return first + timedelta(days=_LATE_IN_WEEK)
        case "end":
            return add_business_days(after, -1, view.hours)


def starts(period: Period, view: Viewpoint) -> tuple[date, date]:
    """When a period starts, and when the one after it. A numbered one is the coming one, until its last day is over."""
    today = view.today
    if period.number is not None:
        years = [period.year] if period.year else [today.year, today.year + 1]
        found = [both for year in years if (both := _numbered(period.unit, period.number, year))]
        if not found:
            raise Unusable(f"There is no week {period.number} this year or next: name a day that exists.")
        return next((both for both in found if both[1] > today), found[-1])
    match period.unit:
        case "day" | "week":
            first = today + timedelta(days=7 * period.ahead - today.weekday())
            return first, first + timedelta(days=7)
        case "month":
            month = today.month - 1 + period.ahead
            return _first_of(today.year, month), _first_of(today.year, month + 1)
        case "quarter":
            month = 3 * ((today.month - 1) // 3 + period.ahead)
            return _first_of(today.year, month), _first_of(today.year, month + 3)
        case "year":
            return date(today.year + period.ahead, 1, 1), date(today.year + period.ahead + 1, 1, 1)


def _first_of(year: int, months: int) -> date:
    """The first of the month that comes so many months after January of a year."""
    return date(year + months // 12, months % 12 + 1, 1)


def _numbered(unit: Unit, number: int, year: int) -> tuple[date, date] | None:
    """The month or ISO week with that number; None if the year has no such week."""
    if unit == "month":
        return _first_of(year, number - 1), _first_of(year, number)
    if number > date(year, 12, 28).isocalendar().week:
        return None
    first = date.fromisocalendar(year, number, 1)
    return first, first + timedelta(days=7)


def _nth(nth: Nth, period: Period, since_midnight: timedelta | None, view: Viewpoint) -> date:
    """The first, second … or last such weekday, working day or day of a month; of the next one if it is over."""
    day = _nth_of(nth, *starts(period, view), view)
    at = of_clock(view.hours.start) if since_midnight is None else since_midnight
    if not view.is_to_come(day, at) and period.ahead == 0 and period.year is None:
        later = Period("month", 1)
        if period.number is not None:
            later = Period("month", 0, number=period.number, year=day.year + 1)
        day = _nth_of(nth, *starts(later, view), view)
    return day


def _nth_of(nth: Nth, first: date, after: date, view: Viewpoint) -> date:
    if nth.any_day:
        return after - DAY if nth.n < 0 else first + (nth.n - 1) * DAY
    if nth.weekday is None:
        return add_business_days(after if nth.n < 0 else first - DAY, nth.n, view.hours)
    if nth.n < 0:
        last = after - DAY
        return last - timedelta(days=(last.weekday() - nth.weekday) % 7)
    return first + timedelta(days=(nth.weekday - first.weekday()) % 7 + 7 * (nth.n - 1))


def _in_month(calendar: Calendar, period: Period, typed: str, today: date) -> date:
    month = today.month - 1 + period.ahead
    return _date(Calendar(calendar.day, month % 12 + 1, today.year + month // 12), typed, today)


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
    raise no_such_date(typed)
