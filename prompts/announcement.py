"""What is written to customers whom a problem of many concerns; by the phrasebook: a model might promise things."""

from __future__ import annotations

from collections.abc import Sequence

from prompts.brief import Reply
from prompts.phrasebook import VERSION
from prompts.phrases import LANGUAGES
from prompts.wordlists import lexicon

__all__ = ["LANGUAGES", "about", "write"]


def about(language: str, words: Sequence[str], many: int) -> str:
    """In one line what the announcement answers: that so many customers have this in common."""
    said: str = lexicon("announcement")[language]["message"]
    return said.format(many=many, words=_listed(language, words))


def write(language: str, words: Sequence[str], signature: str) -> Reply:
    """The announcement in one of our languages. What the customers' messages have in common, `words`, is no sentence to
    a customer: whoever sends it is told to say what it is."""
    kept = lexicon("announcement")
    text: str = kept[language]["reply"]
    return Reply(
        text=text.strip().format(signature=signature),
        feeling="neutral",
        matter="other",
        need="to know that we know",
        language=language,
        check=tuple(said.format(words=_listed("en", words)) for said in kept["check"].values()),
        promise=None,
        writer="phrasebook",
        prompt_version=VERSION,
    )


def _listed(language: str, words: Sequence[str]) -> str:
    """The customers' own words as a sentence holds them: “log in”, “error” and “code”."""
    kept = lexicon("announcement")[language]
    *first, last = (kept["quoted"].format(word=word) for word in words)
    return str(kept["and"]).join(filter(None, (", ".join(first), last)))
