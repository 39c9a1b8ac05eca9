"""Finds the time phrases in a text: pieces by the rules, loose ones only in company, neighbours joined."""

import re
from dataclasses import dataclass

from bot.phrases import clocks, dates, days, spans
from bot.phrases.rule import Looseness, one_of
from bot.phrases.senses import (
    Ahead,
    Calendar,
    Clock,
    Part,
    Period,
    Phrase,
    Sense,
    Several,
    Slashed,
    Span,
    Weekday,
    Zone,
)
from bot.phrases.words import AFTER_HOUR, spelled

# At one place the longest match counts, of equals the earlier rule.
RULES = (*dates.RULES, *clocks.CLOCKS, *spans.RULES, *clocks.PARTS, *days.RULES, *clocks.ZONES)
# Where any of them matches: asking each of them everywhere takes twice as long.
_ANY = one_of(RULES)

# Characters: people say when at the beginning or the end, and no long text may keep us busy.
REACH = 1000
EDGE = 100  # as near to where a text was cut, half a phrase may look like a whole one
_BLANK = "\0"
_THINGS = (
    "order|ticket|case|invoice|no|number|room|top|page|item|step|level|gate|flight|line|option|part|"
    "nr|nummer|bestellung|auftrag|rechnung|fall|raum|seite|zimmer|artikel"
)
_VERSIONS = "version|ver|v|release|section|chapter|kapitel|abschnitt|punkt"
_MONEY = "usd|eur|euros?|gbp|chf|dollars?|bucks|percent|prozent"
_GREETED = "friday|monday|morning|afternoon|evening|night|weekend|day|\\w*tag|morgen|abend|nacht|wochenende"
# What holds time words and is no time: names, addresses, ids, money, versions, greetings, dates told.
_NO_TIMES = re.compile(
    spelled(
        r"""["“”„«»][^"“”„«»\n]{1,300}["“”„«»]"""
        r"|(?<!\w)['‘‚][^'’‘\n]{1,100}['’‘](?!\w)|`[^`\n]{1,300}`|<[^<>\n]{1,300}>|(?<!\w):[a-z0-9_+-]+:"
        r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\bhttps?://\S+|\bwww\.\S+"
        r"|\#[0-9]+|(?-i:\b(?!UTC|GMT)[A-Z][A-Z0-9]{1,9}-[0-9]+)(?![:.][0-9])|\+[0-9][0-9\s()/-]{6,}[0-9]|\b24/7\b"
        rf"|[$€£¥]\s?[0-9][0-9.,]*|\b[0-9][0-9.,]{{0,15}}\s*(?:[%$€£¥]|(?:{_MONEY})\b)|\b(?:{_VERSIONS})\.?\s*[0-9][0-9.]*"
        rf"|\b(?:{_THINGS})\.?\s*(?:no\.?|nr\.?)?\s*[0-9]+(?![0-9]|[:./-][0-9]|\s*(?:[ap]\.?m\b|uhr))"
        rf"|\b(?:black|good|happy|nice|great|lovely|gute[nrms]?|schöne[nrms]?) (?:{_GREETED})\b"
        r"|\b(?:since|seit|vom|dated) (?:last |dem |letzte[nrms]? )?[\w.:]+"
    ),
    re.IGNORECASE,
)

