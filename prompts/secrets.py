"""Passwords and codes that a customer wrote: none is said back, and the agent hears that they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What opens a door, whatever it is called.
_KEYWORD = (
    r"\b(?:zugangs|login|wlan|wifi|haupt|master)?-?"
    r"(?:pass(?:word|wort|wörter|phrase|wd)|kennw(?:ort|örter)|pwd?)(?:e?s|er)?\b"
)
_PIN = (
    r"\b(?:pins?|tans?|cvv|cvc|(?:pass|zugangs|tür|tor|haus|sicherheits|bestätigungs|einmal)-?codes?|otp"
    r"|(?:security|verification|access|confirmation|login|door|gate|sms|one[- ]time|2fa|auth\w*|unlock) ?-?codes?)\b"
)
_CREDENTIALS = r"\b(?:zugangsdaten|login-?(?:daten|data|details)?|log-?in|credentials)\b"
_IS = (
    r"(?:\s*[:=]\s*(?:is\s|ist\s|lautet\s)?"
    r"|(?:,? (?:it|es|which|das))? (?:is|are|was|ist|sind|war|lautet)(?: currently| now| jetzt| aktuell)?:? )"
)
# How a password is, in place of what it is: 'my password is expired', 'mein Passwort ist weg'.
_STATE = (
    r"(?-i:(?:[a-zäöüß]+(?:ed|en|ing|t|ig|lich|bar|valid)|wrong|gone|weak|strong|long|secure|safe|unsafe|old|new|same"
    r"|unknown|fine|ok|okay|no|too|still|always|never|only|very|the|my|on|at|for|of|to|a|an|and|or|because|case.?sensitive"
    r"|such|so|what|where|falsch\w*|weg|leer|kaputt|neu|zu|immer|nie|schon|noch|die|der|das|mein\w*|ein\w*|kein\w*|in|im"
    r"|auf|bei|für|von|und|oder|weil|wohl|da|hier|sehr|sicher|unsicher|schwer|was|wo)(?![\w#$%&*!@+]))"
)
_AND_MORE = (
    r"(?:(?: (?!(?:please|bitte|but|aber|and|und|it|es|which|that|since|seit|for|für|because|weil|can|is|ist|on|in"
    r"|at)\b)[a-zäöü]{3,12}){1,3}(?=[.,;!?\n]|$))?"
)
_VALUE = rf"[\"'“„«]?(?!{_STATE})(?P<said>[^\s,;\"“”„«»]{{3,40}}{_AND_MORE})"
# Letters and digits in one word, but no '10min' and no address.
_MIXED = (
    r"(?!\d+(?:min\w*|h|hrs?|sec\w*|s|days?|x|st|nd|rd|th|am|pm|uhr|tage?n?)\b)"
    r"(?=[^\s,;]{0,30}\d)(?=[^\s,;]{0,30}[A-Za-z])[^\s,;/@]{6,40}(?![^\s,;]*@)"
)
_GAP = (
    r"(?:(?!\b(?:reset|link|expired|after|since|from|in|on|error|nach|seit|vom|im|am|auf|fehler\w*|order|bestell\w*"
    r"|kunden?\w*|customer|call|ticket|contract|vertrag)\b)[^.!?\n;\d])"
)

_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_CREDENTIALS}\s*[:=]\s*(?P<said>[^\n.!?;]{{3,60}}(?:[.!?](?=\S)[^\n.!?;\s]*)*)",
        rf"(?:{_KEYWORD}|{_PIN}){_IS}{_VALUE}",
        rf"{_KEYWORD}{_GAP}{{0,20}}?(?<![\w/])(?P<said>{_MIXED})",
        rf"{_PIN}{_GAP}{{0,12}}?(?<!\w)(?P<said>\d{{3}} \d{{3}}|\d{{2}} \d{{2}}|\d{{3,8}})(?!\w)",
        rf"\b(?:the|my|this|der|den|mein|dieser) code{_IS}(?P<said>[\w-]*\d[\w-]*(?: \d{{3}})?)",
        rf"{_KEYWORD}[^.!?\n]{{0,60}} (?:and|und) (?P<said>{_MIXED})",
    )
)


def holds_secret(text: str) -> bool:
    """Whether a password, PIN or code stands in `text`."""
    return any(pattern.search(text) for pattern in _SECRETS)


def without_secrets(text: str, instead: str) -> str:
    """`text` with `instead` in the place of each password, PIN or code."""
    kept, end = [], 0
    for first, last in sorted(_spans(text)):
        if first >= end:
            kept += [text[end:first], instead]
        end = max(end, last)
    return "".join((*kept, text[end:]))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _SECRETS:
        yield from (found.span("said") for found in pattern.finditer(text))
