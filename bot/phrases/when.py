"""When a phrase is, seen from where and when its reader stands. The rules are told in `bot.moments`."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.hours import add_duration, instant
from bot.phrases.recurrence import first_of, rhythm
from bot.phrases.senses import DAYS, Ahead, Clock, Part, Period, Phrase, Repeating, Several, Span, Vague, Zone
from bot.phrases.which_day import DAY, Unusable, Viewpoint, of_clock, wall, which_day

PARTS = {
    "mid-morning": 10,
    "late morning": 11,
    "noon": 12,
    "early afternoon": 13,
    "afternoon": 14,
    "mid-afternoon": 15,
    "late afternoon": 16,
    "evening": 18,
    "night": 18,
    "late evening": 20,
    "midnight": 24,
}
LATER_TONIGHT = (20, 22)  # what 'tonight' means once its hour is past
SOONEST_TONIGHT = timedelta(minutes=30)  # whoever says 'tonight' does not mean at once
KEPT_PARTS = ("noon", "evening", "late evening", "midnight", "now")  # named as a clock time, or to be outside of work
GERMAN_ZONES = {"MEZ": "CET", "MESZ": "CEST"}
MOST_BUSINESS_DAYS = 2_000
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Found:
    """The instant (UTC) of a phrase, whether exactly that was asked for, and the rhythm in which it comes again."""

    at: datetime
    exact: bool
    repeat: str | None = None


def resolve(phrase: Phrase, typed: str, view: Viewpoint) -> Found:
    """When a phrase without a doubt is. It may be past.

    Raises Unusable with a sentence, or OverflowError for what is too far away.
    """
    vague, span, repeating = phrase.of(Vague), phrase.of(Span), phrase.of(Repeating)
    if vague is not None:
        raise Unusable(f"“{typed}” {vague.why}")
    if Several in phrase.senses:
        raise Unusable(f"“{typed}” names more than one time: pick one.")
    if span is not None and abs(span.duration.business_days) > MOST_BUSINESS_DAYS:
        raise OverflowError
    if span is not None and span.anchored and span.duration.elapsed:
        beside = replace(phrase, senses={sort: sense for sort, sense in phrase.senses.items() if sort is not Span})
        found = resolve(beside, typed, view)
        return Found(add_duration(found.at, span.duration, view.zone, view.hours), found.exact)
    if span is not None and not _names_day_or_time(phrase, span):
        exact = not (span.duration.days or span.duration.months) and span.duration.elapsed < DAY
        return Found(add_duration(view.now, span.duration, view.zone, view.hours), exact)
    where = _place(phrase, view)
    view = replace(view, now=view.now.astimezone(where))
    since_midnight = _time_of_day(phrase, typed, view)
    part = phrase.of(Part)
    exact = Clock in phrase.senses or (part is not None and part.name in KEPT_PARTS)
    if repeating is not None:
        if Zone in phrase.senses and where != ZoneInfo(view.zone):
            raise Unusable(f"I repeat by the clocks of {view.zone}: write the time as they show it.")
        at = of_clock(view.hours.start) if since_midnight is None else since_midnight
        repeat = rhythm(phrase, repeating, typed, at, view)
        return Found(instant(first_of(repeat), where), exact, repeat)
    day = which_day(phrase, typed, since_midnight, view)
    if since_midnight is None:
        period, by_today = phrase.of(Period), phrase.deadline and day == view.today
        ends = by_today or (period is not None and period.edge == "end")
        since_midnight = of_clock(view.hours.end if ends else view.hours.start)
    return Found(instant(wall(day, since_midnight), where), exact)


def _names_day_or_time(phrase: Phrase, span: Span) -> bool:
    """Whether more than a span from now is told."""
    if span.duration.business_days or phrase.senses.keys() & {Clock, Part}:
        return True
    return bool(phrase.senses.keys() & {*DAYS} - {Ahead}) or phrase.of(Ahead) not in (None, Ahead(0))


# The time of day


def _time_of_day(phrase: Phrase, typed: str, view: Viewpoint) -> timedelta | None:
    """The time of day since midnight, beyond 24 hours in the night that follows; None where only a day was named."""
    clock, part = phrase.of(Clock), phrase.of(Part)
    if clock is not None:
        beyond = clock.hour > 24 or (clock.hour == 24 and (clock.minute or clock.second))
        if beyond or clock.minute > 59 or clock.second > 59:
            raise Unusable(f"There is no such time as “{typed}”: write it like '15:00' or '3pm'.")
        return timedelta(hours=_hour(clock, part.name if part else ""), minutes=clock.minute, seconds=clock.second)
    if part is None:
        return None
    if part.name == "morning":
        return of_clock(view.hours.start)
    if part.name == "now":
        return view.now.replace(tzinfo=None) - datetime.combine(view.today, time())
    if part.name == "eod":
        return of_clock(view.hours.end)
    at = timedelta(hours=PARTS[part.name])
    return _later_tonight(at, view) if _is_tonight(phrase) else at


def _is_tonight(phrase: Phrase) -> bool:
    """Whether it names this evening as a whole: 'tonight', 'heute Abend', 'late this evening'."""
    part = phrase.of(Part)
    return (
        part in (Part("evening"), Part("late evening")) and phrase.of(Ahead) == Ahead(0) and Span not in phrase.senses
    )


def _later_tonight(at: timedelta, view: Viewpoint) -> timedelta:
    """This evening's hour; once it is past, the first later one that leaves time. None is left late in the evening."""
    if view.is_to_come(view.today, at):
        return at
    soonest = view.now.replace(tzinfo=None) + SOONEST_TONIGHT
    hours = (timedelta(hours=hour) for hour in LATER_TONIGHT)
    return next((hour for hour in hours if wall(view.today, hour) >= soonest), at)


def _hour(clock: Clock, part: str) -> int:
    """The hour on the 24-hour clock, from what stands beside it or the working day; from 24 on it is the next day's."""
    hour = clock.hour
    if part in ("evening", "late evening") and hour <= 4:
        return hour + 24
    if not clock.loose or hour > 12:
        return hour
    match part:
        case "morning" | "mid-morning" | "late morning":
            return hour
        case "night":
            return hour + 12 if hour >= 7 else hour
        case "evening" | "late evening":
            return hour + 12
        case "noon":
            return hour + 12 if hour <= 4 else hour
        case "afternoon" | "early afternoon" | "mid-afternoon" | "late afternoon":
            return hour % 12 + 12
    return hour + 12 if hour <= 6 else hour


def _place(phrase: Phrase, view: Viewpoint) -> tzinfo:
    """The zone in which the clock time was given: the reader's own, UTC, or another one by its name or offset."""
    own, zone = ZoneInfo(view.zone), phrase.of(Zone)
    if zone is None or not zone.name:
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
    if name.replace(" ", "_") == view.zone.upper().rpartition("/")[2]:
        return own
    spoken = {datetime(view.today.year, month, 1, tzinfo=own).tzname() or "" for month in (1, 7)}
    if GERMAN_ZONES.get(name, name) in spoken | {first[0] + first[-1] for first in spoken if len(first) == 3}:
        return own
    raise Unusable(f"I read times in {view.zone} and in UTC, not in {zone.name}: write the time in one of these.")
