"""What is said softly: that they despair, are bereaved or shut out, and whatever else no sign knows by its words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from prompts.text import bounded, fold
from prompts.wordlists import phrasings

_LEXICONS = ("dangers", "threats", "sensitive")


@lru_cache(maxsize=64)
def said_softly(text: str) -> frozenset[str]:
    """Which of these `text` says: 'danger', 'threat', 'warning', 'despair', 'loss', 'discrimination', 'expecting'."""
    folded = fold(text, without_markup=True).text
    return frozenset(kind for kind, said in _soft_words().items() if said.search(folded))


def despairs(text: str) -> bool:
    """Whether `text` says softly that they may be about to harm themselves."""
    return "despair" in said_softly(text)


@cache
def _soft_words() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(map(bounded, listed)))
        for name in _LEXICONS
        for kind, listed in phrasings(name).items()
    }
