"""Money without floats: whole minor units of a currency, how people write them, and how we write them.

Which currencies exist, how many decimals each has and what their signs are comes from the Unicode CLDR, through babel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, list_currencies

LARGEST = 10**12
"""The most steps (minor units, hundredths of a percent, months) that any amount may have."""
MILLIONTHS = 6
"""The decimals of what tokens cost, whatever the currency's own."""

_IN_LETTERS = {2: "two", 3: "three", 6: "six"}
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])

# What people write beside the ISO codes and signs that the CLDR knows.
_EVERYDAY = {
    "us$": {"USD"},
    "dollar dollars buck bucks": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD"},
    "euro euros": {"EUR"},
    "pound pounds pfund quid": {"GBP"},
    "yen": {"JPY"},
    "yuan rmb": {"CNY"},
    "¥": {"JPY", "CNY"},
    "sfr franc francs franken": {"CHF"},
    "kr krona kronor krone kroner kronen": {"SEK", "NOK", "DKK"},
    "zł zl zloty złoty": {"PLN"},
    "rupee rupees": {"INR"},
}
# Other codes count in capitals only: TRY, ALL and BOB are also everyday words and names.
_LOWER_CASE_CODES = {"usd", "eur", "gbp", "chf", "jpy", "cad", "aud", "sek", "nok", "dkk", "pln", "inr"}

_HOMES = {"EUR": "DE"}  # most of its countries write as this one does

_PLAIN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_GROUPED = re.compile(r"([0-9]{1,3}(?:([.,'’\u00a0\u202f])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")


class Doubtful(ValueError):
    """A number that reads as thousands and as decimals; its words, the end of a sentence, offer both."""


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 2 for USD, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


@lru_cache(maxsize=100)
def decimal_marks(currency: str) -> str:
    """What parts the decimals where a currency is at home: a point for USD, a comma for EUR; both marks where its code
    names no country, as with XOF."""
    home = _HOMES.get(currency, currency[:2])  # an ISO code begins with its country's
    try:
        return str(Locale.parse(f"und_{home}").number_symbols["latn"]["decimal"])
    except (UnknownLocaleError, KeyError):
        return ".,"


def is_currency(code: str) -> bool:
    """Whether this is the ISO 4217 code of a currency, in capitals."""
    return code in _codes()


@lru_cache(maxsize=1000)  # a judgement names the same few amounts again and again
def in_words(minor: int, currency: str) -> str:
    """Minor units as people write them: $120, $12.50, €1,200, ¥500, CHF 25.

    Decimals that are all zero are dropped, but for currencies with three: there 'KWD 1,000' could be read as one.
    """
    digits = minor_digits(currency)
    whole = minor % 10**digits == 0 and digits < 3
    pattern = _mark(currency) + "#,##0" + ("" if whole or not digits else "." + "0" * digits)
    with localcontext(_EXACT):
        value = Decimal(minor).scaleb(-digits)
        return format_currency(value, currency, pattern, locale="en", currency_digits=False)


def in_small(millionths: int, currency: str) -> str:
    """Millionths of the currency's unit in words: as money where they come to some, else with two digits that count."""
    minor = round(Decimal(millionths).scaleb(minor_digits(currency) - MILLIONTHS))
    if minor >= 10 or not millionths:
        return in_words(minor, currency)
    value = Decimal(millionths).scaleb(-MILLIONTHS)
    pattern = f"{_mark(currency)}0.{'0' * min(MILLIONTHS, 1 - value.adjusted())}"
    return format_currency(value, currency, pattern, locale="en", currency_digits=False)


def _mark(currency: str) -> str:
    """Where its sign stands in a pattern: before the number, apart from it where it ends in a letter."""
    return "¤\u00a0" if get_currency_symbol(currency, "en")[-1].isalpha() else "¤"


