"""What a reply must not say unless a gesture was granted: money, gifts, waivers, and commitments nobody may make.

Two judges look at it. Lists name what is given, phrase by phrase: one passes only if an approved gesture backs it (same
amount and currency, same kind of benefit, no more of it), or if the sentence merely repeats what the customer was
charged, or says that they asked and that it is being checked, and nothing in it or in a later 'It …' or 'You …' gives.
And since no list knows every way to give ('you will see a round zero on your next bill'), a classifier that has
learned from sentences of both kinds marks those that sound like a promise, and vouches for those that surely are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from prompts.amounts import Amount, amounts_in
from prompts.brief import Approved
from prompts.classifier import classifier, features_of
from prompts.text import Folded, bounded, fold, tidy, without, words
from prompts.wordlists import lexicon

_SPACED_OUT = re.compile(r"(?<!\w)(?!a )\w(?:[^\w\n]{1,2}\w){3,}(?!\w)")
_SENTENCE_END = re.compile(r"[!?…]+|\.(?=\s)|\n+")
_REASONS = {
    "refund": "money back",
    "credit": "a credit",
    "discount": "a lower price",
    "voucher": "a voucher",
    "free_time": "free time",
    "free": "something free",
    "waiver": "a waiver",
    "compensation": "compensation",
    "replacement": "a replacement",
}
_UNAPPROVED = "{} that nobody approved"
# From which likelihood on a sentence is marked though no list names it, and below which it is not although one does.
PROMISE, HARMLESS = 0.62, 0.4
FEWEST_WORDS = 5

_Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Flag:
    """A phrase of a reply, `reply[start:end] == text`, that no approved gesture backs, and why it is marked."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Words:
    benefits: dict[str, re.Pattern[str]]
    commitments: dict[str, re.Pattern[str]]
    frames: dict[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Granted:
    """What the approved gestures allow."""

    amounts: frozenset[tuple[object, str | None]]
    benefits: frozenset[str]
    tokens: frozenset[str]

    def backs_amount(self, amount: Amount) -> bool:
        if amount.unit is None:
            return any(amount.value == value for value, _ in self.amounts)
        return amount.value is not None and (amount.value, amount.unit) in self.amounts

    def backs_benefit(self, kind: str, phrase: str) -> bool:
        if kind == "free" and "free_time" in self.benefits:
            return False
        if kind in ("free", "free_time", "replacement"):
            return kind in self.benefits and _tokens(phrase) <= self.tokens
        return kind in self.benefits


def flags(reply: str, approved: tuple[Approved, ...] = (), their_words: str = "", ours: str = "") -> tuple[Flag, ...]:
    """Every phrase of `reply` that promises something nobody approved, in reading order.

    `their_words` is the customer's message: an amount that stands there may be repeated, not given. `ours` is what the
    phrasebook wrote: a sentence of that is judged by the lists alone, as only what it was filled with can be wrong.
    """
    folded = _legible(reply)
    text = folded.text
    lists, granted = _words(), _granted(approved)
    harmless = [match.span() for match in lists.frames["harmless"].finditer(text)]
    free_time = [match.span() for match in lists.benefits["free_time"].finditer(text)]
    theirs = lru_cache(maxsize=1)(lambda: {(a.value, a.unit) for a in amounts_in(fold(their_words).text)})
    found: list[_Found] = []
    covered: list[int] = []

    def allowed(start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in harmless)

    for amount in amounts_in(text):
        sentence, after = _sentences(text, amount.start, amount.end)
        backed = granted.backs_amount(amount) and not _more(text, amount.start, amount.end)
        repeated = (
            lists.frames["restating"].search(sentence) is not None
            and amount.value is not None
            and (amount.value, amount.unit) in theirs()
            and not _gives(sentence, after)
        )
        if backed:
            covered.append(amount.start)
        elif not (repeated or allowed(amount.start, amount.end)):
            found.append((amount.start, amount.end, _UNAPPROVED.format("an amount")))
    for kind, pattern in lists.benefits.items():
        for match in pattern.finditer(text):
            if kind == "free" and any(first <= match.start() and match.end() <= last for first, last in free_time):
                continue
            backed = granted.backs_benefit(kind, match[0]) and not _more(text, *match.span())
            if backed:
                covered.append(match.start())
            elif not (allowed(*match.span()) or _merely_asked(text, *match.span())):
                found.append((*match.span(), _UNAPPROVED.format(_REASONS[kind])))
    for reason, pattern in lists.commitments.items():
        found += [
            (*m.span(), f"{reason} that nobody may make") for m in pattern.finditer(text) if not allowed(*m.span())
        ]
    known = frozenset(sentences(_legible(ours).text)) if ours else frozenset()
    return tuple(_marked(reply, folded, _weighed(text, found, covered, known)))


def sentences(reply: str) -> list[str]:
    """A reply's sentences, each as one is judged."""
    return [reply[start:end].strip() for start, end in _spans(reply)]


def features(sentence: str) -> frozenset[str]:
    """What a sentence is made of, as the classifier `promise` learns it: its words, and what the lists find in it."""
    return _features(_legible(sentence).text)


def _features(text: str) -> frozenset[str]:
    lists = _words()
    found = {f"!{name}" for table in (lists.benefits, lists.commitments) for name, p in table.items() if p.search(text)}
    found |= {f"!{name}" for name, pattern in lists.frames.items() if pattern.search(text)}
    found |= {"!amount"} if any(amounts_in(text)) else set()
    return features_of(text, found)


def without_flagged(reply: str, approved: tuple[Approved, ...] = (), their_words: str = "", ours: str = "") -> str:
    """`reply` less every sentence that promises what nobody approved; '' when nothing is left."""
    while found := flags(reply, approved, their_words, ours):
        ends = sorted({0, *(m.end() for m in _SENTENCE_END.finditer(reply)), len(reply)})
        kept = (reply[a:b] for a, b in pairwise(ends) if not any(flag.start < b and a < flag.end for flag in found))
        reply = tidy("".join(kept))
    return reply


def _weighed(text: str, found: Sequence[_Found], covered: Sequence[int], known: Collection[str]) -> Iterator[_Found]:
    """What the lists found, less where the sentence surely gives nothing, and with those that sound like a promise.

    `covered` is where an approved gesture backs what is said; what goes on about it ('It …') is about that gesture.
    """
    continuing = _words().frames["continuing"]
    was_covered = False
    for start, end in _spans(text):
        sentence = text[start:end]
        here = [one for one in found if start <= one[0] < end]
        is_covered = any(start <= at < end for at in covered)
        is_covered |= was_covered and continuing.match(sentence.lstrip()) is not None
        likely = HARMLESS if sentence.strip() in known else _likely(sentence)
        if likely >= HARMLESS:
            yield from here
        if likely >= PROMISE and not here and not is_covered:
            lead = len(sentence) - len(sentence.lstrip())
            yield start + lead, start + len(sentence.rstrip()), _UNAPPROVED.format("what sounds like a promise")
        was_covered = is_covered


@lru_cache(maxsize=4096)
def _likely(sentence: str) -> float:
    """How likely a folded sentence is to promise something, from 0 to 1; of a few words the lists alone tell."""
    if len(words(sentence)) < FEWEST_WORDS:
        return HARMLESS
    return classifier("promise").probabilities(_features(sentence))["promises"]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence stands."""
    ends = sorted({0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)})
    return ((a, b) for a, b in pairwise(ends) if text[a:b].strip())


def _marked(reply: str, folded: Folded, found: Iterable[_Found]) -> Iterator[Flag]:
    """The findings in the reply's own positions; of overlapping ones the first, stretched over all of them."""
    start = end = -1
    reason = ""
    for first, last, why in sorted((*folded.span(s, e), r) for s, e, r in found):
        if first >= end:
            if end > 0:
                yield Flag(start, end, reply[start:end], reason)
            start, reason = first, why
        end = max(end, last)
    if end > 0:
        yield Flag(start, end, reply[start:end], reason)


def _legible(text: str) -> Folded:
    """`text` folded, with words and numbers put together again that were spaced out letter by letter."""
    return without(fold(text, without_markup=True), _SPACED_OUT)


def _sentences(text: str, start: int, end: int) -> tuple[str, list[str]]:
    """The sentence around `text[start:end]`, and all that follow it."""
    breaks = sorted({0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)})
    first = max(b for b in breaks if b <= start)
    following = [b for b in breaks if b >= end]
    return text[first : following[0]], [text[a:b] for a, b in pairwise(following) if text[a:b].strip()]


