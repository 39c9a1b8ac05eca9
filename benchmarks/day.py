"""A working day of a team of a thousand, replayed in minutes against a workspace that takes no more than Slack would.

The day is pressed together, Slack's pace is not: a message that Slack itself could not have taken sooner is not late.
So the cards of three thousand requests, all to one channel, would take fifty minutes (`DAY_MINUTES=60` shows them
all); in a shorter replay those that wait for Slack at the end are left. `DAY_SHARE=0.1` replays a tenth of the day.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import os
import random
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, func, select

from benchmarks import pending, processes, team
from benchmarks.processes import Running
from benchmarks.team import Answers
from benchmarks.workspace import strict, workspace
from sandbox.server import Sandbox
from storage import migrate
from storage.database import Database
from storage.outbox import IDLE_PRIORITY
from storage.tables import gestures, outbox, timers

MINUTES, SHARE = float(os.environ.get("DAY_MINUTES", "10")), float(os.environ.get("DAY_SHARE", "1"))
REMINDERS = int(30_000 * SHARE)
EARLIER = REMINDERS - int(team.FOLLOWUPS * SHARE)  # recorded on the days before
PER_SECOND = 250.0
LEADS_CHANNEL = "C0LEADS"
READY_SECONDS = 8.0  # until the bot runs
DRAINED_SECONDS = 60.0
SAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it. `late` are the seconds after the moment when Slack could have taken each message to a person;
    `cards_over` is how much longer the cards to the leads took than Slack makes them, as a share of it; `memory` is in
    MB by seconds after the start."""

    answers: Answers
    reminders: int
    approved: int
    cards: int
    twice: int
    limited: int
    late: Sequence[float]
    cards_over: float
    memory: Sequence[tuple[float, float]]

    @property
    def growth(self) -> float:
        """Memory in the last tenth of the day by that in its second, when all is warm: 1 is flat."""
        tenth = max(1, len(self.memory) // 10)
        held = [memory for _, memory in self.memory]
        return statistics.median(held[-tenth:]) / statistics.median(held[tenth : 2 * tenth])


async def measure(database_url: str) -> Day:
    """Replays the day with one bot on this database."""
    seconds = MINUTES * 60
    database = Database(database_url)
    async with workspace(strict(PER_SECOND)) as slack:
        _record_earlier(database, seconds)
        async with processes.bot(slack, database_url, messages_per_second=PER_SECOND) as bot, _memory(bot) as memory:
            answers = await team.work(bot.port, slack.secret, seconds, SHARE)
            await _drained(database)
        day = _result(slack, database, answers, memory)
    database.close()
    return day


def earliest(due: Sequence[tuple[float, str]], per_second: float) -> list[tuple[float, str]]:
    """When Slack could have taken each message, at its pace and in the order in which they come due."""
    ready = [(at, number, to) for number, (at, to) in enumerate(due)]
    heapq.heapify(ready)
    free: dict[str, float] = defaultdict(float)
    full_at, taken = 0.0, []
    while ready:
        at, number, to = heapq.heappop(ready)
        if free[to] > at:
            heapq.heappush(ready, (free[to], number, to))
            continue
        at = max(at, full_at - (per_second - 1) / per_second)
        full_at, free[to] = max(full_at, at) + 1 / per_second, at + 1
        taken.append((at, to))
    return taken


def _record_earlier(database: Database, seconds: float) -> None:
    """The follow-ups of the days before that come due in this one."""
    migrate.upgrade(database)
    pending.add_people(database)
    those = pending.grow(database, -(-EARLIER // pending.BLOCK) * pending.BLOCK)
    begins = datetime.now(UTC) + timedelta(seconds=READY_SECONDS)
    due = team.moments(random.Random(2), EARLIER, seconds)
    with database.begin() as tx:
        pending.bring_forward(tx, those, [begins + timedelta(seconds=at) for at in due])


@contextlib.asynccontextmanager
async def _memory(bot: Running) -> AsyncIterator[list[tuple[float, float]]]:
    """What the bot holds, again and again while this lasts."""
    samples: list[tuple[float, float]] = []
    clock = asyncio.get_running_loop().time
    began = clock()

    async def look() -> None:
        while True:
            samples.append((clock() - began, bot.memory()))
            await asyncio.sleep(SAMPLE_SECONDS)

    looking = asyncio.create_task(look())
    try:
        yield samples
    finally:
        looking.cancel()


async def _drained(database: Database) -> None:
    """Waits until today's reminders are over and nobody but the leads waits for a message."""
    today = (timers.c.kind == "reminder", timers.c.due_at <= datetime.now(UTC) + timedelta(hours=1))
    is_waited_for = and_(outbox.c.kind != "card", outbox.c.priority < IDLE_PRIORITY)
    waits = (outbox.c.state.in_(("ready", "sending")), is_waited_for)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_SECONDS):
            while True:
                with database.read() as tx:
                    to_come = tx.execute(select(func.count()).select_from(timers).where(*today)).scalar_one()
                    on_the_way = tx.execute(select(func.count()).select_from(outbox).where(*waits)).scalar_one()
                if not to_come + on_the_way:
                    return
                await asyncio.sleep(0.5)


def _result(slack: Sandbox, database: Database, answers: Answers, memory: Sequence[tuple[float, float]]) -> Day:
    taken: dict[str, list[float]] = defaultdict(list)
    for message in slack.workspace.messages:
        if message.metadata:
            taken[message.metadata["event_payload"]["id"]].append(float(message.ts))
    with database.read() as tx:
        query = select(outbox.c.key, outbox.c.kind, outbox.c.recipient, outbox.c.due_at).order_by(outbox.c.due_at)
        rows = tx.execute(query).all()
        approved = tx.execute(select(func.count()).where(gestures.c.state == "approved")).scalar_one()
    shown = {row.key for row in rows if row.key in taken}
    posts = [(row.due_at.timestamp(), row.recipient) for row in rows if row.kind != "card" or row.key in shown]
    at: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        at[row.recipient] += taken.get(row.key, [])[:1]
    could: dict[str, list[float]] = defaultdict(list)
    for moment, to in earliest(posts, PER_SECOND):
        could[to].append(moment)
    cards = could.pop(LEADS_CHANNEL)
    return Day(
        answers=answers,
        reminders=sum(row.kind == "reminder" and row.key in shown for row in rows),
        approved=approved,
        cards=len(cards),
        twice=sum(len(stamps) - 1 for stamps in taken.values()),
        limited=slack.workspace.pace.limited,
        late=sorted(late for to, moments in could.items() for late in _late(moments, at[to])),
        cards_over=(max(at[LEADS_CHANNEL]) - cards[-1]) / (cards[-1] - cards[0]),
        memory=memory,
    )


def _late(could: Sequence[float], at: Sequence[float]) -> list[float]:
    """How long after the moment when Slack could have taken somebody's first, second … message it was taken."""
    return [max(0.0, took - moment) for moment, took in zip(could, sorted(at), strict=False)]
