"""How fast `/followup` is recorded: row, timer, delivery and audit entry committed before the answer.

The bot and a listener that only acknowledges take turns, because the machine may be busy with other things: the
ratio of their medians is what counts.
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
    """A load of each round on the bot, beside the acknowledging listener's and the disk's commits a second."""

    bot: tuple[Load, ...]
    acker: tuple[Load, ...]
    commits: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Follow-ups recorded in a second, the median of the rounds."""
        return statistics.median(load.rate for load in self.bot)

    @property
    def acker_rate(self) -> float:
        """Requests only acknowledged in a second, the median of the rounds."""
        return statistics.median(load.rate for load in self.acker)

    @property
    def share(self) -> float:
        """The bot's rate as a share of the acknowledging listener's."""
        return self.rate / self.acker_rate

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


async def measure(
    slack: Sandbox, database_url: str, commits: Callable[[], float], rounds: int, seconds: float
) -> Recording:
    """Runs the rounds. Raises AssertionError when an answer was not followed by what it promises."""
    bots, ackers, disk = [], [], []
    async with processes.bot(slack, database_url) as bot, processes.acker(slack.secret) as acker:
        warm = await generate(bot.port, slack.secret, USERS, WARM_UP_SECONDS)
        await generate(acker.port, slack.secret, USERS, WARM_UP_SECONDS)
        for _ in range(rounds):
            disk.append(commits())
            bots.append(await generate(bot.port, slack.secret, USERS, seconds))
            ackers.append(await generate(acker.port, slack.secret, USERS, seconds))
    assert not any(load.broken for load in [*bots, *ackers]), "an answer was neither 200 nor 5xx"
    _require_all_recorded(database_url, sum(load.answered for load in [warm, *bots]))
    return Recording(tuple(bots), tuple(ackers), tuple(disk))


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
