"""What a reply must not say unless a gesture was granted: money, gifts, waivers, and commitments nobody may make.

Two judges look at it. Lists name what is given, phrase by phrase: one passes only if an approved gesture backs it (same
amount and currency, same kind of benefit, no more of it), or if the sentence merely repeats what the customer was
charged, or says that they asked and that it is being checked, and nothing in it or in a later 'It …' or 'You …' gives.
And since no list knows every way to give ('you will see a round zero on your next bill'), a classifier that has
learned from sentences of both kinds marks those that sound like a promise, and vouches for those that hardly are one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest

from prompts.affirmed import affirms, grants, only_asks, settles, strikes
from prompts.amounts import amounts_in
from prompts.brief import Approved
from prompts.ear import (
    FEW_WORDS,
    FEWEST_TO_VOUCH_FOR,
    HARMLESS,
    MOST_TO_VOUCH_FOR,
    PROMISE,
    PROMISE_OF_A_CLAUSE,
    PROMISE_TOGETHER,
    SENTENCE_END,
    SURELY_HARMLESS,
    Said,
    hear,
    legible,
    sentences,
)
from prompts.giving import lists
from prompts.granted import comes_on_top, granted_by, is_more
from prompts.phrases import grants as gesture_openings
from prompts.text import Folded, fold, is_disguised, tidy, words

_IS_THERE = re.compile(
    r"\b(?:asked for|baten|wanted) (?:is|are|was|ist|sind|has|hat)\b"
)  # 'what you asked for is packed'
_BACK = re.compile(r"\b(?:back|zuruck)\b")  # as they want their money
VOUCHED_FOR = 0.2
"""Below which likelihood a sentence that tells what they ask for and the next one promise nothing together."""
# How a sentence begins that goes on about what was just said.
_GOES_ON = re.compile(r"(?:it|this|that|es|das|dies|cela|ca|esto|eso|questo)\b")
_DIGITS_FOR_LETTERS = re.compile(r"[^\W\d_]\d+[^\W\d_]")
_BESIDE = 2  # characters between an amount and the benefit that it is the worth of
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
# The languages whose ways to give are known.
LANGUAGES = ("en", "de", "fr", "es", "it")

_Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Flag:
    """A phrase of a reply, `reply[start:end] == text`, that no approved gesture backs, and why it is marked."""

    start: int
    end: int
    text: str
    reason: str


@lru_cache(maxsize=128)  # a draft is looked at whenever it is shown, pressed or written another way
def flags(reply: str, approved: tuple[Approved, ...] = (), their_words: str = "", ours: str = "") -> tuple[Flag, ...]:
    """Every phrase of `reply` that promises something nobody approved, in reading order.

    `their_words` is the customer's message: an amount that stands there may be repeated, not given. `ours` is what the
    phrasebook wrote: a sentence of that is judged by the lists alone, as only what it was filled with can be wrong;
    not so the one that names a gesture, which may have been taken back since.
    """
    folded = legible(reply)
    text = folded.text
    kept, granted = lists(), tuple(granted_by(gesture) for gesture in approved)
    harmless = [match.span() for match in kept.frames["harmless"].finditer(text)]
    free_time = [match.span() for match in kept.benefits["free_time"].finditer(text)]
    theirs = lru_cache(maxsize=1)(lambda: {(a.value, a.unit) for a in amounts_in(fold(their_words).text)})
    found: list[_Found] = []
    wrong: list[_Found] = []
    whole = [match.span() for gesture in granted for words in gesture.whole for match in words.finditer(text)]
    covered = [match.start() for gesture in granted for name in gesture.names for match in name.finditer(text)]

    def allowed(start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in harmless)

    def stands_approved(start: int, end: int) -> bool:
        return any(first <= start and end <= last and not is_more(text, first, last) for first, last in whole)

    amounts = list(amounts_in(text))
    for amount in amounts:
        sentence, after = _sentences(text, amount.start, amount.end)
        backed = stands_approved(amount.start, amount.end) or (
            any(g.backs_amount(amount) for g in granted) and not is_more(text, amount.start, amount.end)
        )
        backed = backed and not comes_on_top(text, amount, covered)
        restated = kept.frames["restating"].search(sentence) is not None and amount.value is not None
        is_theirs = restated and (amount.value, amount.unit) in theirs()
        if backed:
            covered.append(amount.start)
        elif restated and their_words and not is_theirs:
            wrong.append((amount.start, amount.end, "an amount that they did not name"))
        elif not ((is_theirs and not _gives(sentence, after)) or allowed(amount.start, amount.end)):
            found.append((amount.start, amount.end, _UNAPPROVED.format("an amount")))
    for kind, pattern in kept.benefits.items():
        for match in pattern.finditer(text):
            if kind == "free" and any(first <= match.start() and match.end() <= last for first, last in free_time):
                continue
            worth = next((amount for amount in amounts if 0 <= match.start() - amount.end <= _BESIDE), None)
            backed = stands_approved(*match.span()) or (
                any(g.backs_benefit(kind, match[0]) and (worth is None or g.backs_amount(worth)) for g in granted)
                and not is_more(text, *match.span())
            )
            if backed:
                covered.append(match.start())
            elif not (allowed(*match.span()) or _merely_asked(text, *match.span())):
                found.append((*match.span(), _UNAPPROVED.format(_REASONS[kind])))
    for reason, pattern in kept.commitments.items():
        found += [
            (*m.span(), f"{reason} that nobody may make") for m in pattern.finditer(text) if not allowed(*m.span())
        ]
    known = frozenset(sentence for sentence in sentences(legible(ours).text) if not _grants().match(sentence))
    return tuple(_marked(reply, folded, (*_weighed(reply, folded, found, covered, known), *wrong)))


def without_flagged(reply: str, approved: tuple[Approved, ...] = (), their_words: str = "", ours: str = "") -> str:
    """`reply` less every sentence that promises what nobody approved; '' when nothing is left."""
    while found := flags(reply, approved, their_words, ours):
        ends = sorted({0, *(m.end() for m in SENTENCE_END.finditer(reply)), len(reply)})
        kept = (reply[a:b] for a, b in pairwise(ends) if not any(flag.start < b and a < flag.end for flag in found))
        reply = tidy("".join(kept))
    return reply


def _weighed(
    reply: str, folded: Folded, found: Sequence[_Found], covered: Sequence[int], known: Collection[str]
) -> Iterator[_Found]:
    """What the lists found, less where it surely gives nothing, and with what sounds like a promise.

    A long sentence is heard clause by clause too: many harmless words do not make up for one promise. Two plain ones
    are heard together: 'You ask about the late fee. It is off your account.' `covered` is where an approved gesture
    backs what is said; a next sentence that goes on about it ('It …') is about that gesture.
    """
    text, was_covered, was_plain, before = folded.text, False, True, ""
    heard = hear(reply, folded, known)
    for sentence, after in zip_longest(heard, heard[1:]):
        if not sentence.clauses:  # the phrasebook's own
            yield from (one for one in found if sentence.start <= one[0] < sentence.end)
            was_covered, was_plain, before = False, True, text[sentence.start : sentence.end]
            continue
        several = len(sentence.clauses) > 1
        backed = [any(clause.start <= at < clause.end for at in covered) for clause in sentence.clauses]
        said = text[sentence.start : sentence.end]
        goes_on = was_covered and _GOES_ON.match(said.lstrip()) is not None
        was_covered = any(backed)
        is_only_asked = _is_only_asked(said, sentence, after)
        marks: list[_Found] = []
        if (_grants().match(said.lstrip()) or grants(said)) and not was_covered:
            marks.append(_heard(text, sentence))  # so a letter names a gesture: it may have been taken back since
        for clause, is_backed in zip(sentence.clauses, backed, strict=True):
            here = [one for one in found if clause.start <= one[0] < clause.end]
            believed = here and max(sentence.likely, clause.likely) >= _believed_from(
                len(words(said)), len(words(text[clause.start : clause.end])), len(here)
            )
            is_given = believed and not is_only_asked
            marks += (one for one in here if is_given or _is_disguised(reply[slice(*folded.span(*one[:2]))]))
            least = PROMISE_OF_A_CLAUSE if several or len(words(said)) < FEW_WORDS else PROMISE
            if clause.likely >= least and not (here or is_backed or goes_on):
                marks.append(_heard(text, clause))
        is_named = any(sentence.start <= one[0] < sentence.end for one in found)
        aloud = several and sentence.likely >= PROMISE and not is_named
        gives = affirms(before, said) or strikes(before, said) or settles(before, said)
        together = was_plain and not marks and ((sentence.together or 0) >= PROMISE_TOGETHER or gives)
        if (aloud or together) and not (was_covered or goes_on):
            marks.append(_heard(text, sentence))
        was_plain, before = not (marks or was_covered or goes_on), said
        yield from marks


def _is_only_asked(said: str, sentence: Said, after: Said | None) -> bool:
    """Whether a sentence only tells what they ask for: it and the next one promise nothing together."""
    together = after.together if after else None
    unsure = together is not None and together < VOUCHED_FOR and sentence.likely < PROMISE_TOGETHER
    gives = _gives(_BACK.sub(" ", said), [])
    return unsure and len(sentence.clauses) == 1 and only_asks(said) and not (gives or _IS_THERE.search(said))


def _is_disguised(said: str) -> bool:
    """Whether it hides what it is from machines, as with digits for letters in 'r3fund'."""
    return is_disguised(said) or _DIGITS_FOR_LETTERS.search(said) is not None


def _believed_from(words_said: int, words_around: int, things_named: int) -> float:
    """From which likelihood on the lists are believed: the fewer the words and the more they name, the sooner; always
    where too many stand around it in one clause."""
    if words_around > MOST_TO_VOUCH_FOR:
        return 0
    return HARMLESS / things_named if words_said >= FEWEST_TO_VOUCH_FOR else SURELY_HARMLESS


def _heard(text: str, said: Said) -> _Found:
    whole = text[said.start : said.end]
    start, end = said.start + len(whole) - len(whole.lstrip()), said.start + len(whole.rstrip())
    return start, end, _UNAPPROVED.format("what sounds like a promise")


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


def _sentences(text: str, start: int, end: int) -> tuple[str, list[str]]:
    """The sentence around `text[start:end]`, and all that follow it."""
    breaks = sorted({0, *(m.end() for m in SENTENCE_END.finditer(text)), len(text)})
    first = max(b for b in breaks if b <= start)
    following = [b for b in breaks if b >= end]
    return text[first : following[0]], [text[a:b] for a, b in pairwise(following) if text[a:b].strip()]


def _merely_asked(text: str, start: int, end: int) -> bool:
    """Whether the sentence only says that they asked about this, and it or the next one that it is being looked at."""
    frames = lists().frames
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
    frames = lists().frames
    said = " ".join((sentence, *(later for later in after if frames["continuing"].match(later.lstrip()))))
    return frames["giving"].search(frames["keeping"].sub(" ", said)) is not None


@lru_cache(maxsize=1)
def _grants() -> re.Pattern[str]:
    """How the phrasebook's sentences begin that name a gesture, folded."""
    return re.compile("|".join(re.escape(fold(begins).text.strip()) for begins in gesture_openings()))
