"""How late reminders are taken up when many are due among very many that are not."""

from __future__ import annotations

import asyncio
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from benchmarks import processes
from benchmarks.processes import Running
from benchmarks.workspace import AGENTS
from sandbox.server import Sandbox
from storage import migrate
from storage.database import Database
from storage.tables import customers, followups, people, references, timers

PENDING = 100_000
DUE = 1_000
CUSTOMERS = 1_000
PATIENCE_SECONDS = 30.0
BUCKET = re.compile(r'^extramile_timer_lateness_seconds_bucket\{le="([^"]+)"\} (\S+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds from due to taken up, by the database; the share taken up within a second, by `/metrics`; and when the
    last of them stood in Slack, in seconds after it was due."""

    median: float
    p99: float
    slowest: float
    within_a_second: float
    all_posted: float


async def measure(slack: Sandbox, directory: Path) -> tuple[Lateness, Lateness]:
    """The lateness when they are due one after the other for 20 seconds, and when all are due at once."""
    url = f"sqlite:///{directory / 'reminders.db'}"
    database = Database(url)
    migrate.upgrade(database)
    with database.begin() as tx:
        _add_people(tx)
        later = datetime.now(UTC) + timedelta(days=2)
        _add_followups(tx, (later + timedelta(seconds=number) for number in range(PENDING)))
    async with processes.bot(slack, url) as bot:
        await asyncio.sleep(2)  # what it does once, at its start, is over
        spread = await _remind(slack, database, bot, [5 + 20 * number / DUE for number in range(DUE)])
        at_once = await _remind(slack, database, bot, [5.0] * DUE)
    database.close()
    return spread, at_once


async def _remind(slack: Sandbox, database: Database, bot: Running, ahead: Sequence[float]) -> Lateness:
    """Records a follow-up due in each of these seconds from now, and waits until every reminder is in Slack."""
    before, posted = await _taken_up(bot), len(slack.workspace.messages)
    now = datetime.now(UTC)
    due = [now + timedelta(seconds=seconds) for seconds in ahead]
    with database.begin() as tx:
        first = _add_followups(tx, due)
    await slack.until(lambda: len(slack.workspace.messages) - posted >= len(due), max(ahead) + PATIENCE_SECONDS)
    ended = datetime.now(UTC)
    taken_up, in_time = (after - earlier for after, earlier in zip(await _taken_up(bot), before, strict=True))
    assert taken_up == len(due), f"{taken_up} timers went off, not {len(due)}"
    with database.read() as tx:
        query = select(followups.c.reminded_at, followups.c.due_at).where(followups.c.id >= first)
        late = [(row.reminded_at - row.due_at).total_seconds() for row in tx.execute(query)]
    return Lateness(
        median=statistics.median(late),
        p99=statistics.quantiles(late, n=100)[98],
        slowest=max(late),
        within_a_second=in_time / taken_up,
        all_posted=(ended - max(due)).total_seconds(),
    )


async def _taken_up(bot: Running) -> tuple[int, int]:
    """How many timers went off so far, and how many of them within a second, by the bot's own count."""
    _, metrics = await bot.ask("/metrics")
    counted = dict(BUCKET.findall(metrics))
    return int(float(counted.get("+Inf", 0))), int(float(counted.get("1.0", 0)))


def _add_people(tx: Connection) -> None:
    tx.execute(
        insert(people),
        [
            {"id": agent, "name": agent, "zone": "Europe/Berlin", "locale": "en-US", "membership": "member"}
            for agent in AGENTS
        ],
    )
    now = datetime.now(UTC)
    tx.execute(insert(customers), [{"id": number, "created_at": now} for number in range(1, CUSTOMERS + 1)])
    tx.execute(
        insert(references),
        [
            {"kind": "ticket", "key": f"#{number}", "value": f"#{number}", "customer_id": number}
            for number in range(1, CUSTOMERS + 1)
        ],
    )


def _add_followups(tx: Connection, due: Iterable[datetime]) -> int:
    """Writes follow-ups with their reminders straight into the tables; the number of the first."""
    first: int = tx.execute(select(func.coalesce(func.max(followups.c.id), 0) + 1)).scalar_one()
    now = datetime.now(UTC)
    rows = [
        {
            "id": number,
            "customer_id": number % CUSTOMERS + 1,
            "what": f"promise number {number}",
            "owner": AGENTS[number % len(AGENTS)],
            "due_at": at,
            "zone": "Europe/Berlin",
            "exact": True,
            "state": "open",
            "salt": f"{number:032x}",
            "created_at": now,
        }
        for number, at in enumerate(due, first)
    ]
    tx.execute(insert(followups), rows)
    reminders = [{"kind": "reminder", "subject": f"followup:{row['id']}", "due_at": row["due_at"]} for row in rows]
    tx.execute(insert(timers), reminders)
    return first
