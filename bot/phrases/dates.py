"""Dates: '2026-12-01', '27.11.', '5/6', '1 dec', 'Nov 27th, 2026', 'am 15.', 'the 3rd of next month', 'Silvester'."""

from bot.phrases.rule import Looseness, Match, rule
from bot.phrases.senses import Calendar, Clock, Period, Sense, Slashed, Zone
from bot.phrases.words import MONTH_LIKE, ORDINALS, PLAIN_MONTHS, any_of, meaning, month_number

_DAY, _MONTH = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})"
_WORD = rf"(?P<word>{MONTH_LIKE})\b\.?"
_WORD_TOO = rf"(?P<wort>{MONTH_LIKE})\b\.?"
_TH = r"(?P<th>st|nd|rd|th)"
_YEAR = r"(?P<year>(?:19|20|3[0-9])[0-9]{2})(?!:)"
_ABOUT_A_CLOCK = r"(?= (?:um |at )?[0-9]{1,2}(?::[0-9]{2}|\s*uhr|\s?[ap]m)\b)"
_ON = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in ("am", "den", "bis", "zum", "ab", "on", "by")) + ")"

_NO_CLOCK = r"(?<!\bby\s[1-9]\.)(?<!\bby\s1[0-2]\.)"  # 'I need it by 5.' at the end of a sentence


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


def _ordinal(match: Match) -> tuple[Sense, ...]:
    """'first of december', 'am ersten Dezember'"""
    day, month = meaning(ORDINALS, match["nth"] or match["erster"]), month_number(match["word"] or match["wort"])
    return (Calendar(day, month),) if day and day > 0 and month else ()


def _of_a_month(match: Match) -> tuple[Sense, ...]:
    """'the 3rd of next month'; 'the 3rd of the month' is the coming one."""
    day = Calendar(int(match["day"]))
    return (day, Period("month", 1)) if match["next"] else (day, Period("month", 0)) if match["this"] else (day,)


RULES = (
    rule(
        rf"(?P<year>[0-9]{{4}})(?P<by>[-/]){_MONTH}(?P=by){_DAY}"
        r"(?:(?:T|\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<seconds>[0-9]{2})(?:\.[0-9]{1,9})?)?"
        r"(?:\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}))?)?(?!\s*[ap]\.?m\b)",
        _stamp,
    ),
    rule(rf"{_DAY}\.\s?{_MONTH}\.\s?(?P<year>[23][0-9]{{3}})(?!:)", _calendar),
    rule(rf"{_DAY}\.{_MONTH}\.", _calendar, "date"),
    rule(rf"{_DAY}\.{_MONTH}\.(?P<year>[0-9]{{2}})", _calendar),
    rule(rf"{_DAY}\.{_MONTH}{_ABOUT_A_CLOCK}", _calendar),
    rule(rf"{_ON}{_DAY}\.{_MONTH}", _calendar),
    rule(r"(?P<first>[0-9]{1,2})(?P<by>[/-])(?P<second>[0-9]{1,2})(?P=by)(?P<year>[23][0-9]{3}|[0-9]{2})", _slashed),
    rule(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})", _slashed, "date"),
    rule(rf"{_DAY}(?:{_TH}|(?P<dot>\.))?[\s-]*(?:of )?{_WORD}(?:,?[\s-]*{_YEAR})?", _calendar, _plain),
    rule(rf"(?<!\bin\s){_WORD} (?:the )?{_DAY}{_TH}?(?:,? {_YEAR})?", _calendar, _plain),
    rule(
        rf"(?:the )?{_DAY}(?:st|nd|rd|th|\.) (?:of |in )?(?:the |des )?"
        r"(?:(?P<next>next|nächste[nrms]?|kommende[nrms]?) |(?P<this>this|diese[nrms]?) )?(?:month|monate?s?)",
        _of_a_month,
    ),
    rule(rf"{_DAY}{_TH}", _calendar, "date"),
    rule(rf"{_ON}{_DAY}\.{_NO_CLOCK}", _calendar, "date"),
    rule(
        rf"(?:the )?(?P<nth>{any_of(ORDINALS)}) of {_WORD}|(?P<erster>erste[nr]?|zweite[nr]?|dritte[nr]?) {_WORD_TOO}",
        _ordinal,
    ),
    rule("christmas eve|heiligabend|heilig abend", Calendar(24, 12)),
    rule("christmas day", Calendar(25, 12)),
    rule("boxing day", Calendar(26, 12)),
    rule("new year['’]?s eve|silvester", Calendar(31, 12)),
    rule("new year['’]?s day|neujahr(?:stag)?", Calendar(1, 1)),
)
