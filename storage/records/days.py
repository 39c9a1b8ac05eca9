"""What is on a desk, in a list, and in a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records.customers import Customer, Note
from storage.records.drafts import Draft
from storage.records.followups import Followup
from storage.records.gestures import Gesture
from storage.records.letters import Letter
from storage.records.people import Person


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that we know of one customer, newest first in each list."""

    customer: Customer
    notes: tuple[Note, ...]
    followups: tuple[Followup, ...]
    gestures: tuple[Gesture, ...]
    drafts: tuple[Draft, ...] = ()
    tier: str | None = None


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
