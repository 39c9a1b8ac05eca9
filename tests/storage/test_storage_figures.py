"""The ledger of a week is counted without looking at what was promised in other years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import event, insert

from storage import figures, tables
from storage.database import Database

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


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
