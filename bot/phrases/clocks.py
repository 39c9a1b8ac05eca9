"""Times of day: '9am', '15:30', '17 Uhr', 'halb drei', 'noon', 'first thing', 'eod', and the zone beside them."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.phrases.rule import Match, rule
from bot.phrases.senses import Ahead, Clock, Part, Sense, Several, Zone
from bot.phrases.words import HOURS, any_of, meaning

_HOUR, _MINUTE = "(?P<hour>[0-9]{1,2})", "(?P<minute>[0-9]{2})"
_WORD = rf"(?P<word>{any_of(HOURS)})"
_HALF = r"(?P<half>[ap])\.?m\b\.?(?! (?:\w+tag\b|mittwoch\b|[0-9]{1,2}\.))"
_CLOCK, _TO = r"[0-9]{1,2}(?:[:.][0-9]{2})?\s*", r"(?:\s*[-–]\s*|\s*(?:to|bis|or|oder) )"
_TOLD = r"(?:[ap]\.?m\b\.?|uhr)"


def _clock(match: Match, minutes: int = 0) -> tuple[Sense, ...]:
    """A clock time, moved by `minutes`; loose without am, pm or a leading zero."""
    said = match.groupdict()
    digits, half = said.get("hour"), (said.get("half") or "").lower()
    hour = int(digits) if digits else meaning(HOURS, said["word"]) or 0
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(said.get("minute") or 0), int(said.get("seconds") or 0)
    if minutes:
        hour, minute = divmod((hour * 60 + minutes) % 1440, 60)
    return (Clock(hour, minute, second, loose=not half and not (digits or "").startswith("0")),)


def _moved(minutes: int) -> Callable[[Match], tuple[Sense, ...]]:
    return lambda match: _clock(match, minutes)


_SPOKEN = rf"(?:{_HOUR}|{_WORD})(?: uhr|\s?{_HALF})?"
CLOCKS = (
    rule(rf"{_HOUR}(?:[:.]{_MINUTE})?\s*{_HALF}", _clock),
    rule(rf"{_HOUR}:{_MINUTE}(?::(?P<seconds>[0-9]{{2}}))?(?:\s*uhr)?", _clock),
    rule(rf"(?:{_HOUR}|{_WORD})(?:[.]{_MINUTE})?\s*(?:uhr|o['’]?clock)", _clock),
    rule(rf"(?:{_HOUR}|{_WORD})\s*uhr {_MINUTE}", _clock),
    rule(rf"(?:(?<=\bum\s)|(?<=\bat\s)){_HOUR}\s?h{_MINUTE}?", _clock),
    rule(rf"half past {_SPOKEN}", _moved(30)),
    rule(rf"(?:quarter (?:past|after)|viertel nach) {_SPOKEN}", _moved(15)),
    rule(rf"(?:quarter (?:to|before)|viertel vor|dreiviertel) {_SPOKEN}", _moved(-15)),
    rule(rf"halb {_SPOKEN}", _moved(-30)),
    rule(rf"{_HOUR}(?:[.]{_MINUTE})?|{_WORD}", _clock, "hour"),
    rule(rf"{_CLOCK}{_TOLD}?{_TO}{_CLOCK}{_TOLD}|{_CLOCK}{_TOLD}{_TO}{_CLOCK}", Several()),
    rule(rf"(?:between|zwischen) {_CLOCK}{_TOLD}?\s*(?:and|und) {_CLOCK}{_TOLD}", Several()),
    rule(rf"[0-9]{{1,2}}:[0-9]{{2}}{_TO}[0-9]{{1,2}}:[0-9]{{2}}", Several()),
)

PARTS = (
    rule("(?:first thing )?in the morning|(?:am|in der) (?:frühen )?(?:vormittag|morgen|früh)", Part("morning")),
    rule("first thing|morning|vormittags?|früh|morgens", Part("morning"), "part"),
    rule(r"(?:(?<=heute\s)|(?<=tag\s)|(?<=abend\s)|(?<=woch\s))morgen", Part("morning"), "part"),
    rule("this morning", lambda _: (Ahead(0), Part("morning"))),
    rule("noon|midday|(?:am|zu|gegen) mittag", Part("noon")),
    rule(r"mittags?|lunch\s?time", Part("noon"), "part"),
    rule("in the afternoon|am (?:frühen |späten )?nachmittag", Part("afternoon")),
    rule("afternoon|nachmittags?", Part("afternoon"), "part"),
    rule("this afternoon", lambda _: (Ahead(0), Part("afternoon"))),
    rule("in the evening|am (?:frühen )?abend", Part("evening")),
    rule("evening|night|abends?", Part("evening"), "part"),
    rule("tonight|this evening", lambda _: (Ahead(0), Part("evening"))),
    rule("midnight|mitternacht", Part("midnight")),
    rule("(?:at )?(?:this|(?:the )?same) time|(?:um diese|zur (?:selben|gleichen)) zeit", Part("now"), "part"),
    rule("(?:tonight|heute|today) (?:at |um )?(?:midnight|mitternacht)", lambda _: (Ahead(0), Part("midnight"))),
    rule("at night|nachts", Part("night"), "part"),
    rule(
        "eod|eob|cob|(?:the )?end of (?:the )?(?:business )?(?:work(?:ing)? )?day|(?:close|end) of (?:business|play)"
        "|ende des (?:arbeits)?tage?s|tagesende|feierabend|dienstschluss|büroschluss|geschäftsschluss",
        Part("eod"),
        "eod",
    ),
    rule(
        r"(?:the )?end of(?= (?:today|tomorrow|\w+day)\b)|ende(?= (?:heute|morgen|\w+tag|mittwoch)\b)",
        Part("eod"),
        "part",
    ),
)

_PLACE = "(?P<zone>UTC|[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+)"
_ABBREVIATION = "UTC|GMT|Z|CES?T|MES?Z|[ECMP][SD]?T|BST|WES?T|EES?T|IST|JST|AE[SD]T"


def _zone(match: Match) -> tuple[Sense, ...]:
    """A zone beside a clock time; words like 'and/or' name none."""
    try:
        if "/" in match["zone"]:
            ZoneInfo(match["zone"])
    except (KeyError, ValueError, OSError):
        return ()
    return (Zone(match["zone"]),)


ZONES = (
    rule(rf"\({_PLACE}(?:,\s?[A-Z]{{2,5}})?\)", _zone),
    rule(r"(?:UTC|GMT)(?P<zone>[+-][0-9]{1,2}(?::?[0-9]{2})?)", _zone),
    rule("(?P<zone>[+-][0-9]{2}:?[0-9]{2})", _zone),
    rule(_PLACE, _zone),
    rule(rf"(?-i:(?P<zone>{_ABBREVIATION}))", _zone),
)
