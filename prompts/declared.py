"""Whoever says in so many words what they feel now is believed: 'I am furious', 'das macht mich traurig'.

What is felt between the lines, the reading hears; but it weighs a whole message, in which 'My order is late. I am sad.'
holds more of a plain report than of sorrow. Joy is not among it: 'I am so happy' is said in scorn as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from prompts.brief import Feeling
from prompts.wordlists import lexicon

LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class _Words:
    says: Mapping[Feeling, re.Pattern[str]]
    unless: re.Pattern[str]


def declared(text: str) -> frozenset[Feeling]:
    """What the writer of `text` says that they feel; nothing where they do not, or only under a condition."""
    said = text.replace("’", "'")
    return frozenset(
        feeling
        for words in map(_words, LANGUAGES)
        for feeling, pattern in words.says.items()
        if any(not words.unless.search(said, 0, match.start()) for match in pattern.finditer(said))
    )


@cache
def _words(language: str) -> _Words:
    listed = lexicon("declared")[language]

    def one(*patterns: str) -> re.Pattern[str]:
        joined = "|".join(patterns).replace("<much>", listed["much"]).replace(" ", r"\s+")
        return re.compile(rf"(?:{joined})(?!\w)", re.IGNORECASE)

    says = "|".join(listed["says"])
    return _Words(
        {
            name: one(rf"(?:{says})(?:{'|'.join(words)})", *listed["otherwise"].get(name, ()))
            for name, words in listed["feelings"].items()
        },
        re.compile(rf"\b(?:{'|'.join(listed['unless'])})[^\w.!?\n]+$", re.IGNORECASE),
    )
