"""Finding amounts in folded text: '$20', '12,50 euro', '10 percent', 'twenty dollars', 'zwanzig euro'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from prompts.wordlists import lexicon

_LEXICON = lexicon("amounts")
_UNITS: dict[str, str] = _LEXICON["units"]
_NUMBERS: dict[str, int] = _LEXICON["numbers"]
_MULTIPLES: dict[str, int] = _LEXICON["multiples"]
_ARTICLES = ("a", "an", "ein", "eine", "einen")

_NUMBER = r"\d(?:[ .,'’_]{0,2}\d){0,40}"  # no amount is longer, and thousands of digits take no time
_UNIT = "|".join(f"(?P<{{side}}{i}>{pattern})" for i, pattern in enumerate(_UNITS.values()))
_BEFORE = re.compile(rf"(?<![a-z])(?:{_UNIT.format(side='b')})[ :]{{0,2}}(?P<number>{_NUMBER})")
_AFTER = re.compile(rf"(?P<number>{_NUMBER})(?:[.,][-–—]+)?[ -]{{0,2}}(?:{_UNIT.format(side='a')})(?![a-z])")
_OFF = re.compile(rf"(?P<number>{_NUMBER}) (?:off|back)(?![a-z])")
_NAMED = re.compile(rf"(?<![a-z])(?:{_UNIT.format(side='n')})(?![a-z])|[$€£¥%]")
_PARTS = "|".join(sorted({*_NUMBERS, *_MULTIPLES, "and", "und"}, key=len, reverse=True))
_NUMBER_WORD = re.compile(rf"(?:{_PARTS})+|{_LEXICON['vague']['words']}")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at `start` to `end`.

    `value` is None where only a currency is named ('some dollars'), `unit` where none is ('20 off').
    """

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
    if len(said) > 1 and said[0] in _ARTICLES and said[1] not in _MULTIPLES:
        said = said[1:]
    for part in (part for word in said for part in re.findall(rf"{_PARTS}|.+", word)):
        if part in _NUMBERS or part in _ARTICLES:
            current += _NUMBERS.get(part, 1)
        elif part in _MULTIPLES:
            current = max(current, 1) * _MULTIPLES[part]
            if _MULTIPLES[part] == 1000:
                total, current = total + current, 0
        elif part not in ("and", "und"):
            return None
    return Decimal(total + current) if said else None
