"""What is asked all the time goes through an index, however much was recorded before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event

from storage import drafts, followups, gestures, outbox, timers
from storage.database import Database

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)

ASKED: dict[str, Callable[[Connection, Database], object]] = {
    "outbox_work_ix": lambda tx, database: outbox.claim(tx, database.clock, 5, 5, ("C1",)),
    "outbox_work_ix ": lambda tx, database: outbox.next_in(tx, database.clock),
    "outbox_subject_ix": lambda tx, database: outbox.changed(tx, "a", NOW),
    "timers_due_ix": lambda tx, _: timers.next_due(tx),
    "timers_due_ix ": lambda tx, _: timers.due_subjects(tx, NOW, 5),
    "timers_due_ix  ": lambda tx, _: timers.take_due(tx, NOW, {"a"}),
    "followups_open_ix": lambda tx, _: followups.open_ones(tx, "U0ANNA"),
    "drafts_writing_ix": lambda tx, database: drafts.claim_abandoned(tx, database.clock, 5, 5),
    "gestures_customer_ix": lambda tx, _: gestures.spent_on(tx, 1, NOW),
    "gestures_requester_ix": lambda tx, _: gestures.granted_by(tx, "U0ANNA", NOW),
}


@pytest.mark.parametrize(("index", "ask"), ASKED.items())
def test_sqlite_uses_the_index(sqlite_url: str, index: str, ask: Callable[[Connection, Database], object]) -> None:
    database = Database(sqlite_url)
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.begin() as tx:
        ask(tx, database)
    sql, values = next(said for said in asked if not said[0].startswith("BEGIN"))
    with database.read() as tx:
        plan = [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    database.close()
    assert any(index.strip() in step for step in plan), plan


@pytest.mark.postgres
def test_postgresql_walks_the_index_of_open_messages(postgres_url: str) -> None:
    database = Database(postgres_url)
    asked: list[tuple[str, object]] = []
    with database.begin() as tx:
        tx.exec_driver_sql(
            "INSERT INTO outbox (key, kind, subject, occurrence, recipient, priority, state, shown, due_at, created_at)"
            " SELECT 'k' || n, 'card', 's' || n, 1, 'C1', 20, 'settled', 1, now(), now()"
            " FROM generate_series(1, 20000) AS n"
        )
        tx.exec_driver_sql("ANALYZE outbox")
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.begin() as tx:
        outbox.claim(tx, database.clock, 5, 5)
    sql, values = next(said for said in asked if not said[0].startswith("BEGIN"))
    with database.read() as tx:
        plan = str(tx.exec_driver_sql(f"EXPLAIN {sql}", values).all())
    database.close()
    assert "outbox_work_ix" in plan, plan
