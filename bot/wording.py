"""How a letter names a gesture: in English after its label, in another language by a word for its kind, which is the
policy's or, for the usual kinds, one of ours, and with the amount as one writes it there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from babel.numbers import format_percent
from babel.units import format_unit

from bot.gesture_words import Named, describe_amount, describe_in_a_sentence
from bot.money import in_words_of
from bot.policy import PERCENT_DIGITS, Amount, Policy, Unit
from prompts.brief import Approved

# What the usual kinds are called, by their label.
USUAL: Mapping[str, Mapping[str, str]] = {
    "Discount on the next order": {"de": "Rabatt auf die nächste Bestellung"},
    "Account credit": {"de": "Guthaben"},
    "Free months": {"de": "Freimonat"},
    "Handwritten note": {"de": "eine handgeschriebene Karte"},
}
# How a label stands in a letter of a language in which nobody has said what it is called.
QUOTED = {"de": "„{}“"}


class _Called(NamedTuple):
    """A kind of gesture by another name."""

    label: str
    unit: Unit


def approved(policy: Policy, kind: str, gesture: Named, amount: Amount, currency: str) -> Approved:
    """A gesture of that kind (by key) as a writer is told of it, in every language of the team's that has a word."""
    words = _words(policy, kind, gesture.label)
    said = {
        language: _said(words.get(language), gesture, amount, currency, language)
        for language in policy.drafts.languages
        if language != "en" and (language in words or language in QUOTED)
    }
    return Approved(
        words=describe_in_a_sentence(_Called(words.get("en", gesture.label), gesture.unit), amount, currency),
        amount=describe_amount(gesture, amount, currency) or None,
        kind=gesture.label,
        said=said,
    )


def _words(policy: Policy, kind: str, label: str) -> Mapping[str, str]:
    """What a kind is called, by language; a gesture keeps its label, so a kind that has another now is another."""
    now = policy.gestures.kinds.get(kind)
    return {**USUAL.get(label, {}), **(now.words if now and now.label == label else {})}


def _said(word: str | None, gesture: Named, amount: Amount, currency: str, language: str) -> str:
    """„Account credit“ (20 $), Guthaben über 20 $, 10 % Rabatt, 2 Freimonate, 2 Monate Gratiszeit; avoir (20 $)."""
    worth = _worth(gesture, amount, currency, language)
    if word is None or language != "de" or not worth:
        named = word or QUOTED[language].format(gesture.label)
        return f"{named} ({worth})" if worth else named
    if gesture.unit == "money":
        return f"{word} über {worth}"
    if gesture.unit == "time" and word.lower().endswith("monat"):
        return f"{amount} {word}{'' if amount == 1 else 'e'}"
    return f"{worth} {word}"


def _worth(gesture: Named, amount: Amount, currency: str, language: str) -> str:
    """The amount alone, as one writes it in that language, with plain spaces: 20 $, 12,5 %, 2 Monate."""
    said = ""
    match gesture.unit:
        case "money":
            said = in_words_of(amount, currency, language)
        case "percent":
            share = Decimal(amount).scaleb(-PERCENT_DIGITS - 2)
            said = format_percent(share, locale=language, decimal_quantization=False)
        case "time":
            said = format_unit(amount, "duration-month", locale=language)
    return " ".join(said.split())
