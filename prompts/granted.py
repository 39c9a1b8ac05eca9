"""What an approved gesture lets a reply say: its amounts, its kind of benefit, and how it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prompts.amounts import Amount, amounts_in
from prompts.brief import Approved
from prompts.ear import SENTENCE_END
from prompts.giving import lists
from prompts.text import fold

_NEAR = 40  # characters behind an amount
# How one says that something comes on top, before it and behind it; folded.
_ON_TOP = re.compile(
    r"\b(?:on top|in addition|additionally|besides|plus|also|moreover|furthermore|too|as well"
    r"|ausserdem|zusatzlich|obendrein|obendrauf|dazu|daruber hinaus|auch|noch(?:mals?| einmal)?"
    r"|en plus|aussi|egalement|de plus|ademas|tambien|encima|anche|inoltre|in piu)\b"
)
_TOO = re.compile(
    r"(?:[^\w.!?\n]+\w+){0,2}?[^\w.!?\n]*\b(?:too|as well|on top|extra|more|auch|obendrauf|dazu|zusatzlich|mehr"
    r"|noch ?mals?|en plus|aussi|tambien|mas|anche|in piu)\b"
)
_THE = re.compile(
    r"\b(?:the|these|this|those|your|die|diese[nmrs]?|den|dem|der|ihre?|les?|ces?|los|esos?|i|gli|quei)\s+$"
)
_FOUND = re.compile(r"\b(?:find|see|use|spend|redeem|finden|sehen|nutzen|einlosen) (?:\w+ )?$")
_OF_IT = re.compile(r"\s+(?:of (?:it|this|that|these)|davon)\b")
# How one says that it goes back, before its amount and behind it.
_GIVES_BACK = re.compile(r"\b(?:giv(?:e|ing)|pay(?:ing)?|send(?:ing)?) (?:\w+ )?back (?:the|your|those)\s+$")
_BACK = re.compile(r"[^.!?\n]{0,15}\b(?:back|zuruck|wieder)\b")


@dataclass(frozen=True, slots=True)
class Granted:
    """What an approved gesture allows."""

    amounts: frozenset[tuple[object, str | None]]
    benefits: frozenset[str]
    tokens: frozenset[str]
    names: tuple[re.Pattern[str], ...]
    """How it is called."""
    whole: tuple[re.Pattern[str], ...]
    """How it is said with its amount, in each language: what these words hold was approved as it stands."""

    def backs_amount(self, amount: Amount) -> bool:
        """Whether an amount is one that was approved."""
        if amount.unit is None:
            return any(amount.value == value for value, _ in self.amounts)
        return amount.value is not None and (amount.value, amount.unit) in self.amounts

    def backs_benefit(self, kind: str, phrase: str) -> bool:
        """Whether a benefit of that kind was approved, as this phrase of a folded reply names it."""
        if kind == "free" and "free_time" in self.benefits:
            return False
        if kind in ("free", "free_time", "replacement"):
            return kind in self.benefits and _tokens(phrase) <= self.tokens
        return kind in self.benefits


def granted_by(gesture: Approved) -> Granted:
    """What this gesture allows."""
    whole = (gesture.words, *gesture.said.values())
    said = fold(" ".join((*whole, gesture.kind, gesture.amount or "")), without_markup=True).text
    benefits = {kind for kind, pattern in lists().benefits.items() if pattern.search(said)}
    amounts = frozenset((a.value, a.unit) for a in amounts_in(said) if a.value is not None)
    names = tuple(_called((*whole, gesture.kind)))
    return Granted(amounts, frozenset(benefits), _tokens(said), names, tuple(_called(whole)))


def is_more(text: str, start: int, end: int) -> bool:
    """Whether more of an approved thing is named than was approved: 'another', 'two', 'every month'."""
    more = lists().frames["more"]
    before = re.search(r"(?:\S+\s+){0,2}\S*\s*$", text[max(0, start - 40) : start])
    after = re.match(r"[\w -]{0,40}", text[end : end + 40])
    return bool((before and more.search(before[0])) or (after and more.search(after[0])))


def comes_on_top(text: str, amount: Amount, covered: Sequence[int]) -> bool:
    """Whether folded `text` gives an approved amount a second time, behind where it was named (`covered`): 'On top of
    that, I send you $20.' What is only named again, is 'the $20'."""
    if not any(at < amount.start for at in covered):
        return False
    begins = max(
        0,
        *(end.end() for end in SENTENCE_END.finditer(text, 0, amount.start)),
        *(at for at in covered if at < amount.start),
    )
    before, after = text[begins : amount.start], text[amount.end : amount.end + _NEAR]
    gives_back = _BACK.match(after) or _GIVES_BACK.search(before)
    is_named_again = (_THE.search(before) and not gives_back) or _FOUND.search(before) or _OF_IT.match(after)
    return not is_named_again and bool(_ON_TOP.search(before) or _TOO.match(after))


def _called(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """These names in folded text."""
    folded = {re.sub(r"^an? ", "", fold(name, without_markup=True).text.strip()) for name in names}
    return (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in sorted(folded) if name)


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
