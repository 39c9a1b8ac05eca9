"""Days as people name them: 'tomorrow', 'next friday', 'Montagvormittag', 'mid next week', 'first monday in may'."""

from bot.hours import Duration
from bot.phrases.rule import Match, rule
from bot.phrases.senses import Ahead, Edge, Nth, Part, PartName, Period, Sense, Several, Span, Unit, Vague, Weekday
from bot.phrases.words import (
    ENGLISH_SHORT,
    GERMAN_SHORT,
    MISTYPED,
    MONTH_LIKE,
    NUMBERS,
    ORDINALS,
    WEEK,
    WEEKDAYS,
    any_of,
    meaning,
    mistyped_weekday,
    month_number,
)

_THIS = "this coming|this|coming|upcoming|diese[nrms]?|kommende[nrms]?"
_NEXT = "next|nxt|nächste[nrms]?"
_AFTER_NEXT = "übernächste[nrms]?"
_LAST = "last|past|previous|letzte[nrms]?|vorige[nrms]?|vergangene[nrms]?"
_WHICH = rf"(?:{_THIS}|(?P<next>{_NEXT})|(?P<after_next>{_AFTER_NEXT})|(?P<last>{_LAST})) "
_PARTS: dict[str, PartName] = {
    "vormittag|morgen|früh": "morning",
    "mittag": "noon",
    "nachmittag": "afternoon",
    "abend": "evening",
}
_UNITS: dict[str, Unit] = {
    "week|woche|kw": "week",
    "month|monate?s?": "month",
    "quarter|quartale?s?": "quarter",
    "year|jahre?s?": "year",
}
_UNIT = rf"(?P<unit>{any_of(_UNITS)})"
_EDGES: dict[str, Edge] = {
    "(?:the )?(?:very )?(?:start|beginning) of|early(?: in)?|anfang|zu beginn": "start",
    r"mid(?:dle of)?|mitte": "middle",
    "(?:the )?(?:very )?end of|ende|eo[wmqy]": "end",
    "late(?: in)?|gegen ende": "late",
}
_EDGE = rf"(?P<edge>{any_of(_EDGES)})[\s-]"
_THE = "(?:(?:the|der|des|(?P<this>this|diese[rs])) )?"
_ANY_DAY = f"(?:{any_of(WEEKDAYS)}|now|jetzt|today|heute|tomorrow|morgen)"
_TO = r"(?:\s*[-–]\s*| (?:bis|through|or|oder) )"
_MONTH = rf"(?P<month>{MONTH_LIKE})\b\.?(?: (?P<year>20[0-9]{{2}}))?"


