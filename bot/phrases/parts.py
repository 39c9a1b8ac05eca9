"""Parts of the day: 'first thing', 'noon', 'late afternoon', 'tonight', 'after lunch', 'eod'."""

from bot.phrases.rule import rule
from bot.phrases.senses import Ahead, Part
from bot.phrases.words import WEEKDAYS, any_of

_DAY = rf"(?:on |am )?(?:{any_of(WEEKDAYS)}|today|tomorrow|heute|morgen)\b(?!,?\s(?:at |um )?[0-9])"
_AT_LUNCH = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in ("before", "by", "at", "around")) + ")"

RULES = (
    rule("(?:first thing )?in the morning|(?:am|in der) (?:frühen )?(?:vormittag|morgen|früh)", Part("morning")),
    rule("first thing|(?:early )?morning|(?:früh)?morgens|(?:früh )?vormittags?|früh", Part("morning"), "part"),
    rule(r"(?:(?<=heute\s)|(?<=tag\s)|(?<=abend\s)|(?<=woch\s))morgen", Part("morning"), "part"),
    rule(rf"(?:early|bright and early|früh)(?= {_DAY})", Part("morning"), "part"),
    rule(r"(?:(?<=rrow\s)|(?<=day\s)|(?<=tag\s))early", Part("morning"), "part"),
    rule("this morning", lambda _: (Ahead(0), Part("morning"))),
    rule(r"mid[\s-]?morning", Part("mid-morning"), "part"),
    rule("(?:in the )?late morning|am späten vormittag|später vormittag", Part("late morning"), "part"),
    rule(rf"late(?= {_DAY} morning)", Part("late morning"), "part"),
    rule(r"(?:noon|midday)(?:[\s-]?ish)?|(?:am|zu|gegen) mittag", Part("noon")),
    rule(r"(?<=der\s)mittagspause|(?<=dem\s)mittagessen|(?<=zur\s)mittagszeit", Part("noon")),
    rule(r"mittags?|lunch\s?time", Part("noon"), "part"),
    rule(rf"(?:{_AT_LUNCH}|over )lunch", Part("noon")),
    rule(r"(?:(?<=day\s)|(?<=rrow\s))lunch", Part("noon"), "end"),
    rule("after lunch|nach (?:dem |der )?mittag(?:essen|spause)?", Part("early afternoon")),
    rule("(?:in the )?early afternoon|am frühen nachmittag|früher nachmittag", Part("early afternoon"), "part"),
    rule("in the afternoon|am nachmittag", Part("afternoon")),
    rule("afternoon|nachmittags?", Part("afternoon"), "part"),
    rule("this afternoon", lambda _: (Ahead(0), Part("afternoon"))),
    rule(r"mid[\s-]?afternoon", Part("mid-afternoon"), "part"),
    rule("(?:in the )?late afternoon|am späten nachmittag|spätnachmittags?|später nachmittag",
         Part("late afternoon"), "part"),
    rule("late this afternoon|this late afternoon", lambda _: (Ahead(0), Part("late afternoon"))),
    rule("early this afternoon", lambda _: (Ahead(0), Part("early afternoon"))),
    rule(rf"(?:late|spät)(?= {_DAY})", Part("late afternoon"), "part"),
    rule("in the evening|(?:am (?:frühen )?|gegen )abend", Part("evening")),
    rule("(?:early )?evening|night|abends?", Part("evening"), "part"),
    rule(
        "(?:tonight|this evening) later(?: on)?|(?:later )?(?:tonight|tonite|2nite|this evening)"
        "|(?:noch )?(?:später heute abend|heute (?:abend (?:noch )?später|später am abend))",
        lambda _: (Ahead(0), Part("evening")),
    ),
    rule("(?:in the )?late evening|am späten abend|spätabends", Part("late evening"), "part"),
    rule(rf"late(?= {_DAY} (?:evening|night)| at night)", Part("late evening"), "part"),
    rule(
        r"late (?:tonight|this evening)|(?:(?:tonight|this evening) late|heute abend spät)(?!\s\w)",
        lambda _: (Ahead(0), Part("late evening")),
    ),
    rule("(?:heute noch|noch heute)(?= (?:am )?(?:frühen |späten )?(?:vormittag|mittag|nachmittag|abend))", Ahead(0)),
    rule("(?:heute noch|noch heute|still today)", lambda _: (Ahead(0), Part("eod"))),
    rule("midnight|mitternacht", Part("midnight")),
    rule("(?:at )?(?:this|(?:the )?same) time|(?:um diese|zur (?:selben|gleichen)) (?:uhr)?zeit|gleiche (?:uhr)?zeit",
         Part("now"), "part"),
    rule(
        "(?:tonight|heute|today) (?:at |um )?(?:midnight|mitternacht)|(?:midnight|mitternacht) (?:tonight|heute|today)",
        lambda _: (Ahead(0), Part("midnight")),
    ),
    rule("at night|nachts", Part("night"), "part"),
    rule(
        "eod|eob|eop|cob|cop|(?:the )?end of (?:the )?(?:business )?(?:work(?:ing)? )?day"
        "|(?:the )?(?:close|end) of (?:business|play)|after work|nach (?:der )?arbeit|nach feierabend"
        "|ende des (?:arbeits)?tage?s|tagesende|feierabend|dienstschluss|büroschluss|geschäftsschluss",
        Part("eod"),
        "eod",
    ),
    rule(
        r"(?:the )?end of(?= (?:today|tomorrow|\w+day|(?:the )?next (?:business|work(?:ing)?) day)\b)|last thing"
        r"|ende(?= (?:heute|morgen|\w+tag|mittwoch|des nächsten (?:werk|arbeits)tage?s)\b)",
        Part("eod"),
        "part",
    ),
)  # fmt: skip
