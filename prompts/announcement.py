"""What is written to customers whom a problem of many concerns; by the phrasebook: a model might promise things."""

from __future__ import annotations

from prompts.brief import Reply
from prompts.phrasebook import VERSION
from prompts.phrases import LANGUAGES
from prompts.wordlists import lexicon

__all__ = ["LANGUAGES", "about", "write"]


def about(language: str, words: str, many: int) -> str:
    """In one line what the announcement answers: that so many customers have this in common."""
    said: str = lexicon("announcement")[language]["message"]
    return said.format(many=many, words=words)


def write(language: str, words: str, signature: str) -> Reply:
    """The announcement in one of our languages; `words` is what the customers' messages have in common."""
    kept = lexicon("announcement")
    text: str = kept[language]["reply"]
    return Reply(
        text=text.strip().format(words=words, signature=signature),
        feeling="neutral",
        matter="other",
        need="to know that we know",
        language=language,
        check=tuple(kept["check"].values()),
        promise=None,
        writer="phrasebook",
        prompt_version=VERSION,
    )
