"""Passwords and codes that a customer wrote: none is said back, and the agent hears that they stand there."""

from __future__ import annotations

import re

_NUMBERED = (
    r"order|bestell\w{0,8}|kund\w{0,12}|customer|booking|buchung|call|tel\w{0,6}|phone|ref\w{0,8}|ticket|case|contract"
    r"|vertrag"
)
_NAMED = r"\b(?:pass(?:word|wort|code|phrase)|kennwort|pw|pins?|tans?|cvv|log-?in)\b"
_CODE = r"(?<!error )(?<!promo )(?<!discount )(?<!voucher )(?<!zip )\bcode\b"
# 'pw: Hund2019!', 'my pin is 4471', 'password, it is currently Summer#77'; 'the code is 883201', but no order's number.
_SECRET = re.compile(
    rf"(?P<before>{_NAMED}(?:(?: is| ist| lautet)|[:=])[ \t]*)(?!(?:not|wrong|right|gone|nicht|falsch|weg|in|the|my)\b)"
    r"(?P<said>[^\s,;]{4,40}|\d{2} \d{2})"
    rf"|(?P<near>{_NAMED}(?:(?!\b(?:{_NUMBERED})\b)[^.!?\n;]){{0,40}}?(?<![\w/]))"
    r"(?P<mixed>(?=[^\s,;]{0,30}\d)(?=[^\s,;]{0,30}[A-Za-z])[^\s,;/]{4,40}|\d{4,8}(?!\w))"
    rf"|(?P<coded>{_CODE}(?:(?!\b(?:{_NUMBERED}|for|für)\b)[^.!?\n;]){{0,20}}?(?<!\w))(?P<code>\d{{4,8}}"
    rf"|\d{{3}} \d{{3}})(?!\w)",
    re.IGNORECASE,
)


def holds_secret(text: str) -> bool:
    """Whether a password, PIN or code stands in `text`."""
    return _SECRET.search(text) is not None


def without_secrets(text: str, instead: str) -> str:
    """`text` with `instead` in the place of each password, PIN or code."""
    return _SECRET.sub(lambda found: (found["before"] or found["near"] or found["coded"]) + instead, text)
