"""What the storage tests of the outbox do to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from storage import claims, outbox
from storage.claims import Claim
from storage.database import Database
from storage.records import Post, Sent

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


def add(database: Database, subject: str, to: str = "C1", priority: int = 20, minutes: float = 0) -> None:
    with database.begin() as tx:
        outbox.add(tx, "card", subject, to, priority, NOW + timedelta(minutes=minutes), NOW)


def claim(database: Database, most: int = 50, per_second: float = 50) -> list[Post]:
    return list(claim_all(database, most, per_second).posts)


def claim_all(database: Database, most: int = 50, per_second: float = 50) -> Claim:
    with database.begin() as tx:
        return claims.claim(tx, database.clock, most, per_second)


def finish(database: Database, post: Post, *, twin: bool = False) -> bool:
    sent = Sent(post, post.recipient, f"17.{post.id}", "print", may_have_twin=twin)
    with database.begin() as tx:
        held, busy = claims.finish(tx, database.clock, NOW, [sent])
    assert not busy
    return held == {post.id}


def changed(database: Database, subject: str, *, everywhere: bool = False) -> None:
    with database.begin() as tx:
        outbox.changed(tx, subject, everywhere=everywhere)


def pace_passes(database: Database) -> None:
    """A long time passes for Slack's limits, and none for leases."""
    run(database, "DELETE FROM pace")


def lease_passes(database: Database) -> None:
    """Every lease and pause runs out, of messages and of lanes."""
    run(database, "UPDATE outbox SET held_until = 1")
    run(database, "UPDATE pace SET free_at = 1 WHERE name <> 'chat.postMessage'")


def run(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.begin() as tx:
        result = tx.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def subjects(posts: list[Post]) -> list[str]:
    return [post.subject for post in posts]