_LEADS = r"at|on|by|before|until|till|around|for|um|am|gegen|ab|vor|bis|zum|den|dem|auf|für|spätestens|circa|ca\."
_LEAD = re.compile(rf"(?:(?<!\w)(?:so\s+(?=um|gegen))?(?:{_LEADS})\s+(?:the\s+)?|@\s?)$", re.IGNORECASE)
_I_AM = re.compile(r"\b(?:i|who) am\s+$", re.IGNORECASE)
_GLUE = re.compile(rf"[\s,]*(?:(?:{_LEADS}|so|of|the|der|des)\s+|@\s*|[-–—]\s+)*", re.IGNORECASE)
_OR = re.compile(r"\s+(?:or|oder)\s+|\s*/\s*", re.IGNORECASE)
_RANGE = re.compile(r"[-–—]|\b(?:until|till|bis)\b", re.IGNORECASE)
_BEFORE_HOUR = re.compile(r"(?:^|(?<!\w))(?:(?:at|um|gegen)\s+|@\s*)$", re.IGNORECASE)
_STOP = re.compile(rf"\s*(?:$|[,.;:!?)\]…–—](?![0-9])|{_BLANK})")
_AFTER_HOUR = re.compile(rf"\s*(?:{spelled(AFTER_HOUR)})\b", re.IGNORECASE)
_GERMAN_CLOCK = re.compile(
    r",?\s+(?:um\s+)?(?:[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}\s*uhr|[0-9]{1,2}\.[0-9]{1,2}\.)", re.IGNORECASE
)
_ON_GERMAN = re.compile(r"\b(?:am|bis|ab)\s+$", re.IGNORECASE)
_ALONE = re.compile(rf"(?:^|[{_BLANK},;:–—(])\s*$")
_NAMED = re.compile(r"(?<!on )(?<!by )\b(?:the|our|my|his|her|their|your|a|der|die|das|unsere?|ein)\s+$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_ANOTHER = re.compile(r"(?: (?:or|oder) |[-–])(?:[0-9]+|two|three|four|zwei|drei|vier)[^\W_]*", re.IGNORECASE)
_DAYS = (Ahead, Weekday, Calendar, Slashed, Period)


@dataclass(frozen=True, slots=True)
class Piece:
    """A match of a rule in the text."""

    start: int
    end: int
    senses: tuple[Sense, ...]
    loose: Looseness

    def is_any(self, *sorts: type) -> bool:
        return any(isinstance(sense, sorts) for sense in self.senses)


def find(text: str) -> list[Phrase]:
    """The time phrases in `text`, in order, each with the small words that lead into it ('by', 'on', 'um').

    Of a text that is longer than twice REACH only those well within REACH of either end.
    """
    if len(text) <= 2 * REACH:
        return _find(text)
    since = len(text) - REACH
    late = (Phrase(since + phrase.start, since + phrase.end, phrase.senses) for phrase in _find(text[since:]))
    return [
        *(phrase for phrase in _find(text[:REACH]) if phrase.end <= REACH - EDGE),
        *(phrase for phrase in late if phrase.start >= since + EDGE),
    ]


def _find(text: str) -> list[Phrase]:
    shown = _NO_TIMES.sub(lambda match: _BLANK * len(match[0]), text)
    phrases = [_with_lead(shown, phrase) for phrase in _join(shown, _admitted(shown, _pieces(shown)))]
    return [
        _with_another(shown, phrase)
        for phrase in phrases
        if not _FROM.search(shown, max(0, phrase.start - 20), phrase.start)
    ]


def _pieces(text: str) -> list[Piece]:
    """The longest matches from the left, none overlapping another."""
    pieces: list[Piece] = []
    place = 0
    while found := _ANY.search(text, place):
        place = found.start()
        here = ((rule, match) for rule in RULES if (match := rule.pattern.match(text, place)))
        for rule, match in sorted(here, key=lambda pair: -pair[1].end()):
            if senses := rule.senses(match):
                pieces.append(Piece(place, match.end(), senses, rule.loose(match)))
                place = match.end()
                break
        else:
            place += 1
    return pieces


def _admitted(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces that speak of time where they stand."""
    kept: list[Piece] = []
    for number, piece in enumerate(pieces):
        before = kept[-1] if kept and _GLUE.fullmatch(text, kept[-1].end, piece.start) else None
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if after is not None and not _GLUE.fullmatch(text, piece.end, after.start):
            after = None
        if _speaks_of_time(text, piece, before, after):
            kept.append(piece)
    return kept


def _speaks_of_time(text: str, piece: Piece, before: Piece | None, after: Piece | None) -> bool:
    left = text[max(0, piece.start - 40) : piece.start]
    led = bool(_LEAD.search(left))
    alone = not text[: piece.start].strip() and not text[piece.end :].strip(" .!?")
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
            if after is not None and after.is_any(Ahead, Weekday) and led:
                return True
            return bool(_BEFORE_HOUR.search(left)) and (ends or after is not None)
        case "weekday":
            chosen = led or prefixed or (before is not None and before.is_any(Clock))
            return alone or (chosen and (stops or after is not None)) or (after is not None and firmly_followed)
        case "german weekday":
            timed = after is not None and bool(_GERMAN_CLOCK.match(text, piece.end))
            return timed or ((prefixed or bool(_ON_GERMAN.search(left))) and (stops or after is not None))
        case "part":
            return alone or before is not None or (after is not None and firmly_followed)
        case "date":
            if piece.is_any(Slashed):
                chosen = led or before is not None or bool(_ALONE.search(left))
                return (chosen and ends) or (after is not None and after.is_any(Clock) and firmly_followed)
            if any(isinstance(sense, Calendar) and sense.month is None for sense in piece.senses) and not dotted:
                return (led or (before is not None and before.is_any(Weekday))) and (ends or after is not None)
            return ends or (dotted and bool(_ALONE.search(left))) or (after is not None and firmly_followed)
        case "span":
            return alone or (bool(_ALONE.search(left)) and ends)
        case "eod":
            return led or ends or before is not None or after is not None
        case _:
            day = piece.is_any(Ahead, Weekday) and not piece.is_any(Part)
            return not (day and before is None and after is None and _NAMED.search(left))


def _awaits_a_clock(piece: Piece) -> bool:
    """Whether a clock time may follow: after a day, a part of it, or a span of days."""
    spans = (sense.duration for sense in piece.senses if isinstance(sense, Span))
    return piece.is_any(*_DAYS, Part, Span) and not piece.is_any(Clock) and not any(span.elapsed for span in spans)


def _ends(text: str, place: int) -> bool:
    """Whether what starts at `place` makes a number before it no number of things."""
    return bool(_STOP.match(text, place) or _AFTER_HOUR.match(text, place))


def _join(text: str, pieces: list[Piece]) -> list[Phrase]:
    """Neighbours with nothing but small words between them make one phrase, as far as they fit together."""
    phrases: list[Phrase] = []
    for piece in pieces:
        senses: dict[type, Sense] = {type(sense): sense for sense in piece.senses}
        if phrases:
            last = phrases[-1]
            gap = text[last.end : piece.start]
            near = _GLUE.fullmatch(gap)
            if near and _fit(last.senses, senses):
                phrases[-1] = Phrase(last.start, piece.end, last.senses | senses)
                continue
            two_clocks = "," not in gap and Clock in last.senses and Clock in senses
            if _OR.fullmatch(gap) or (near and (_RANGE.search(gap) or two_clocks) and Zone not in senses):
                phrases[-1] = Phrase(last.start, piece.end, last.senses | {Several: Several()})
                continue
        if Zone not in senses or Calendar in senses:
            phrases.append(Phrase(piece.start, piece.end, senses))
    return [phrase for phrase in phrases if _is_time(phrase)]


def _fit(one: dict[type, Sense], other: dict[type, Sense]) -> bool:
    """Whether two neighbours speak of one time: no sense twice, and no two days but a weekday with its date."""
    both = one | other
    if len(both) < len(one) + len(other):
        return False
    span = both.get(Span)
    if isinstance(span, Span) and span.duration.elapsed and (Clock in both or not _is_now(both)):
        return False
    if isinstance(span, Span) and not span.anchored and Weekday in both and not _is_in_weeks(span):
        return False
    if Zone in other:
        return Clock in one
    period = both.get(Period)
    if isinstance(period, Period):
        return not {Ahead, Calendar, Slashed} & both.keys() and (period.unit == "week" or Weekday not in both)
    return True


def _is_in_weeks(span: Span) -> bool:
    """Whether a weekday can be meant with it: 'friday in 2 weeks', and not 'friday in 2 days'."""
    length = span.duration
    return not (length.elapsed or length.business_days or length.months) and length.days % 7 == 0


def _is_now(senses: dict[type, Sense]) -> bool:
    """Whether no day but today is named."""
    return not {Weekday, Calendar, Slashed, Period} & senses.keys() and senses.get(Ahead, Ahead(0)) == Ahead(0)


def _is_time(phrase: Phrase) -> bool:
    """Whether a phrase says when: not '2 days after' something else, 'this week' or 'at night' alone."""
    span, period, part = phrase.of(Span), phrase.of(Period), phrase.of(Part)
    if span is not None and span.anchored:
        return any(day in phrase.senses for day in _DAYS)
    if period is not None and not period.last and period.ahead == 0:
        return Weekday in phrase.senses
    return part is None or part.name != "night" or len(phrase.senses) > 1


def _with_lead(text: str, phrase: Phrase) -> Phrase:
    start = phrase.start
    while (lead := _LEAD.search(text, max(0, start - 40), start)) and not _I_AM.search(text, max(0, start - 20), start):
        start = lead.start()
    return Phrase(start, phrase.end, phrase.senses)


def _with_another(text: str, phrase: Phrase) -> Phrase:
    """The phrase, with what makes it two: 'at 3 or 4', 'in an hour or two', 'monday-10am'."""
    another = _ANOTHER.match(text, phrase.end)
    if another is None:
        return phrase
    return Phrase(phrase.start, another.end(), phrase.senses | {Several: Several()})
