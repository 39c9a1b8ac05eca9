"""The lexicon: word lists and patterns kept as TOML, so that adding a word needs no code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("lexicon")
_PART = re.compile(r"<(\w+)>")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
"""Between two sentences, where a line's end is one, too."""


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The tables of `lexicon/<name>.toml`, read once."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def listed(name: str, key: str) -> frozenset[str]:
    """The words of a list that is written as one string."""
    return frozenset(str(lexicon(name)[key]).split())


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, in any case, that is kept: there are more of them than `re` itself remembers."""
    return re.compile(pattern, re.IGNORECASE)


def whole(pattern: str, parts: Mapping[str, str | Sequence[str]]) -> str:
    """`pattern` with the parts that it names, `<part>`, and that those name; a part that is a list stands for any of
    it."""

    def put(named: re.Match[str]) -> str:
        part = parts[named[1]]
        return part if isinstance(part, str) else f"(?:{'|'.join(part)})"

    while (filled := _PART.sub(put, pattern)) != pattern:
        pattern = filled
    return pattern


def phrasings(name: str) -> dict[str, tuple[str, ...]]:
    """The lists of patterns in the table `said` of `lexicon/<name>.toml`, whole by its table `parts`."""
    tables = lexicon(name)
    return {kind: tuple(whole(one, tables["parts"]) for one in listed) for kind, listed in tables["said"].items()}


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The same lists, each as one pattern for any of what it lists, in any case."""
    return {kind: re.compile("|".join(listed), re.IGNORECASE) for kind, listed in phrasings(name).items()}
