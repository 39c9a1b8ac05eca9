"""What holds words of time and is no time: names, addresses, ids, money, versions, greetings, dates told."""

import re

from bot.phrases.words import spelled

BLANK = "\0"
_THINGS = (
    "order|ticket|case|invoice|no|number|room|top|page|item|step|level|gate|flight|line|option|part|"
    "nr|nummer|bestellung|auftrag|rechnung|fall|raum|seite|zimmer|artikel"
)
_VERSIONS = r"version|ver|v|release|section|chapter|kapitel|abschnitt|(?<!um\s)punkt"
_MONEY = "usd|eur|euros?|gbp|chf|dollars?|bucks|percent|prozent"
_GREETED = "friday|monday|morning|afternoon|evening|night|weekend|day|\\w*tag|morgen|abend|nacht|wochenende"
_NO_TIMES = re.compile(
    spelled(
        r"""["“”„«»][^"“”„«»\n]{1,300}["“”„«»]"""
        r"|(?<!\w)['‘‚][^'’‘\n]{1,100}['’‘](?!\w)|`[^`\n]{1,300}`|<[^<>\n]{1,300}>|(?<!\w):[a-z0-9_+-]+:"
        r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\bhttps?://\S+|\bwww\.\S+"
        r"|\#[0-9]+|(?-i:\b(?!UTC|GMT|KW)[A-Z][A-Z0-9]{1,9}-[0-9]+)(?![:.][0-9])|\+[0-9][0-9\s()/-]{6,}[0-9]|\b24/7\b"
        rf"|[$€£¥]\s?[0-9][0-9.,]*|\b[0-9][0-9.,]{{0,15}}\s*(?:[%$€£¥]|(?:{_MONEY})\b)|\b(?:{_VERSIONS})\.?\s*[0-9][0-9.]*"
        rf"|\b(?:{_THINGS})\.?\s*(?:no\.?|nr\.?)?\s*[0-9]+(?![0-9]|[:./-][0-9]|\s*(?:[ap]\.?m\b|uhr))"
        rf"|\b(?:black|good|happy|nice|great|lovely|gute[nrms]?|schöne[nrms]?) (?:{_GREETED})\b"
        r"|\b(?:since|seit|vom|dated) (?:last |dem |letzte[nrms]? )?[\w.:]+"
    ),
    re.IGNORECASE,
)


def blanked(text: str) -> str:
    """`text` of the same length, with a BLANK for each character that is part of no time."""
    return _NO_TIMES.sub(lambda match: BLANK * len(match[0]), text)
