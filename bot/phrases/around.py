"""What stands around a phrase: small words that lead into it, a deadline, a second time, or more than we can read."""

import re
from dataclasses import replace

from bot.phrases.pieces import LEAD
from bot.phrases.senses import DAYS, Calendar, Clock, Part, Phrase, Several, Span, Vague

_PART_OF_ONE = Vague("is only a part of the time that stands there: say it another way, for example 'friday 3pm'.")
_NOT_A_DAY = Vague("is no day yet: name the day, for example 'monday 9am'.")
_I_AM = re.compile(r"\b(?:i|who) am\s+$", re.IGNORECASE)
_NOT_BEFORE = re.compile(r"\b(?:not before|no earlier than|nicht vor|frühestens)\b", re.IGNORECASE)
_DEADLINE = re.compile(
    r"\b(?:by|before|no(?:t)? later than|within|due|deadline|bis|vor|spätestens|latest)\b", re.IGNORECASE
)
_WITHIN = re.compile(r"(?:with ?in|innerhalb|binnen|in (?:the next|den nächsten|der nächsten))\b", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:sharp|or so)\b", re.IGNORECASE)
_LATEST = re.compile(r",?\s+(?:(?:at )?(?:the )?latest|spätestens)\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?: (?:or|oder|to|bis|from|von) |[-–])(?:[0-9]+|two|three|four|zwei|drei|vier)[^\W_]*", re.IGNORECASE
)
_AFTER = re.compile(r"\b(?:(?<!not\s)after|nach)\b", re.IGNORECASE)
_NUMBERED = r"(?:[0-9]+|an?|one|two|three|four|half an?|eine?[nr]?|zwei|drei|vier)\s+"
_UNIT = r"(?:week|fortnight|day|hour|minute|month|woche|tag|stunde|minute|monat)e?[ns]?"
_MONTH = r"(?:feb(?:ruary?)?|sept?|september|o[ck]t|o[ck]tober|nov|november|de[cz]|de[cz]ember)\.?"
_CUT_BEFORE = re.compile(
    r"\b(?:half|quarter|viertel|dreiviertel|(?:first|second|third|fourth|last|other|following)(?: half of)?"
    r"|darauffolgenden|erste[nrms]?|zweite[nrms]?|dritte[nrms]?|letzte[nrms]?|any\s?(?:day|time|thing) but|except|außer"
    rf"|not|nicht|never|any|alternate|mid|end of|{_MONTH}|{_NUMBERED}{_UNIT})\s+$",
    re.IGNORECASE,
)
_CUT_AFTER = re.compile(
    r"\s+(?:(?:week|fortnight|late|later|earlier|spät|später|after next|before last)\b|(?:at|um|@)\s*[0-9]"
    r"|[0-9]{1,2}h\b)",
    re.IGNORECASE,
)


def completed(text: str, phrase: Phrase) -> Phrase | None:
    """The phrase with what stands around it; None for one that is only told of ('the order from friday')."""
    led = _with_lead(text, phrase)
    if _FROM.search(text, max(0, led.start - 20), led.start):
        return None
    return _whole(text, _with_another(text, _with_deadline(text, led)))


def _with_lead(text: str, phrase: Phrase) -> Phrase:
    start = phrase.start
    while (lead := LEAD.search(text, max(0, start - 40), start)) and not _I_AM.search(text, max(0, start - 20), start):
        start = lead.start()
    if _is_day_of_month(phrase) and text[:start].strip().lower() == "the":
        start = len(text) - len(text.lstrip())
    between = f"{text[start : phrase.start]} {phrase.between}"
    senses = phrase.senses
    if _AFTER.search(between) and senses.keys() & {*DAYS} and not senses.keys() & {Clock, Part}:
        senses = senses | {Vague: _NOT_A_DAY}
    return replace(phrase, start=start, between=between, senses=senses)


def _with_deadline(text: str, phrase: Phrase) -> Phrase:
    tail = _TAIL.match(text, phrase.end)
    end = tail.end() if tail else phrase.end
    if "(" in text[phrase.start : end] and text[end : end + 1] == ")":
        end += 1
    latest = _LATEST.match(text, end)
    told = _DEADLINE.search(phrase.between) and not _NOT_BEFORE.search(phrase.between)
    within = _WITHIN.match(text, phrase.start)
    return replace(phrase, end=latest.end() if latest else end, deadline=bool(latest or told or within))


def _with_another(text: str, phrase: Phrase) -> Phrase:
    """The phrase, with what makes it two: 'at 3 or 4', 'in an hour or two', 'monday-10am'."""
    another = _ANOTHER.match(text, phrase.end)
    if another is None:
        return phrase
    return replace(phrase, end=another.end(), senses=phrase.senses | {Several: Several()})


def _whole(text: str, phrase: Phrase) -> Phrase:
    """The phrase, too vague if it is cut out of one that nobody here can read: 'the second half of friday'."""
    before = _CUT_BEFORE.search(text, max(0, phrase.start - 40), phrase.start)
    after = None if phrase.senses.keys() & {Clock, Span} else _CUT_AFTER.match(text, phrase.end)
    if not before and not after:
        return phrase
    start, end = before.start() if before else phrase.start, after.end() if after else phrase.end
    return replace(phrase, start=start, end=end, senses=phrase.senses | {Vague: _PART_OF_ONE})


def _is_day_of_month(phrase: Phrase) -> bool:
    calendar = phrase.of(Calendar)
    return calendar is not None and calendar.month is None
