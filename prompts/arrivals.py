"""Whether a message only asks when something comes, and reproaches nobody."""

from __future__ import annotations

import re

from prompts.wordlists import SENTENCE_END

_ASKS_WHEN = re.compile(
    r"(?:(?:and|so|und|please|bitte|hi|hello|hey|hallo|moin|guten (?:tag|morgen|abend))\b,? )?"
    r"(?:(?:do you know|(?:can|could) you (?:please )?tell me|wissen sie|könnt?en sie mir (?:bitte )?sagen)\b,? )?"
    r"(?:(?:by )?when|(?:on )?(?:what|which) (?:day|date)|how (?:soon|long|many days)|(?:bis |ab )?wann|an welchem tag"
    r"|wie (?:lange|schnell))\b[^.!?\n]*\?*",
    re.IGNORECASE,
)
# What may stand beside it and reproaches nobody: a greeting, thanks, what was ordered of late.
_BESIDE = re.compile(
    r"(?:(?:hi|hello|hey|dear|hallo|moin|guten (?:tag|morgen|abend)|liebe[rs]?)\b[^.!?\n]{0,25}"
    r"|(?:many )?(?:thanks?|thank you|danke|vielen dank)\b[^.!?\n]{0,25}"
    r"|(?:(?:i|we)(?:['’]ve| have)? (?:just )?(?:ordered|placed)|(?:ich|wir) (?:habe?n?) )[^.!?\n]{0,50}"
    r"|(?:my |meine )?(?:order|bestell\w*|auftrag\w*)\W*(?:number|no|nummer|nr)?\W*(?:is|ist|lautet)?\W*[\w-]*\d[\w-]*)"
    r"[.,!]*",
    re.IGNORECASE,
)
# That it is overdue, or that they have waited long enough.
_REPROACHES = re.compile(
    r"\b(?:finally|at last|still|yet|ever|late|delay\w*|overdue|wait\w*|again|due|was|were|been|should|suppose\w*"
    r"|promise\w*|said|ago|since|never|not|no|weeks|months|the hell|on earth|endlich|immer|noch|überhaupt|bloß|denn"
    r"|eigentlich|längst|spät\w*|verspät\w*|überfällig|warte\w*|gewartet|wieder|sollte\w*|versprochen|hieß|zugesagt"
    r"|vor \w+ (?:tagen|wochen|monaten)|seit|nie\w*|nicht|kein\w*|schon)\b|n['’]t\b|\?\s*\?|!",
    re.IGNORECASE,
)


def merely_asks_when(text: str) -> bool:
    """Whether `text`, which is about a delivery, is nothing but a question of when: 'When does my order arrive?'"""
    said = [sentence for sentence in map(str.strip, SENTENCE_END.split(text)) if sentence]
    asked = [sentence for sentence in said if _ASKS_WHEN.fullmatch(sentence)]
    beside = (sentence for sentence in said if sentence not in asked)
    return bool(asked) and not _REPROACHES.search(text) and all(map(_BESIDE.fullmatch, beside))
