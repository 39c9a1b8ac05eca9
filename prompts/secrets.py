"""Passwords and codes that a customer wrote: none is said back, and the agent hears that they stand there."""

from __future__ import annotations

import re
from functools import lru_cache

from prompts.languages import is_common

# What opens a door, whatever it is called.
_KEYWORD = (
    r"\b(?:(?:zugangs|login|haupt|master)?-?(?:pass(?:word|wort|wörter|phrase|wd)|kennw(?:ort|örter)|pwd?)(?:e?s|er)?"
    r"|(?:wlan|wi-?fi|netzwerk)[- ]?(?:pass(?:word|wort)|key|schlüssel|code)|memorable (?:word|phrase)|secret word"
    r"|security (?:answer|word)|sicherheits(?:antwort|wort))\b"
)
_PIN = (
    r"\b(?:pins?|(?-i:TAN)s?|cvv|cvc|otp|2fa|geheim(?:zahl|nummer)|(?:pass|zugangs|tür|tor|haus|sicherheits"
    r"|bestätigungs|einmal)[- ]?codes?|(?:security|verification|access|confirmation|login|door|gate|alarm|entry|safe"
    r"|lock ?box|sms|one[- ]time|2fa|auth\w*|unlock) ?-?codes?)\b"
)
_CREDENTIALS = r"\b(?:zugangsdaten|login-?(?:daten|data|details)?|log-?in|credentials)\b"
_SET = r"\s*+[:=]\s*+(?:is\s|ist\s|lautet\s)?+"
_IS = r"(?:,? (?:it|es|which|das))? (?:is|are|was|ist|sind|war|used to be)(?: currently| now| jetzt| aktuell)?:? "
# How a password is, in place of what it is: 'my password is expired', 'mein Passwort ist weg'.
_STATE = (
    r"(?-i:(?:[a-zäöüß]+(?:ed|en|ing|t|ig|lich|bar|valid|ly)|wrong|gone|weak|strong|long|secure|safe|unsafe|old|new"
    r"|same|unknown|fine|ok|okay|no|too|still|always|never|only|the|my|on|at|for|of|to|a|an|and|or|because"
    r"|case.?sensitive|such|so|what|where|falsch\w*|weg|leer|kaputt|neu|zu|immer|nie|schon|noch|die|der|das|mein\w*"
    r"|ein\w*|kein\w*|in|im|auf|bei|für|von|und|oder|weil|wohl|da|hier|sehr|sicher|unsicher|schwer|was|wo|doch|geheim"
    r"|nur|wieder|genau|gerade|somehow|just|ever)(?![\w#$%&*!@+]))"
)
# 'Password: forgotten', 'Login: geht nicht'
_NO_VALUE = (
    r"(?:doesn|didn|won|never|nie|kam\w*|abgelehnt|rejected|nichts|vergessen|forg[eo]t\w*|geht|funktion\w*|klappt|does|did|do|not|nicht|weiß|unknown|unbekannt|siehe|see|wurden?"
    r"|expired|wrong|falsch|abgelaufen|gesperrt|locked|incorrect|invalid|missing|fehlt|none|kein\w*|required|reset|is"
    r"|ist|how|wie|can|i|ich)\b"
)
_AND_MORE = (
    r"(?:(?: (?!(?:please|bitte|but|aber|and|und|it|es|which|that|since|seit|for|für|because|weil|can|is|ist|on|in|at"
    r"|geht|does|i|ich)\b)[a-zäöü]{3,12}){1,4}(?=[.,;!?\n]|$)|(?<![.!?])(?-i:(?: [A-ZÄÖÜ][\w-]+){1,3}))?"
)
_WORD = rf"(?P<said>[^\s,;\"“”„«»]{{3,40}}{_AND_MORE})"
# One word behind the keyword, unless it goes on about it: 'with the password that you sent'.
_ONE = (
    rf"(?!{_STATE})(?!(?:that|which|you|your|from|and|but|it|they|this|for|reset|manager|link|und|aber|sie|ihr|wir|aus"
    r"|ins?|den|dem|komm\w*|kam|kann|konnte|geht|ging|klapp\w*|lässt|habe?n?|same|several|different|all"
    r"|both|can|cannot|again|every\w*|managers?|field|firefox|chrome|safari|melde|meldet|works?|funktion\w*)\b)(?P<said>[^\s,;.!?:\"“”„«»]{3,40})"
)
_QUOTED = r"[\"'“„«](?P<said>[^\"“”„«»\n]{2,60})"
# Letters and digits in one word, but no '10min' and no address.
_MIXED = (
    r"(?!i(?:phone|pad|os)\d|\d{1,5}(?:min\w*|h|hrs?|sec\w*|s|days?|x|st|nd|rd|th|am|pm|uhr"
    r"|tage?n?)\b)(?=[^\s,;]{0,30}\d)(?=[^\s,;]{0,30}[A-Za-z])[^\s,;/@]{6,40}(?![^\s,;@]{0,64}@)"
)
_GAP = (
    r"(?:(?!\b(?:reset|link|expired|after|since|from|in|on|error|nach|seit|vom|im|am|fehler\w*|auftrag\w*|order"
    r"|bestell\w*|kunden?\w*|customer|call|ticket|contract|vertrag|account|konto|nummer|number|iphone\w*"
    r"|ipad\w*)\b)[^.!?\n;\d])"
)

