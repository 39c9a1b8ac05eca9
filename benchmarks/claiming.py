"""How long it takes to claim and complete what is due, among ever more that is not: ours, and others' on one server."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self

from benchmarks import pending
from benchmarks.processes import ROOT
from bot import delivery, policy, timers
from bot.desk import Desk, Roster
from handlers.delivery import AT_ONCE
from prompts.writer import Writer
from storage import migrate
from storage.database import Database
from storage.executor import Executor
from storage.records import Reminder, Sent

SIZES = (10_000, 100_000, 1_000_000)
DUE = 1_000
UNLIMITED = 1e6  # messages a second
LANES_SECONDS = 1.1  # after which everybody may be sent something again


class Contender(Protocol):
    """Something that keeps jobs until they are due."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

    async def grow(self, many: int) -> None:
        """Adds jobs of a later time until there are so many."""

    async def make_due(self, some: int, turn: int) -> None:
        """Makes some of those added last due now, another lot each `turn`."""

    async def complete(self) -> int:
        """Claims and completes everything that is due; how many."""


@dataclass(frozen=True, slots=True)
class Claiming:
    """Seconds to claim and complete 1,000, the median of the rounds, for each number pending."""

    seconds: Mapping[int, float]

    @property
    def most(self) -> float:
        """The seconds among the most pending."""
        return self.seconds[max(self.seconds)]

    @property
    def spread(self) -> float:
        """The slowest by the fastest: 1 is flat."""
        return max(self.seconds.values()) / min(self.seconds.values())


async def measure(contender: Contender, rounds: int, due: int = DUE, sizes: Sequence[int] = SIZES) -> Claiming:
    """Measures at each size in turn. With fewer than 1,000 `due`, the seconds are scaled up to them."""
    seconds = {}
    async with contender:
        for size in sizes:
            await contender.grow(size)
            seconds[size] = statistics.median([await _round(contender, due, turn) for turn in range(rounds)])
    return Claiming(seconds)


async def _round(contender: Contender, due: int, turn: int) -> float:
    await contender.make_due(due, turn)
    began = time.perf_counter()
    completed = await contender.complete()
    assert completed == due, f"{completed} completed of {due} due"
    return (time.perf_counter() - began) * DUE / due


class Ours:
    """Reminders: taken up into the outbox, then claimed, loaded and finished as if Slack had answered at once."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        rules = policy.load(ROOT / "policy.toml")
        roster = Roster(frozenset(rules.team.leads))
        self._desk = Desk(self.database, Executor(self.database), rules, lambda: datetime.now(UTC), roster, Writer())
        self._added = range(1, 1)
        self.taking_up: dict[int, list[float]] = {}

    async def __aenter__(self) -> Self:
        migrate.upgrade(self.database)
        pending.add_people(self.database)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._desk.executor.close()
        self.database.close()

    async def grow(self, many: int) -> None:
        self._added = pending.grow(self.database, many)

    async def make_due(self, some: int, turn: int) -> None:
        await asyncio.sleep(LANES_SECONDS)
        with self.database.begin() as tx:
            pending.bring_forward(tx, self._added, [datetime.now(UTC)] * some, turn)
        if self.database.is_sqlite:  # what only the measuring needs is in its place before the clock runs
            with closing(self.database.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def complete(self) -> int:
        began = time.perf_counter()
        next_due = await self._desk.executor.read(timers.next_due, self._desk)
        while next_due is not None and next_due <= self._desk.clock():
            next_due = (await self._desk.executor.write(timers.ring, self._desk)).next_due
        self.taking_up.setdefault(self._added.stop - 1, []).append(time.perf_counter() - began)
        completed = 0
        while posts := (await self._desk.executor.write(delivery.claim, self._desk, AT_ONCE, UNLIMITED)).posts:
            about = await self._desk.executor.read(delivery.load, self._desk, posts)
            sent = [Sent(post, "D0", f"{post.id}.0", "") for post in posts if isinstance(about[post.id], Reminder)]
            completed += len(await self._desk.executor.write(delivery.finish, self._desk, sent))
        return completed
