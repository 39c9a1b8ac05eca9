"""Hearing whether a sentence promises something, whatever its words: by a classifier that has learned from our own.

The whole reply is read sentence by sentence, and a long sentence clause by clause too, so that many harmless words do
not make up for one promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from prompts.amounts import amounts_in
from prompts.classifier import classifier, features_of
from prompts.giving import lists
from prompts.text import Folded, fold, without, words

# From which likelihood on a sentence, or a clause of a longer one, is marked though no list names what it gives, and
# below which it is not although one does.
PROMISE, PROMISE_OF_A_CLAUSE, HARMLESS, SURELY_HARMLESS = 0.54, 0.8, 0.4, 0.1
# How many words it takes to hear anything, to be a clause by itself, and to be vouched for against the lists.
FEWEST_WORDS, FEWEST_WORDS_OF_A_CLAUSE, FEWEST_TO_VOUCH_FOR = 5, 3, 7
SENTENCE_END = re.compile(r"[!?…]+|\.(?=\s)|\n+")
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[–—-](?=\s)")
_SPACED_OUT = re.compile(r"(?<!\w)(?!a )\w(?:[^\w\n]{1,2}\w){3,}(?!\w)")


def legible(text: str) -> Folded:
    """`text` folded, with words and numbers put together again that were spaced out letter by letter."""
    return without(fold(text, without_markup=True), _SPACED_OUT)


def sentences(reply: str) -> list[str]:
    """A reply's sentences, each as one is judged."""
    return [reply[start:end].strip() for start, end in spans(reply)]


def features(sentence: str) -> frozenset[str]:
    """What a sentence is made of, as the classifier `promise` learns it: its words, and what the lists find in it."""
    return _features(legible(sentence).text)


def _features(text: str) -> frozenset[str]:
    kept = lists()
    tables = (kept.benefits, kept.commitments, kept.frames)
    found = {f"!{name}" for table in tables for name, pattern in table.items() if pattern.search(text)}
    found |= {"!amount"} if any(amounts_in(text)) else set()
    return features_of(text, found)


@lru_cache(maxsize=4096)
def likely(said: str) -> float:
    """How likely a folded sentence or clause is to promise something, 0 to 1; of a few words the lists alone tell."""
    if len(words(said)) < FEWEST_WORDS:
        return 0.5
    return classifier("promise").probabilities(_features(said))["promises"]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence stands."""
    return _joined(text, sorted({0, *(m.end() for m in SENTENCE_END.finditer(text)), len(text)}), 1)


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each clause of the sentence at `start` stands, a short one together with the next."""
    ends = (m.end() for m in _CLAUSE_END.finditer(text, start, end))
    return _joined(text, sorted({start, *ends, end}), FEWEST_WORDS_OF_A_CLAUSE)


def _joined(text: str, ends: Sequence[int], fewest: int) -> Iterator[tuple[int, int]]:
    """The stretches between `ends`, joined until each has the `fewest` words; what is left joins the last."""
    stretches: list[tuple[int, int]] = []
    start = ends[0]
    for end in ends[1:]:
        if len(words(text[start:end])) >= fewest:
            stretches.append((start, end))
            start = end
    if text[start : ends[-1]].strip():
        first = stretches.pop()[0] if stretches and fewest > 1 else start
        stretches.append((first, ends[-1]))
    return iter(stretches)