_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_CREDENTIALS}\s*+[:=]\s*+(?!{_NO_VALUE})(?P<said>(?:[^\n.!?]|[.!?](?=\S)){{3,120}})",
        rf"(?:{_KEYWORD}|{_PIN})(?:{_SET}|{_IS}| lautet:? | ){_QUOTED}",
        rf"{_KEYWORD}(?:{_SET}| lautet:? )(?!{_NO_VALUE}){_WORD}",
        rf"{_KEYWORD}{_IS}(?!{_STATE}){_WORD}",
        rf"{_KEYWORD}{_GAP}{{0,20}}?(?<![\w/])(?P<said>{_MIXED})",
        rf"(?<![^\s,;/@])(?P<said>{_MIXED}) (?:is|was|ist|war|as|als) (?:my|mein|the|das|our|unser) {_KEYWORD}",
        rf"{_PIN}(?:{_SET}|{_IS}| lautet:? )(?P<said>(?=[\w-]*\d)[\w-]{{3,12}}(?:[ -]\d{{2,4}})*)",
        rf"{_KEYWORD} (?!(?:manager|reset|link|e-?mail|mail|änderung|wechsel|feld|app|safe)\b)"
        r"(?P<said>(?-i:[A-ZÄÖÜ])[\w!#$%&*.-]{3,40})",
        rf"{_KEYWORD}[^.!?\n]{{0,60}}\b(?:one|alte|neue|it to|es auf) (?:(?:is|was|ist|war) )?(?!{_STATE}){_WORD}",
        rf"\b(?:typed|typing|type|entered|entering|enter|used?|using|tried|trying|try|tippe|nutze|probiert"
        rf"|eingegeben)(?: in)? [\"'‘“„]?(?P<said>(?<=[\"'‘“„])[^\"'’“”\n]{{3,60}}|{_MIXED})[^\n]{{0,60}}{_KEYWORD}",
        r"\b(?:log-?in|konto|account|zugang)\b[^.!?\n]{0,20}: \w+ / (?P<said>\S{3,40})",
        rf"\b(?:changed|reset|set)\b[^.!?\n]{{0,20}}{_KEYWORD} to (?!expire)(?!{_STATE}){_WORD}",
        rf"{_KEYWORD} auf (?!{_STATE}){_WORD} (?:geändert|gesetzt|umgestellt|zurückgesetzt)",
        rf"\b(?:api[- ]?(?:key|schlüssel)|(?:access )?token|benutzer\w*|user\w*)\b[^.!?\n]{{0,30}}"
        rf"\b(?:pass|token|key){_SET}(?P<said>\S{{3,80}})",
        rf"\b(?:api[- ]?(?:key|schlüssel)|(?:access |auth )?token)(?:{_SET}|{_IS}| )"
        rf"(?P<said>(?=[^\s,;]{{0,40}}\d)[^\s,;]{{8,120}})",
        rf"\b(?:with|using|mit) (?:the|my|dem|meinem) {_KEYWORD} {_ONE}",
        rf"\b(?:benutzer\w*|user\w*|log-?in)\b[^.!?\n]{{0,40}}[,;] ?{_KEYWORD}:? {_ONE}",
        rf"\b(?:tried|used|entered|typed|chose|nahm|nutze|probierte) {_ONE} (?:as|als)"
        rf" (?:the |my |das |mein )?{_KEYWORD}",
        rf"{_KEYWORD}[^.!?\n]{{0,40}}: (?P<said>{_MIXED})",
        r"\b(?:the|my|this|der|mein|dieser) code (?P<said>\d{6})(?!\w)(?! (?:is|ist) (?:my|the|mein\w*|die)\b| steht)",
        rf"{_PIN}[^.!?\n\d]{{0,25}} (?:is|ist|lautet|was|war) (?P<said>\d{{3,8}})",
        r"\bcode (?:you|sie|ihr)\b[^.!?\n\d]{0,30}(?P<said>\d{3} \d{3}|\d{4,8})(?!\w)",
        rf"{_PIN}{_GAP}{{0,25}}?(?<!\w)(?P<said>\d{{2,8}}(?:[ -]\d{{2,4}})*)(?!\w)",
        rf"\b(?:the|my|this|der|den|mein) code(?:{_SET}|{_IS}| lautet )(?P<said>\d{{4,8}}|\d{{3}} \d{{3}})(?!\w)",
        rf"{_KEYWORD} (?P<said>\d[\d-]{{7,40}})(?!\w)",
        r"\bsecret key(?:\s*+[:=]\s*+| )(?P<said>(?=[^\s,;]{0,40}\d)[^\s,;]{8,120})",
        rf"\b(?:passwords|passwörter|pins)\b[^.!?\n]{{0,60}} (?:and|und) (?P<said>{_MIXED})",
    )
)


def holds_secret(text: str) -> bool:
    """Whether a password, PIN or code stands in `text`."""
    return bool(_spans(text))


def without_secrets(text: str, instead: str) -> str:
    """`text` with `instead` in the place of each password, PIN or code."""
    kept, end = [], 0
    for first, last in sorted(_spans(text)):
        if first >= end:
            kept += [text[end:first], instead]
        end = max(end, last)
    return "".join((*kept, text[end:]))


@lru_cache(maxsize=16)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    found = (match for pattern in _SECRETS for match in pattern.finditer(text))
    return tuple(match.span("said") for match in found if not is_common(match["said"]))
