"""Three processes claim and finish from one outbox at the same time: each message once, and nobody finishes late."""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Barrier

from sqlalchemy import func, insert, select

from bot import delivery, policy
from bot.desk import Desk, Roster
from prompts.writer import Writer
from storage.database import Database
from storage.executor import Executor
from storage.records import Post, Sent
from storage.tables import outbox
from tests.faults.bases import Base
from tests.faults.outcome import Outcome
from tests.forks import ROOT

FAULT = "3 replicas claim together"
PROCESSES = 3
AT_A_TIME = 200
PER_SECOND = 1e6
KEPT = 0.02  # the share of what is claimed that is kept past its lease, and finished when it is too late
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Work:
    """One process' work: the ids that it finished, and how many late attempts succeeded of how many."""

    finished: Sequence[int]
    late_attempts: int
    late_successes: int


async def claims(base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """`count` messages to as many people, claimed by three processes until none is left."""
    place = Path(tempfile.mkdtemp(prefix="claims-", dir=directory))
    url = await asyncio.to_thread(base.fresh, place)
    database = Database(url)
    _fill(database, count)
    context = multiprocessing.get_context("spawn")
    began = time.monotonic()
    with context.Pool(PROCESSES, _meet, (context.Barrier(PROCESSES),)) as pool:
        tasks = [(url, f"{seed} {number}") for number in range(PROCESSES)]
        works = await asyncio.to_thread(pool.starmap, work, tasks, 1)
    seconds = time.monotonic() - began
    with database.read() as tx:
        settled = tx.execute(select(func.count()).where(outbox.c.state == "settled")).scalar_one()
    database.close()
    return _outcome(base, count, settled, works, seconds)


def _outcome(base: Base, count: int, settled: int, works: Sequence[Work], seconds: float) -> Outcome:
    times = Counter(number for work in works for number in work.finished)
    late, wrong = sum(work.late_attempts for work in works), sum(work.late_successes for work in works)
    broken = [f"{wrong} of {late} stale finishes were taken"] if wrong else []
    if not late:
        broken.append("no stale finish was attempted")
    if idle := sum(not work.finished for work in works):
        broken.append(f"{idle} processes got nothing")
    shares = ", ".join(str(len(work.finished)) for work in works)
    return Outcome(
        FAULT, base.name, count, lost=count - settled, duplicates=sum(n - 1 for n in times.values()),
        broken=tuple(broken), notes=f"{shares} of them each, in {seconds:.0f} s; {late} stale finishes refused",
    )  # fmt: skip


def _fill(database: Database, count: int) -> None:
    now = datetime.now(UTC)
    same = {"kind": "reminder", "occurrence": 1, "priority": 2, "state": "ready", "due_at": now, "created_at": now}
    rows = [
        {**same, "key": f"{number:016x}", "subject": f"followup:{number}", "recipient": f"U0PERSON{number:06}"}
        for number in range(1, count + 1)
    ]
    with database.begin() as tx:
        database.unhurried(tx)
        tx.execute(insert(outbox), rows)


# What follows runs in the processes.

_barrier: Barrier


def _meet(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


def work(url: str, seed: str) -> Work:
    """Claims and finishes until nothing is left; then tries to finish what it kept for too long."""
    database, chance = Database(url), Random(seed)
    rules = policy.load(ROOT / "policy.toml")
    desk = Desk(database, Executor(database), rules, lambda: datetime.now(UTC), Roster(frozenset()), Writer())
    finished: list[int] = []
    kept: list[Post] = []
    _barrier.wait()
    while _is_anything_open(database):
        posts = delivery.claim(desk, AT_A_TIME, PER_SECOND).posts
        asleep = [post for post in posts if post.attempts == 1 and chance.random() < KEPT]
        kept += asleep
        finished += delivery.finish(
            desk, [Sent(post, "D1", f"{post.id}.0", "") for post in posts if post not in asleep]
        )
        if not posts:
            time.sleep(LOOK_SECONDS)  # until the leases of what was kept are over
    late = sum(attempt for post in kept for attempt in _too_late(desk, post))
    desk.executor.close()
    database.close()
    return Work(finished, len(kept), late)


def _is_anything_open(database: Database) -> bool:
    with database.read() as tx:
        return bool(tx.execute(select(func.count()).where(outbox.c.state.in_(("ready", "sending")))).scalar_one())


def _too_late(desk: Desk, post: Post) -> tuple[bool, ...]:
    """Tries all that whoever held a message may do."""
    return (
        bool(delivery.finish(desk, [Sent(post, "D2", "0.0", "")])),
        delivery.postpone(desk, post, 1.0, "timeout"),
        delivery.drop(desk, post, 8),
        delivery.bury(desk, post, "timeout"),
    )
