"""Dates: '2026-12-01', '27.11.', '5/6', '1 dec', 'Nov 27th, 2026', 'am 15.'."""

from bot.phrases.rule import Looseness, Match, rule
from bot.phrases.senses import Calendar, Clock, Sense, Slashed, Zone
from bot.phrases.words import MONTH_LIKE, PLAIN_MONTHS, month_number

_DAY, _MONTH = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})"
_WORD = rf"(?P<word>{MONTH_LIKE})\b\.?"
_TH = r"(?P<th>st|nd|rd|th)"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?!:)"
_ABOUT_A_CLOCK = r"(?= (?:um |at )?[0-9]{1,2}(?::[0-9]{2}|\s*uhr|\s?[ap]m)\b)"
_ON = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in ("am", "den", "bis", "zum", "ab", "on", "by")) + ")"


def _calendar(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    month = month_number(said["word"]) if said.get("word") else int(said.get("month") or 0) or None
    if said.get("word") and not month:
        return ()
    return (Calendar(int(match["day"]), month, _year(said.get("year"))),)


def _year(digits: str | None) -> int | None:
    return None if digits is None else int(digits) + (2000 if len(digits) == 2 else 0)


def _plain(match: Match) -> Looseness:
    """Whether '1 may' or 'march 3' may as well be no date: nothing but a plain word beside a number."""
    said = match.groupdict()
    plain = said["word"].lower() in PLAIN_MONTHS and not said.get("th") and not said.get("year")
    return "date" if plain else ""


def _slashed(match: Match) -> tuple[Sense, ...]:
    return (Slashed(int(match["first"]), int(match["second"]), _year(match.groupdict().get("year"))),)


def _stamp(match: Match) -> tuple[Sense, ...]:
    date = Calendar(int(match["day"]), int(match["month"]), int(match["year"]))
    if not match["hour"]:
        return (date,)
    clock = Clock(int(match["hour"]), int(match["minute"]), int(match["seconds"] or 0))
    return (date, clock, Zone(match["zone"])) if match["zone"] else (date, clock)


RULES = (
    rule(
        rf"(?P<year>[0-9]{{4}})(?P<by>[-/]){_MONTH}(?P=by){_DAY}"
        r"(?:(?:T|\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<seconds>[0-9]{2})(?:\.[0-9]{1,9})?)?"
        r"(?:\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}))?)?(?!\s*[ap]\.?m\b)",
        _stamp,
    ),
    rule(rf"{_DAY}\.\s?{_MONTH}\.\s?(?P<year>20[0-9]{{2}})(?!:)", _calendar),
    rule(rf"{_DAY}\.{_MONTH}\.", _calendar, "date"),
    rule(rf"{_DAY}\.{_MONTH}\.(?P<year>[0-9]{{2}})", _calendar),
    rule(rf"{_DAY}\.{_MONTH}{_ABOUT_A_CLOCK}", _calendar),
    rule(rf"{_ON}{_DAY}\.{_MONTH}", _calendar),
    rule(r"(?P<first>[0-9]{1,2})(?P<by>[/-])(?P<second>[0-9]{1,2})(?P=by)(?P<year>20[0-9]{2}|[0-9]{2})", _slashed),
    rule(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})", _slashed, "date"),
    rule(rf"{_DAY}(?:{_TH}|(?P<dot>\.))?[\s-]*(?:of )?{_WORD}(?:,?[\s-]*{_YEAR})?", _calendar, _plain),
    rule(rf"(?<!\bin\s){_WORD} (?:the )?{_DAY}{_TH}?(?:,? {_YEAR})?", _calendar, _plain),
    rule(rf"{_DAY}{_TH}", _calendar, "date"),
    rule(rf"{_ON}{_DAY}\.", _calendar, "date"),
)
