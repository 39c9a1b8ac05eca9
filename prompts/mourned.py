"""Who has died, by a customer's own words: mourning somebody alive hurts more than naming nobody."""

from __future__ import annotations

import re

THEIR = r"(?:my|our|mein(?:e[nrms]?)?|unser(?:e[nrms]?)?)"
_LIVES = re.compile(r"\b(?:(?:is|are) (?:still )?alive|lebt noch|isn['’]t dead|not dead|nicht tot)\b", re.IGNORECASE)
# Between a relative and that they died stands nobody else, and no 'not'.
_ONLY_THEM = (
    r"(?:[ ,]+(?!(?:not|never|nie|nicht|nearly|almost|fast|beinahe|says?|said|sagt\w*|told|wrote|that|dass|because|weil"
    r"|wegen|when|als|whose|deren|dessen|my|our|mein\w*|unser\w*|his|her|their|sein\w*|ihre?\w?|and|und|but|aber|late"
    r"|needs?|ordered|\w+n['’]t)\b)"
    r"(?!(?<!in )(?<!an )(?<!on )(?<!at )(?<!nach )(?<!after )(?:the|a|an|der|die|das|den|ein\w*)\b)[\w.]+){0,8}?[ ,]+"
)
_DIED = (
    r"(?:died(?! (?:his|her|my|their) hair| (?:laughing|of (?:laughter|boredom|shame)))"
    r"|passed (?:away|on(?=[.,;!?]|$))|passed(?=[.,;!?]|$| (?:last|this|yesterday|recently|suddenly|peacefully|in)\b)"
    r"|dead(?=[.,;!?]|$| (?:and|so|since|now|but)\b)|is gone(?=[.!?;]|$)|was buried(?! in)|no longer (?:with us|alive)"
    r"|gestorben|verstorben|verstarb|starb(?! (?:fast|beinahe))|tot|beerdigt|beigesetzt"
    r"|lebt nicht mehr(?! (?:hier|dort|da|bei|in|mit|an)\b)|(?:friedlich|sanft|für immer) eingeschlafen"
    r"|(?:krankheit|krebsleiden|verletzungen|krebs) erlegen)\b"
)
_LOST = (
    r"(?:lost|buried|cremated|(?:death|loss|funeral|passing) (?:of|for)|goodbye to"
    r"|(?:tod|todesfall|beerdigung|beisetzung)(?: von)?)"
)
_THERE = r"(?! (?:in|at|inside|on) (?:the|your|this) (?:\w+ )?(?:store|shop|station|mall|park|centre|center|airport))"


def has_died(relative: str) -> str:
    """How somebody says that this relative of theirs, a pattern, has died; a regular expression for any case."""
    whose = rf"{THEIR} (?:\w+ )?{relative}"
    return "|".join(
        (
            rf"(?:{_LOST} {whose}(?!['’]s? \w){_THERE}",
            rf"{THEIR} (?:late|verstorbene[nrms]?) {relative}",
            rf"{whose}['’]s (?:funeral|death|passing|burial)",
            rf"(?:habe?n?|hatten?) (?:\w+ ){{0,3}}{whose} (?:\w+ ){{0,4}}?verloren",
            rf"{whose}{_ONLY_THEM}{_DIED})",
        )
    )


def somebody_lives(text: str) -> bool:
    """Whether `text` says that somebody is alive who was taken for dead."""
    return _LIVES.search(text) is not None
