"""Reminders in flight: follow-ups that are due, written straight into the tables, and what became of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select

from benchmarks.pending import CUSTOMERS, ZONE
from benchmarks.workspace import AGENTS
from storage.database import Database
from storage.tables import followups, outbox, timers

AHEAD = timedelta(seconds=0.3)  # so that whoever records them can still prepare for what then happens
NUMBERED = re.compile(r"promise number (\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """What the bot itself remembers of a reminder's message."""

    number: int
    key: str
    state: str
    ts: str | None


def record(database: Database, count: int) -> range:
    """Records so many follow-ups, each of another agent and due in a moment; their numbers."""
    now = datetime.now(UTC)
    due = now + AHEAD
    with database.begin() as tx:
        first: int = tx.execute(select(func.coalesce(func.max(followups.c.id), 0) + 1)).scalar_one()
        numbers = range(first, first + count)
        rows = [
            {
                "id": number,
                "customer_id": number % CUSTOMERS + 1,
                "what": f"promise number {number}",
                "owner": AGENTS[at],
                "due_at": due,
                "zone": ZONE,
                "exact": True,
                "state": "open",
                "salt": f"{number:032x}",
                "created_at": now,
            }
            for at, number in enumerate(numbers)
        ]
        tx.execute(insert(followups), rows)
        tx.execute(insert(timers), [{"kind": "reminder", "subject": f"followup:{n}", "due_at": due} for n in numbers])
    return numbers


def remembered(database: Database, numbers: Collection[int]) -> Sequence[Row]:
    """The rows of those of these reminders that were taken up."""
    query = (
        select(outbox.c.subject, outbox.c.key, outbox.c.state, outbox.c.ts)
        .where(outbox.c.kind == "reminder")
        .where(outbox.c.subject.in_([f"followup:{number}" for number in numbers]))
    )
    with database.read() as tx:
        return [Row(int(row.subject.partition(":")[2]), row.key, row.state, row.ts) for row in tx.execute(query)]
