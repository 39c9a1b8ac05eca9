"""Spans of time: 'in 2h', '1 hour and 30 minutes from now', 'in einer halben Stunde', '2 days after friday'."""

import re
from collections.abc import Callable
from datetime import timedelta

from bot.hours import Duration, times
from bot.phrases.rule import Match, rule
from bot.phrases.senses import Sense, Span
from bot.phrases.words import BUSINESS_DAY, NUMBERS, SECOND, UNITS, WHOLE_AMOUNTS, any_of, meaning, spelled

_NUMBER = rf"(?:[0-9]{{1,7}}(?:[.,][0-9]{{1,2}})?\s*|{any_of(NUMBERS)} )"
_AMOUNT = rf"(?:{any_of(WHOLE_AMOUNTS)}|{_NUMBER}{any_of(UNITS)})(?![^\W\d])(?: and a half\b)?"
_SPAN = rf"{_AMOUNT}(?:\s*(?:,\s*)?(?:and |und )?{_AMOUNT}){{0,3}}"
_AMOUNTS = re.compile(
    spelled(
        rf"(?P<whole>{any_of(WHOLE_AMOUNTS)})"
        rf"|(?P<number>{_NUMBER})(?P<unit>{any_of(UNITS)})(?![^\W\d])(?P<half> and a half\b)?"
    ),
    re.IGNORECASE,
)
_ROUGHLY = r"(?:(?:about|around|roughly|exactly|ca\.?|circa|etwa|ungefähr|genau) )?"


def _duration(text: str) -> Duration | None:
    """The sum of the amounts in a span; None if it has parts of a month or of a business day."""
    total = Duration()
    for amount in _AMOUNTS.finditer(text):
        if amount["whole"]:
            total += meaning(WHOLE_AMOUNTS, amount["whole"]) or Duration()
            continue
        number = meaning(NUMBERS, amount["number"].strip()) or float(amount["number"].replace(",", "."))
        number += 0.5 if amount["half"] else 0
        unit = meaning(UNITS, amount["unit"]) or SECOND
        if not number.is_integer():
            if unit.months or unit.business_days:
                return None
            unit, number = Duration(elapsed=(unit.elapsed + timedelta(days=unit.days)) * number), 1.0
        total += times(unit, int(number))
    return total


def _span(sign: int = 1, anchored: bool = False) -> Callable[[Match], tuple[Sense, ...]]:
    def senses(match: Match) -> tuple[Sense, ...]:
        duration = _duration(match[0])
        return (Span(times(duration, sign), anchored),) if duration is not None else ()

    return senses


RULES = (
    rule(rf"in {_ROUGHLY}(?!(?:an?|one) sec){_SPAN}(?:['’]?s? time)?", _span()),
    rule(rf"{_SPAN} (?:from (?:now|today)|hence|(?:ab|von) (?:jetzt|heute)(?: an)?)", _span()),
    rule(rf"{_SPAN} ago|vor {_SPAN}", _span(-1)),
    rule(rf"{_SPAN} (?:from|after|nach|ab)", _span(anchored=True)),
    rule(r"(?:an?|one|two|[0-9]) weeks? on", _span(anchored=True)),
    rule(rf"{_SPAN} (?:before|vor)", _span(-1, anchored=True)),
    rule(_SPAN, _span(), "span"),
    rule(r"next (?:business|working|work) day|nächste[nrms]? (?:werk|arbeits)tag", Span(BUSINESS_DAY)),
)
