"""The month's figures of a team with a million records, and whether somebody who types just then has to wait."""

from __future__ import annotations

import asyncio
import gc
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import pending, postgresql
from benchmarks.processes import ROOT
from benchmarks.report import Row
from bot import figure_rows, followups, policy, service
from bot.desk import Desk, Roster
from bot.moments import Moment
from handlers.server import GC_ALLOCATIONS, SWITCH_SECONDS
from prompts.writer import Writer
from storage import migrate
from storage.database import Database
from storage.executor import Executor
from storage.records import Person, Reference
from storage.types import SORTABLE

FOLLOWUPS, GESTURES, DRAFTS, SCORES = 500_000, 150_000, 250_000, 100_000  # of one year
ROUNDS = 5
GOAL_SECONDS, ACK_GOAL_MS = 3.0, 300
YEAR_SECONDS = 365 * 86_400
TYPIST = Person("U0TYPIST", "Typist", pending.ZONE, "en-US", "member")
LETTER = "My parcel has not come yet, and I have written to you twice already. Where is it, please? " * 4


async def of_figures(directory: Path) -> list[Row]:
    """The month's figures of a million records."""
    rows = await _measure("SQLite", f"sqlite:///{directory / 'figures.db'}")
    with postgresql.server() as url:
        return [*rows, *await _measure("PostgreSQL", url)]


async def _measure(name: str, url: str) -> list[Row]:
    database, rules, now = Database(url), policy.load(ROOT / "policy.toml"), datetime.now(UTC)
    migrate.upgrade(database)
    _fill(database, now)
    desk = Desk(database, Executor(database), rules, lambda: now, Roster(frozenset(rules.team.leads)), Writer())
    sys.setswitchinterval(SWITCH_SECONDS)  # as the service does, and
    gc.set_threshold(GC_ALLOCATIONS)
    alone = await _typed(desk, asyncio.sleep(5))
    took: list[float] = []
    beside = await _typed(desk, _count(desk, took))
    desk.executor.close()
    database.close()
    slowest, p99 = max(took), statistics.quantiles(beside, n=100, method="inclusive")[98] * 1e3
    return [
        Row(
            f"the month’s figures of 1,000,000 records of a year, {name} (median, most)",
            f"{statistics.median(took):.2f} s, {slowest:.2f} s",
            f"under {GOAL_SECONDS:g} s",
            slowest < GOAL_SECONDS,
        ),
        Row(
            "· recording a follow-up meanwhile (p99; alone)",
            f"{p99:.0f} ms; {statistics.quantiles(alone, n=100, method='inclusive')[98] * 1e3:.0f} ms",
            f"under {ACK_GOAL_MS} ms",
            p99 < ACK_GOAL_MS,
        ),
    ]


async def _count(desk: Desk, took: list[float]) -> None:
    for _ in range(ROUNDS):
        began = time.perf_counter()
        report = await desk.executor.read(service.over, desk, "month")
        took.append(time.perf_counter() - began)
        assert "follow-ups done" in figure_rows.as_csv(report)
        assert min(report.figures.done, report.before.done) > 10_000


async def _typed(desk: Desk, meanwhile: Any) -> list[float]:
    """How long each of the commands took that somebody typed while something went on."""
    over, took = asyncio.ensure_future(meanwhile), list[float]()
    while not over.done():
        moment = Moment(desk.clock() + timedelta(hours=3), pending.ZONE, True, "in 3 hours")
        whose = Reference("ticket", f"#{len(took)}", f"#{len(took)}")
        new = followups.NewFollowup(f"typed-{time.perf_counter_ns()}", TYPIST, whose, "call back", moment)
        began = time.perf_counter()
        await desk.executor.write(followups.record, desk, new)
        took.append(time.perf_counter() - began)
        await asyncio.sleep(0.03)
    await over
    return took


def _fill(database: Database, now: datetime) -> None:
    pending.add_people(database)
    chance = random.Random(7)
    with database.begin() as tx:
        database.unhurried(tx)
        tx.exec_driver_sql(f"INSERT INTO policies VALUES ('p', '', '{now.strftime(SORTABLE)}')")
        for table, columns, rows in (
            ("followups", (*pending.FOLLOWUP, "closed_at", "promised_by", "solved"), _followups(chance, now)),
            ("drafts", ("id", "agent", "message", "state", "version", "created_at"), _drafts(chance, now)),
            ("draft_versions", VERSION, _versions(chance, now)),
            ("gestures", GESTURE, _gestures(chance, now)),
            ("scores", ("id", "customer_id", "kind", "value", "at"), _scores(chance, now)),
        ):
            pending.copy(tx, table, columns, rows)
        if tx.dialect.name == "postgresql":  # what is made from now on is numbered behind
            for table in ("customers", "followups", "drafts", "gestures", "scores"):
                tx.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    pending.tidy(database)


VERSION = ("draft_id", "version", "reply", "feeling", "matter", "need", '"check"', "writer", "prompt_version",
           "written_at")  # fmt: skip
GESTURE = ("id", "customer_id", "kind", "label", "unit", "amount", "currency", "cost", "reason", "requester", "state",
           "needs", "rule", "why", "policy", "salt", "requested_at", "decided_at")  # fmt: skip


def _evenly(now: datetime, many: int) -> Iterator[tuple[int, datetime]]:
    """Numbers and the moments of a year at which something began, as records come in: one after the other."""
    step = timedelta(seconds=YEAR_SECONDS / many)
    return ((number, now - (many - number + 1) * step) for number in range(1, many + 1))


def _said(at: datetime | None) -> str | None:
    return at.strftime(SORTABLE) if at else None


def _followups(chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    for number, at in _evenly(now, FOLLOWUPS):
        due = at + timedelta(hours=24 * chance.random())
        closed = due + timedelta(hours=chance.expovariate(1)) if chance.random() < 0.95 else None
        promised = due + timedelta(hours=2) if chance.random() < 0.4 else None
        state, customer = "done" if closed else "open", number % pending.CUSTOMERS + 1
        yield (
            number, customer, "call back about the parcel and the refund", "U0ANNA", _said(due), pending.ZONE, True,
            state, f"{number:032x}", _said(at), _said(closed), _said(promised),
            chance.random() < 0.7 if closed and chance.random() < 0.5 else None,
        )  # fmt: skip


def _drafts(chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    return ((number, "U0ANNA", LETTER, "used", 1, _said(at)) for number, at in _evenly(now, DRAFTS))


def _versions(chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    for number, at in _evenly(now, DRAFTS):
        written = at + timedelta(seconds=chance.expovariate(0.2))
        yield number, 1, LETTER, "sad", "late", "help", "[]", "phrasebook", "1", _said(written)


def _gestures(chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    for number, at in _evenly(now, GESTURES):
        decided = at + timedelta(minutes=chance.expovariate(0.02))
        needs = number % 2
        state = "declined" if needs else "granted"
        yield (
            number, number % pending.CUSTOMERS + 1, "credit", "Account credit", "money", 2000, "USD", 2000, LETTER[:90],
            "U0ANNA", state, needs, "r", "w", "p", "", _said(at), _said(decided),
        )  # fmt: skip


def _scores(chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    for number, at in _evenly(now, SCORES):
        kind, value = ("csat", chance.randrange(1, 6)) if number % 2 else ("nps", chance.randrange(11))
        yield number, number % pending.CUSTOMERS + 1, kind, value, _said(at)
