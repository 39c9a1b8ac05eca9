"""Whether a customer wants their money back, beside whatever else they write of."""

from __future__ import annotations

import re

from prompts.wordlists import SENTENCE_END

# What they want: 'a full refund', 'my 40 euros back', 'mein Geld zurück'.
_MONEY = (
    r"(?:refund(?:s|ed)?|reimburse(?:d|ment)?|money returned"
    r"|(?:money|[\d.,]+ ?(?:€|euros?|dollars|pounds)|[€$£] ?[\d.,]+) back"
    r"|(?:rück)?erstatt(?:ung|en|et)|rückzahlung"
    r"|(?:geld|kaufpreis|betrag|euro|€) (?:\w+ ){0,3}?(?:zurück\w*|wieder(?:haben)?))\b"
)
_WANTS = (
    r"(?:wants?|needs?|demand\w*|request\w*|expect\w*|insist\w*|claim\w*|get|give|have|having|like|prefer|ask\w*|owe"
    r"|please|will|wollen|möchten?|hätten?|verlang\w+|forder\w*|bitten?|erwart\w+"
    r"|besteh\w+|brauche\w*|wünsche\w*|geben|gebt|bekomm\w+|krieg\w*|wie|beantrag\w+)"
)
_ASKS = re.compile(
    rf"\b{_WANTS}\b(?:(?!\b{_WANTS}\b)[^.!?]){{0,60}}?\b{_MONEY}"
    # What is ordered, or stands by itself: 'Refund me.', 'Money back, now!', 'Geld zurück!'
    rf"|^\W*(?:(?:just|now|so|also|and|und) )?(?:refund (?:me|us|my|the|this|it)\b|erstatten sie\b"
    rf"|{_MONEY}[,! ]*(?:now|please|sofort|bitte)?\W*$)"
    r"|\b(?:please refund|(?:erstatten|überweisen) sie (?:mir|uns))\b",
    re.IGNORECASE,
)
# What is not wanted, in what is said to want it or close before, in the same clause …
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|without|instead|rather|already|got|nicht|kein\w*|nie|statt|anstelle|schon|bereits)|n['’]t)\b"
    r"(?P<on>(?: (?!(?:and|und|so|but|aber|because|which|that)\b)\w+){0,3} *$)?",
    re.IGNORECASE,
)
# … and what is wanted only if something else should happen.
_ONLY_IF = re.compile(
    r"\b(?:if|unless|otherwise|or else|(?:or|oder) (?:i|we|ich|wir)|next time|thanks? (?:you )?for|wenn|falls|sonst"
    r"|andernfalls|nächstes mal|danke für)\b",
    re.IGNORECASE,
)
# … even where that stands behind it: 'Can I get my money back if they don't fit?'
_ONLY_THEN = re.compile(
    r"[,\s]*(?:if|in case|provided|as soon as|wenn|falls|sobald)\b"
    r"(?! (?:possible|you (?:please|can\b(?!['’]t))|(?:\w+ ){0,2}(?:möglich|geht|ginge)\b))",
    re.IGNORECASE,
)
_SPEAKS_OF_IT = re.compile(rf"refund|\b{_MONEY}", re.IGNORECASE)


def wants_money_back(text: str) -> bool:
    """Whether they say that they want back what they paid, here and now: neither 'no refund, please' nor 'if it fails
    again, I want a refund'."""
    return any(map(_is_wanted, (asked for sentence in SENTENCE_END.split(text) for asked in _ASKS.finditer(sentence))))


def _is_wanted(asked: re.Match[str]) -> bool:
    before = asked.string[: asked.start()]
    is_denied = _DENIED.search(asked[0]) or any(no["on"] is not None for no in _DENIED.finditer(before))
    is_conditional = _ONLY_IF.search(before) or _ONLY_THEN.match(asked.string, asked.end())
    return not is_denied and not is_conditional


def speaks_of_it(letter: str) -> bool:
    """Whether a letter names that already."""
    return _SPEAKS_OF_IT.search(letter) is not None
