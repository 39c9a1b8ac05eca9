"""A linear classifier of short texts, which has learned from our own sentences which words speak for what.

It needs neither network nor model: a table of weights for words, pairs of words and pieces of words, written by
`make learn`. Word lists alone cannot know all the ways to say a thing; a table of weights generalises over them.
Each of the hundreds of thousands of features has its weight in the slot that its checksum names (feature hashing,
Weinberger et al. 2009), so the table takes a byte for each slot and label, and loads at once.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zlib import crc32

SLOTS = 2**19
"""How many weights a label has: so many that few features that say much share one."""

_WORD = re.compile(r"\d+|[^\W\d_]+|[?!%€$£]")
_PIECES = (3, 4, 5)
_REACH = 4
"""How many words further the second of a pair may stand."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """`weights` holds for each of `labels` a signed byte for each slot: so many `unit`s are added to its `bias`."""

    labels: tuple[str, ...]
    unit: float
    bias: tuple[int, ...]
    weights: tuple[memoryview, ...]
    learned_from: str
    """The digest of what it was learned from."""

    def probabilities(self, features: frozenset[str]) -> dict[str, float]:
        """For each label how likely it is, from 0 to 1; together 1."""
        share, slots = 1 / math.sqrt(max(1, len(features))), slots_of(features)
        sums = [
            self.unit * (bias + share * sum([weights[slot] for slot in slots]))
            for bias, weights in zip(self.bias, self.weights, strict=True)
        ]
        most = max(sums)
        powers = [math.exp(number - most) for number in sums]
        return {label: power / sum(powers) for label, power in zip(self.labels, powers, strict=True)}


@cache
def classifier(name: str) -> Classifier:
    """The one of that name, read once. Raises `FileNotFoundError` if there is none."""
    head, _, kept = gzip.decompress(files("prompts").joinpath("learned", f"{name}.gz").read_bytes()).partition(b"\n")
    about, weights = json.loads(head), memoryview(kept).cast("b")
    labels = tuple(about["labels"])
    rows = tuple(weights[at * SLOTS : (at + 1) * SLOTS] for at in range(len(labels)))
    return Classifier(labels, about["unit"], tuple(about["bias"]), rows, about["learned_from"])


def slots_of(features: Iterable[str]) -> list[int]:
    """Where each feature has its weight."""
    return [crc32(feature.encode()) % SLOTS for feature in features]


def features_of(folded: str, also: Iterable[str] = ()) -> frozenset[str]:
    """What a folded text is made of: its words, which follow which, and pieces of words; `also` joins them."""
    said = ["#" * len(word) if word.isdecimal() else word for word in _WORD.findall(folded)]
    return frozenset((*_words(said), *_pieces(said), *also))


def _words(said: list[str]) -> Iterator[str]:
    yield from said
    yield from (f"{first} {second}" for first, second in pairwise(["^", *said, "$"]))
    for at, first in enumerate(said):
        yield from (f"{first}…{second}" for second in said[at + 2 : at + 1 + _REACH])


def _pieces(said: list[str]) -> Iterator[str]:
    for word in said:
        framed = f"<{word}>"
        for length in _PIECES:
            yield from (f"~{framed[i : i + length]}" for i in range(len(framed) - length + 1))
