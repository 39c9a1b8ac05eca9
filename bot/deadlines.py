"""A customer's own deadline: by when they need an answer, and what their agent is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import hours
from bot.demands import Demand, demands
from bot.desk import Desk
from bot.hours import WEEKDAYS
from bot.phrases import Phrase
from bot.phrases.doubts import readings
from bot.phrases.senses import DAYS, Calendar, Clock, Part, Span, Weekday, Zone
from bot.phrases.when import resolve
from bot.phrases.which_day import MONTHS, Unusable, Viewpoint
from prompts.mail import read_message
from storage.records import Draft, Person

FARTHEST = timedelta(days=31)  # what lies beyond that hurries nobody
EITHER_HALF = range(5, 12)  # hours at which people take a flight or give a demo in either half of a day
JUST_PASSED = timedelta(hours=18)  # 'by 5 pm' that comes only in so many hours was likely said before five

_WHOLE_DAY = (None, Part("eod"), Part("evening"))  # whoever decides tonight can still be helped at seven


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when they need an answer: after `at` (UTC) it comes too late. `by` says it in words, in their agent's zone:
    'by Fri 27 Nov, 17:00', 'by Fri 27 Nov', 'before Mon 30 Nov'."""

    at: datetime
    by: str


def of(desk: Desk, agent: Person, draft: Draft) -> Deadline | None:
    """The deadline of the customer whom a draft answers; None where their words name none for certain."""
    said_at = draft.said_at or draft.created_at
    if said_at is None:
        return None
    view = Viewpoint(said_at.astimezone(ZoneInfo(agent.zone)), agent.zone, desk.hours_of(agent), agent.locale)
    return read(draft.message, view, desk.clock(), is_dated=draft.said_at is not None)


def read(message: str, view: Viewpoint, now: datetime, *, is_dated: bool) -> Deadline | None:
    """The deadline that a `message` names, seen from where and when it was said; if it `is_dated`, that is known, and
    otherwise what may have been said before. Of several the first to come; without any, the last that is past."""
    found = (_resolved(demand, view, now, is_dated=is_dated) for demand in demands(read_message(message).text))
    known = sorted((deadline for deadline in found if deadline), key=lambda deadline: deadline.at)
    return next((deadline for deadline in known if deadline.at > now), known[-1] if known else None)


def told(deadline: Deadline | None, promised_by: datetime | None, now: datetime, zone: str) -> tuple[str, ...]:
    """What an agent in `zone` should know of it beside a reply that promises an answer by then, if it promises any."""
    if deadline is None:
        return ()
    way_out = "call them, or say so in the reply."
    if deadline.at <= now:
        return (f"They needed an answer {deadline.by}, and that is past: {way_out}",)
    if promised_by is not None and promised_by > deadline.at:
        here = ZoneInfo(zone)
        promised, day = promised_by.astimezone(here), deadline.at.astimezone(here).date()
        said = f"{promised:%H:%M}" if promised.date() == day else _in_words(promised, timed=True)
        return (f"They need an answer {deadline.by}; this promises {said}: {way_out}",)
    return (f"They need an answer {deadline.by}.",)


def _resolved(demand: Demand, view: Viewpoint, now: datetime, *, is_dated: bool) -> Deadline | None:
    """When it is; None for what may mean two times, is far away, or is past in another way than by the clock of its
    day."""
    phrase, here = demand.phrase, ZoneInfo(view.zone)
    if phrase.of(Zone) == Zone(""):
        return None  # 'my time' is theirs, and we do not know where they are
    try:
        at = _at(demand, view)
    except (Unusable, OverflowError):
        return None
    if at is None or at - view.now > FARTHEST or _has_likely_passed(phrase, at, view, is_dated=is_dated):
        return None
    local = at.astimezone(here)
    day = local.date()
    if day < view.today:
        return None
    part, span = phrase.of(Part), phrase.of(Span)
    if Clock in phrase.senses or part not in _WHOLE_DAY or (span is not None and span.duration.elapsed):
        return Deadline(at, f"by {_in_words(local, timed=True)}")
    if demand.before and day > view.today:
        return Deadline(hours.instant(datetime.combine(day, time()), view.zone), f"before {_in_words(local)}")
    work_ends = hours.end_of_day(day, view.zone, view.hours)
    ends = max(at, work_ends)
    if work_ends <= now:  # whoever works late may still keep it
        ends = max(ends, hours.instant(datetime.combine(day + timedelta(days=1), time()), view.zone))
    return Deadline(ends, f"by {_in_words(local)}")


def _at(demand: Demand, view: Viewpoint) -> datetime | None:
    """When its phrase is; None for what may mean two times, save that 'a flight at 6' may leave at the first six."""
    phrase, clock = demand.phrase, demand.phrase.of(Clock)
    meanings = readings(phrase, view)
    if demand.before and clock and clock.bare and clock.hour in EITHER_HALF and phrase.senses.keys() == {Clock}:
        meanings = [
            replace(phrase, senses={Clock: replace(clock, hour=hour, loose=False, bare=False)})
            for hour in (clock.hour, clock.hour + 12)
        ]
    elif len(meanings) > 1:
        return None
    return min(resolve(meaning, demand.typed, view).at for meaning in meanings)


def _has_likely_passed(phrase: Phrase, at: datetime, view: Viewpoint, *, is_dated: bool) -> bool:
    """Whether a phrase that names no day for certain, and is to come, may as well mean a time before: 'by thursday' on
    a Thursday, and 'by 5 pm' after five where nobody knows when it was said."""
    weekday = phrase.of(Weekday)
    if weekday is not None:
        is_today = weekday.week is None and weekday.number == view.today.weekday() and Calendar not in phrase.senses
        return is_today and at.astimezone(ZoneInfo(view.zone)).date() != view.today
    names_no_day = not phrase.senses.keys() & {*DAYS, Span}
    return not is_dated and names_no_day and at - view.now > JUST_PASSED


def _in_words(local: datetime, *, timed: bool = False) -> str:
    """'Fri 27 Nov', 'Fri 27 Nov, 17:00'; midnight is the end of a day: 'Fri 27 Nov, 24:00'."""
    if timed and local.time() == time():
        return f"{_in_words(local - timedelta(days=1))}, 24:00"
    day = f"{WEEKDAYS[local.weekday()][:3].capitalize()} {local.day} {MONTHS[local.month - 1][:3]}"
    return f"{day}, {local:%H:%M}" if timed else day
