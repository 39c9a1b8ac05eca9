"""The morning of a thousand people with fifty follow-ups each: how long until every message stands ready to be sent,
and whether somebody who types a command just then has to wait for it.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import update

from benchmarks import pending, postgresql
from benchmarks.processes import ROOT
from benchmarks.report import Row
from benchmarks.workspace import AGENTS
from bot import delivery, followups, policy, timers
from bot.desk import Desk, Roster
from bot.digests import subject_of
from bot.moments import Moment
from handlers.delivery import AT_ONCE
from handlers.rendering import VIEWS
from handlers.server import GC_ALLOCATIONS
from prompts.writer import Writer
from storage import migrate
from storage.database import Database
from storage.executor import Executor
from storage.records import Person, Reference, Sent
from storage.tables import followups as table
from storage.timers import Timer, arm_many

EACH = 50
# Of everybody's fifty: promised for today, overdue, and due today; the others are due later.
AT_RISK, OVERDUE, TODAY = range(0, 3), range(3, 8), range(8, 14)
UNLIMITED = 1e6  # messages a second
COMMANDS_PER_SECOND = 20  # of a thousand people: each types one in 50 seconds
BASELINE_SECONDS = 10.0
GOAL_SECONDS = 5.0
TYPIST = Person("U0TYPIST", "Typist", pending.ZONE, "en-US", "member")  # whose own morning changes with each command


@dataclass(frozen=True, slots=True)
class Phase:
    """Seconds that something took, and those that each command took that was typed meanwhile."""

    seconds: float
    commands: Sequence[float]

    @property
    def p99(self) -> float:
        """The commands' 99th percentile."""
        return statistics.quantiles(self.commands, n=100, method="inclusive")[98]

    @property
    def in_words(self) -> str:
        """The commands' median, 99th percentile and most."""
        median, most = statistics.median(self.commands), max(self.commands)
        return f"{median * 1e3:.0f} ms, {self.p99 * 1e3:.0f} ms, {most * 1e3:.0f} ms ({len(self.commands)} commands)"


@dataclass(frozen=True, slots=True)
class Mornings:
    """Nothing going on, all coming into the outbox, and all being loaded and rendered as fast as can be."""

    alone: Phase
    taking_up: Phase
    telling: Phase


async def of_mornings(directory: Path) -> list[Row]:
    """The morning messages of a thousand people."""
    rows = _rows("SQLite", await measure(f"sqlite:///{directory / 'mornings.db'}"))
    with postgresql.server() as url:
        return [*rows, *_rows("PostgreSQL", await measure(url))]


def _rows(database: str, found: Mornings) -> list[Row]:
    computed = found.taking_up.seconds + found.telling.seconds
    return [
        Row(
            f"the morning messages of {len(AGENTS):,} people with {EACH} follow-ups each, {database}: computed",
            f"{computed:.1f} s",
            f"under {GOAL_SECONDS:g} s",
            computed < GOAL_SECONDS,
        ),
        Row("· of that, until all stood in the outbox", f"{found.taking_up.seconds:.2f} s"),
        Row("· recording a follow-up meanwhile (median, p99, most)", found.taking_up.in_words),
        Row("· the same while all are rendered at once, not at Slack’s pace", found.telling.in_words),
        Row("· the same when nothing else goes on", found.alone.in_words),
    ]


async def measure(url: str) -> Mornings:
    """Lets the morning come once. Raises AssertionError if anybody is left out."""
    database, rules = Database(url), policy.load(ROOT / "policy.toml")
    now = datetime.now(UTC).replace(hour=8, minute=0)  # far from midnight, wherever it runs
    migrate.upgrade(database)
    desk = Desk(database, Executor(database), rules, lambda: now, Roster(frozenset(rules.team.leads)), Writer())
    _prepare(database, now)
    gc.freeze()  # as the service does
    gc.set_threshold(GC_ALLOCATIONS)
    numbers = count(1)
    phases = [await meanwhile(desk, numbers, what(desk)) for what in (_rest, _take_up, _tell)]
    desk.executor.close()
    database.close()
    return Mornings(*phases)


