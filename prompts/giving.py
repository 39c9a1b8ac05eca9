"""The lists of what a reply may give away, and of the turns of speech in which such a word gives nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from prompts.text import bounded
from prompts.wordlists import lexicon


@dataclass(frozen=True, slots=True)
class Lists:
    """Patterns for folded text, by name: kinds of benefits, of commitments, and frames that change what they mean."""

    benefits: dict[str, re.Pattern[str]]
    commitments: dict[str, re.Pattern[str]]
    frames: dict[str, re.Pattern[str]]


@cache
def lists() -> Lists:
    """All of them, compiled once."""
    data = lexicon("guard")
    return Lists(_compiled(data["benefits"]), _compiled(data["commitments"]), _compiled(data["frames"]))


def _compiled(table: dict[str, list[str]]) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(map(bounded, sorted(patterns, key=len, reverse=True))))
        for name, patterns in table.items()
    }
