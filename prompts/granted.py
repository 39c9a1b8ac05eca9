"""What an approved gesture lets a reply say: its amounts, its kind of benefit, and how it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prompts.amounts import Amount, amounts_in
from prompts.brief import Approved
from prompts.giving import lists
from prompts.text import fold


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
