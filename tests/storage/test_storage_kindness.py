"""What became of customers' matters is found through indexes: a year holds a million records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import event

from storage import kindness
from storage.database import Database
from storage.records import Grace

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
GRACE = Grace(NOW - timedelta(366), NOW, timedelta(hours=2))
MONTH, YEAR = timedelta(30), timedelta(365)
SPAN = kindness.Span(NOW - YEAR, NOW, MONTH, MONTH, YEAR, timedelta(90), [GRACE])


def test_sqlite_looks_each_customer_up(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.read() as tx:
        (nothing,) = kindness.lines(tx, SPAN, "USD")
        assert (nothing.what, nothing.tally.cases) == ("all", 0)
        sql, values = asked[-1]
        plan = [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]  # type: ignore[arg-type]
    database.close()
    for index in ("followups_heard_ix", "followups_customer_ix", "drafts_customer_ix", "gestures_customer_ix",
                  "sqlite_autoindex_scores_1"):  # fmt: skip
        assert any(index in step for step in plan), (index, plan)
    scanned = {step for step in plan if step.startswith("SCAN ")} - {"SCAN past_promises"}
    assert {step for step in scanned if "followups" in step} == {"SCAN followups USING INDEX followups_heard_ix"}
    assert not [step for step in scanned if any(table in step for table in ("drafts", "gestures", "scores"))], plan
