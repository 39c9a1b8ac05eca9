"""Words about time that name none: 'soon', 'in a few days', 'later today'. Whoever ends with them is asked when."""

from bot.phrases.rule import Match, rule
from bot.phrases.senses import Ahead, Part, PartName, Sense, Vague
from bot.phrases.words import MONTH_LIKE, UNITS, any_of, meaning, month_number

OTHER_FOR_ALL = "is another day to everyone: name a date, like '23 Dec'."
_FEW = "(?:a )?few|some|several|ein paar|einige[nr]?|mehrere[nr]?|wenige[nr]?"
_PARTS: dict[str, PartName] = {
    "morning": "morning",
    "afternoon": "afternoon",
}


def _later_part(match: Match) -> tuple[Sense, ...]:
    return (Ahead(0), Part(meaning(_PARTS, match["part"]) or "morning"), Vague())


def _in_month(match: Match) -> tuple[Sense, ...]:
    return (Vague(),) if month_number(match["month"]) else ()


RULES = (
    rule("some time|at some point|one day|any ?time|some day", Vague(), "part"),
    rule(
        "sometime|irgendwann|jederzeit|soon(?:ish)?|later(?: on)?|asap|as soon as possible|shortly|eventually"
        "|in a (?:bit|while|moment|jiffy)|one of these days"
        "|bald|demnächst|später|nachher|gleich|in kürze|so bald wie möglich|baldmöglichst|zeitnah|die tage"
        "|in (?:the )?(?:near|nächster|naher) (?:future|zeit|zukunft)",
        Vague(),
        "end",
    ),
    rule("later today|(?:heute )?(?:noch )?später heute|heute (?:noch )?später", lambda _: (Ahead(0), Vague())),
    rule(rf"later this (?P<part>{any_of(_PARTS)})", _later_part),
    rule("later tomorrow|morgen später", lambda _: (Ahead(1), Vague())),
    rule("later (?:this|next) (?:week|month|year)|später (?:diese|nächste)[nrs]? (?:woche|monat|jahr)", Vague()),
    rule(r"im laufe de[sr] (?:nächsten |kommenden )?\w+|over the course of (?:the |next )?\w+", Vague()),
    rule(
        rf"(?:in |within |for )?(?:the (?:next|coming) |den (?:nächsten|kommenden) )?(?:{_FEW}) {any_of(UNITS)}"
        "(?: from now)?",
        Vague(),
        "end",
    ),
    rule("(?:in|over|within) (?:the (?:next|coming)|den (?:nächsten|kommenden)) (?:days|weeks|tagen|wochen)", Vague()),
    rule(rf"(?:in|im|by|bis|before|vor) (?P<month>{MONTH_LIKE})(?!\.? (?:the )?[0-9])", _in_month, "end"),
    rule("christmas|x-?mas|weihnachten|easter|ostern|pfingsten|thanksgiving", Vague(OTHER_FOR_ALL)),
)
