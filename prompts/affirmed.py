"""A yes to what the sentence before says that they ask for: 'You asked for your money back. The answer is yes.'

No word of the yes gives anything, and no word of the question promises; the words are those of `lexicon/affirmed.toml`.
"""

from __future__ import annotations

import re
from functools import cache

from prompts.text import bounded, words
from prompts.wordlists import lexicon

_MOST_WORDS = 7
# 'You asked whether the refund has come', or what is refused in the same breath.
_ONLY_ASKS = re.compile(
    r"\b(?:whether|if|ob|si|se|not|nicht|pas|no puedo|non posso|where|wo|ou|donde|dove|statement|receipt|invoice"
    r"|rechnung|quittung)\b"
)
_ONLY_HELPS = re.compile(
    r"\b(?:ask|asks|check|look|help|understand|see|prufe?|frage?|verstehe?|helfe?|klare?|aider?|ayud\w+|aiut\w+)\b"
)


def affirms(before: str, said: str) -> bool:
    """Whether `said`, a short sentence, grants what `before` says that they ask for; both folded."""
    yes = _said("yes").match(said.strip(" \n.,:–-"))
    short = len(words(said)) <= _MOST_WORDS and yes is not None and not _ONLY_HELPS.search(said)
    return short and asks_for_something(before) and not _ONLY_ASKS.search(before)


def asks_for_something(said: str) -> bool:
    """Whether `said`, folded, tells that they ask for what is money's worth."""
    return bool(_said("asked").search(said) and _said("worth").search(said))


@cache
def _said(name: str) -> re.Pattern[str]:
    """Any of what the lexicon lists under that name."""
    return re.compile("|".join(map(bounded, lexicon("affirmed")[name])))
