"""Whom a message thanks by name: nobody passes on to a colleague what was said to themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from prompts.people import name_alone, without_signature

# 'Thanks Mia, …': a comma or a new line before the name would make it a signature.
_THANKED = re.compile(
    r"\b(?i:thanks|thank you|thx|cheers|danke|dank)(?i: (?:so much|very much|a lot|again|sehr|dir|ihnen|schön|to|an))*"
    r" ([A-ZÄÖÜ][\w’'-]+)(?=[,.!]|\s*$|\s+(?i:for|für|you|that|dass|du|sie)\b)"
)

_UNSETTLED = re.compile(
    r"\b(?:still|yet|not (?:here|arrived|working)|noch (?:immer|nicht)|immer noch|weiterhin)\b", re.IGNORECASE
)
# '… Aber die Rechnung fehlt mir noch', '… but the invoice has not arrived'; 'mir fehlen die Worte' misses nothing.
_MISSES = re.compile(
    r"(?<!nothing )\b(?:is|are) (?:still )?missing\b|\bfehl(?:t|en)\b(?! (?:mir |uns )?die worte) (?:mir|uns|noch)\b"
    r"|\b(?:but|however|unfortunately|only|aber|allerdings|jedoch|leider|nur)\b[^.!?\n]{0,60}?"
    r"\b(?:fehl(?:t|en)\b(?! (?:mir |uns )?die worte)|missing\b|noch (?:nicht|keine?[nrs]?|immer|offen|aus)\b"
    r"|still (?:waiting|need|no)\b|(?:have|has)(?:n['’]t| not) (?:yet )?(?:received|got|come|arrived|been)\b"
    r"|nicht (?:da|angekommen|erhalten|bekommen)\b)",
    re.IGNORECASE,
)
_NOD = re.compile(
    r"\W*(?:no,? thanks?|nein,? danke|ok(?:ay)?|o\.k|alright|all right|fine|yes|no|yep|sure|got it|understood"
    r"|noted|ja|nein|alles klar|passt"
    r"|in ordnung|verstanden|gut|nice|cool|great|super|toll|prima|schön)\W*",
    re.IGNORECASE,
)


def thanked_in(text: str) -> list[str]:
    """Those whom `text` thanks by name, as it spells them."""
    return _THANKED.findall(text)


def missed_in(text: str) -> str:
    """What `text` says from the sentence on in which something of theirs is missing, thankful or not; '' if nothing."""
    missed = _MISSES.search(text)
    return re.split(r"[.!?\n]", text[: missed.end()])[-1] + text[missed.end() :] if missed else ""


def is_unsettled(text: str) -> bool:
    """Whether what `text` tells of may go on, however thankful it is."""
    return _UNSETTLED.search(text) is not None or bool(missed_in(text))


def is_a_nod(text: str) -> bool:
    """Whether `text` is a mere 'ok', which praises nobody."""
    return _NOD.fullmatch(text) is not None


def is_thanked_alone(name: str, text: str) -> bool:
    """Whether `text` names the colleague called `name`, by the first name at least, and nobody beside them."""
    first = next(iter(name.split()), "")
    own = _unsigned(text)
    if not first or any(one.casefold() != first.casefold() for one in thanked_in(own)):
        return False
    named, with_others = _patterns(first)
    return bool(named.search(own)) and not with_others.search(own)


def _unsigned(text: str) -> str:
    """`text` without the name that ends it: whoever signs is no colleague."""
    above, _, last = without_signature(text.rstrip()).rpartition("\n")
    return above if name_alone(last) else f"{above}\n{last}"


@lru_cache(maxsize=100)
def _patterns(first: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Finds the name, and the name beside another: 'Ava and Ben', 'Ben, Ava'."""
    name, other, between = rf"\b{re.escape(first)}\b", r"\b[A-ZÄÖÜ][^\W\d_]+\b", r"(?:,? (?:and|und) |, | ?[&+/] ?)"
    beside = rf"{name}{between}(?:(?:your|the|ihr\w*) )?(?:{other}|(?:colleague|team|whole|rest|alle)\w*)"
    return re.compile(name), re.compile(rf"{beside}|{other}{between}{name}")
