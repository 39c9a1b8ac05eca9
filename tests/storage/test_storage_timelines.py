"""A timeline is put together through indexes alone, with a limit for each kind, however much there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event

from storage import customers, followups, merges, notes, timelines
from storage.database import Database
from storage.records import Reference
from storage.timelines import QUERIES, Entry

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
SOME = [Entry(noun, number, NOW) for noun in QUERIES for number in (1, 2)]
ASKED: dict[str, Callable[[Connection], object]] = {
    "entries": lambda tx: timelines.entries(tx, 1, 4),
    "loaded": lambda tx: timelines.load(tx, SOME),
    "reopened": lambda tx: followups.reopened(tx, [1, 2]),
    "earlier promises": lambda tx: followups.earlier_promises(tx, [1, 2]),
    "notes": lambda tx: notes.about(tx, 1, 4),
    "traits": lambda tx: customers.traits_of(tx, 1),
    "heard": lambda tx: customers.heard_at(tx, [1]),
    "scores": lambda tx: customers.last_scores(tx, 1),
    "merge": lambda tx: merges.latest(tx, 1),
    "found": lambda tx: customers.find(tx, Reference("email", "a@b.example", "a@b.example")),
    "words": lambda tx: customers.find_words(tx, "mara", 5),
    "neighbours": lambda tx: [customers.neighbours(tx, kind, "mara", 5) for kind in ("name", "alias", "email")],
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_sqlite_searches_and_never_scans(sqlite_url: str, ask: Callable[[Connection], object]) -> None:
    database = Database(sqlite_url)
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.read() as tx:
        ask(tx)
    statements = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert statements
    with database.read() as tx:
        plan = [
            row[3]
            for sql, values in statements
            for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
        ]
    database.close()
    assert [step for step in plan if step.startswith("SEARCH")], plan
    assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step], plan


def test_each_kind_has_a_limit(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with database.read() as tx:
        timelines.entries(tx, 1, 4)
    database.close()
    selects = [sql for sql in asked if sql.startswith("SELECT")]
    assert len(selects) == len(QUERIES)
    assert all("LIMIT" in sql for sql in selects)
