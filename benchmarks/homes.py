"""The App Home and `/customer` in a team that has been at work for a year: 100,000 customers, a million records, and
five hundred open follow-ups on each desk. How long it takes from the asking until what is shown is ready to be sent.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import pending, postgresql
from benchmarks.processes import ROOT
from benchmarks.report import Row
from benchmarks.workspace import AGENTS
from bot import customers, home, lookups, merging, policy
from bot.desk import Desk, Roster
from handlers.views import home as views
from handlers.views.timelines import timeline
from prompts.writer import Writer
from storage import migrate
from storage.database import Database
from storage.executor import Executor
from storage.records import Person
from storage.tables import people, policies
from storage.types import SORTABLE

CUSTOMERS, FOLLOWUPS, GESTURES, DRAFTS = 100_000, 450_000, 250_000, 300_000
TEAM = AGENTS[:40]
OPEN = 500 * len(TEAM)
UNDELIVERED, WAITING = 4_000, 400
LEAD = "U0LEAD"
LOOKS, P99_MS = 200, 300.0


async def of_homes(directory: Path) -> list[Row]:
    """The App Home with a million records."""
    rows = _rows("SQLite", f"sqlite:///{directory / 'homes.db'}")
    with postgresql.server() as url:
        return [*rows, *_rows("PostgreSQL", url)]


def _rows(name: str, url: str) -> list[Row]:
    database, rules = Database(url), policy.load(ROOT / "policy.toml")
    now = datetime.now(UTC).replace(hour=9, minute=0)
    migrate.upgrade(database)
    _fill(database, now)
    desk = Desk(database, Executor(database), rules, lambda: now, Roster(frozenset(rules.team.leads)), Writer())
    shown = (
        ("the App Home of an agent with 500 open follow-ups", partial(_home_of_an_agent, desk)),
        ("the App Home of a lead of 40 such agents", partial(_home, desk, LEAD)),
        ("`/customer` of one of 100,000", partial(_customer, desk)),
    )
    rows = []
    for what, ready in shown:
        median, p99, size = _look(ready)
        rows.append(
            Row(
                f"{what}, a million records, {name}: median, p99",
                f"{median:.0f} ms, {p99:.0f} ms ({size / 1000:.0f} kB)",
                f"under {P99_MS:g} ms",
                p99 < P99_MS,
            )
        )
    desk.executor.close()
    database.close()
    return rows


def _look(ready: Callable[[int], Any]) -> tuple[float, float, int]:
    """Median and 99th percentile in milliseconds, and the size of the largest view in bytes."""
    took, size = [], 0
    for number in range(LOOKS):
        began = time.perf_counter()
        shown = json.dumps(ready(number))
        took.append((time.perf_counter() - began) * 1e3)
        size = max(size, len(shown))
    return statistics.median(took), statistics.quantiles(took, n=100, method="inclusive")[98], size


def _home_of_an_agent(desk: Desk, number: int) -> Any:
    return _home(desk, TEAM[number % len(TEAM)], number)


def _home(desk: Desk, person: str, number: int) -> Any:
    return views.home(home.day(desk, Person(person, "", pending.ZONE, "en-US", "member")), desk.clock())


def _customer(desk: Desk, number: int) -> Any:
    found = lookups.read(desk, f"#{number * 499 + 1}")
    assert found.reference
    known = customers.timeline(desk, found.reference)
    assert known.total
    return timeline(known, desk.clock(), pending.ZONE, merging.offer_beside(desk, known)).payload()


def _fill(database: Database, now: datetime) -> None:
    """A year's records, written straight into the tables."""
    of_people = ("id", "name", "zone", "locale", "membership")
    with database.begin() as tx:
        tx.execute(insert(policies).values(digest="p", text="", first_used_at=now - timedelta(days=366)))
        rows = [dict(zip(of_people, (who, who, pending.ZONE, "en-US", "member"), strict=True)) for who in TEAM]
        tx.execute(insert(people), rows)
    for table, columns, records in (
        ("customers", ("id", "created_at"), ((number, _at(now, -366)) for number in range(1, CUSTOMERS + 1))),
        ("customer_references", ("kind", "key", "value", "customer_id"), _references()),
        ("followups", (*pending.FOLLOWUP, "closed_at"), _followups(now)),
        (
            "gestures",
            ("id", "customer_id", "kind", "label", "unit", "amount", "currency", "cost", "reason", "requester", "state",
             "needs", "rule", "why", "policy", "salt", "requested_at", "decided_at", "delivered_at"),
            _gestures(now),
        ),
        ("drafts", ("agent", "customer_id", "message", "state", "created_at"), _drafts(now)),
    ):  # fmt: skip
        with database.begin() as tx:
            database.unhurried(tx)
            pending.copy(tx, table, columns, records)
    pending.tidy(database)


def _references() -> Iterator[tuple[Any, ...]]:
    return (("ticket", str(number), f"#{number}", number) for number in range(1, CUSTOMERS + 1))


def _followups(now: datetime) -> Iterator[tuple[Any, ...]]:
    """All but the last are done; those fall due from a week ago to two weeks from now."""
    for number in range(1, FOLLOWUPS + 1):
        waits = number > FOLLOWUPS - OPEN
        created = _at(now, -365 * (1 - number / FOLLOWUPS) - 8)
        due = _at(now, (number // len(TEAM) % 500) / 24 - 7) if waits else created
        yield (
            *(number, number * 7919 % CUSTOMERS + 1, f"promise number {number}", TEAM[number % len(TEAM)], due),
            *(pending.ZONE, True, "open" if waits else "done", f"{number:032x}", created, None if waits else due),
        )


def _gestures(now: datetime) -> Iterator[tuple[Any, ...]]:
    """All that agents granted alone, delivered but for the last; the very last wait for a lead."""
    for number in range(1, GESTURES + 1):
        asked = number > GESTURES - WAITING
        won = not asked and number > GESTURES - WAITING - UNDELIVERED
        at = _at(now, -365 * (1 - number / GESTURES))
        yield (
            *(number, number * 104729 % CUSTOMERS + 1, "credit", "Account credit", "money", 2000, "USD", 2000),
            *(f"late for the {number}th time", TEAM[number % len(TEAM)]),
            *("requested" if asked else "granted" if won else "delivered", int(asked), "rule", "", "p", "salt"),
            *(at, None if asked else at, None if asked or won else at),
        )


def _drafts(now: datetime) -> Iterator[tuple[Any, ...]]:
    for number in range(1, DRAFTS + 1):
        at = _at(now, -365 * (1 - number / DRAFTS))
        yield TEAM[number % len(TEAM)], number % CUSTOMERS + 1, "Where is my parcel?", "used", at


def _at(now: datetime, days: float) -> str:
    return (now + timedelta(days=days)).strftime(SORTABLE)
