"""Looking at text from outside: folded for comparison with a way back to the original, and tidied for showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that look like Latin ones and would hide a word from a pattern.
_LOOKALIKES = str.maketrans("аеорсухікмтвнοαερτινκϲѕјԁɡ", "aeopcyxikmtbhoaeptivkcsjdg")
_MARKUP = frozenset("*_~`")
_FILLERS = frozenset("\u034f\u115f\u1160\u3164\uffa0\u2800")  # letters and signs to Unicode, blank to people

BEHIND_A_DAY = (
    r"\s+(?:(?:jan(?:uar)?|j[äa]n(?:ner)?|feb(?:ruar)?|m[äa]rz?|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|sept?(?:ember)?"
    r"|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?)\b|\d{1,2}\.)"
)
_A_DAY = "".join(
    rf"(?<!\b{word} {day})" for word in ("am", "bis", "ab", "vom", "zum", "den") for day in (r"\d", r"\d\d")
)
BEFORE_A_STOP = rf"(?<!\d\. (?:j[aä]n|feb|m[aä]r|apr|aug|okt|nov|dez)){_A_DAY}"
"""Patterns that show that the full stop beside them ends no sentence: '3. Oktober', '3. 10.', '3. Okt. um 9', 'am 5.
fertig'."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in lower case without accents, invisible characters or look-alike letters.

    `origin[i]` is where character `i` stands in the original; one more entry marks the original's end.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's `(start, end)` behind a non-empty stretch of the folded text."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """One character folded: none for an invisible one, several for a ligature."""
    if character in "\n\t\r":
        return character.replace("\r", "")
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKD", character).casefold().translate(_LOOKALIKES)
    return "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc", "Cs"))


def fold(text: str, *, without_markup: bool = False) -> Folded:
    """`text` folded; `without_markup` also drops the characters that make words bold, italic or struck out."""
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if without_markup and character in _MARKUP:
            continue
        for plain in fold_character(character):
            characters.append(plain)
            origin.append(index)
    origin.append(len(text))
    return Folded("".join(characters), tuple(origin))


def without(folded: Folded, unwanted: re.Pattern[str], keep: Callable[[str], bool] = bool) -> Folded:
    """`folded` less the non-alphanumeric characters inside every match of `unwanted` that `keep` accepts."""
    dropped = {
        index
        for match in unwanted.finditer(folded.text)
        if keep(match[0])
        for index in range(*match.span())
        if not folded.text[index].isalnum()
    }
    if not dropped:
        return folded
    kept = [index for index in range(len(folded.text)) if index not in dropped]
    return Folded("".join(folded.text[i] for i in kept), (*(folded.origin[i] for i in kept), folded.origin[-1]))


def plain(text: str) -> str:
    """`text` as it is heard: in lower case on one line, accents kept, without invisible or look-alike letters."""
    shown = unicodedata.normalize("NFKC", text).lower().translate(_LOOKALIKES)
    return " ".join("".join(c for c in shown if c.isspace() or not _is_invisible(c)).split())


def is_disguised(text: str) -> bool:
    """Whether invisible or look-alike letters stand in `text`, which nobody types who has nothing to hide."""
    return any(ord(c) in _LOOKALIKES or (c not in "\n\t" and _is_invisible(c)) for c in text.lower())


def tidy(text: str) -> str:
    """`text` without control and invisible characters, trailing spaces and runs of empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or not _is_invisible(c))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n", "\n", text)).strip()


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") or character in _FILLERS


def words(text: str) -> list[str]:
    """The words of `text`, apostrophes and hyphens inside them kept."""
    return re.findall(r"\w+(?:['’-]\w+)*", text)


def bounded(pattern: str) -> str:
    """The regular expression between word boundaries, open at its end where it ends in `~`."""
    return rf"\b(?:{pattern[:-1]})\w*" if pattern.endswith("~") else rf"\b(?:{pattern})(?!\w)"