def _merely_asked(text: str, start: int, end: int) -> bool:
    """Whether the sentence only says that they asked about this, and it or the next one that it is being looked at."""
    frames = _words().frames
    sentence, after = _sentences(text, start, end)
    asked = frames["asking"].search(sentence)
    if asked is None or asked.start() > sentence.find(text[start:end]):
        return False
    if frames["checking"].search(sentence):
        return not _gives(sentence, after)
    return (
        bool(after) and frames["checking"].search(after[0]) is not None and not _gives(sentence + after[0], after[1:])
    )


def _gives(sentence: str, after: list[str]) -> bool:
    """Whether the sentence, or a later one speaking of the same thing, gives something."""
    frames = _words().frames
    said = " ".join((sentence, *(later for later in after if frames["continuing"].match(later.lstrip()))))
    return frames["giving"].search(frames["keeping"].sub(" ", said)) is not None


def _more(text: str, start: int, end: int) -> bool:
    """Whether more of an approved thing is named than was approved: 'another', 'two', 'every month'."""
    more = _words().frames["more"]
    before = re.search(r"(?:\S+\s+){0,2}\S*\s*$", text[max(0, start - 40) : start])
    after = re.match(r"[\w -]{0,40}", text[end : end + 40])
    return bool((before and more.search(before[0])) or (after and more.search(after[0])))


def _granted(approved: tuple[Approved, ...]) -> _Granted:
    said = fold(" \n ".join(" ".join((a.words, a.amount or "", a.kind)) for a in approved), without_markup=True).text
    benefits = {kind for kind, pattern in _words().benefits.items() if pattern.search(said)}
    amounts = frozenset((a.value, a.unit) for a in amounts_in(said) if a.value is not None)
    return _Granted(amounts, frozenset(benefits), _tokens(said))


def _tokens(text: str) -> frozenset[str]:
    """The words of folded `text`, in the singular, less articles."""
    return frozenset(w.rstrip("s") for w in re.findall(r"\w+", text)) - {
        "a",
        "an",
        "the",
        "ein",
        "eine",
        "einen",
        "your",
        "of",
        "for",
    }


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = lexicon("guard")

    def compiled(table: dict[str, list[str]]) -> dict[str, re.Pattern[str]]:
        return {
            name: re.compile("|".join(map(bounded, sorted(patterns, key=len, reverse=True))))
            for name, patterns in table.items()
        }

    return _Words(compiled(data["benefits"]), compiled(data["commitments"]), compiled(data["frames"]))
