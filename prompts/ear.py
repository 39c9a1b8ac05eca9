"""Hearing whether a reply promises something, whatever its words, by what was learned from our own sentences.

A reply is read sentence by sentence, a long sentence clause by clause too, so that many harmless words do not make up
for one promise, and a sentence together with the one before it, which it may give away. Two judges have a say: the
classifier weighs words, and the encoders hear what they mean together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from prompts import encoder
from prompts.amounts import amounts_in
from prompts.classifier import classifier, features_of
from prompts.giving import lists
from prompts.text import BEFORE_A_STOP, BEHIND_A_DAY, Folded, fold, plain, without, words

# From which likelihood on a sentence, or a clause of a longer one, is marked though no list names what it gives, and
# below which it is not although one does: those words often stand where somebody only tells of a gift.
PROMISE, PROMISE_OF_A_CLAUSE, HARMLESS, SURELY_HARMLESS = 0.55, 0.9, 0.5, 0.02
PROMISE_TOGETHER = 0.95
"""From which likelihood on a sentence is marked for what it says together with the one before it."""
# How many words it takes to hear anything, to be a clause by itself, and to be vouched for against the lists.
FEWEST_WORDS, FEWEST_WORDS_OF_A_CLAUSE, FEWEST_TO_VOUCH_FOR = 2, 3, 7
FEW_WORDS = 5
"""Below how many words a sentence has to promise as clearly as a clause: so little hangs on what it goes on about."""
MOST_TO_VOUCH_FOR = 25
"""How many words a clause may have, so that nobody vouches for what is said in passing among many."""
MOST_TOGETHER = 20
"""How many words two sentences may have each to be heard together."""
WORDS_COUNT = 0.15
"""How much the classifier’s say counts beside the encoders’."""
_HARDLY = 1e-4
SENTENCE_END = re.compile(rf"[!?…]+|\n+|{BEFORE_A_STOP}\.(?=\s)(?!(?<=\d\.){BEHIND_A_DAY})", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[–—-](?=\s)")
# Where a clause goes on that has too many words, in each language.
_GOES_ON = re.compile(
    r"\s(?=(?:and|so|because|but|und|denn|aber|weil|damit|et|mais|car|donc|y|pero|porque|asi que|e|ma|perche|quindi)\s)"
)
# 'r3fund', folded, but no 'eur5'.
_WITH_DIGITS = re.compile(
    r"\b(?!(?:eur|usd|gbp|chf|cad|aud|nzd)[1-9])[a-z]+(?:[013457]{1,2}[a-z]+)*[013457]?\b(?<=[a-z0-9]{4})"
)
_LETTERS = str.maketrans("013457", "oieast")
_SMALL_CAPITALS = str.maketrans(
    "ᴀʙᴄᴅᴇꜰғɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdeffghijklmnopqrstuvwyz"
)  # no form of letters to Unicode
_SPACED_OUT = re.compile(r"(?<!\w)(?!a )\w(?:[^\w\n]{1,2}\w){3,}(?!\w)")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or clause, where it stands in the folded reply, and how likely it promises something, 0 to 1."""

    start: int
    end: int
    likely: float
    clauses: tuple[Said, ...] = ()
    """A sentence's clauses; the sentence itself where it has but one, and none of a known one."""
    together: float | None = None
    """How likely it promises something together with the sentence before it: 'About the fee. It is gone.'; None where
    there is none, or either is long."""


@lru_cache(maxsize=64)
def legible(text: str) -> Folded:
    """`text` folded, with words and numbers put together again that were spaced out letter by letter, and letters where
    digits stand for them."""
    put_together = without(fold(text.translate(_SMALL_CAPITALS), without_markup=True), _SPACED_OUT)
    return replace(put_together, text=_WITH_DIGITS.sub(lambda word: word[0].translate(_LETTERS), put_together.text))


def sentences(reply: str) -> list[str]:
    """A reply's sentences, each as one is judged."""
    return [reply[start:end].strip() for start, end in spans(reply)]


def hear(reply: str, folded: Folded, known: Collection[str] = ()) -> list[Said]:
    """The sentences of `reply`, which `legible` made `folded` of, with their clauses.

    Of a `known` sentence, as it stands folded, nothing is heard but what the next one says together with it.
    """

    def said(start: int, end: int, clauses: Iterable[tuple[int, int]] = ()) -> Said:
        shown = plain("".join(reply[at] for at in sorted(set(folded.origin[start:end]))))
        return Said(start, end, _likely(folded.text[start:end], shown), tuple(said(*clause) for clause in clauses))

    heard: list[Said] = []
    for start, end in spans(folded.text):
        if folded.text[start:end].strip() in known:
            heard.append(Said(start, end, 0.0))
            continue
        this, before = said(start, end, _clauses(folded.text, start, end)), heard[-1] if heard else None
        if before and all(len(words(folded.text[one.start : one.end])) <= MOST_TOGETHER for one in (before, this)):
            this = replace(this, together=said(before.start, this.end).likely)
        heard.append(this)
    return heard


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
def _likely(said: str, shown: str) -> float:
    """How likely what is `said`, folded, and `shown`, in its own letters, promises something; of one word the lists
    alone tell."""
    if len(words(said)) < FEWEST_WORDS:
        return 0.5
    by_words = classifier("promise").probabilities(_features(said))["promises"]
    heard = encoder.hear(shown)
    return _together(by_words, heard["promise"]["promises"]) if heard else by_words


def _together(by_words: float, by_meaning: float) -> float:
    """One likelihood of two: their odds' weighed geometric mean."""
    odds = WORDS_COUNT * _log_odds(by_words) + (1 - WORDS_COUNT) * _log_odds(by_meaning)
    return 1 / (1 + math.exp(-odds))


def _log_odds(likely: float) -> float:
    bounded = min(max(likely, _HARDLY), 1 - _HARDLY)
    return math.log(bounded / (1 - bounded))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence stands."""
    return _joined(text, sorted({0, *(m.end() for m in SENTENCE_END.finditer(text)), len(text)}), 1)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each clause of the sentence at `start` stands, a short one together with the next."""
    ends = {start, *(m.end() for m in _CLAUSE_END.finditer(text, start, end)), end}
    for first, last in _joined(text, sorted(ends), FEWEST_WORDS_OF_A_CLAUSE):
        if len(words(text[first:last])) > MOST_TO_VOUCH_FOR:
            ends |= {m.end() for m in _GOES_ON.finditer(text, first, last)}
    return _joined(text, sorted(ends), FEWEST_WORDS_OF_A_CLAUSE)


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
