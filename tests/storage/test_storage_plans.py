"""What is asked all the time goes through an index, however much was recorded before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event

from storage import claims, drafts, gestures, letters, limits, lists, news, outbox, team, timers, twins
from storage.database import Database

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
WHOLE = ("SCAN outbox", "SCAN followups", "SCAN gestures", "SCAN audit")  # all that was ever recorded

ASKED: dict[str, Callable[[Connection, Database], object]] = {
    "outbox_lane_ix": lambda tx, database: claims.claim(tx, database.clock, 5, 5),
    "outbox_change_ix": lambda tx, database: claims.claim(tx, database.clock, 5, 5),
    "outbox_held_ix": lambda tx, database: claims.claim(tx, database.clock, 5, 5),
    "outbox_look_ix": lambda tx, database: twins.are_due(tx, database.clock),
    "outbox_look_ix ": lambda tx, database: twins.claim(tx, database.clock, 5),
    "outbox_dead_ix": lambda tx, _: letters.of(tx, "C1"),
    "outbox_dead_ix ": lambda tx, _: letters.recipients(tx, 5),
    "outbox_subject_ix": lambda tx, _: outbox.changed(tx, "a"),
    "timers_due_ix": lambda tx, _: timers.next_due(tx),
    "timers_due_ix ": lambda tx, _: timers.due_subjects(tx, NOW, 5),
    "timers_due_ix  ": lambda tx, _: timers.take_due(tx, NOW, {"a"}),
    "followups_open_ix": lambda tx, _: lists.mine(tx, "U0ANNA"),
    "drafts_writing_ix": lambda tx, database: drafts.claim_abandoned(tx, database.clock, 5, 5),
    "gestures_customer_ix": lambda tx, _: limits.spent_on(tx, 1, NOW),
    "gestures_requester_ix": lambda tx, _: limits.granted_by(tx, "U0ANNA", NOW),
    "followups_open_ix ": lambda tx, _: lists.days(tx, NOW, {"U0ANNA": NOW}, 5, 5),
    "followups_open_ix  ": lambda tx, _: team.overdue(tx, NOW, 5),
    "gestures_asked_ix": lambda tx, _: gestures.of_requesters(tx, ["U0ANNA"], ("requested", "granted"), 5),
    "COVERING INDEX gestures_asked_ix": lambda tx, _: gestures.open_counts(tx, ["U0ANNA"]),
    "gestures_claimed_ix": lambda tx, _: gestures.taken_on(tx, ["U0ANNA"], 5),
    "gestures_requester_ix ": lambda tx, _: gestures.lapsed(tx, "U0ANNA", NOW, 5),
    "gestures_again_ix": lambda tx, _: tx.execute(gestures.AGAIN, {"of": [1, 2]}),
    "gestures_open_ix": lambda tx, _: gestures.to_decide(tx, "U0ANNA", 5),
    "gestures_open_ix ": lambda tx, _: gestures.count_to_decide(tx, "U0ANNA"),
    "COVERING INDEX gestures_given_ix (requested_at>?)": lambda tx, _: team.given(tx, NOW, "USD"),
    "gestures_customer_ix ": lambda tx, _: team.spent_on(tx, [1, 2], NOW),
    "INTEGER PRIMARY KEY (rowid>?)": lambda tx, _: news.after(tx, 7, 5),
}


@pytest.mark.parametrize(("index", "ask"), ASKED.items())
def test_sqlite_uses_the_index(sqlite_url: str, index: str, ask: Callable[[Connection, Database], object]) -> None:
    plan = _plan_of(sqlite_url, ask)
    assert any(index.strip() in step for step in plan), plan
    walked = [step for step in plan if step.startswith(WHOLE) and "INDEX" not in step]
    assert not walked, plan


def _plan_of(url: str, ask: Callable[[Connection, Database], object]) -> list[str]:
    """The steps by which SQLite answers."""
    database = Database(url)
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.begin() as tx:
        ask(tx, database)
    plan: list[str] = []
    with database.read() as tx:
        for sql, values in asked[:]:
            if not sql.startswith(("BEGIN", "EXPLAIN")):
                plan += [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    database.close()
    return plan


@pytest.mark.parametrize("ask", [ASKED["timers_due_ix "], ASKED["timers_due_ix  "]])
def test_sqlite_looks_only_at_the_timers_that_are_due(
    sqlite_url: str, ask: Callable[[Connection, Database], object]
) -> None:
    plan = _plan_of(sqlite_url, ask)
    assert [step for step in plan if "timers_due_ix" in step]
    assert not [step for step in plan if step.startswith("SCAN")], plan


@pytest.mark.postgres
def test_postgresql_walks_the_indexes_of_open_messages(postgres_url: str) -> None:
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
        claims.claim(tx, database.clock, 5, 5)
    plan = ""
    with database.read() as tx:
        for sql, values in asked[:]:
            if sql.startswith(("SELECT", "\n")) and "outbox" in sql:
                plan += str(tx.exec_driver_sql(f"EXPLAIN {sql}", values).all())
    database.close()
    for index in ("outbox_lane_ix", "outbox_change_ix", "outbox_held_ix"):
        assert index in plan, plan
    assert "Seq Scan on outbox" not in plan
