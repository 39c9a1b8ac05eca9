"""How much of a gesture, as people type it: `$25`, `25 EUR`, `12,50 €`, `10% on $80`, `2 Monate`, or a bare number.

An amount that cannot be read exactly is a problem in one sentence, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.gesture_words import describe_amount
from bot.money import Doubtful, decimal_marks, in_words, meant, minor_digits, read_number, to_steps
from bot.policy import PERCENT_DIGITS, Amount, Kind, Unit

Meaning = Literal["percent", "months", "other time", "money", "other money", "cents"]

_SIGN = r"[A-Za-z]{0,3}[$£¤¥€\u20a0-\u20cf]"
_MINUS = "[-−–]"
_NUMBER = r"[0-9]+(?:[.,'’\u00a0\u202f][0-9]+)*"
_AMOUNT = re.compile(
    rf"(?P<minus>{_MINUS}\s?)?(?:(?P<before>{_SIGN}|[A-Za-z]{{3}})\s?)?(?P<minus2>{_MINUS}\s?)?"
    rf"(?P<number>{_NUMBER})(?:[.,][-–—])?"
)
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])")
_AFTER = re.compile(rf"\s?(?P<after>[%％¢]|{_SIGN}|[^\W\d_]+)(?P<dot>\.(?=\s|$))?")
_END = re.compile(r"[,;:.!)]*(?=\s|$)")
_ODD_NUMBER = re.compile(rf"(?:{_SIGN}\s?)[^\s]*|{_MINUS}?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+(?=\s|$)")
_SPELLED = re.compile(
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
    r"|eine[nms]?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|zwanzig|dreißig|vierzig"
    r"|fünfzig|hundert)[\s-]+)+(?P<after>[^\W\d_]+)",
    re.IGNORECASE,
)
_EXAMPLES: dict[Unit, str] = {"percent": "10%", "money": "$25", "time": "1 month", "none": "nothing"}
_PRICED = re.compile(r"\s+(?:on|of|off|auf|von)\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_OFF = re.compile(r"\s+off(?=\s|$)", re.IGNORECASE)

_VOCABULARY: dict[Meaning, str] = {
    "percent": "% ％ percent pct prozent",
    "months": "month months monat monate monaten",
    "other time": "day days week weeks year years hour hours tag tage woche wochen jahr jahre stunde stunden",
    "cents": "¢ cent cents penny pence",
}
_MEANS = {word: meaning for meaning, words in _VOCABULARY.items() for word in words.split()}
_FITS: dict[Unit, Meaning] = {"percent": "percent", "money": "money", "time": "months"}


@dataclass(frozen=True, slots=True)
class AmountRead:
    """What was read: the amount in the kind's steps, and the price ('on $80') in minor units.

    `problem` is one sentence that says what to type instead; `typed` the stretch of text that all this is about.
    Neither amount nor problem: the text does not start with an amount.
    """

    amount: Amount | None = None
    price_minor: int | None = None
    problem: str | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A number with what stands around it, not yet judged."""

    number: str
    negative: bool
    leads: bool
    """Whether the sign or code stands before the number, as we write it ourselves."""
    meanings: frozenset[Meaning]
    end: int


def read_amount(text: str, kind: Kind, currency: str) -> tuple[AmountRead, str]:
    """The amount at the start of the text, in the kind's unit, and the rest of the text as typed.

    A kind without amounts reads 0, unless an amount in so many words stands there, which is a problem.
    """
    start = len(text) - len(text.lstrip())
    read, end = _read(text[start:], kind, currency)
    if not end:
        return read, text[start:]
    return read, text[start + end :].lstrip(" \t\u00a0,;:")


def read_amount_field(text: str, kind: Kind, currency: str) -> AmountRead:
    """An amount that stands alone, as in a form's field: nothing, or anything around it, is a problem."""
    read, rest = read_amount(text, kind, currency)
    if read.problem or (not rest.strip() and (read.typed or kind.unit == "none")):
        return read
    if not text.strip():
        return AmountRead(problem=f"How much? Type for example {_example(kind, currency)}.")
    return AmountRead(problem=_instead("The amount cannot be read", kind, currency), typed=text.strip())


def missing(read: AmountRead, kind: Kind | None) -> str:
    """Why an amount cannot be used, or is wanted still, in one sentence; nothing where all is well."""
    if read.problem or kind is None or read.amount is not None:
        return read.problem or ""
    return f"How much? For {kind.label} type for example {_EXAMPLES[kind.unit]}."


def _read(text: str, kind: Kind, currency: str) -> tuple[AmountRead, int]:
    found = _find(text, currency)
    if found is None:
        return _odd(text, kind, currency)
    if kind.unit == "none" and not found.meanings & {"money", "other money", "percent"}:
        return AmountRead(amount=0), 0  # a bare number is a ticket, or the reason begins with it
    typed = _tidy(text[: found.end])
    try:
        amount = _judged(found, typed, kind.unit, currency)
    except ValueError as error:
        problem = f"{error}." if isinstance(error, Doubtful) else _instead(str(error), kind, currency)
        return AmountRead(problem=problem, typed=typed), found.end
    if kind.unit == "percent":
        return _with_price(text, amount, found.end, currency)
    return AmountRead(amount, typed=typed), found.end


