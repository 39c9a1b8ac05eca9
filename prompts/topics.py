"""What short texts speak of: the stems of their telling words, in any of our languages, and their matter; offline."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import cast

import snowballstemmer

from prompts.brief import Matter
from prompts.reading import likelihoods
from prompts.text import fold
from prompts.wordlists import lexicon, listed

READ_AT_MOST = 800  # characters: what a message is about stands at its beginning
MOST_STEMS = 24
SHORTEST = 3  # letters
SURE = 0.45  # from this likelihood on a matter is believed
_UNCLEAR = ("other", "question", "praise")  # that several have questions, or thank us, is no trouble of one kind
_ALGORITHMS = ("english", "german")  # the first that knows a word's ending cuts it, whichever language it stands in
# Addresses and links are nobody's words, and part of a number none at all.
_NO_WORDS = re.compile(r"\S*(?:@|://|\d)\S*")
_WORD = re.compile(r"\b(?P<login>(?:log|sign)(?:ging|ged|ing|ed)? (?:in|into|on))\b|[^\W\d_]+(?:-[^\W\d_]+)*")


def stems(text: str) -> dict[str, str]:
    """The stems of the first telling words of a text, each with the word that it first stands for.

    Names for one thing in several languages have one stem. Numbers and addresses have none.
    """
    beginning = text[:READ_AT_MOST]
    found: dict[str, str] = {}
    folded = fold(beginning, without_markup=True)
    for match in _WORD.finditer(_NO_WORDS.sub(lambda idle: " " * len(idle[0]), folded.text)):
        stem = "login" if match["login"] else _stem(match[0])
        if stem and stem not in found:
            start, end = folded.span(*match.span())
            found[stem] = beginning[start:end].lower()
            if len(found) == MOST_STEMS:
                break
    return found


def everyday() -> frozenset[str]:
    """The stems of the trade's own words: that two of them stand together tells of no trouble."""
    return listed("topics", "everyday")


def matter_of(text: str) -> Matter | None:
    """What went wrong by a text's account; None where nothing did, or where that is hard to tell."""
    likely = likelihoods(text[:READ_AT_MOST])["matter"]
    matter = cast(Matter, max(likely, key=lambda name: likely[name]))
    return matter if likely[matter] >= SURE and matter not in _UNCLEAR else None


@lru_cache(maxsize=32768)
def _stem(word: str) -> str:
    """What a word is compared by, in whichever language it stands; '' for one that tells nothing."""
    if len(word) < SHORTEST or word in _idle():
        return ""
    whole, beginnings = _same()
    if word in whole:
        return whole[word]
    shared = next((thing for beginning, thing in beginnings if word.startswith(beginning)), None)
    return shared or next((stem for name in _ALGORITHMS if (stem := _cut(name, word)) != word), word)


def _cut(algorithm: str, word: str) -> str:
    """The word without its ending. A new stemmer each time: it holds the word, and there are threads."""
    return str(snowballstemmer.stemmer(algorithm).stemWord(word))


@cache
def _idle() -> frozenset[str]:
    """What is said about anything: the list's words, and the commonest of each language."""
    common = (word for said in lexicon("languages").values() for word in said.split())
    return listed("topics", "idle") | {fold(word).text for word in common} - {"order", "commande", "pedido", "ordine"}


@cache
def _same() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The words that stand for a thing, and the beginnings of words that do."""
    named = [(word, thing) for thing, words in lexicon("topics")["same"].items() for word in words.split()]
    whole = {word: thing for word, thing in named if not word.endswith("~")}
    return whole, tuple((word[:-1], thing) for word, thing in named if word.endswith("~"))
