"""Pieces of time phrases: the longest matches of the rules, and whether they speak of time where they stand."""

import re
from dataclasses import dataclass

from bot.phrases import clocks, dates, days, parts, repeats, spans, vague
from bot.phrases.blanks import BLANK
from bot.phrases.rule import Looseness, one_of
from bot.phrases.senses import DAYS, Ahead, Calendar, Clock, Part, Repeating, Sense, Slashed, Span, Weekday
from bot.phrases.words import AFTER_HOUR, spelled

# At one place the longest match counts, of equals the earlier rule.
RULES = (
    *dates.RULES, *clocks.CLOCKS, *spans.RULES, *parts.RULES, *days.RULES, *repeats.RULES, *vague.RULES, *clocks.ZONES,
)  # fmt: skip
# Where any of them matches: asking each of them everywhere takes twice as long.
_ANY = one_of(RULES)
_MATCHERS = [(rule, rule.pattern.match) for rule in RULES]

_LEADS = (
    "at|on|by|due|deadline|until|till|around|for|at (?:about|around)|(?:shortly |just |right |not )?(?:before|after)"
    "|no(?:t)? later than|no earlier than|um|am|gegen|nach|vor|kurz (?:nach|vor)|nicht vor|ab|bis|zum|zur|den|dem|der"
    r"|auf|für|spätestens|frühestens|genau|circa|ca\."
)
LEAD = re.compile(
    spelled(rf"(?:(?<!\w)(?:so\s+(?=um|gegen))?(?:um punkt|{_LEADS})\s+(?:the\s+)?|[@~]\s?)$"), re.IGNORECASE
)
GLUE = re.compile(
    spelled(rf"[\s,]*(?:(?:{_LEADS}|so|of|the|des|in (?:the|der)|noch)\s+|@\s*|[-–—]\s+)*"), re.IGNORECASE
)  # fmt: skip
_BEFORE_HOUR = re.compile(
    r"(?<!\w)(?:(?:at(?: about| around)?|before|after|around|um(?: punkt)?|gegen|vor|nach)\s+|[@~]\s*)$",
    re.IGNORECASE,
)
_STOP = re.compile(rf"\s*(?:$|[,.;:!?)\]…–—](?![0-9])|{BLANK})")
_PART_AND_STOP = re.compile(
    rf"(?:\s+(?:morning|afternoon|evening|night|früh|vormittag|nachmittag|abend)\b)?{_STOP.pattern}", re.IGNORECASE
)
_AFTER_HOUR = re.compile(rf"\s*(?:{spelled(AFTER_HOUR)})\b", re.IGNORECASE)
_GERMAN_CLOCK = re.compile(
    r",?\s+(?:um\s+)?(?:[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}\s*uhr|[0-9]{1,2}\.[0-9]{1,2}\.)", re.IGNORECASE
)
_GERMAN_WEEK = re.compile(spelled(r"\.? (?:in der )?(?:über)?nächste[rn]? woche\b"), re.IGNORECASE)
_ON_GERMAN = re.compile(r"\b(?:am|bis|ab)\s+$", re.IGNORECASE)
_ALONE = re.compile(rf"(?:^|[{BLANK},;:–—(])\s*$")
_HERS = re.compile(r"\bher\s+$", re.IGNORECASE)  # 'call her friday' and 'her friday report'
_NAMED = re.compile(r"(?<!on )(?<!by )\b(?:the|our|my|his|their|your|a|der|die|das|unsere?|ein)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A match of a rule in the text."""

    start: int
    end: int
    senses: tuple[Sense, ...]
    loose: Looseness

    def is_any(self, *sorts: type) -> bool:
        return any(isinstance(sense, sorts) for sense in self.senses)


def pieces(text: str) -> list[Piece]:
    """The pieces of a blanked text, in order, that speak of time where they stand."""
    found = _matches(text)
    kept: list[Piece] = []
    for number, piece in enumerate(found):
        before = kept[-1] if kept and GLUE.fullmatch(text, kept[-1].end, piece.start) else None
        after = found[number + 1] if number + 1 < len(found) else None
        if after is not None and not GLUE.fullmatch(text, piece.end, after.start):
            after = None
        if _speaks_of_time(text, piece, before, after):
            kept.append(piece)
    return kept


def _matches(text: str) -> list[Piece]:
    """The longest matches from the left, none overlapping another."""
    found: list[Piece] = []
    place = 0
    while match := _ANY.search(text, place):
        place = match.start()
        here = ((rule, match) for rule, matching in _MATCHERS if (match := matching(text, place)))
        for rule, match in sorted(here, key=lambda pair: -pair[1].end()):
            if senses := rule.senses(match):
                found.append(Piece(place, match.end(), senses, rule.loose(match)))
                place = match.end()
                break
        else:
            place += 1
    return found


def _speaks_of_time(text: str, piece: Piece, before: Piece | None, after: Piece | None) -> bool:
    left = text[max(0, piece.start - 40) : piece.start]
    led = bool(LEAD.search(left))
    alone = text[: piece.start].strip().lower() in ("", "the", "der") and not text[piece.end :].strip(" .!?")
    dotted = "." in text[piece.start : piece.end]
    prefixed = len(text[piece.start : piece.end].split()) > 1
    stops, ends = bool(_STOP.match(text, piece.end)), _ends(text, piece.end)
    firmly_followed = after is not None and (not after.loose or _ends(text, after.end))
    match piece.loose:
        case "hour":
            if before is not None and _awaits_a_clock(before):
                return ends or after is not None or (not before.loose and bool(_BEFORE_HOUR.search(left)))
            if after is not None and after.is_any(Part) and not after.is_any(Ahead):
                return True
            if after is not None and after.is_any(Ahead, Weekday):
                opens = bool(_ALONE.search(left)) and bool(_PART_AND_STOP.match(text, after.end))
                if led or prefixed or opens:
                    return True
            return (alone and prefixed) or (bool(_BEFORE_HOUR.search(left)) and (ends or after is not None))
        case "weekday":
            chosen = led or prefixed or (before is not None and before.is_any(Clock))
            return alone or (chosen and (stops or after is not None)) or (after is not None and firmly_followed)
        case "german weekday":
            timed = after is not None and bool(_GERMAN_CLOCK.match(text, piece.end))
            week = text[piece.start : piece.end] in ("Mo", "Di", "Mi", "Do", "Fr", "Sa") and bool(
                _GERMAN_WEEK.match(text, piece.end)
            )
            return timed or week or ((prefixed or bool(_ON_GERMAN.search(left))) and (stops or after is not None))
        case "part":
            return alone or before is not None or (after is not None and firmly_followed)
        case "date":
            if piece.is_any(Slashed):
                chosen = led or before is not None or bool(_ALONE.search(left))
                return (chosen and ends) or (after is not None and after.is_any(Clock) and firmly_followed)
            if any(isinstance(sense, Calendar) and sense.month is None for sense in piece.senses) and not dotted:
                chosen = led or (before is not None and before.is_any(Weekday, Repeating))
                return alone or (chosen and (ends or after is not None))
            return ends or (dotted and bool(_ALONE.search(left))) or (after is not None and firmly_followed)
        case "span":
            return alone or (bool(_ALONE.search(left)) and ends)
        case "eod":
            return led or ends or before is not None or after is not None
        case "end":
            return ends or after is not None
        case _:
            day = piece.is_any(Ahead, Weekday) and not piece.is_any(Part)
            named = _NAMED.search(left) or (_HERS.search(left) and not ends)
            return not (day and before is None and after is None and named)


def _awaits_a_clock(piece: Piece) -> bool:
    """Whether a clock time may follow: after a day, a part of it, what repeats, or a span of days."""
    spans_of = (sense.duration for sense in piece.senses if isinstance(sense, Span))
    days = piece.is_any(*DAYS, Part, Span, Repeating) and not piece.is_any(Clock)
    return days and not any(span.elapsed for span in spans_of)


def _ends(text: str, place: int) -> bool:
    """Whether what starts at `place` makes a number before it no number of things."""
    return bool(_STOP.match(text, place) or _AFTER_HOUR.match(text, place))