def _weekday(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    number = meaning(WEEKDAYS | ENGLISH_SHORT | GERMAN_SHORT, match["day"])
    number = mistyped_weekday(match["day"]) if number is None else number
    if number is None:
        return ()
    week = 1 if said.get("next") else 2 if said.get("after_next") else -1 if said.get("last") else None
    weekday = Weekday(number, week, said_next=week in (1, 2))
    part = meaning(_PARTS, said.get("part") or "")
    return (weekday, Part(part)) if part else (weekday,)


def _period(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    unit = meaning(_UNITS, match["unit"]) or "week"
    edge = meaning(_EDGES, said.get("edge") or "") or "start"
    ahead = 2 if said.get("after_next") else 1 if said.get("next") else 0
    if (edge == "late" and unit != "week") or (edge == "middle" and unit == "quarter"):
        return (Vague(),)
    if edge == "start" and said.get("edge") and not ahead:
        if said.get("this"):
            return (Vague(),)
        ahead = 1  # nobody means one that has begun
    return (Period(unit, ahead, edge),)


def _of_month(match: Match) -> tuple[Sense, ...]:
    number = month_number(match["month"])
    edge = meaning(_EDGES, match["edge"]) or "start"
    if edge == "late":
        return (Vague(),)
    return (Period("month", 0, edge, number, _year(match)),) if number else ()


def _year(match: Match) -> int | None:
    return int(match["year"]) if match["year"] else None


def _of_week(match: Match) -> tuple[Sense, ...]:
    edge = meaning(_EDGES, match["edge"] or "") or "start"
    return (Period("week", 0, edge, int(match["number"])),) if int(match["number"]) else ()


def _nth(match: Match) -> tuple[Sense, ...]:
    said = match.groupdict()
    any_day = match["day"].lower() in ("day", "tag")
    nth = Nth(meaning(ORDINALS, match["nth"]) or 1, meaning(WEEKDAYS, match["day"]), any_day)
    if said.get("month"):
        number = month_number(match["month"])
        return (nth, Period("month", 0, number=number, year=_year(match))) if number else ()
    return (nth, Period("month", 1 if said.get("next") else 0))


def _counted(match: Match) -> tuple[Sense, ...]:
    """'two fridays from now'"""
    number = match["number"]
    n = int(number) if number.isdigit() else int(meaning(NUMBERS, number) or 1)
    return (*_weekday(match), Span(Duration(days=7 * (n - 1)), anchored=True)) if n > 0 else ()


_NUMBER = rf"(?P<number>[0-9]|{any_of(NUMBERS)})"
_WORKING = "(?:working |business |work )?day|(?:werk|arbeits)?tag"
RULES = (
    rule("(?:the )?day after tomorrow|übermorgen", Ahead(2)),
    rule(
        r"to?m{1,2}[oa]r{1,3}o{1,2}w?|tomr{1,2}ow|tomorrw|tmorr?ow|tmrw?|tmw|tomoz|2m[oa]r{1,2}ow?|2mrw?|morgen|morgn",
        Ahead(1),
    ),
    rule("today|2day|todya|heute", Ahead(0)),
    rule("yesterday|gestern", Ahead(-1)),
    rule("(?:the )?day before yesterday|vorgestern", Ahead(-2)),
    rule("(?:tomorrow|today) week", lambda match: (
        Ahead(1 if match[0][2:3] in "mM" else 0), Span(WEEK, anchored=True),
    )),
    rule(rf"(?:{_WHICH})?(?P<day>{any_of(WEEKDAYS)})(?P<part>{any_of(_PARTS)})?\b\.?", _weekday),
    rule(rf"(?:{_WHICH})?(?P<day>{any_of(ENGLISH_SHORT)})\b\.?", _weekday, "weekday"),
    rule(rf"(?:{_WHICH})?(?P<day>{MISTYPED})", _weekday),
    rule(rf"(?P<day>{any_of(WEEKDAYS)}) (?:(?P<next>next)(?! (?:week|month))|coming)", _weekday),
    rule(rf"(?P<day>{any_of(WEEKDAYS)}) (?P<after_next>after next)", _weekday),
    rule(
        rf"(?:(?:(?P<next>nächste[nrms]?)|kommende[nrms]?) )?(?P<day>{any_of(GERMAN_SHORT)})\b\.?",
        _weekday,
        "german weekday",
    ),
    rule(rf"(?P<day>{any_of(WEEKDAYS)}) week", lambda match: (*_weekday(match), Span(WEEK, anchored=True))),
    rule(rf"(?P<day>{any_of(WEEKDAYS)}) fortnight", lambda match: (*_weekday(match), Span(WEEK + WEEK, anchored=True))),
    rule(rf"(?:in )?{_NUMBER} (?P<day>{any_of(WEEKDAYS)})s? from (?:now|today)", _counted),
    rule(rf"in {_NUMBER} (?P<day>{any_of(WEEKDAYS)})[es]?", _counted),
    rule(rf"(?:{_THIS}|(?:on|at|over) the|am|übers) (?:weekend|wochenende)", Weekday(5)),
    rule(rf"(?:{_NEXT}) (?:weekend|wochenende)", Weekday(5, 1, said_next=True)),
    rule("after the weekend|nach dem wochenende", Weekday(0)),
    rule(
        r"(?:(?<=\bbefore\sthe\s)|(?<=\bby\sthe\s)|(?<=\bvor\sdem\s)|(?<=\bbis\szum\s))(?:weekend|wochenende)",
        Period("week", 0, "end"),
    ),
    rule(
        rf"(?:{_EDGE})?(?:des )?"
        rf"(?:in (?:the |der )|(?<=of\s)the |der |des )?"
        rf"(?:(?P<next>{_NEXT}|coming|kommende[nrms]?)|(?P<after_next>{_AFTER_NEXT})) {_UNIT}",
        _period,
    ),
    rule(rf"(?:{_EDGE})?(?:the )?{_UNIT} (?P<after_next>after next)", _period),
    rule(rf"{_EDGE}{_THE}{_UNIT}", _period),
    rule(rf"{_EDGE}{_MONTH}", _of_month),
    rule("wochenanfang|wochenbeginn", Period("week", 1)),
    rule("wochenmitte|midweek", Period("week", 0, "middle")),
    rule("eow|wochenschluss", Period("week", 0, "end")),
    rule("monatsanfang|monatsbeginn|monatserste[nr]?", Period("month", 1)),
    rule("monatsmitte", Period("month", 0, "middle")),
    rule("eom|monatsende", Period("month", 0, "end")),
    rule("eoq|quartalsende", Period("quarter", 0, "end")),
    rule("eoy|jahresende", Period("year", 0, "end")),
    rule("(?:in (?:the )?|at the start of the )new year|jahresanfang|im neuen jahr", Period("year", 1)),
    rule(f"(?:this|diese[rn]?) {_UNIT}", _period, "weekday"),
    rule(rf"(?:(?:{_EDGE}|in )(?:der )?)?(?:kw\.?|(?:calendar )?week|kalenderwoche|woche)\s?(?P<number>[0-9]{{1,2}})",
         _of_week, lambda match: "" if "k" in match[0].lower()[:8] else "part"),
    rule(rf"(?:the )?(?P<nth>{any_of(ORDINALS)}) (?P<day>{any_of(WEEKDAYS)}|{_WORKING}) "
         rf"(?:(?:of|in|im|des) )?(?:the |this |(?P<next>{_NEXT}) )?(?:month|monate?s?)", _nth),
    rule(rf"(?:the )?(?P<nth>{any_of(ORDINALS)}) (?P<day>{any_of(WEEKDAYS)}|{_WORKING}) (?:of|in|im) {_MONTH}", _nth),
    rule(rf"{any_of(WEEKDAYS)}{_TO}{any_of(WEEKDAYS)}"
        rf"|(?:between|zwischen) {_ANY_DAY} (?:and|und) {_ANY_DAY}", Several()),
)  # fmt: skip
