"""Whoever says in so many words what they feel now is believed: 'I am furious', 'das macht mich traurig'.

What is felt between the lines, the reading hears; but it weighs a whole message, in which 'My order is late. I am sad.'
holds more of a plain report than of sorrow. Joy is not among it: 'I am so happy' is said in scorn as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from prompts.wordlists import lexicon

LANGUAGES = ("en", "de")
OTHERWISE = "_otherwise"  # what a group is called whose words need nothing before them


@dataclass(frozen=True, slots=True)
class _Words:
    says: re.Pattern[str]
    unless: re.Pattern[str]


def declared(text: str) -> frozenset[str]:
    """What the writer of `text` says that they feel; nothing where they do not, or only under a condition."""
    said = text.replace("’", "'")
    return frozenset(
        str(match.lastgroup).removesuffix(OTHERWISE)
        for words in map(_words, LANGUAGES)
        for match in words.says.finditer(said)
        if not words.unless.search(said, 0, match.start())
    )


@cache
def _words(language: str) -> _Words:
    listed = lexicon("declared")[language]

    def named(listed: Mapping[str, Sequence[str]], ending: str = "") -> str:
        return "|".join(f"(?P<{feeling}{ending}>{'|'.join(words)})" for feeling, words in listed.items())

    leads, felt = "|".join(listed["says"]), named(listed["feelings"])
    says = rf"(?:(?:{leads})(?:{felt})|{named(listed['otherwise'], OTHERWISE)})(?!\w)(?!{'|'.join(listed['but'])})"
    return _Words(
        re.compile(says.replace("<much>", listed["much"]).replace(" ", r"\s+"), re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(listed['unless'])})[^\w.!?\n]+$", re.IGNORECASE),
    )
