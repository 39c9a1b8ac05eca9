"""What comes again: 'every friday', 'alle zwei Wochen', 'mondays', 'monthly', 'every last friday of the month'."""

import re
from collections.abc import Callable, Mapping

from bot.phrases.rule import Match, rule
from bot.phrases.senses import Part, PartName, Repeating, Sense, Unit, UntilDone, Vague
from bot.phrases.words import (
    ENGLISH_SHORT,
    MISTYPED,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
    any_of,
    meaning,
    mistyped_weekday,
)

_TOO_OFTEN = Vague("comes more than once a day: I remind once a day at most, for example 'every day at 9'.")
_NOT_KEPT = Vague("is no rhythm that I keep: write 'every friday', 'every 2 weeks' or 'every month on the 1st'.")

_EVERY = "(?:every|each|every single|jede[nrms]?|immer am|jeweils am)"
_OTHER = r"(?P<other>other |second |2nd |zweite[nrms]? |2\. )?"
_DAY_NAMES = WEEKDAYS | ENGLISH_SHORT
_DAY = rf"(?:{any_of(_DAY_NAMES)}|{MISTYPED})"
_AND = r"(?:\s*(?:,|&|\+)\s*|\s*,? (?:and|und) )"
_PARTS: dict[str, PartName] = {
    "(?:early )?morning|vormittag|morgen|früh": "morning",
    r"lunch\s?time|noon|mittag": "noon",
    "afternoon|nachmittag": "afternoon",
    "evening|night|abend": "evening",
}
_PART = rf"(?P<part>{any_of(_PARTS)})"
_WORKING = r"(?:week|work(?:ing)?|business)[\s-]?day|(?:werk|arbeits|wochen)tag"
_RHYTHMS: dict[str, tuple[Unit, int]] = {
    "days?|tage?n?": ("day", 1),
    "weeks?|wks?|wochen?": ("week", 1),
    "fortnights?": ("week", 2),
    "months?|monate?n?": ("month", 1),
    "quarters?|quartale?": ("month", 3),
    "years?|jahre?n?": ("month", 12),
}
_WORDS: dict[str, tuple[Unit, int]] = {
    "daily|täglich": ("day", 1),
    "weekly|wöchentlich": ("week", 1),
    "fortnightly|zweiwöchentlich|(?:14-?|vierzehn)tägig": ("week", 2),
    "monthly|monatlich": ("month", 1),
    "quarterly|vierteljährlich": ("month", 3),
    "yearly|annually|jährlich": ("month", 12),
}
_NUMBER = rf"(?P<number>[0-9]{{1,3}}|{any_of(NUMBERS)})"
_RHYTHM = rf"(?P<rhythm>{any_of(_RHYTHMS)})"
_OF_MONTH = r"(?:of (?:the |each |every )?month|(?:im|des|jeden|eines jeden) monate?s?)"
_ORDINAL = rf"(?P<nth>{any_of(ORDINALS)})"


def _weekdays(match: Match) -> tuple[Sense, ...]:
    """'every other monday', 'every tuesday and thursday morning', 'mondays'"""
    found = (_number(word) for word in re.findall(r"[^\W\d_]+", match["days"]))
    days = frozenset(day for day in found if day is not None)
    return _with_part(match, Repeating("week", 2 if match.groupdict().get("other") else 1, days)) if days else ()


def _number(word: str) -> int | None:
    for name in (word, word[:-1] if word[-1] in "sS" else ""):
        number = meaning(_DAY_NAMES, name) if name else None
        number = mistyped_weekday(name) if number is None and len(name) >= 5 else number
        if number is not None:
            return number
    return None


def _with_part(match: Match, repeating: Repeating) -> tuple[Sense, ...]:
    part = meaning(_PARTS, (match.groupdict().get("part") or "").removesuffix("s"))
    return (repeating, Part(part)) if part else (repeating,)


def _said(table: Mapping[str, tuple[Unit, int]], group: str) -> Callable[[Match], tuple[Sense, ...]]:
    """'every 2 weeks', 'every other month', 'daily'"""

    def senses(match: Match) -> tuple[Sense, ...]:
        said = match.groupdict()
        unit, every = meaning(table, match[group]) or ("day", 1)
        number = said.get("number") or ""
        times = int(number) if number.isdigit() else meaning(NUMBERS, number) or (2 if said.get("other") else 1)
        return (Repeating(unit, every * int(times)),) if times >= 1 and times == int(times) else (_NOT_KEPT,)

    return senses


def _nth(match: Match) -> tuple[Sense, ...]:
    weekday = _number(match["days"])
    if weekday is None:
        return ()
    return (Repeating("month", 1, frozenset({weekday}), nth=meaning(ORDINALS, match["nth"])),)


