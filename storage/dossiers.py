"""Queries for all that is recorded about one customer, besides the records that lists show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from storage import audit
from storage.records import AuditEntry, Note
from storage.service_tables import merges, problem_gestures, problem_members, problems, reopenings, scores, thanks
from storage.statements import handfuls
from storage.tables import apart, customers, draft_versions, drafts, notes, past_promises

Row = Mapping[Any, Any]


def customer(tx: Connection, number: int) -> Row:
    """The customer's own row."""
    return tx.execute(select(customers).where(customers.c.id == number)).one()._mapping


def notes_of(tx: Connection, number: int) -> Sequence[Note]:
    """Every note about them, the oldest first."""
    rows = tx.execute(select(notes).where(notes.c.customer_id == number).order_by(notes.c.id))
    return [Note(row.id, row.author, row.text, row.created_at) for row in rows]


def promises(tx: Connection, followups: Collection[int]) -> Sequence[Row]:
    """What became of promises of these follow-ups whose time was over before the last one."""
    return _rows(tx, select(past_promises).order_by(past_promises.c.id), past_promises.c.followup_id, followups)


def reopened(tx: Connection, followups: Collection[int]) -> Sequence[Row]:
    """When these follow-ups were opened again."""
    return _rows(tx, select(reopenings).order_by(reopenings.c.id), reopenings.c.followup_id, followups)


def drafts_of(tx: Connection, numbers: Collection[int]) -> Sequence[Row]:
    """These drafts, the oldest first."""
    return _rows(tx, select(drafts).order_by(drafts.c.id), drafts.c.id, numbers)


def versions(tx: Connection, numbers: Collection[int]) -> Sequence[Row]:
    """Every version of these drafts."""
    query = select(draft_versions).order_by(draft_versions.c.draft_id, draft_versions.c.version)
    return _rows(tx, query, draft_versions.c.draft_id, numbers)


def scores_of(tx: Connection, numbers: Collection[int]) -> Sequence[Row]:
    """Every score that these customers gave, the oldest first."""
    found = _rows(tx, select(scores), scores.c.customer_id, numbers)
    return sorted(found, key=lambda row: (row["at"], row["id"]))


def problem_gestures_of(tx: Connection, numbers: Collection[int], given: Collection[int]) -> Sequence[Row]:
    """What became of the gestures that these customers were to get because of problems, those `given` among them."""
    query, of = select(problem_gestures), problem_gestures.c
    found = {(row["problem_id"], row["customer_id"]): row for row in _rows(tx, query, of.customer_id, numbers)}
    found |= {(row["problem_id"], row["customer_id"]): row for row in _rows(tx, query, of.gesture_id, given)}
    return [found[key] for key in sorted(found)]


def thanks_of(tx: Connection, numbers: Collection[int]) -> Sequence[Row]:
    """These thanks, the oldest first."""
    return _rows(tx, select(thanks).order_by(thanks.c.id), thanks.c.id, numbers)


def merges_of(tx: Connection, numbers: Collection[int]) -> Sequence[Row]:
    """Every time that one of these and another became one."""
    sides = (merges.c.kept_id, merges.c.other_id)
    found = {row["id"]: row for side in sides for row in _rows(tx, select(merges), side, numbers)}
    return [found[number] for number in sorted(found)]


def apart_from(tx: Connection, number: int) -> Sequence[int]:
    """The numbers of those who are known not to be them."""
    pairs = tx.execute(select(apart).where(or_(apart.c.one_id == number, apart.c.other_id == number)))
    return sorted(pair.other_id if pair.one_id == number else pair.one_id for pair in pairs)


def problems_of(tx: Connection, subjects: Collection[str]) -> Sequence[Row]:
    """The problems of many that these records were counted to, once for each record."""
    query = select(problems, problem_members.c.subject).join(
        problem_members, problem_members.c.problem_id == problems.c.id
    )
    return _rows(tx, query.order_by(problems.c.id), problem_members.c.subject, subjects)


def trail(tx: Connection, subjects: Collection[str]) -> Sequence[AuditEntry]:
    """Every entry of the audit trail about these, in order."""
    found = (audit.about(tx, some) for some in handfuls(list(subjects)))
    return sorted((entry for entries in found for entry in entries), key=lambda entry: entry.seq)


def _rows(tx: Connection, query: Select[Any], key: Any, values: Collection[Any]) -> Sequence[Row]:
    """The rows with these values, asked for in handfuls."""
    return [row for some in handfuls(sorted(values)) for row in _all(tx, query.where(key.in_(some)))]


def _all(tx: Connection, query: Select[Any]) -> Sequence[Row]:
    return [row._mapping for row in tx.execute(query)]
