"""What is on a desk, in a list, and in a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from storage.records.customers import Customer, Merge, Note, Score
from storage.records.drafts import Draft, OpenDraft
from storage.records.followups import Followup
from storage.records.gestures import Gesture
from storage.records.letters import Letter
from storage.records.people import Person
from storage.records.problems import Problem
from storage.records.wins import Thanks

Event: TypeAlias = Followup | Gesture | Draft | Note | Score | Thanks
"""What happens with a customer."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that we know of one customer, a page at a time: `rows` are those from number `start` (0 is the first) of
    `total`, the first `open` of all being what is still open, by urgency, and then the newest first. A reply that
    nobody used or discarded is open too.

    The newest `notes` stand above the first page, and only the older ones among the rows. Where `is_cut`, there is more
    of a kind than was looked at, and `total` and `open` count what was.
    """

    customer: Customer
    notes: tuple[Note, ...] = ()
    rows: tuple[Event, ...] = ()
    total: int = 0
    open: int = 0
    start: int = 0
    tier: str | None = None
    language: str | None = None
    """A code of two letters."""
    heard_at: datetime | None = None
    """When they last heard from us."""
    scores: tuple[Score, ...] = ()
    """The last of each kind."""
    merge: Merge | None = None
    """The last merge that made this customer, if it can be undone."""
    is_cut: bool = False
    reopened: frozenset[int] = frozenset()
    """The numbers of those follow-ups among the rows that had been done and were opened again."""
    earlier: Mapping[int, bool] = field(default_factory=dict)
    """The numbers of those with promises whose time was over before the present one: whether all of these were kept."""


@dataclass(frozen=True, slots=True)
class Page:
    """A list of follow-ups, the most urgent first: those from number `start` (0 is the first) of `total`.

    `workload`: whose they are, as (person, open, overdue), where the list is of more than one person; `away`: which of
    their owners are not there, where somebody may look after what is a colleague's.
    """

    followups: tuple[Followup, ...]
    total: int
    start: int = 0
    workload: tuple[tuple[str, int, int], ...] = ()
    away: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Absence:
    """A time when the bot was not there, and how many reminders came late by it."""

    since: datetime
    until: datetime
    late: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What agents granted alone over the last `days`, against what the policy lets `each` of them grant; amounts are
    in minor units of `currency`."""

    days: int
    each: int
    currency: str
    alone: tuple[tuple[str, int], ...] = ()  # (person, how much), the most first
    total: int = 0
    """What was granted in that time in all, by leads too, in so many gestures:"""
    count: int = 0
    foreign: int = 0
    """How many more cost another currency, as the team's was another then; they are in none of the sums."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How near the customers whose requests wait are to what the policy allows a customer over `days`: the nearest
    first, with what counts for each, open requests included."""

    days: int
    amount: int
    currency: str
    nearest: tuple[tuple[Customer, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TeamDay:
    """How the team stands, for a lead."""

    overdue: tuple[Followup, ...] = ()
    """The oldest, of everybody's."""
    owners: tuple[tuple[str, int], ...] = ()
    """Whose the overdue ones are, and how many each person has: the most first."""
    spending: Spending | None = None
    limit: Limit | None = None
    problems: tuple[Problem, ...] = ()
    """What many customers have and nobody has fixed yet, the oldest first."""
    is_doubtful: bool = False
    """Whether Slack has not said lately who leads the team."""

    @property
    def overdue_count(self) -> int:
        """How many are overdue in all."""
        return sum(count for _, count in self.owners)


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day, for the App Home and the morning message."""

    person: Person
    at_risk: tuple[Followup, ...] = ()
    """Promises whose time comes today or has passed; they are in none of the next two."""
    overdue: tuple[Followup, ...] = ()
    today: tuple[Followup, ...] = ()
    later: tuple[Followup, ...] = ()
    at_risk_count: int = 0
    overdue_count: int = 0
    today_count: int = 0
    later_count: int = 0
    """How many of these four there are in all: only the first of each are held."""
    requests: tuple[Gesture, ...] = ()
    undelivered: tuple[Gesture, ...] = ()
    to_decide: tuple[Gesture, ...] = ()
    requests_count: int = 0
    undelivered_count: int = 0
    to_decide_count: int = 0
    """And how many of these three."""
    allowance: tuple[str, ...] = ()
    is_lead: bool = False
    letters: tuple[Letter, ...] = ()
    drafts: tuple[OpenDraft, ...] = ()
    drafts_count: int = 0
    """The newest that nobody used or discarded yet, and how many there are in all."""
    absence: Absence | None = None
    team: TeamDay | None = None
    """For a lead's App Home."""


@dataclass(frozen=True, slots=True)
class Morning:
    """A morning message. Only the latest shows the day."""

    day: Day
    latest: bool
