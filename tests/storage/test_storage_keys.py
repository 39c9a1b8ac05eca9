"""What the database forbids by itself, and what it lets others do meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from typing import Any

import pytest
from outboxes import NOW, add, claim, run
from sqlalchemy import Table, insert, text
from sqlalchemy.exc import IntegrityError

from storage import audit, claims
from storage.database import Database
from storage.tables import audit as entries
from storage.tables import inbox, outbox

MESSAGE = {
    "kind": "card", "subject": "gesture:1", "recipient": "C1", "occurrence": 1, "priority": 10, "state": "ready",
    "due_at": NOW, "created_at": NOW,
}  # fmt: skip
ENTRY = {"at": "2026-11-23", "actor": "U1", "action": "done", "subject": "followup:1", "data": "{}"}
TWICE: tuple[tuple[Table, Mapping[str, Any], Mapping[str, Any]], ...] = (
    (outbox, {**MESSAGE, "key": "a"}, {**MESSAGE, "key": "b"}),
    (outbox, {**MESSAGE, "key": "a"}, {**MESSAGE, "key": "a", "occurrence": 2}),
    (inbox, {"request": "a", "subject": "", "at": NOW}, {"request": "a", "subject": "", "at": NOW}),
    (
        entries,
        {**ENTRY, "seq": 1, "previous": audit.GENESIS, "hash": "1"},
        {**ENTRY, "seq": 2, "previous": audit.GENESIS, "hash": "2"},
    ),
)
NAMES = ("a message of the same occurrence", "a message's key", "a delivery of Slack's", "an entry after the same one")
ONE_IN_TEN_SECONDS = 0.1


@pytest.mark.parametrize(("table", "row", "again"), TWICE, ids=NAMES)
def test_not_twice(database: Database, table: Table, row: Mapping[str, Any], again: Mapping[str, Any]) -> None:
    with database.begin() as tx:
        tx.execute(insert(table).values(row))
    with pytest.raises(IntegrityError), database.begin() as tx:
        tx.execute(insert(table).values(again))


@pytest.mark.postgres
def test_a_message_that_somebody_is_changing_holds_no_other_up(postgres_url: str) -> None:
    database = Database(postgres_url)
    for name in ("a", "b"):
        add(database, name, name)
    with database.begin() as tx:
        tx.execute(text("UPDATE outbox SET wanted = wanted + 1 WHERE subject = 'a'"))
        assert [post.subject for post in claim(database)] == ["b"]
    run(database, "DELETE FROM pace")
    assert [post.subject for post in claim(database)] == ["a"]
    database.close()


@pytest.mark.postgres
def test_two_who_claim_at_once_share_one_budget(postgres_url: str) -> None:
    database = Database(postgres_url)
    assert claim(database) == [], "and with that the budget is there"
    add(database, "a", "C1")
    with ThreadPoolExecutor(1) as rival:
        with database.begin() as tx:
            mine = claims.claim(tx, database.clock, 50, ONE_IN_TEN_SECONDS).posts
            add(database, "pressing", "C2", 10)
            theirs = rival.submit(claim, database, 50, ONE_IN_TEN_SECONDS)
            while not (theirs.done() or _somebody_waits(database)):
                wait([theirs], timeout=0.01)
        assert [post.subject for post in (*mine, *theirs.result())] == ["a"]
    database.close()


def _somebody_waits(database: Database) -> bool:
    """Whether a lock is waited for."""
    return run(
        database,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    ) != [(0,)]


def test_whoever_begins_to_write_a_file_keeps_rivals_out_from_the_start(sqlite_url: str) -> None:
    """What it reads before it writes must still be true then."""
    database = Database(sqlite_url)
    assert database.url.database
    with closing(sqlite3.connect(database.url.database, timeout=0, isolation_level=None)) as rival:
        with database.begin() as tx:
            tx.execute(text("SELECT count(*) FROM outbox"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                rival.execute("BEGIN IMMEDIATE")
        with database.read() as tx:
            tx.execute(text("SELECT count(*) FROM outbox"))
            rival.execute("BEGIN IMMEDIATE")
    database.close()
