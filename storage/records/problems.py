"""Problems that many customers have, and what comes up again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records.customers import Customer

BETWEEN = " · "
ProblemState = Literal["asked", "dismissed", "confirmed", "fixed"]


@dataclass(frozen=True, slots=True)
class Example:
    """One text that speaks of a problem: by its name (F-17), the customer if we know them, and who wrote it down."""

    name: str
    customer: Customer | None
    words: str
    person: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Things that look like one problem of many customers. `matter` is a matter or a reason's code, and `words` is what
    they have in common; `lead` said whether it is one problem, `fixed_by` that it is over."""

    id: int
    state: ProblemState
    matter: str
    words: str
    noticed_at: datetime
    lead: str | None = None
    decided_at: datetime | None = None
    fixed_at: datetime | None = None
    fixed_by: str | None = None
    customers: int = 0
    texts: int = 0
    """How many customers it concerns, and how many texts speak of it."""
    examples: tuple[Example, ...] = ()
    waiting: int = 0
    """How many open follow-ups wait for it."""
    given: int = 0
    """For how many customers a gesture was asked for."""
    label: str = ""
    """The matter as people read it."""

    @property
    def name(self) -> str:
        """As people say it: P-3."""
        return f"P-{self.id}"

    @property
    def common(self) -> tuple[str, ...]:
        """What they have in common, word by word."""
        return tuple(word for word in self.words.split(BETWEEN) if word.strip())


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Word that a problem is still open. Only the latest asks for anything."""

    problem: Problem
    latest: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of one customer's gesture: its state, or in words why it was `refused`."""

    customer: Customer
    gesture: str | None
    state: str | None
    refused: str | None


@dataclass(frozen=True, slots=True)
class Blanket:
    """What became of a gesture for all whom a problem concerns, as one lead asked for it; `costs` is what was given or
    is asked for in all, in minor units of each currency."""

    problem: Problem
    given: tuple[Recipient, ...]
    costs: Mapping[str, int]
    left: int = 0
    """For how many customers nothing was asked yet."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """What the team changes about a reason."""

    reason: str
    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """How often something came up: a reason's code or a matter (`key` is 'code:late', 'matter:late'), in how many
    texts, of how many customers as far as we know them, and what we change about it."""

    key: str
    label: str
    texts: int
    customers: int
    improvement: Improvement | None = None
