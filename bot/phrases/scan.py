"""Finds the time phrases in a text: pieces by the rules, neighbours joined as far as they speak of one time."""

import re
from dataclasses import replace

from bot.phrases.around import completed
from bot.phrases.blanks import blanked
from bot.phrases.pieces import GLUE, pieces
from bot.phrases.senses import (
    DAYS,
    NO_TIME_YET,
    Ahead,
    Calendar,
    Clock,
    Nth,
    Part,
    Period,
    Phrase,
    Repeating,
    Senses,
    Several,
    Slashed,
    Span,
    UntilDone,
    Vague,
    Weekday,
    Zone,
)
from bot.phrases.vague import OTHER_FOR_ALL

# Characters: people say when at the beginning or the end, and no long text may keep us busy.
REACH = 1000
EDGE = 100  # as near to where a text was cut, half a phrase may look like a whole one
_STARTS_OR_ENDS = Vague("has a start or an end: I repeat from the next time on, until you press Done.")

_OR = re.compile(r"\s*,?\s+(?:or|oder)\s+|\s*/\s*", re.IGNORECASE)
_RANGE = re.compile(r"[-–—]|\b(?:until|till|bis)\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\s+(?:(?:starting|beginning|from|as of|until|till|bis|ab|through|for|für)\s+)(?:(?:on|the|zum)\s+)*",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\b(?:before|after|vor|nach)\b", re.IGNORECASE)
_DAYS = frozenset(DAYS)
_CLOCK_APART = re.compile(r"\s*[:(]\s*(?:(?:at|um|by|bis)\s+)?")
_MONTHS = ("month", "quarter", "year")
_AND = re.compile(r"\s*,?\s+(?:and|und)\s+(?:(?:on|am)\s+)?|\s*&\s*", re.IGNORECASE)


def find(text: str) -> list[Phrase]:
    """The time phrases in `text`, in order, each with the small words that lead into it ('by', 'on', 'um').

    Of a text that is longer than twice REACH only those well within REACH of either end.
    """
    if len(text) <= 2 * REACH:
        return _find(text)
    since = len(text) - REACH
    late = (replace(phrase, start=since + phrase.start, end=since + phrase.end) for phrase in _find(text[since:]))
    return [
        *(phrase for phrase in _find(text[:REACH]) if phrase.end <= REACH - EDGE),
        *(phrase for phrase in late if phrase.start >= since + EDGE),
    ]


def _find(text: str) -> list[Phrase]:
    shown = blanked(text)
    return [phrase for joined in _join(shown) if (phrase := completed(shown, joined)) is not None]


def _join(text: str) -> list[Phrase]:
    """Neighbours with nothing but small words between them make one phrase, as far as they fit together."""
    phrases: list[Phrase] = []
    for piece in pieces(text):
        senses: Senses = {type(sense): sense for sense in piece.senses}
        if phrases:
            last = phrases[-1]
            gap = text[last.end : piece.start]
            apart = _is_day(last.senses) and senses.keys() <= {Clock, Part, Zone} and _CLOCK_APART.fullmatch(gap)
            near = GLUE.fullmatch(gap) or apart
            if last.repeats and UntilDone not in senses and _BOUND.fullmatch(gap) and Clock not in senses:
                phrases[-1] = replace(last, end=piece.end, senses=last.senses | {Vague: _STARTS_OR_ENDS})
                continue
            if near and (both := _together(last.senses, senses, gap)):
                phrases[-1] = replace(last, end=piece.end, senses=both, between=f"{last.between} {gap}")
                continue
            two_clocks = "," not in gap and Clock in last.senses and Clock in senses
            two_days = _AND.fullmatch(gap) and last.senses.keys() & _DAYS and senses.keys() & _DAYS
            if _OR.fullmatch(gap) or two_days or (near and (_RANGE.search(gap) or two_clocks) and Zone not in senses):
                phrases[-1] = replace(last, end=piece.end, senses=last.senses | {Several: Several()})
                continue
        if Zone not in senses or Calendar in senses:
            phrases.append(Phrase(piece.start, piece.end, senses))
    return [settled for phrase in phrases if (settled := _settled(phrase)) is not None]


def _together(one: Senses, other: Senses, gap: str) -> Senses | None:
    """What two neighbours say of one time; None if they speak of two."""
    if Repeating in one and Repeating in other:
        return _one_rhythm(one, other)
    shared = one.keys() & other.keys()
    if any(one[sort] != other[sort] for sort in shared):
        return None
    both = one | other
    return both if _fit(one, other, both, gap) else None


def _one_rhythm(one: Senses, other: Senses) -> Senses | None:
    """'every 2 weeks on mondays', 'every week, every monday': the rhythm of one, the days of the other."""
    first, second = one[Repeating], other[Repeating]
    if not isinstance(first, Repeating) or not isinstance(second, Repeating):
        return None
    plain, days = (first, second) if second.weekdays else (second, first)
    if plain.unit != "week" or plain.weekdays or days.unit != "week" or days.every != 1:
        return None
    return one | other | {Repeating: replace(days, every=plain.every)}


def _fit(one: Senses, other: Senses, both: Senses, gap: str) -> bool:
    """Whether two neighbours speak of one time: no two days but a weekday with its date, no clock with 'in 2h'."""
    if UntilDone in both:
        return Repeating in both
    if (vague := both.get(Vague)) and vague == Vague(OTHER_FOR_ALL):
        return _BESIDE.search(gap) is not None
    if Zone in other:
        return Clock in one or one.get(Part) in (Part("noon"), Part("midnight"))
    if Repeating in both:
        return not both.keys() & {Ahead, Slashed, Period, Span, Nth}
    span, period = both.get(Span), both.get(Period)
    if isinstance(span, Span) and not span.anchored:
        if span.duration.elapsed and (Clock in both or not _is_now(both)):
            return False
        if Weekday in both and not _is_in_weeks(span):
            return False
    if isinstance(period, Period):
        if Calendar in both and period.unit == "month" and period.number is None and period.edge == "start":
            return _has_no_month(both)
        timed = Part in both and both[Part] == Part("now")
        return not {Ahead, Calendar, Slashed} & both.keys() and (
            Weekday not in both or period.unit == "week" or Nth in both or (timed and period.unit in _MONTHS)
        )
    return True


def _is_day(senses: Senses) -> bool:
    """Whether it names a day and no time of day."""
    return bool(senses.keys() & _DAYS) and not senses.keys() & {Clock, Part, Span}


def _has_no_month(senses: Senses) -> bool:
    calendar = senses.get(Calendar)
    return isinstance(calendar, Calendar) and calendar.month is None


def _is_in_weeks(span: Span) -> bool:
    """Whether a weekday can be meant with it: 'friday in 2 weeks', 'Montag in acht Tagen'; not 'friday in 2 days'."""
    length = span.duration
    whole_weeks = length.days % 7 == 0 or length.days == 8
    return whole_weeks and not (length.elapsed or length.business_days or length.months)


def _is_now(senses: Senses) -> bool:
    """Whether no day but today is named."""
    return not {Weekday, Calendar, Slashed, Period} & senses.keys() and senses.get(Ahead, Ahead(0)) == Ahead(0)


def _settled(phrase: Phrase) -> Phrase | None:
    """A phrase that says when, or that is too vague to; None for what says neither: '2 days after' something else."""
    span, period, part, vague = phrase.of(Span), phrase.of(Period), phrase.of(Part), phrase.of(Vague)
    senses = phrase.senses
    if vague is not None and vague.why == NO_TIME_YET and senses.keys() & {Clock, Weekday, Calendar, Slashed}:
        senses = {sort: sense for sort, sense in senses.items() if sort is not Vague}
    elif vague is None and span is not None and span.anchored:
        timed = Clock in senses or Part in senses
        if not senses.keys() & _DAYS and not (timed and span.duration.elapsed):
            return None
    elif vague is None and period is not None and period.ahead == 0 and period.edge == "start" and not period.number:
        if not senses.keys() & {Weekday, Nth, Calendar}:
            senses = senses | {Vague: Vague()}
    elif senses.keys() <= {UntilDone, Part} and (part is None or part.name == "night"):
        return None
    return replace(phrase, senses=senses)
