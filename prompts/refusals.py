"""What a reply refuses in our name although nobody may have decided so: told to the agent, who knows or finds out.

A refusal gives nothing away, so the guard, which looks for promises, may let it pass. Only plain ones are found, in the
guard's languages; the words are those of `lexicon/refusals.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from prompts.text import bounded, fold
from prompts.wordlists import lexicon

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|,?\s+(?:but|aber|mais|pero|ma)\s+")


def refused(reply: str) -> tuple[str, ...]:
    """What `reply` plainly says that they will not get, each named once: 'a refund', 'a discount'."""
    sentences = [said.strip() for said in _SENTENCE.split(fold(reply, without_markup=True).text)]
    found = (what for said in sentences if not said.endswith("?") for what in _refused_in(said))
    return tuple(dict.fromkeys(found))


def _refused_in(sentence: str) -> Iterator[str]:
    refusals, leaves_open = _patterns()
    if not leaves_open.search(sentence):
        yield from (what for what, pattern in refusals if pattern.search(sentence))


@cache
def _patterns() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], re.Pattern[str]]:
    """How each thing is refused, and what leaves it open."""
    words = lexicon("refusals")
    ways: dict[str, list[str]] = {what: list(words["outright"].get(what, ())) for what in words["kinds"]}
    for what, nouns in words["kinds"].items():
        ways[what] += [frame.replace("{what}", noun) for code, noun in nouns.items() for frame in words["frames"][code]]
    refusals = tuple((what, _any(patterns)) for what, patterns in ways.items())
    return refusals, _any(words["open"]["said"])


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern if pattern.startswith("^") else bounded(pattern) for pattern in patterns))
