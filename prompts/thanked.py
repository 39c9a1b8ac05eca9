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


def thanked_in(text: str) -> list[str]:
    """Those whom `text` thanks by name, as it spells them."""
    return _THANKED.findall(text)


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