@lru_cache(maxsize=1000)
def in_words_of(minor: int, currency: str, language: str) -> str:
    """Minor units as people write them in a language: 20 $ and 12,50 € in German, decimals as in English."""
    digits = minor_digits(currency)
    whole = minor % 10**digits == 0 and digits < 3
    usual = Locale.parse(language).currency_formats["standard"].pattern
    pattern = re.sub(r"\.0+", "" if whole or not digits else "." + "0" * digits, usual)
    with localcontext(_EXACT):
        value = Decimal(minor).scaleb(-digits)
        return format_currency(value, currency, pattern, locale=language, currency_digits=False)


def to_steps(value: Decimal | int, digits: int) -> int:
    """The number in steps of 10**-digits, so 12.5 with two digits is 1250.

    Raises ValueError, with the end of a sentence, when it is not exactly so many steps or too large to be meant.
    """
    try:
        with localcontext(_EXACT):
            steps = Decimal(value).scaleb(digits)
            if abs(steps) > LARGEST:
                raise ValueError("is larger than any amount here")
            if steps != steps.to_integral_value():
                raise ValueError(_too_fine(digits))
            return int(steps)
    except ArithmeticError:  # not a number, or so long that only rounding could hold it
        raise ValueError("is not a number that can be used here") from None


def read_number(text: str, digits: int, *, grouped: bool, decimal: str = "") -> int:
    """Digits with marks, English or German, in steps of 10**-digits: 12.50, 12,50, 1,000.50, 1.000,50, 1'000.

    Marks may group thousands only where `grouped`. A lone mark before exactly three digits (1.000, 1,000) then groups
    them, unless it is one of the `decimal` marks, those that its writer may part decimals with: then it could do
    either, and a slip would count a thousandfold. With three decimals a point divides, and a comma could do either.

    Raises ValueError, with the end of a sentence, when the text cannot be read or not exactly; Doubtful is one.
    """
    plain = _PLAIN.fullmatch(text)
    groups = _GROUPED.fullmatch(text) if grouped else None
    if plain and groups and not text.startswith("0"):
        if (groups[2] in decimal) if digits < 3 else (groups[2] == ","):
            raise Doubtful(_either(plain[1], plain[2], digits))
        if digits < 3:
            plain = None
    if plain:
        whole, fraction = plain[1], plain[2] or ""
    elif groups:
        whole, fraction = groups[1].replace(groups[2], ""), groups[3] or ""
    else:
        raise ValueError("is not a number that can be read without doubt")
    if len(fraction) > digits:
        raise ValueError(_too_fine(digits))
    return to_steps(Decimal(f"{whole}.{fraction or 0}"), digits)


def meant(mark: str, currency: str) -> bool | None:
    """Whether a sign, code or word for money ('$', 'EUR', 'bucks') means this currency; None: it is not about money."""
    word = mark.casefold()
    if word == currency.casefold():
        return True
    if mark in _codes() or word in _LOWER_CASE_CODES:
        return False
    means = _signs().get(word)
    return None if means is None else currency in means


def _either(whole: str, rest: str, digits: int) -> str:
    parted = f"{whole}.{rest[:digits]}" if digits else whole
    return f"could mean {whole}{rest} or {parted}: type the one you mean"


def _too_fine(digits: int) -> str:
    match digits:
        case 0:
            return "must be a whole number"
        case 1:
            return "has more than one decimal"
        case _:
            return f"has more than {_IN_LETTERS.get(digits, digits)} decimals"


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies()) - {"XXX", "XTS"}


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, frozenset[str]]:
    signs: dict[str, set[str]] = {}
    for code in _codes():
        for locale in ("en", "de"):
            sign = get_currency_symbol(code, locale)
            if sign != code:
                signs.setdefault(sign.casefold(), set()).add(code)
                if sign.endswith("$"):  # in Canada, CA$ is just $
                    signs.setdefault("$", set()).add(code)
    for words, codes in _EVERYDAY.items():
        for word in words.split():
            signs.setdefault(word, set()).update(codes)
    return MappingProxyType({sign: frozenset(codes) for sign, codes in signs.items()})
