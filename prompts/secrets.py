"""Passwords and codes that a customer wrote: none is said back, and the agent hears that they stand there."""

from __future__ import annotations

import re

_CODE = r"(?<!error )(?<!promo )(?<!discount )(?<!voucher )(?<!zip )\bcodes?\b(?=[^.!?\n]{0,25}(?<!\w)\d{4,8}(?!\w))"
_NAMED = rf"{_CODE}|pass(?:word|wort|code|phrase)\w*|kennwort\w*|\bpw\b|\bpins?\b|\btans?\b|\bcvv\b|\blog-?in\b"
# What follows the name of a secret, if it looks like one: 'pw: Hund2019!', 'my pin is 4471', 'currently Summer#77'.
_SECRET = re.compile(
    rf"(?P<before>(?:{_NAMED})(?:[^.!?\n]|[.!?](?=\S)){{0,60}}?)(?<!\w)"
    r"(?P<secret>(?=[^\s,;]*\d)(?=[^\s,;]{4,})[^\s,;]*[^\W\d_#!$%&*][^\s,;]*|\d{4,8}(?!\w))",
    re.IGNORECASE,
)


def holds_secret(text: str) -> bool:
    """Whether a password, PIN or code stands in `text`."""
    return _SECRET.search(text) is not None


def without_secrets(text: str, instead: str) -> str:
    """`text` with `instead` in the place of each password, PIN or code."""
    return _SECRET.sub(lambda found: found["before"] + instead, text)
