"""What is on a desk, in a list, and in a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from storage.records.customers import Customer, Merge, Note, Score
from storage.records.drafts import Draft
from storage.records.followups import Followup
from storage.records.gestures import Gesture
from storage.records.letters import Letter
from storage.records.people import Person

Event: TypeAlias = Followup | Gesture | Draft | Note | Score
"""What happens with a customer."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that we know of one customer, a page at a time: `rows` are those from number `start` (0 is the first) of
    `total`, the first `open` of all being what is still open, by urgency, and then the newest first.

    The newest `notes` stand above the first page, and only the older ones among the rows.
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


@dataclass(frozen=True, slots=True)
class Page:
    """A list of follow-ups, the most urgent first: those from number `start` (0 is the first) of `total`.

    `workload`: whose they are, as (person, open, overdue), where the list is of more than one person.
    """

    followups: tuple[Followup, ...]
    total: int
    start: int = 0
    workload: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """A time when the bot was not there, and how many reminders came late by it."""

    since: datetime
    until: datetime
    late: int


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
    allowance: tuple[str, ...] = ()
    is_lead: bool = False
    letters: tuple[Letter, ...] = ()
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Morning:
    """A morning message. Only the latest shows the day."""

    day: Day
    latest: bool
