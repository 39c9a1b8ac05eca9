"""One row of the grammar: a way of saying a time, and what it means.

The longest match from the left counts. A rule may be loose: its words also mean other things ('sat', '9', '5/6'), so
`pieces` takes them only beside something that speaks of time. Rules see a text in which quoted words, ids, amounts of
money and the like are blanked.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.phrases.senses import Sense
from bot.phrases.words import spelled

Match = re.Match[str]
BEFORE = r"(?<![\w#+])(?<!\w[-–])(?<![0-9][.,:/])"
Looseness = Literal["", "hour", "weekday", "german weekday", "part", "date", "span", "eod", "end"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, what a match of it means (nothing, if it turns out to mean no time), and how loosely."""

    pattern: re.Pattern[str]
    senses: Callable[[Match], tuple[Sense, ...]]
    loose: Callable[[Match], Looseness]


def rule(
    pattern: str,
    senses: Callable[[Match], tuple[Sense, ...]] | Sense,
    loose: Looseness | Callable[[Match], Looseness] = "",
) -> Rule:
    """A rule for whole words: no part of a longer word, number, id, hyphened compound or possessive."""
    after = r"(?!\w|['’]s\b|-[^\W\d]|(?<=[0-9])[.,:/-][0-9])"
    return Rule(
        re.compile(spelled(rf"{BEFORE}(?:{pattern}){after}"), re.IGNORECASE),
        senses if callable(senses) else lambda _: (senses,),
        loose if callable(loose) else lambda _: loose,
    )


def one_of(rules: Iterable[Rule]) -> re.Pattern[str]:
    """A pattern that matches wherever one of these rules does."""
    patterns = (_apart(rule.pattern.pattern.removeprefix(BEFORE), number) for number, rule in enumerate(rules))
    return re.compile(f"{BEFORE}(?:{'|'.join(patterns)})", re.IGNORECASE)


def _apart(pattern: str, number: int) -> str:
    """A pattern beside others: without groups, which take time, but for those that it refers to itself."""
    if "(?P=" not in pattern:
        return re.sub(r"\(\?P<\w+>", "(?:", pattern)
    return re.sub(r"\(\?P([<=])(\w+)", rf"(?P\1\2_{number}", pattern)
