"""Spans of time: 'in 2h', '1 hour and 30 minutes from now', 'in einer halben Stunde', '2 days after friday'."""

import re
from collections.abc import Callable
from datetime import timedelta

from bot.hours import Duration, times
from bot.phrases.rule import Looseness, Match, rule
from bot.phrases.senses import Sense, Several, Span
from bot.phrases.words import (
    BUSINESS_DAY,
    DAY,
    HOUR,
    MINUTE,
    NUMBERS,
    SECOND,
    UNITS,
    WEEK,
    WEEKDAYS,
    WHOLE_AMOUNTS,
    any_of,
    meaning,
    spelled,
)

_NUMBER = rf"(?:[0-9]{{1,7}}(?:[.,][0-9]{{1,2}}|\s?½| (?:and )?1/2| and a half)?\s*|½\s*|{any_of(NUMBERS)} )"
_AMOUNT = rf"(?:{any_of(WHOLE_AMOUNTS)}|{_NUMBER}{any_of(UNITS)})(?![^\W\d])(?: and a half\b)?"
_SPAN = rf"{_AMOUNT}(?:\s*(?:,\s*)?(?:and |und )?{_AMOUNT}){{0,3}}"
_AMOUNTS = re.compile(
    spelled(
        rf"(?P<whole>{any_of(WHOLE_AMOUNTS)})"
        rf"|(?P<number>{_NUMBER})(?P<unit>{any_of(UNITS)})(?![^\W\d])(?P<half> and a half\b)?"
    ),
    re.IGNORECASE,
)
_A_WEEK_TO_MOST = re.compile(r"(?:\bacht|(?<=heute in )8) tagen?\b", re.IGNORECASE)
_ROUGHLY = r"(?:(?:about|around|roughly|exactly|approx\.?|approximately|ca\.?|circa|etwa|ungefähr|genau) |~\s?)?"
_HOURS_AND_MINUTES = (
    r"(?P<hours>[0-9]{1,3})\s?(?:h(?=[0-9])|(?:h|hrs?|hours?|std\.?|stunden?)(?=\s?[0-9]{2}\s*(?:$|[,.;!?)])))"
    r"\s?(?P<minutes>[0-5][0-9])"
    r"|(?P<of_hours>[0-9]{1,2}):(?P<of_minutes>[0-5][0-9]) (?:h|hrs?|hours?|std|stunden?)"
)
_IN = r"(?:in|with\s?in|innerhalb(?: von)?|binnen) "
_NEXT = "(?:the next |the coming |den nächsten |der nächsten |dem nächsten )?"
_ONE_UNIT = {"day|tag": DAY, "week|woche": WEEK, "hour|stunde": HOUR, "minute": MINUTE}
_THE = rf"(?:the|der|am|die) (?P<one>{any_of(_ONE_UNIT)})"


def _duration(text: str) -> Duration | None:
    """The sum of the amounts in a span; None if it has parts of a month or of a business day."""
    total = Duration()
    for amount in _AMOUNTS.finditer(text):
        if amount["whole"]:
            total += meaning(WHOLE_AMOUNTS, amount["whole"]) or Duration()
            continue
        number = _number(amount["number"].strip()) + (0.5 if amount["half"] else 0)
        unit = meaning(UNITS, amount["unit"]) or SECOND
        if not number.is_integer():
            if unit.months or unit.business_days:
                return None
            unit, number = Duration(elapsed=(unit.elapsed + timedelta(days=unit.days)) * number), 1.0
        total += times(unit, int(number))
    return total


def _number(said: str) -> float:
    known = meaning(NUMBERS, said)
    if known is not None:
        return float(known)
    whole = re.match(r"[0-9.,]*", said.removesuffix("½"))
    half = 0.5 if re.search(r"½|1/2|half", said) else 0
    return float((whole[0] if whole else "").replace(",", ".") or 0) + half


def _span(sign: int = 1, anchored: bool = False) -> Callable[[Match], tuple[Sense, ...]]:
    def senses(match: Match) -> tuple[Sense, ...]:
        duration = _duration(match[0])
        if duration is None:
            return ()
        idiom = _A_WEEK_TO_MOST.search(match.string, match.start(), match.end()) is not None
        return (Span(times(duration, sign), anchored, idiom),)

    return senses


def _hours_and_minutes(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    hours, minutes = said["hours"] or said["of_hours"], said["minutes"] or said["of_minutes"]
    return (Span(Duration(elapsed=timedelta(hours=int(hours), minutes=int(minutes)))),)


def _one(sign: int) -> Callable[[Match], tuple[Sense, ...]]:
    return lambda match: (Span(times(meaning(_ONE_UNIT, match["one"]) or DAY, sign), anchored=True),)


def _told_from(match: Match) -> tuple[Sense, ...]:
    """A span and what it is told from: now, or the day beside it."""
    anchored = bool(match["before"] or match["after"])
    return _span(-1 if match["before"] or match["past"] else 1, anchored)(match)


def _from(match: Match) -> Looseness:
    return "" if any(match[side] for side in ("now", "past", "before", "after")) else "span"


_FROM = (
    r"(?P<now>from (?:now|today)|hence|(?:ab|von) (?:jetzt|heute)(?: an)?)"
    r"|(?P<past>ago)|(?P<before>before|vor)|(?P<after>from|after|nach|ab)"
)
_TO = "(?:-|–|to |or |bis |oder )"
_WEEKS = r"(?:an?|one|two|three|[2-9]|eine|zwei|drei) (?:weeks?|fortnights?|months?)"
RULES = (
    rule(rf"{_IN}{_NEXT}{_ROUGHLY}(?!(?:an?|one) sec){_SPAN}(?:['’]?s? time)?(?: from now)?", _span()),
    rule(rf"{_IN}{_NEXT}{_ROUGHLY}(?:{_HOURS_AND_MINUTES})", _hours_and_minutes),
    rule(_HOURS_AND_MINUTES, _hours_and_minutes, "span"),
    rule(rf"(?:{_IN}{_NUMBER}|[0-9]{{1,3}}\s?){_TO}{_SPAN}", Several(), "span"),
    rule(rf"within the (?P<one>{any_of(_ONE_UNIT)})", lambda match: (Span(meaning(_ONE_UNIT, match["one"]) or HOUR),)),
    rule(rf"{_WEEKS}(?= (?:today|tomorrow|{any_of(WEEKDAYS)})\b)", _span(anchored=True)),
    # one rule for all of these: the many words for numbers take time to look for
    rule(rf"{_SPAN}(?: (?:{_FROM}))?", _told_from, _from),
    rule(rf"vor {_SPAN}", _span(-1)),
    rule(r"(?:an?|one|two|[0-9]) (?:weeks?|fortnights?) on", _span(anchored=True)),
    rule(rf"{_THE} (?:after|nach)", _one(1)),
    rule(rf"{_THE} (?:before|vor)", _one(-1)),
    rule(r"(?:the )?next (?:business|working|work) day|nächste[nrms]? (?:werk|arbeits)tage?s?", Span(BUSINESS_DAY)),
)
