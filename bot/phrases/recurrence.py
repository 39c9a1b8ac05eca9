"""When something that repeats comes first, and when it comes next.

A rhythm is kept as an iCalendar text of two lines (RFC 5545): `DTSTART`, its first wall time, and `RRULE`. It is
counted in wall time; `bot.hours.instant` says what that is where clocks change.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.hours import Duration, add_days, instant
from bot.phrases.senses import Calendar, Phrase, Repeating, Weekday
from bot.phrases.which_day import Unusable, Viewpoint, no_such_date, wall

_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORTEST_MONTH = 28


def next_occurrence(repeat: str, last: datetime, zone: str, now: datetime) -> datetime:
    """When what repeats comes next, strictly after `now`, in UTC: at the same wall time in `zone`.

    `repeat` is a `Moment.repeat`, or an RRULE alone, which is counted from when it was `last` due. Raises ValueError
    for a rule that has come to its end.
    """
    where = ZoneInfo(zone)
    rule = rrulestr(repeat, dtstart=last.astimezone(where).replace(tzinfo=None, microsecond=0))
    shown = rule.after(now.astimezone(where).replace(tzinfo=None))
    while shown is not None:
        at = instant(shown, where)
        if at > now:
            return at
        shown = rule.after(shown)  # clocks went back: the first of two such times has passed
    raise ValueError(f"'{repeat}' does not come again.")


def rhythm(phrase: Phrase, repeating: Repeating, typed: str, since_midnight: timedelta, view: Viewpoint) -> str:
    """The rhythm that a phrase asks for at this time of day, as an iCalendar text.

    It begins with the first such time after now; where no day is named ('every 2 weeks'), one rhythm from today.
    Raises Unusable with a sentence.
    """
    rule = _rule(phrase, repeating, typed, view)
    begun = wall(view.today, since_midnight)
    first: datetime | None
    if _names_no_day(phrase, repeating):
        months, days = (repeating.every, 0) if repeating.unit == "month" else (0, repeating.every)
        weeks = 7 if repeating.unit == "week" else 1
        first = wall(add_days(view.today, Duration(months=months, days=days * weeks), view.hours), since_midnight)
    else:
        first = rrulestr(rule, dtstart=begun).after(view.now.replace(tzinfo=None))
        if first is None:
            raise no_such_date(typed)
    every = f";INTERVAL={repeating.every}" if repeating.every > 1 and "YEARLY" not in rule else ""
    return f"DTSTART:{first:%Y%m%dT%H%M%S}\nRRULE:{rule}{every}"


def _names_no_day(phrase: Phrase, repeating: Repeating) -> bool:
    """Whether it is counted from today: 'weekly', 'every 3 days', and not 'every day' or 'every friday'."""
    named = repeating.weekdays or repeating.working or repeating.day or phrase.senses.keys() & {Weekday, Calendar}
    return not named and (repeating.unit, repeating.every) != ("day", 1)


def _rule(phrase: Phrase, repeating: Repeating, typed: str, view: Viewpoint) -> str:
    """The rule without its interval."""
    weekday, calendar = phrase.of(Weekday), phrase.of(Calendar)
    days = view.hours.days if repeating.working else repeating.weekdays
    if weekday is not None and not days:
        days = frozenset({weekday.number})
    match repeating.unit:
        case "week" if calendar is None:
            return f"FREQ=WEEKLY;BYDAY={_names(days or {view.today.weekday()})}"
        case "day" if calendar is None:
            return f"FREQ=WEEKLY;BYDAY={_names(days)}" if days else "FREQ=DAILY"
        case "month" if days and repeating.nth:
            return f"FREQ=MONTHLY;BYDAY={repeating.nth}{_names(days)}"
        case "month" if not days and (calendar is None or calendar.month is None):
            day = calendar.day if calendar else repeating.day or view.today.day
            return f"FREQ=MONTHLY;{_day_of_month(day, typed)}"
        case "month" if calendar and repeating.every == 12:
            return f"FREQ=YEARLY;BYMONTH={calendar.month};{_day_of_month(calendar.day, typed)}"
    raise Unusable(f"“{typed}” is no rhythm that I keep: write 'every friday' or 'every month on the 1st'.")


def _names(days: Iterable[int]) -> str:
    return ",".join(_NAMES[day] for day in sorted(days))


def _day_of_month(day: int, typed: str) -> str:
    """That day of each month, or the last one of those that are shorter."""
    if day > 31 or day == 0:
        raise no_such_date(typed)
    if day <= _SHORTEST_MONTH:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(str(n) for n in range(_SHORTEST_MONTH, day + 1))};BYSETPOS=-1"


def first_of(repeat: str) -> datetime:
    """The wall time at which a rhythm begins."""
    return datetime.strptime(repeat.partition("\n")[0], "DTSTART:%Y%m%dT%H%M%S")  # noqa: DTZ007 (wall time)
