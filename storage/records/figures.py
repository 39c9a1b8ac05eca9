"""The team's figures, each with the number of cases behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds: its median and its 90th percentile, None without a case."""

    cases: int = 0
    median: float | None = None
    ninetieth: float | None = None

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Self:
        """The spread of these cases. Between two of them lies a straight line, as spreadsheets have it."""
        found = sorted(seconds)
        return cls(len(found), _quantile(found, 0.5), _quantile(found, 0.9)) if found else cls()


def _quantile(ordered: list[float], share: float) -> float:
    below, rest = divmod((len(ordered) - 1) * share, 1)
    low, high = ordered[int(below)], ordered[min(int(below) + 1, len(ordered) - 1)]
    return low + (high - low) * rest


class Grace(NamedTuple):
    """How long what was due in [since, until) is on time after it was due."""

    since: datetime
    until: datetime
    span: timedelta


class Given(NamedTuple):
    """Gestures of one kind, or for one reason: how many, and what they cost in minor units."""

    name: str
    many: int
    cost: int


@dataclass(frozen=True, slots=True)
class Csat:
    """Answers from 1 to 5: how many, how many of them were a 4 or a 5, and their mean."""

    answers: int = 0
    satisfied: int = 0
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Nps:
    """Answers from 0 to 10: how many, and how many of them were from 9 or up to 6."""

    answers: int = 0
    promoters: int = 0
    detractors: int = 0

    @property
    def score(self) -> float | None:
        """The share of promoters less that of detractors, from -100 to 100; None without an answer."""
        return 100 * (self.promoters - self.detractors) / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The team's figures over [since, until)."""

    since: datetime
    until: datetime
    currency: str
    recorded: int = 0
    promises_kept: int = 0
    promises_late: int = 0
    promises_broken: int = 0
    solved_at_once: int = 0
    solved_or_not: int = 0
    """How many were said to be solved or not, and how many of these at the first contact."""
    done: int = 0
    done_on_time: int = 0
    lateness: Spread = Spread()
    lateness_at_work: Spread = Spread()
    """How long after its time each was done; 0 for one that was done before: by the calendar, and of that the team's
    working hours."""
    reopened: int = 0
    """How many were done and opened again: these are no longer among those that are `done`."""
    open_overdue: int = 0
    drafts: int = 0
    drafts_used: int = 0
    first_draft: Spread = Spread()
    first_draft_at_work: Spread = Spread()
    gestures_granted: int = 0
    gestures_undelivered: int = 0
    gestures_cost: int = 0
    gestures_foreign: int = 0
    """How many cost another currency than the team's: no cost here has them in it."""
    requests_waiting: int = 0
    decision: Spread = Spread()
    decision_at_work: Spread = Spread()
    """The time that leads took to decide: by the calendar, and of that the team's working hours."""
    by_kind: tuple[Given, ...] = ()
    by_reason: tuple[Given, ...] = ()
    csat: Csat = Csat()
    nps: Nps = Nps()

    @property
    def promised(self) -> int:
        """How many promises came due; one that was taken back before its time is none."""
        return self.promises_kept + self.promises_late + self.promises_broken

    @property
    def closings(self) -> int:
        """How often a follow-up was done, those included that were opened again."""
        return self.done + self.reopened

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened that could be counted."""
        happened = (
            self.recorded, self.promised, self.done, self.reopened, self.drafts, self.gestures_granted,
            self.decision.cases, self.csat.answers, self.nps.answers,
        )  # fmt: skip
        return not any(happened)
