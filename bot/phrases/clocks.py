"""Times of day: '9am', '15:30', '17 Uhr', 'halb drei', 'ten past nine', '9ish', and the zone beside them."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.phrases.rule import Looseness, Match, rule
from bot.phrases.senses import Clock, Sense, Several, Zone
from bot.phrases.words import GERMAN_HOURS, HOURS, MINUTES, any_of, meaning

_HOUR, _MINUTE = "(?P<hour>[0-9]{1,2})", "(?P<minute>[0-9]{2})"
_WORD = rf"(?P<word>{any_of(HOURS)})"
_SPOKEN_MINUTE = rf"(?P<spoken>{any_of(MINUTES)})"
_HALF = r"(?P<half>[ap])\.?m\b\.?(?! (?:\w+tag\b|mittwoch\b|[0-9]{1,2}\.))"
_CLOCK, _TO = r"[0-9]{1,2}(?:[:.][0-9]{2})?\s*", r"(?:\s*[-–]\s*|\s*(?:to|bis|or|oder) )"
_TOLD = r"(?:[ap]\.?m\b\.?|uhr)"
_AFTER_A_DAY = (
    "(?:"
    + "|".join(rf"(?<={end}\s)" for end in ("day", "rrow", "tag", "woch", "heute", "orgen", "abend", r"[0-9]\."))
    + ")"
)


def _clock(match: Match, minutes: int = 0) -> tuple[Sense, ...]:
    """A clock time, moved by `minutes`; loose without am, pm or a leading zero."""
    said = match.groupdict()
    digits, half = said.get("hour"), (said.get("half") or "").lower()
    hour = int(digits) if digits else meaning(GERMAN_HOURS, said["word"]) or 0
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    spoken = said.get("spoken")
    minute = (meaning(MINUTES, spoken) or 0) if spoken else int(said.get("minute") or 0)
    if minutes:
        hour, minute = divmod((hour * 60 + minutes) % 1440, 60)
    loose = not half and not (digits or "").startswith("0")
    bare = loose and hour <= 12 and "uhr" not in match[0].lower()
    return (Clock(hour, minute, int(said.get("seconds") or 0), loose, bare),)


def _moved(minutes: int) -> Callable[[Match], tuple[Sense, ...]]:
    return lambda match: _clock(match, minutes)


def _beside(match: Match) -> tuple[Sense, ...]:
    """So many minutes before or after an hour, or a half one: 'ten past three', 'fünf vor halb drei'."""
    by = match["by"]
    minutes = int(by) if by.isdigit() else meaning(MINUTES, by) or 0
    before = match["side"].lower() in ("to", "before", "vor")
    if before and by.isdigit() and match["side"].lower() == "to":
        return (Several(),)
    return _clock(match, (-minutes if before else minutes) - (30 if match["halb"] else 0))


def _beside_loose(match: Match) -> Looseness:
    return "" if match["side"].lower() == "past" or match["halb"] else "hour"


def _military(match: Match) -> tuple[Sense, ...]:
    return (Clock(int(match["hour"]), int(match["minute"])),)


def _roughly(match: Match) -> tuple[Sense, ...]:
    return _clock(match) if int(match["hour"]) <= 12 else ()


_SPOKEN = rf"(?:{_HOUR}|{_WORD})(?: uhr|\s?{_HALF})?"
CLOCKS = (
    rule(rf"{_HOUR}(?:[:.]{_MINUTE})?\s*{_HALF}", _clock),
    rule(rf"{_HOUR}:{_MINUTE}(?::(?P<seconds>[0-9]{{2}}))?(?:\s*uhr)?", _clock),
    rule(rf"(?:{_HOUR}|{_WORD})(?:[.]{_MINUTE})?\s*(?:uhr|o['’]?clock)", _clock),
    rule(rf"(?:{_HOUR}|{_WORD})\s*uhr (?:{_MINUTE}|{_SPOKEN_MINUTE})", _clock),
    rule(rf"(?P<word>{any_of(GERMAN_HOURS)}) uhr(?: {_SPOKEN_MINUTE})?", _clock),
    rule(rf"(?:(?<=\bum\s)|(?<=\bat\s)|{_AFTER_A_DAY}){_HOUR}\s?h{_MINUTE}?", _clock),
    rule(rf"{_HOUR}[.:]{_MINUTE}\s?h(?:rs)?", _clock),
    rule(rf"{_HOUR}(?:[:.]{_MINUTE})?\s?(?:{_HALF})?[\s-]?ish", _roughly),
    rule(rf"half past {_SPOKEN}", _moved(30)),
    rule(rf"(?:quarter (?:past|after)|viertel nach) {_SPOKEN}", _moved(15)),
    rule(rf"(?:quarter (?:to|before)|viertel vor|dreiviertel) {_SPOKEN}", _moved(-15)),
    rule(rf"halb {_SPOKEN}", _moved(-30)),
    rule(rf"viertel {_SPOKEN}", _moved(-45), "hour"),
    rule(rf"half {_SPOKEN}", _moved(30), "hour"),
    rule(
        rf"(?P<by>5|10|20|25|{any_of(MINUTES)}) (?:minutes |minuten )?(?P<side>past|after|nach|to|before|vor) "
        rf"(?P<halb>halb )?{_SPOKEN}",
        _beside,
        _beside_loose,
    ),
    rule(rf"{_WORD}[\s-]{_SPOKEN_MINUTE}", _clock, "hour"),
    rule(r"(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])\s?h(?:rs|ours)?", _military),
    rule(r"(?!20[2-9])(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])", _military, "hour"),
    rule(rf"{_HOUR}(?:[:.]{_MINUTE})?(?P<half>[ap])", _clock, "hour"),
    rule(rf"{_HOUR}(?:[.]{_MINUTE})?|{_WORD}", _clock, "hour"),
    rule(rf"{_CLOCK}{_TOLD}?{_TO}{_CLOCK}{_TOLD}|{_CLOCK}{_TOLD}{_TO}{_CLOCK}", Several()),
    rule(rf"(?:between|zwischen) {_CLOCK}{_TOLD}?\s*(?:and|und) {_CLOCK}{_TOLD}", Several()),
    rule(rf"[0-9]{{1,2}}:[0-9]{{2}}{_TO}[0-9]{{1,2}}:[0-9]{{2}}", Several()),
)

_PLACE = "(?P<zone>UTC|[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,3})"
_ABBREVIATION = "UTC|GMT|Z|CES?T|MES?Z|[ECMP][SD]?T|BST|WES?T|EES?T|IST|JST|AE[SD]T"
_OWN = r"(?:my|our) time|(?:meine|unsere)[rm]? zeit"
_THEIRS = (
    r"(?:their|his|her|your|(?:the )?customer(?:['’]?s)?|local|ihre[rm]?|seine[rm]?|deren|eure[rm]?) (?:local )?"
    r"(?:time|zeit|ortszeit)|ortszeit"
)


def _zone(match: Match) -> tuple[Sense, ...]:
    """A zone beside a clock time; words like 'and/or' name none."""
    try:
        if "/" in match["zone"]:
            ZoneInfo(match["zone"])
    except (KeyError, ValueError, OSError):
        return ()
    return (Zone(match["zone"]),)


def _american(match: Match) -> tuple[Sense, ...]:
    return (Zone(match["zone"][0].upper() + "T"),)


ZONES = (
    rule(rf"\({_PLACE}(?:,\s?[A-Z]{{2,5}})?\)", _zone),
    rule(r"(?:UTC|GMT)(?P<zone>[+-][0-9]{1,2}(?::?[0-9]{2})?)", _zone),
    rule("(?P<zone>[+-][0-9]{2}:?[0-9]{2})", _zone),
    rule(_PLACE, _zone),
    rule(rf"(?-i:(?P<zone>{_ABBREVIATION}))", _zone),
    rule(_OWN, Zone("")),
    rule(rf"(?P<zone>{_THEIRS})", _zone),
    rule(r"(?P<zone>eastern|central|mountain|pacific)(?: (?:standard |daylight )?time|\s*$)", _american),
    rule(
        "(?-i:(?P<zone>[A-Z][a-z]+(?: [A-Z][a-z]+)?)) time|(?-i:(?P<city>[A-Z][a-z]+)er) zeit",
        lambda match: (Zone(match["zone"] or match["city"]),),
    ),
)
