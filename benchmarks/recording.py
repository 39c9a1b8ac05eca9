"""How fast `/followup` is recorded: row, timer, delivery and audit entry committed before the answer.

The bot and listeners that only acknowledge take turns, because the machine may be busy with other things: the ratio
of their medians is what counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from benchmarks import processes
from benchmarks.load import Load, generate
from benchmarks.workspace import AGENTS
from sandbox.server import Sandbox
from storage import audit
from storage.database import Database
from storage.tables import audit as audit_table
from storage.tables import followups, inbox, timers

USERS = AGENTS[:16]
WARM_UP_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Recording:
    """A load of each round on the bot, beside those on a listener that only acknowledges, set up as the bot's (`acker`)
    and by Bolt's defaults (`stock`), and the disk's commits a second."""

    bot: tuple[Load, ...]
    acker: tuple[Load, ...]
    stock: tuple[Load, ...]
    commits: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Follow-ups recorded in a second, the median of the rounds."""
        return _rate(self.bot)

    @property
    def acker_rate(self) -> float:
        """Requests only acknowledged in a second by the listener set up as the bot's."""
        return _rate(self.acker)

    @property
    def stock_rate(self) -> float:
        """Requests only acknowledged in a second by the listener with Bolt's defaults."""
        return _rate(self.stock)

    @property
    def median(self) -> float:
        """The median answer, in milliseconds."""
        return statistics.median(load.median for load in self.bot)

    @property
    def worst_p99(self) -> float:
        """The 99th percentile of the slowest round, in milliseconds."""
        return max(load.p99 for load in self.bot)

    @property
    def failed(self) -> int:
        """Answers of 500 and above."""
        return sum(load.failed for load in self.bot)


def _rate(rounds: tuple[Load, ...]) -> float:
    return statistics.median(load.rate for load in rounds)


async def measure(
    slack: Sandbox, database_url: str, commits: Callable[[], float], rounds: int, seconds: float
) -> Recording:
    """Runs the rounds. Raises AssertionError when an answer was not followed by what it promises."""
    rounds_of: tuple[list[Load], ...] = ([], [], [])
    disk = []
    async with (
        processes.bot(slack, database_url) as bot,
        processes.acker(slack.secret, before_response=True) as acker,
        processes.acker(slack.secret, before_response=False) as stock,
    ):
        servers = (bot, acker, stock)
        warm, *_ = [await generate(server.port, slack.secret, USERS, WARM_UP_SECONDS) for server in servers]
        for _ in range(rounds):
            disk.append(commits())
            for server, loads in zip(servers, rounds_of, strict=True):
                loads.append(await generate(server.port, slack.secret, USERS, seconds))
    bots, ackers, stocks = (tuple(loads) for loads in rounds_of)
    assert not any(load.broken for loads in rounds_of for load in loads), "an answer was neither 200 nor 5xx"
    _require_all_recorded(database_url, sum(load.answered for load in (warm, *bots)))
    return Recording(bots, ackers, stocks, tuple(disk))


def _require_all_recorded(database_url: str, answered: int) -> None:
    """Every answer of 200 must stand in the database, once, with all that belongs to it."""
    database = Database(database_url)
    recorded = audit_table.c.action == "followup.recorded"
    with database.read() as tx:
        found = {
            "follow-ups": tx.execute(select(func.count()).select_from(followups)).scalar_one(),
            "reminders": tx.execute(select(func.count()).where(timers.c.kind == "reminder")).scalar_one(),
            "deliveries": tx.execute(select(func.count()).where(inbox.c.subject != "")).scalar_one(),
            "audit entries": tx.execute(select(func.count()).where(recorded)).scalar_one(),
        }
        problem = audit.verify(tx).problem
    database.close()
    assert all(count == answered for count in found.values()), f"{answered} answered, but recorded: {found}"
    assert problem is None, problem
