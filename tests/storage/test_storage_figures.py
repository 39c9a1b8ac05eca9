"""The ledger of a week is counted without looking at what was promised in other years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, insert

from storage import figures, tables
from storage.database import Database

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
WEEK = (NOW - timedelta(days=7), NOW)
ASKED: dict[str, Callable[[Connection], object]] = {
    "followups_open_ix": lambda tx: figures.overdue(tx, NOW),
    "reopenings_closed_at_ix": lambda tx: figures.reopened(tx, *WEEK),
    "drafts_created_at_ix": lambda tx: figures.drafted(tx, *WEEK),
    "gestures_decided_ix": lambda tx: figures.granted(tx, *WEEK, "USD"),
    "gestures_decided_ix ": lambda tx: figures.decided(tx, *WEEK),
    "gestures_open_ix": lambda tx: figures.waiting(tx),
    "scores_at_ix": lambda tx: figures.answers(tx, *WEEK),
}


def test_promises_are_counted_through_their_index(database: Database) -> None:
    common = {"customer_id": 1, "what": "x", "owner": "U0ANNA", "zone": "UTC", "exact": True, "salt": ""}
    with database.begin() as tx:
        tx.execute(insert(tables.customers), {"id": 1, "created_at": NOW})
        times = [NOW - timedelta(hours=hours) for hours in range(20_000)]
        rows = [{**common, "state": "open", "created_at": at, "due_at": at, "promised_by": at} for at in times]
        tx.execute(insert(tables.followups), rows)
        tx.exec_driver_sql("ANALYZE")
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.read() as tx:
        assert figures.promises(tx, NOW - timedelta(days=7), NOW, NOW) == (0, 0, 7 * 24)
    (sql, values), (past, _) = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert "past_promises" in past
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.read() as tx:
        plan = str(tx.exec_driver_sql(f"{explain} {sql}", values).all())  # type: ignore[arg-type]
    assert "followups_promised_ix" in plan, plan


@pytest.mark.parametrize(("index", "ask"), ASKED.items())
def test_sqlite_counts_through_indexes(sqlite_url: str, index: str, ask: Callable[[Connection], object]) -> None:
    database = Database(sqlite_url)
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.read() as tx:
        ask(tx)
    ((sql, values),) = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    with database.read() as tx:
        plan = [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]  # type: ignore[arg-type]
    database.close()
    assert any(index.strip() in step for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN") and "INDEX" not in step], plan