async def meanwhile(desk: Desk, numbers: count[int], what: Awaitable[float]) -> Phase:
    """Does something while somebody types."""
    stop = asyncio.Event()
    typing = asyncio.create_task(_type(desk, numbers, stop))
    seconds = await what
    stop.set()
    return Phase(seconds, await typing)


async def _rest(desk: Desk) -> float:
    await asyncio.sleep(BASELINE_SECONDS)
    return BASELINE_SECONDS


def _prepare(database: Database, now: datetime) -> None:
    """Everybody's follow-ups, some of them for today, and everybody's morning, which is now."""
    pending.add_people(database)
    pending.grow(database, EACH * len(AGENTS))
    block = (table.c.id - 1) / len(AGENTS)
    with database.begin() as tx:
        for turns, values in (
            (AT_RISK, {"due_at": now + timedelta(hours=1), "promised_by": now + timedelta(minutes=90)}),
            (OVERDUE, {"due_at": now - timedelta(days=1), "reminded_at": now - timedelta(days=1)}),
            (TODAY, {"due_at": now + timedelta(minutes=5)}),
        ):
            these = (block >= turns.start, block < turns.stop)
            tx.execute(update(table).where(*these).values(values))
        arm_many(tx, [Timer("digest", subject_of(agent), now) for agent in AGENTS])
        if not database.is_sqlite:  # which has not noticed that the numbers are taken
            tx.exec_driver_sql("SELECT setval(pg_get_serial_sequence('followups', 'id'), max(id)) FROM followups")
    pending.tidy(database)


async def _take_up(desk: Desk) -> float:
    """Rings what is due until nothing is; the seconds it takes."""
    began = time.perf_counter()
    while True:
        rung = await desk.executor.write(timers.ring, desk)
        if rung.next_due is None or rung.next_due > desk.clock():
            return time.perf_counter() - began


async def _tell(desk: Desk) -> float:
    """Loads and renders every message as the delivery loop does; the seconds that this takes."""
    seconds, told = 0.0, 0
    while posts := (await desk.executor.write(delivery.claim, desk, AT_ONCE, UNLIMITED)).posts:
        began = time.perf_counter()
        about = await desk.executor.read(delivery.load, desk, posts)
        for post in posts:
            message = VIEWS[post.kind](about[post.id], post, desk.clock())
            assert len(message.payload()["blocks"]) > 2 * len(OVERDUE), "this morning is empty"
            await asyncio.sleep(0)  # each message is a task of its own
        seconds += time.perf_counter() - began
        told += len(posts)
        await desk.executor.write(delivery.finish, desk, [Sent(post, "D0", f"{post.id}.0", "") for post in posts])
    assert told == len(AGENTS), f"{told} of {len(AGENTS)} were told"
    return seconds


async def _type(desk: Desk, numbers: count[int], stop: asyncio.Event) -> list[float]:
    """Records follow-ups at a steady pace, whether or not the last one is through; the seconds each took."""
    loop, sent = asyncio.get_running_loop(), list[asyncio.Task[float]]()
    began = loop.time()
    while not stop.is_set():
        sent.append(asyncio.create_task(_record(desk, next(numbers))))
        await asyncio.sleep(max(0.0, began + len(sent) / COMMANDS_PER_SECOND - loop.time()))
    return list(await asyncio.gather(*sent))


async def _record(desk: Desk, number: int) -> float:
    began = time.perf_counter()
    moment = Moment(desk.clock() + timedelta(days=3), TYPIST.zone, True, "in 3 days")
    ticket = f"#{number % pending.CUSTOMERS + 1}"
    await desk.executor.write(
        followups.record,
        desk,
        followups.NewFollowup(f"typed-{number}", TYPIST, Reference("ticket", ticket, ticket), "call", moment),
    )
    return time.perf_counter() - began
