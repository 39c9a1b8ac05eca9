"""Finding amounts in folded text: '$20', '12,50 euro', '10 percent', 'twenty dollars', 'zwanzig euro'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNITS = {
    "USD": r"us ?\$|\$|us ?dollars?|dollars?|dolar(?:es)?|dollari|bucks?|usd",
    "EUR": r"€|euros?|eur",
    "GBP": r"£|pounds?(?: sterling)?|quid|gbp|pfund",
    "CHF": r"chf|sfr\.?|fr\.|swiss francs?|franken|francs?|franchi",
    "JPY": r"¥|yen|jpy",
    "cent": r"¢|cents?|centimes?|rappen|pence|pennies",
    "%": r"%|per ?cent|percentage|pct|prozent|v\.h\.|pour ?cent|por ?ciento|per ?cento",
    "other": r"₹|₽|₩|₺|₿|zł|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|inr|cny|brl|mxn|rupees?|kronor|kroner|zloty",
}
_NUMBER = r"\d(?:[ .,'’_]{0,2}\d)*"
_UNIT = "|".join(f"(?P<{{side}}{i}>{pattern})" for i, pattern in enumerate(_UNITS.values()))
_BEFORE = re.compile(rf"(?<![a-z])(?:{_UNIT.format(side='b')})[ :]{{0,2}}(?P<number>{_NUMBER})")
_AFTER = re.compile(rf"(?P<number>{_NUMBER})(?:[.,][-–—]+)?[ -]{{0,2}}(?:{_UNIT.format(side='a')})(?![a-z])")
_OFF = re.compile(rf"(?P<number>{_NUMBER}) (?:off|back)(?![a-z])")
_NAMED = re.compile(rf"(?:(?<![a-z])|(?<=[a-z]))(?:{_UNIT.format(side='n')})(?![a-z])")

_SMALL = {
    **dict(zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], range(20), strict=True)),  # noqa: E501
    **dict(zip(["null", "ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwolf", "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"], range(20), strict=True)),  # noqa: E501
    "a": 1, "an": 1, "eins": 1, "eine": 1, "einen": 1,
}  # fmt: skip
_TENS = {
    **dict(
        zip(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
            range(20, 100, 10),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
            range(20, 100, 10),
            strict=True,
        )
    ),
}
_LARGE = {"hundred": 100, "hundert": 100, "thousand": 1000, "tausend": 1000}
_PARTS = "|".join(
    sorted({*_SMALL, *_TENS, *_LARGE, "and", "und"} - {"a", "an", "eine", "einen"}, key=len, reverse=True)
)
_NUMBER_WORD = re.compile(
    rf"(?:{_PARTS})+|an?|eine?n?|half|halbe|few|some|couple|paar|einige|of|dozen|vingt|trente|cent|dix|cinq|veinte|diez|cinco|venti|dieci|cinque|cien|cento"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at `start` to `end`. `value` is None where only a currency is named ('some dollars'), `unit` where none is."""

    start: int
    end: int
    value: Decimal | None
    unit: str | None


def amounts_in(text: str) -> Iterator[Amount]:
    """Every amount in folded `text`, each stretch once."""
    taken: list[tuple[int, int]] = []
    for pattern in (_BEFORE, _AFTER, _NAMED, _OFF):
        for match in pattern.finditer(text):
            start, end = match.span()
            value = None
            if pattern is _NAMED:
                start, value = _spelled_before(text, start)
            if not any(first < end and start < last for first, last in taken):
                taken.append((start, end))
                yield Amount(start, end, value if pattern is _NAMED else _decimal(match["number"]), _unit(match))


def _unit(match: re.Match[str]) -> str | None:
    names = list(_UNITS)
    return next((names[int(key[1:])] for key, found in match.groupdict().items() if found and key[1:].isdigit()), None)


def _decimal(written: str) -> Decimal:
    """The number as written in either notation: '1.234,50', '1,234.50', '12,5', '1 200'."""
    digits = re.sub(r"[ '’_]", "", written)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or (len(digits) - last == 4 and len(set(digits) & {".", ","}) == 1):
        return Decimal(re.sub(r"\D", "", digits))
    return Decimal(f"{re.sub(r'[^0-9]', '', digits[:last])}.{re.sub(r'[^0-9]', '', digits[last:])}")


def _spelled_before(text: str, at: int) -> tuple[int, Decimal | None]:
    """Where the spelled-out number before `at` begins, and its value if it can be read."""
    start = at
    said: list[str] = []
    starts: list[int] = []
    for match in reversed(list(re.finditer(r"[a-z]+", text[max(0, at - 80) : at]))):
        gap = text[max(0, at - 80) + match.end() : start]
        if len(gap) > 2 or gap.strip(" -") or not _NUMBER_WORD.fullmatch(match[0]):
            break
        start = max(0, at - 80) + match.start()
        said.insert(0, match[0])
        starts.insert(0, start)
    while said and said[0] in ("of", "and", "und"):
        said.pop(0)
        starts.pop(0)
    return (starts[0] if starts else at), _spelled(said)


def _spelled(said: list[str]) -> Decimal | None:
    """'two hundred and five', 'zweihundertfünf' as a number; None if a word is no number."""
    total = current = 0
    if len(said) > 1 and said[0] in ("a", "an", "ein", "eine", "einen") and said[1] not in _LARGE:
        said = said[1:]
    for word in said:
        for part in re.findall(rf"{_PARTS}|.+", word):
            if part in ("and", "und"):
                continue
            if part in _SMALL:
                current += _SMALL[part]
            elif part in _TENS:
                current += _TENS[part]
            elif part in _LARGE:
                current = max(current, 1) * _LARGE[part]
                if part in ("thousand", "tausend"):
                    total, current = total + current, 0
            else:
                return None
    return Decimal(total + current) if said else None
