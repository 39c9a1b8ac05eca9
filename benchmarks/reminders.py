"""How late reminders are taken up when thousands come due within seconds, among a million that do not."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from benchmarks import pending, processes
from benchmarks.workspace import workspace
from storage import migrate
from storage.database import Database
from storage.tables import followups, outbox

PENDING = 1_000_000
DUE, OVER_SECONDS = 3_000, 8.0
READY_SECONDS = 5.0
PATIENCE_SECONDS = 180.0
AS_SHIPPED, UNLIMITED = 8, 1000  # messages a second


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds from due to taken up of each reminder, in order, and from the last one due until all stood in Slack (None
    where nobody waited for that)."""

    seconds: Sequence[float]
    posted: float | None = None

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        """The 99th percentile, in seconds."""
        return statistics.quantiles(self.seconds, n=100)[98]


async def measure(database_url: str) -> tuple[Lateness, Lateness]:
    """The lateness at the pace that the bot ships with, and when each message is posted at once, which competes for
    the same processor."""
    database = Database(database_url)
    migrate.upgrade(database)
    pending.add_people(database)
    numbers = pending.grow(database, PENDING)
    posting = await _remind(database, numbers, UNLIMITED)
    shipped = await _remind(database, numbers, AS_SHIPPED)
    database.close()
    return shipped, posting


async def _remind(database: Database, numbers: range, per_second: float) -> Lateness:
    async with (
        workspace() as slack,
        processes.bot(slack, database.url.render_as_string(hide_password=False), messages_per_second=per_second),
    ):
        await asyncio.sleep(2)  # what it does once, at its start, is over
        begins = datetime.now(UTC) + timedelta(seconds=READY_SECONDS)
        due = [begins + timedelta(seconds=OVER_SECONDS * number / DUE) for number in range(DUE)]
        with database.begin() as tx:
            moved = pending.bring_forward(tx, numbers, due, turn=int(per_second))
        await asyncio.sleep((due[-1] - datetime.now(UTC)).total_seconds())
        late = await _taken_up(database, moved)
        if per_second < UNLIMITED:
            return Lateness(late)
        await slack.until(lambda: len(slack.workspace.messages) >= DUE, PATIENCE_SECONDS)
        return Lateness(late, (datetime.now(UTC) - due[-1]).total_seconds())


async def _taken_up(database: Database, numbers: Sequence[int]) -> list[float]:
    """Waits until all were; how late each was, from the least to the most."""
    query = select(followups.c.reminded_at, followups.c.due_at).where(followups.c.id.in_(numbers))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with database.read() as tx:
                rows = tx.execute(query.where(followups.c.reminded_at.is_not(None))).all()
                if len(rows) == len(numbers):
                    assert tx.execute(select(func.count()).where(outbox.c.kind == "reminder")).scalar_one() >= len(rows)
                    return sorted((row.reminded_at - row.due_at).total_seconds() for row in rows)
            await asyncio.sleep(0.2)
