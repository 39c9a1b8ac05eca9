"""Days as people name them: 'tomorrow', 'next friday', 'Montagvormittag', 'end of the month', 'every monday'."""

from bot.phrases.rule import Match, rule
from bot.phrases.senses import Ahead, Part, PartName, Period, Repeating, Sense, Several, Span, Unit, Weekday
from bot.phrases.words import ENGLISH_SHORT, GERMAN_SHORT, WEEK, WEEKDAYS, any_of, meaning

_THIS = "this|coming|upcoming|diese[nrms]?|kommende[nrms]?"
_NEXT = "next|nächste[nrms]?"
_LAST = "last|past|previous|letzte[nrms]?|vorige[nrms]?|vergangene[nrms]?"
_WHICH = rf"(?:{_THIS}|(?P<next>{_NEXT})|(?P<last>{_LAST})) "
_PARTS: dict[str, PartName] = {
    "vormittag|morgen|früh": "morning",
    "mittag": "noon",
    "nachmittag": "afternoon",
    "abend": "evening",
}
_UNITS: dict[str, Unit] = {"week|woche": "week", "month|monate?s?": "month", "year|jahre?s?": "year"}
_UNIT = rf"(?P<unit>{any_of(_UNITS)})"
_ANY_DAY = rf"{any_of(WEEKDAYS)}|(?:week|work)?day|week|month|morning|afternoon|evening|tag|woche|monat|morgen|abend"
_TO = r"(?:\s*[-–]\s*| (?:bis|through|or|oder) )"


def _weekday(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    week = 1 if said.get("next") else -1 if said.get("last") else None
    weekday = Weekday(meaning(WEEKDAYS | ENGLISH_SHORT | GERMAN_SHORT, match["day"]) or 0, week)
    part = meaning(_PARTS, said.get("part") or "")
    return (weekday, Part(part)) if part else (weekday,)


def _period(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    unit = meaning(_UNITS, match["unit"]) or "week"
    return (Period(unit, 1 if said.get("next") else 0, last=bool(said.get("end"))),)


RULES = (
    rule("(?:the )?day after tomorrow|übermorgen", Ahead(2)),
    rule("tomorrow|tmrw?|tom{1,2}or{1,2}ow|morgen", Ahead(1)),
    rule("today|heute", Ahead(0)),
    rule("yesterday|gestern", Ahead(-1)),
    rule("(?:the )?day before yesterday|vorgestern", Ahead(-2)),
    rule(rf"(?:{_WHICH})?(?P<day>{any_of(WEEKDAYS)})(?P<part>{any_of(_PARTS)})?\b\.?", _weekday),
    rule(rf"(?:{_WHICH})?(?P<day>{any_of(ENGLISH_SHORT)})\b\.?", _weekday, "weekday"),
    rule(
        rf"(?:(?:(?P<next>nächste[nrms]?)|kommende[nrms]?) )?(?P<day>{any_of(GERMAN_SHORT)})\b\.?",
        _weekday,
        "german weekday",
    ),
    rule(rf"(?P<day>{any_of(WEEKDAYS)}) week", lambda match: (*_weekday(match), Span(WEEK, anchored=True))),
    rule(rf"(?:mid|middle of|mitte)[\s-](?:{_NEXT}) (?:week|woche)", lambda _: (Weekday(2, 1),)),
    rule(rf"(?:{_THIS}|(?:on|at|over) the|am|übers) (?:weekend|wochenende)", Weekday(5)),
    rule(rf"(?:{_NEXT}) (?:weekend|wochenende)", Weekday(5, 1)),
    rule(
        "(?P<end>(?:the )?end of |ende )?(?:(?:start|beginning) of |anfang )?(?:des )?"
        rf"(?:(?<=of\s)the |der )?(?P<next>{_NEXT}|coming|kommende[nrms]?) {_UNIT}",
        _period,
    ),
    rule(rf"(?P<end>(?:the )?end of |ende )(?:(?:the|this|der|des|diese[rs]) )?{_UNIT}", _period),
    rule("eow|wochenschluss", Period("week", 0, last=True)),
    rule("eom|monatsende", Period("month", 0, last=True)),
    rule("eoy|jahresende", Period("year", 0, last=True)),
    rule(f"(?:this|diese[rn]?) {_UNIT}", _period, "weekday"),
    rule(rf"(?:every|each|jede[nrms]?) (?:other |second |zweite[nrms]? )?(?:{_ANY_DAY})", Repeating()),
    rule(rf"{any_of(WEEKDAYS)}s|daily|weekly|monthly|täglich|wöchentlich|monatlich", Repeating()),
    rule(rf"{any_of(WEEKDAYS)}{_TO}{any_of(WEEKDAYS)}|(?:between|zwischen) {any_of(WEEKDAYS)}", Several()),
)
