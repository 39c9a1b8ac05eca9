"""Reads when something is to happen from what people type, and says a time in words.

The rules, as far as an everyday phrase leaves room:

- A bare day, *morning* and *in N business days* mean the start of the agent's hours, *noon* 12:00, *afternoon* 14:00,
  *evening* 18:00, *eod* the end of the hours (of the next working day, once today's is over). Finer ones: mid-morning
  10:00, late morning 11:00, early afternoon and after lunch 13:00, mid-afternoon 15:00, late afternoon 16:00.
- *tonight* and 'heute Abend' are the evening's 18:00; after that 20:00, and then 22:00, if half an hour is left until
  then; so is late tonight's 20:00.
- *in N days* keeps the clock time; seconds, minutes and hours pass exactly.
- Without am or pm, an hour from 1 to 6 is one of the afternoon ('friday at 3', 'at 3:30', 'halb drei'), unless it is
  written with a leading zero ('03:30') or beside 'morning' or 'nachts'; beside 'tonight', 12 to 4 follow midnight.
- A weekday is the coming one; today's name means in seven days, unless the clock time with it is still to come today.
  'next monday' is always the coming Monday after today.
- Early in a week or month is its first day, the middle Wednesday or the 15th, late in a week Thursday, and the end the
  end of its last working day.
- A clock time alone is today's if still to come, else tomorrow's. A day and month already past is next year's.
- What repeats ('every friday') begins at its first time after now, or one rhythm from today ('every 2 weeks').
- A wall time that clocks skip moves to the first valid time after the gap; of one shown twice, the first counts
  (`bot.hours.instant`). Hours and minutes from now pass on the clock of the universe, days by the clock on the wall.

Whoever may mean two things is asked which; if one of the two is past, the other counts:

- 'next friday' while this calendar week's is two days away or more; so for every weekday, and for 'the one after next'.
- 'monday in two weeks', once this week's is over: of the calendar week in two weeks, or two after the coming one.
- An hour from 7 to 11 alone ('at 8') when this morning's has passed and this evening's has not.
- 'midnight friday' (as that day begins or ends), and 'in acht Tagen' (a week, or eight days).
- Slash dates: the month comes first for en-US in an American zone, last for other regions and languages. Anyone else
  is asked if both readings exist: Slack gives en-US to many who never chose it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.hours import WEEKDAYS, Hours
from bot.phrases import Phrase, find
from bot.phrases.doubts import readings
from bot.phrases.recurrence import next_occurrence
from bot.phrases.when import resolve
from bot.phrases.which_day import MONTHS, Unusable, Viewpoint, date_in_words

__all__ = ["Moment", "Reading", "in_words", "next_occurrence", "read", "short_words"]

FARTHEST = timedelta(days=5 * 366)
_AFTER_THE_END = re.compile(
    r"[\s.,;:!?)\]…'’-]*"
    r"(?:(?:please|pls|thanks|thank you|thx|bitte|danke|(?:at the )?latest|sharp|spätestens)\b[\s.!]*)*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[\s.,;:!?()…–—-]*")
_EVERY = re.compile(r"\s*(?:every|each|jede[nrms]?|alle)\b", re.IGNORECASE)  # and not 'weekly report is broken'
_EMOJI = re.compile(r":[\w+-]{1,60}:$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time that somebody asked for.

    `at` is aware, in UTC; `zone` the agent's IANA zone; `exact` whether the person named a clock time, noon or the
    evening included, or a span under a day, which is kept to the letter; otherwise `quiet` may move it. `phrase` is
    as typed. `repeat` says how it comes again after `at`, an iCalendar text for `next_occurrence`; `deadline` that it
    was said as one ('by friday', 'spätestens um 3', 'within 2 hours').
    """

    at: datetime
    zone: str
    exact: bool
    phrase: str
    repeat: str | None = None
    deadline: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says about when: a moment and the rest of the text, or none and the whole text, trimmed.

    `problem` says in one sentence why a time that was typed cannot be used; without it, none was typed. `choices` are
    the two moments that it may mean, in order, where it may mean two; the problem names them. `typed` is the phrase
    that cannot be used as it is, `around` the text without it.
    """

    moment: Moment | None
    rest: str
    problem: str | None
    choices: tuple[Moment, ...] = ()
    typed: str = ""
    around: str = ""


def read(text: str, now: datetime, zone: str, hours: Hours, locale: str = "en-US") -> Reading:
    """The moment that `text` asks for, seen at `now` (aware) by someone in `zone` with these working `hours`.

    A phrase may stand anywhere (in more than 2,000 characters, within 900 of either end); of several the one at the
    end counts, otherwise the problem says to pick one. Vague words and times told of the past count only when nothing
    else does and they stand at the end; a clock time of a past day and what repeats also at the beginning, and what
    repeats anywhere with 'until done'.
    """
    phrases = find(text)
    asked = [phrase for phrase in phrases if not phrase.aside]
    if not phrases:
        return Reading(None, text.strip(), None)
    last = (asked or phrases)[-1]
    at_end = _AFTER_THE_END.fullmatch(text, last.end) is not None
    opens = not text[: last.start].strip()
    begins = opens and ((last.repeats and _EVERY.match(text) is not None) or last.names_a_past_hour)
    if not asked and not at_end and not begins:
        return Reading(None, text.strip(), None)
    if len(asked) > 1 and not at_end:
        named = " and ".join(f"“{text[phrase.start : phrase.end]}”" for phrase in asked[:3])
        return Reading(None, text.strip(), f"I found {named}: pick one time, or put it at the end.")
    view, typed = Viewpoint(now.astimezone(ZoneInfo(zone)), zone, hours, locale), text[last.start : last.end]
    try:
        moments = _moments(last, typed, view)
    except Unusable as problem:
        return Reading(None, text.strip(), str(problem), (), typed, _without(text, last))
    if len(moments) == 1:
        return Reading(moments[0], _without(text, last), None)
    one, other = (short_words(moment.at, zone, now) for moment in moments)
    question = f"“{moments[0].phrase}” may mean {one} or {other}: say which, for example by its date."
    return Reading(None, text.strip(), question, tuple(moments), typed, _without(text, last))


def _moments(phrase: Phrase, typed: str, view: Viewpoint) -> list[Moment]:
    """The moments to come that a phrase may mean, one or two, in order. Raises Unusable with a sentence."""
    found: dict[datetime, Moment] = {}
    problems: list[Unusable] = []
    for reading in readings(phrase, view):
        try:
            moment = _moment(reading, typed, view)
            found[moment.at] = moment
        except Unusable as problem:
            problems.append(problem)
        except OverflowError:
            problems.append(Unusable(f"“{typed}” is too far away: name a time within five years."))
    if not found:
        raise problems[0]
    return [found[at] for at in sorted(found)]


def _moment(phrase: Phrase, typed: str, view: Viewpoint) -> Moment:
    meant = resolve(phrase, typed, view)
    if meant.at <= view.now:
        raise Unusable(_past(typed, meant.at, view.zone, view.now))
    if meant.at - view.now > FARTHEST:
        raise OverflowError
    return Moment(meant.at, view.zone, meant.exact, typed, meant.repeat, phrase.deadline)


def in_words(at: datetime, zone: str) -> str:
    """A moment in full, which holds on any day: 'Friday 27 November 2026 at 15:00 (Europe/Berlin, CET)'."""
    local = at.astimezone(ZoneInfo(zone))
    abbreviation = local.tzname() or ""
    place = f"{zone}, {abbreviation}" if abbreviation.isalpha() and abbreviation != zone else zone
    return f"{_weekday_name(local)} {date_in_words(local)} at {local:%H:%M} ({place})"


def short_words(at: datetime, zone: str, now: datetime) -> str:
    """A moment for lists: 'today 15:00', 'tomorrow 09:00', 'Fri 27 Nov 15:00'; the year where it is another one."""
    local = at.astimezone(ZoneInfo(zone))
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(_days_ahead(local, now))
    return f"{near} {local:%H:%M}" if near else lasting_words(at, zone, now)


def lasting_words(at: datetime, zone: str, now: datetime) -> str:
    """The same for what is still looked at tomorrow: 'Fri 27 Nov 15:00', never 'today'."""
    local = at.astimezone(ZoneInfo(zone))
    year = "" if local.year == now.astimezone(local.tzinfo).year else f" {local.year}"
    return f"{_weekday_name(local)[:3]} {local.day} {MONTHS[local.month - 1][:3]}{year} {local:%H:%M}"


def _days_ahead(local: datetime, now: datetime) -> int:
    return (local.date() - now.astimezone(local.tzinfo).date()).days


def _weekday_name(day: date) -> str:
    return WEEKDAYS[day.weekday()].capitalize()


def _past(typed: str, at: datetime, zone: str, now: datetime) -> str:
    return f"“{typed}” means {short_words(at, zone, now)}, which is past: name a time to come, like 'in 2 hours'."


def _without(text: str, phrase: Phrase) -> str:
    """The text around the phrase, tidied only where the phrase was."""
    left, right = text[: phrase.start].rstrip(), text[phrase.end :].lstrip()
    if left.endswith("(") and right.startswith(")"):
        left, right = left[:-1].rstrip(), right[1:].lstrip()
    if not left or not right:
        left = left.rstrip(" ,;–—-")
        left = left if _EMOJI.search(left[-64:]) else left.rstrip(" ,;:–—-")
        kept = (left + right.lstrip(" ,;:–—-.!")).strip()
        return "" if _NOTHING.fullmatch(kept) else kept
    if right[0] in ",.;:!?)":
        return left.rstrip(" ,;:–—-") + right
    return f"{left} {right}"