def _day(match: Match) -> tuple[Sense, ...]:
    return (Repeating("month", day=int(match["day"])),)


_LONG_NAMES = "|".join(name for names in WEEKDAYS for name in names.split("|") if len(name) >= 6)
_WHO = r"(?:it|they|she|he|everything|all|es|sie|er|alles)(?:['’](?:s|ve))?"
_DONE = (
    "done|solved|resolved|fixed|finished|closed|settled|completed?|shipped|delivered|answer(?:s|ed)?|repl(?:y|ies|ied)"
    "|respond(?:s|ed)?|pays?|paid|erledigt|gelöst|fertig|geklärt|behoben|bezahlt|beantwortet|abgeschlossen"
    "|antworte[nt]|zahle?n?t?"
)
_EVERY_MONTH = "(?:every|each|jede[nsr]?|eines jeden) (?:month|monate?s?)"

RULES = (
    rule(rf"{_EVERY} {_OTHER}(?P<days>{_DAY}(?:{_AND}(?:{_EVERY} )?{_DAY})*)(?:\s?{_PART})?", _weekdays),
    rule(rf"(?:immer )?(?P<days>(?:{_LONG_NAMES})s(?:{_AND}(?:{_LONG_NAMES})s)*)(?: {_PART}s)?", _weekdays),
    rule(
        rf"{_EVERY} (?:{_WORKING})|(?:an )?(?:(?:week|work)days|werktags|werktagen|wochentags)",
        Repeating("day", working=True),
    ),
    rule(rf"{_EVERY} (?:weekend|wochenende)|weekends", Repeating("week", 1, frozenset({5}))),
    rule(rf"{_EVERY} {_PART}", lambda match: _with_part(match, Repeating("day"))),
    rule(rf"{_EVERY} {_OTHER}{_RHYTHM}", _said(_RHYTHMS, "rhythm")),
    rule(rf"(?:every|alle) {_NUMBER} {_RHYTHM}", _said(_RHYTHMS, "rhythm")),
    rule(
        rf"(?:once|einmal|1x) (?:an?|every|per|the|am|pro|die|im|in der|jede[nr]?) {_RHYTHM}", _said(_RHYTHMS, "rhythm")
    ),
    rule(rf"(?P<word>{any_of(_WORDS)})", _said(_WORDS, "word")),
    rule(rf"{_EVERY} {_ORDINAL} (?P<days>{_DAY}) {_OF_MONTH}", _nth),
    rule(rf"{_EVERY} (?P<nth>first|1st|last|erste[nrms]?|letzte[nrms]?) (?P<days>{_DAY})", _nth),
    rule(rf"(?:the )?{_ORDINAL} (?P<days>{_DAY}) (?:(?:of|in) )?{_EVERY_MONTH}", _nth),
    rule(rf"{_EVERY_MONTH} (?:on |am )(?:the )?{_ORDINAL} (?P<days>{_DAY})", _nth),
    rule(rf"(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.)? (?:day )?(?:of )?{_EVERY_MONTH}", _day),
    rule(rf"{_EVERY} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.)(?: (?:day )?{_OF_MONTH})?", _day, "end"),
    rule(
        rf"(?:zum |at )?(?:(?:the )?end of |ende ){_EVERY_MONTH}"
        rf"|{_EVERY} (?:end of (?:the )?month|month\s?end|monatsende)",
        Repeating("month", day=-1),
    ),
    rule(rf"{_EVERY} (?:third|fourth|dritte[nrms]?|vierte[nrms]?|3rd|4th|[34]\.) {_DAY}", _NOT_KEPT),
    rule(
        r"bi-?weekly|bi-?monthly|(?:twice|thrice|zweimal|dreimal|(?:two|three|[2-9]) times|[2-9]x)"
        rf" (?:an?|every|per|pro|am|die|im|in der) {_RHYTHM}",
        _NOT_KEPT,
    ),
    rule(
        rf"(?:{_EVERY}|every {_NUMBER}|alle(?: [0-9]{{1,3}}| \w+)?) (?:half an |half )?"
        r"(?:hours?|minutes?|mins?|seconds?|stunden?|minuten?|sekunden?)"
        r"|hourly|stündlich|(?:twice|zweimal|[2-9]x) (?:daily|täglich)",
        _TOO_OFTEN,
    ),
    rule(
        rf"(?:until|till|til|bis)(?: {_WHO})?(?: (?:is|are|has|have|been))* (?:{_DONE})(?: (?:ist|sind|hat|haben))?",
        UntilDone(),
        "part",
    ),
)
