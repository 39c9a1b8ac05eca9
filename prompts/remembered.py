"""Which of the personal things that were noted about a customer a reply can take up in a sentence of its own."""

from __future__ import annotations

import re

_TOPICS: dict[str, str] = {
    "wedding": r"wedding|getting married|gets married|hochzeit|heiratet",
    "birthday": r"birthday|geburtstag",
    "baby": r"(?:had|has|new|a) (?:a )?bab(?:y|ies)|newborn|pregnan|baby|schwanger",
    "dog": r"dog|puppy|hund|welpe",
    "cat": r"cat|kitten|katze|kater",
    "moving": r"moved|moving (?:house|home|to)|new (?:flat|house|home|apartment)|umzug|umgezogen|zieht um|neue wohnung",
    "exam": r"exam|finals|prüfung|abitur|examen",
    "job": r"new job|neue stelle|neuen? job",
    "holiday": r"holiday|vacation|urlaub|reise",
    "recovery": r"recover|surgery|broke (?:his|her|a|the)|operation|operiert|genesung|reha",
    "phone": r"prefers? (?:the )?(?:phone|calls?|to (?:talk|be called))|(?:rather|better) (?:by phone|called)"
    r"|lieber (?:telefon|anruf|angerufen)|ruft lieber",
    "writing": r"prefers? (?:mails?|e-?mails?|(?:in )?writing|chat)|no (?:phone )?calls|hard of hearing"
    r"|lieber (?:schriftlich|per mail)|nicht anrufen|schwerhörig",
    "loyal": r"(?:customer|with us|client) (?:for|since)|kund(?:e|in) seit"
    r"|seit \w+ (?:jahren )?(?:kund|bei uns)|stammkund",
}
# A note on something painful is for the agent's eyes; cheer about it would hurt.
_PAINFUL = re.compile(
    r"\b(?:died|dead|death|passed away|lost|funeral|cancer|divorc|separat|miscarr|difficult|put down|euthan"
    r"|verstorben|gestorben|tot|tod|beerdigung|krebs|scheidung|getrennt|schwierig|eingeschläfert)",
    re.I,
)


def topic_of(note: str) -> str | None:
    """The topic under which the phrasebook has a sentence for this note; None if it has none, or if the note hurts."""
    if _PAINFUL.search(note):
        return None
    return next((topic for topic, pattern in _TOPICS.items() if re.search(rf"\b(?:{pattern})", note, re.I)), None)
