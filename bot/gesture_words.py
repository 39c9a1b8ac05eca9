"""A gesture in words: its amount, as one says it, and as a sentence to the customer holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from statistics import median
from typing import Protocol

from bot.money import in_words
from bot.policy import PERCENT_DIGITS, Amount, Unit

_BEGINS_WITH_A_VOWEL = re.compile(r"[aeiou]|8|1[18](?!\d)")


class Named(Protocol):
    """A kind of gesture, or a recorded gesture: whatever has a label and a unit."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def unit(self) -> Unit:
        """What its amounts are."""


def describe_amount(kind: Named, amount: Amount, currency: str) -> str:
    """The amount alone: $20, 12.5%, 1 month; nothing where the kind has no amount."""
    match kind.unit:
        case "money":
            return in_words(amount, currency)
        case "percent":
            whole, rest = divmod(amount, 10**PERCENT_DIGITS)
            return f"{whole}.{rest:0{PERCENT_DIGITS}}".rstrip("0").rstrip(".") + "%"
        case "time":
            return f"{amount} {'month' if amount == 1 else 'months'}"
        case "none":
            return ""


def describe_median(kind: Named, amounts: Iterable[Amount], currency: str) -> str:
    """The median of amounts, of which there is one at least: $15, 1.5 months. Of an even number of them that lies
    between the middle two, so nobody need have got just that."""
    middle = median(amounts)
    if kind.unit != "time":
        return describe_amount(kind, round(middle), currency)
    return f"{middle:.1f}".removesuffix(".0") + (" month" if middle == 1 else " months")


def describe_gesture(kind: Named, amount: Amount, currency: str, price_minor: int | None = None) -> str:
    """The gesture as one says it: Account credit of $20, 10% discount on the next order, 2 free months."""
    worth, label = describe_amount(kind, amount, currency), _within(kind.label)
    match kind.unit:
        case "money":
            return f"{kind.label} of {worth}"
        case "percent":
            return f"{worth} {label}" + ("" if price_minor is None else f" (on {in_words(price_minor, currency)})")
        case "time" if label.lower().endswith(" months"):
            return f"{amount} {label[:-1] if amount == 1 else label}"
        case "time":
            return f"{kind.label} of {worth}"
        case "none":
            return kind.label


def _within(label: str) -> str:
    """A label behind its amount, where no capital begins it but one of a name's or of a German noun's: 'VIP discount',
    'Rabatt auf die Bestellung' and 'Lumo Months' keep theirs."""
    return label if any(letter.isupper() for letter in label[1:]) else label[:1].lower() + label[1:]


def describe_in_a_sentence(kind: Named, amount: Amount, currency: str) -> str:
    """The gesture as a sentence to the customer holds it: a $20 account credit, 2 free months, a handwritten note."""
    label = kind.label[:1].lower() + kind.label[1:]
    if kind.unit == "time" and label.endswith(" months"):
        return f"{amount} {label[:-1] if amount == 1 else label}"
    worth = describe_amount(kind, amount, currency)
    named = f"{worth} {label}" if worth else label
    return f"{'an' if _BEGINS_WITH_A_VOWEL.match(named) else 'a'} {named}"
