"""The audit chain: every change of state, each entry sealed with the hash of the one before.

An entry holds ids, amounts, rules and salted digests, never personal data: forgetting a customer leaves it valid.
The head row is locked last in a transaction, so the chain is written one link at a time and nothing waits behind it
longer than a commit.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select, update

from storage.records import AuditEntry
from storage.tables import audit, audit_head
from storage.types import SORTABLE

GENESIS = "0" * 64
HEAD = select(audit_head).with_for_update()
APPEND = insert(audit)
MOVE = update(audit_head)
STREAMED = {"yield_per": 1000}


def salt() -> str:
    """A fresh salt to keep beside a record; erasing it makes the record's digests unguessable."""
    return secrets.token_hex(16)


def digest(salt: str, words: str) -> str:
    """What the chain keeps of somebody's words: proof that they were these, and nothing to read."""
    return hmac.new(salt.encode(), words.encode(), hashlib.sha256).hexdigest()


def salt_of(tx: Connection, table: Table, number: int) -> str:
    """The salt of a record's digests. One that was erased is followed by a fresh one, which stays beside the record:
    new words have come, and an empty salt would leave them to be guessed."""
    kept = tx.execute(select(table.c.salt).where(table.c.id == number)).scalar_one()
    if kept:
        return str(kept)
    fresh = salt()
    tx.execute(update(table).where(table.c.id == number).values(salt=fresh))
    return fresh


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be appended once all else in the transaction is done: who did what to which subject."""

    actor: str
    action: str
    subject: str
    data: Mapping[str, object] = field(default_factory=dict)


def append(
    tx: Connection, at: datetime, actor: str, action: str, subject: str, data: Mapping[str, object] | None = None
) -> None:
    """Adds one entry at `at` (wall time). Call it last in a transaction: it holds the chain until the commit."""
    append_all(tx, at, [Happening(actor, action, subject, data or {})])


def append_all(tx: Connection, at: datetime, happened: Iterable[Happening]) -> None:
    """Adds an entry for each of these, in order. As with `append`, last in a transaction."""
    happened, links = list(happened), []
    if not happened:
        return
    head = tx.execute(HEAD).one()
    seq, previous = head.seq, head.hash
    for it in happened:
        seq += 1
        entry = {
            "seq": seq,
            "at": at.astimezone(UTC).strftime(SORTABLE),
            "actor": it.actor,
            "action": it.action,
            "subject": it.subject,
            "data": json.dumps(it.data, sort_keys=True, separators=(",", ":"), ensure_ascii=True),
            "previous": previous,
        }
        previous = seal(entry)
        links.append({**entry, "hash": previous})
    tx.execute(APPEND, links)
    tx.execute(MOVE, {"seq": seq, "hash": previous})


def last(tx: Connection) -> AuditEntry | None:
    """The last entry of all, or None."""
    row = tx.execute(select(audit).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    return _entry(row) if row else None


def latest(tx: Connection, subject: str, action: str | None = None) -> AuditEntry | None:
    """The last entry about a subject, or that says that this was done to it; None if there is none."""
    these = select(audit).where(audit.c.subject == subject)
    if action is not None:
        these = these.where(audit.c.action == action)
    row = tx.execute(these.order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    return _entry(row) if row else None


def about(tx: Connection, subjects: Collection[str]) -> list[AuditEntry]:
    """Every entry about these subjects, in order."""
    query = select(audit).where(audit.c.subject.in_(subjects)).order_by(audit.c.seq)
    return [_entry(row) for row in tx.execute(query)]


def seal(entry: Mapping[str, object]) -> str:
    """The hash of an entry: SHA-256 over its fields as a JSON array, in this order."""
    fields = [entry[name] for name in ("seq", "at", "actor", "action", "subject", "data", "previous")]
    return hashlib.sha256(json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """How a replay of the chain ended: `problem` names the first bad entry, or is None and `head` is the last hash."""

    entries: int
    head: str
    problem: str | None = None


def verify(tx: Connection, anchor: tuple[int, str] | None = None) -> Verification:
    """Replays the whole chain in constant memory; `anchor` is the number and hash of an entry that must be there."""
    previous, expected = GENESIS, 1
    with tx.execute(select(audit).order_by(audit.c.seq), execution_options=STREAMED) as rows:
        for row in rows:
            problem = _problem(row, previous, expected)
            if problem:
                return Verification(expected - 1, previous, problem)
            if anchor and anchor[0] == row.seq and anchor[1] != row.hash:
                return Verification(expected, row.hash, f"entry {row.seq} is not the one that was anchored")
            previous, expected = row.hash, expected + 1
    if anchor and anchor[0] >= expected:
        problem = f"entry {expected} is missing: an anchor knows {anchor[0]} entries"
        return Verification(expected - 1, previous, problem)
    head = tx.execute(select(audit_head)).one()
    if (head.seq, head.hash) != (expected - 1, previous):
        problem = f"entry {expected} is missing: the head knows {head.seq} entries, the trail has {expected - 1}"
        return Verification(expected - 1, previous, problem)
    return Verification(expected - 1, previous)


def _problem(row: Row[Any], previous: str, expected: int) -> str | None:
    if row.seq != expected:
        return f"entry {expected} is missing"
    if row.previous != previous:
        return f"entry {row.seq} does not follow the one before it"
    if seal(row._asdict()) != row.hash:
        return f"entry {row.seq} was changed"
    return None


def entries(tx: Connection, since: datetime | None = None) -> Iterator[AuditEntry]:
    """The entries from `since` on, oldest first, for an export."""
    query = select(audit).order_by(audit.c.seq)
    if since:
        query = query.where(audit.c.at >= since.astimezone(UTC).strftime(SORTABLE))
    with tx.execute(query, execution_options=STREAMED) as rows:
        for row in rows:
            yield _entry(row)


def _entry(row: Row[Any]) -> AuditEntry:
    at, data = datetime.fromisoformat(row.at), json.loads(row.data)
    return AuditEntry(row.seq, at, row.actor, row.action, row.subject, data, row.previous, row.hash)