def _with_price(text: str, percent: Amount, end: int, currency: str) -> tuple[AmountRead, int]:
    """A percentage with the price in 'on $80'; a bare number after 'on' may be anything, so it is left alone."""
    on = _PRICED.match(text, end)
    found = _find(text[on.end() :], currency) if on else None
    if on is None or found is None or not found.meanings & {"money", "other money"}:
        off = _OFF.match(text, end)
        return AmountRead(percent, typed=_tidy(text[:end])), off.end() if off else end
    end = on.end() + found.end
    try:
        price = _judged(found, _tidy(text[on.end() : end]), "money", currency)
    except ValueError as error:
        example = in_words(to_steps(80, minor_digits(currency)), currency)
        instead = "" if isinstance(error, Doubtful) else f": type the price like 10% on {example}"
        return AmountRead(problem=f"{error}{instead}.", typed=_tidy(text[:end])), end
    return AmountRead(percent, price, typed=_tidy(text[:end])), end


def _find(text: str, currency: str) -> _Found | None:
    match = _AMOUNT.match(text)
    if match is None:
        return None
    meanings: set[Meaning] = set()
    if before := match["before"]:
        meaning = _meaning(before, currency)
        if meaning not in ("money", "other money"):
            return None
        meanings.add(meaning)
    number, end = match["number"], match.end()
    if spaced := _spaced(text, match.start("number"), currency):
        number, end = spaced
    after = _AFTER.match(text, end)
    if after and (meaning := _meaning(after["after"], currency)):
        meanings.add(meaning)
        end = after.end()
    closing = _END.match(text, end)
    if closing is None:
        return None  # '3rd', '12:30', '4312-A' are no amounts
    negative = bool(match["minus"] or match["minus2"])
    return _Found(number, negative, bool(before), frozenset(meanings), closing.end())


def _spaced(text: str, start: int, currency: str) -> tuple[str, int] | None:
    """A number whose thousands stand apart, and its end: 1 000 €. What else follows a number is a ticket, unless it
    begins with 0, as no ticket does."""
    found = _SPACED.match(text, start)
    if found is None:
        return None
    after = _AFTER.match(text, found.end())
    is_money = after is not None and _meaning(after["after"], currency) in ("money", "other money")
    return (found[0].replace(" ", "\u00a0"), found.end()) if is_money or " 0" in found[0] else None


def _odd(text: str, kind: Kind, currency: str) -> tuple[AmountRead, int]:
    """What is meant as an amount, but is no number in digits: '$NaN', '1e3', 'ten bucks'."""
    if kind.unit == "none":
        return AmountRead(amount=0), 0
    odd = _ODD_NUMBER.match(text)
    spelled = _SPELLED.match(text)
    if spelled and _meaning(spelled["after"], currency) not in (None, "other time"):
        odd = spelled
    if odd is None:
        return AmountRead(), 0
    problem = _instead(f"“{odd[0][:40]}” cannot be read as a number", kind, currency)
    return AmountRead(problem=problem, typed=odd[0]), odd.end()


def _judged(found: _Found, typed: str, unit: Unit, currency: str) -> int:
    """The amount in steps of the unit. Raises ValueError with a sentence without its end."""
    if unit == "money" and "other money" in found.meanings:
        raise ValueError(f"“{typed}” is not in {currency}, the team’s currency")
    if found.meanings - {_FITS.get(unit)}:
        raise ValueError(f"“{typed}” does not fit here")
    digits = {"percent": PERCENT_DIGITS, "money": minor_digits(currency)}.get(unit, 0)
    try:
        steps = read_number(found.number, digits, grouped=unit == "money", decimal=_decimal(found, currency))
    except ValueError as error:
        raise type(error)(f"“{typed}” {error}") from None
    if found.negative or steps == 0:
        raise ValueError(f"“{typed}” is not above zero")
    return steps


def _decimal(found: _Found, currency: str) -> str:
    """What may part decimals in it. Behind a sign a comma groups, in every currency: so we write €1,000 ourselves."""
    marks = decimal_marks(currency)
    return marks.replace(",", "") if found.leads else marks


def _meaning(word: str, currency: str) -> Meaning | None:
    if meaning := _MEANS.get(word.casefold()):
        return meaning
    match meant(word, currency):
        case True:
            return "money"
        case False:
            return "other money"
        case None:
            return None


def _tidy(text: str) -> str:
    return text.strip().rstrip(",;:.!)")


def _instead(problem: str, kind: Kind, currency: str) -> str:
    if kind.unit == "none":
        return f"{problem}: {kind.label} has no amount."
    return f"{problem}: for {kind.label}, type an amount like {_example(kind, currency)}."


def _example(kind: Kind, currency: str) -> str:
    """An amount of a kind that has one, as people type it."""
    digits = {"money": minor_digits(currency), "percent": PERCENT_DIGITS}.get(kind.unit, 0)
    steps = {"money": 25, "percent": 10}.get(kind.unit, 1)
    return describe_amount(kind, to_steps(steps, digits), currency)
