"""Queries about merges: two customers became one, and what belonged to the other, so that it can be given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, cast, delete, insert, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage import customers, tables
from storage.records import Merge, Reference
from storage.service_tables import merged_records, merges, problem_gestures, problem_members, scores, thanks
from storage.tables import apart, drafts, followups, gestures, notes, references

NUMBERED = {"followup": followups, "gesture": gestures, "draft": drafts, "note": notes, "score": scores,
            "thanks": thanks}  # fmt: skip
REFUSAL = literal("refusal:") + cast(problem_gestures.c.problem_id, Text)  # of a gesture because of a problem
STANDING = select(merges).where(merges.c.undone_at.is_(None))


def record(tx: Connection, kept: int, other: int, actor: str, at: datetime) -> Merge:
    """Notes, before they are merged, what belongs to `other`, and what `kept` was. Lock both first."""
    tier, language = customers.traits_of(tx, kept)
    values = {"kept_id": kept, "other_id": other, "actor": actor, "at": at}
    traits = {"kept_tier": tier, "kept_language": language}
    number = tx.execute(insert(merges).values(**values, **traits).returning(merges.c.id)).scalar_one()
    for noun, subject in _subjects().items():
        table = NUMBERED.get(noun, references)
        theirs = select(literal(number), subject).where(table.c.customer_id == other)
        tx.execute(insert(merged_records).from_select(["merge_id", "subject"], theirs))
    refused = select(literal(number), REFUSAL).where(*customers.refusals_of(other, kept))
    tx.execute(insert(merged_records).from_select(["merge_id", "subject"], refused))
    return Merge(number, kept, other, actor, at, None, tier, language)


def _subjects() -> dict[str, ColumnElement[str]]:
    """How the rows of each table are named as records of a merge."""
    numbered = {noun: literal(f"{noun}:") + cast(table.c.id, Text) for noun, table in NUMBERED.items()}
    return {**numbered, "reference": literal("reference:") + references.c.kind + literal(":") + references.c.key}


def get(tx: Connection, number: int) -> Merge | None:
    """One merge, or None."""
    row = tx.execute(select(merges).where(merges.c.id == number)).one_or_none()
    return _record(row) if row else None


def latest(tx: Connection, kept: int) -> Merge | None:
    """The last merge into this customer that was not undone, or None."""
    row = tx.execute(STANDING.where(merges.c.kept_id == kept).order_by(merges.c.id.desc()).limit(1)).one_or_none()
    return _record(row) if row else None


def part_of(tx: Connection, customer: int) -> int:
    """The number of the customer that this one is part of by now: their own where no merge stands."""
    last = 0
    while row := tx.execute(_into(customer, last)).one_or_none():
        customer, last = row.kept_id, row.id
    return customer


def _into(customer: int, last: int) -> Select[Any]:
    """The merge that made a customer part of another. Nobody finds them after it, so what happened next is newer."""
    theirs = STANDING.where(merges.c.other_id == customer, merges.c.id > last)
    return theirs.order_by(merges.c.id.desc()).limit(1)


def undo(tx: Connection, merge: Merge, at: datetime) -> None:
    """Gives everything back that came with a merge and is still there; what came since stays. Lock both first.

    The one who was kept has the tier and the language from before again, unless somebody gave them another since.
    """
    brought = select(merged_records.c.subject).where(merged_records.c.merge_id == merge.id)
    for noun, subject in _subjects().items():
        table = NUMBERED.get(noun, references)
        here = (table.c.customer_id == merge.kept, subject.in_(brought))
        tx.execute(update(table).where(*here).values(customer_id=merge.other))
    members = (problem_members.c.customer_id == merge.kept, problem_members.c.subject.in_(brought))
    tx.execute(update(problem_members).where(*members).values(customer_id=merge.other))
    refused = (problem_gestures.c.customer_id == merge.kept, problem_gestures.c.gesture_id.is_(None))
    came = (*refused, REFUSAL.in_(brought))
    tx.execute(update(problem_gestures).where(*came).values(customer_id=merge.other))
    before = (merge.kept_tier, merge.kept_language)
    now, theirs = customers.traits_of(tx, merge.kept), customers.traits_of(tx, merge.other)
    tier, language = (
        None if own is None and trait == brought_along else trait
        for own, trait, brought_along in zip(before, now, theirs, strict=True)
    )
    customers.set_traits(tx, merge.kept, tier, language)
    tx.execute(update(merges).where(merges.c.id == merge.id).values(undone_at=at, kept_tier=None, kept_language=None))
    tx.execute(delete(merged_records).where(merged_records.c.merge_id == merge.id))


def forget(tx: Connection, kept: int) -> None:
    """Leaves nothing by which the merges that made a customer could be undone: neither names nor traits nor scores nor
    refusals."""
    found, others = _within(tx, kept)
    if found:
        tx.execute(delete(merged_records).where(merged_records.c.merge_id.in_(found)))
        tx.execute(update(merges).where(merges.c.id.in_(found)).values(kept_tier=None, kept_language=None))
        gone = tables.customers.c.id.in_(others)
        tx.execute(update(tables.customers).where(gone).values(tier=None, language=None))
        customers.drop_rest(tx, others)


def forget_reference(tx: Connection, kept: int, reference: Reference) -> None:
    """A name that was taken away from a customer is remembered in none of their merges."""
    found, _ = _within(tx, kept)
    named = merged_records.c.subject == f"reference:{reference.kind}:{reference.key}"
    if found:
        tx.execute(delete(merged_records).where(merged_records.c.merge_id.in_(found), named))


def are_apart(tx: Connection, one: int, other: int) -> bool:
    """Whether two customers, or any who became one with either, are known not to be the same person."""
    mine, theirs = ([number, *_within(tx, number)[1]] for number in (one, other))
    first, second = apart.c.one_id, apart.c.other_id
    pairs = or_(first.in_(mine) & second.in_(theirs), first.in_(theirs) & second.in_(mine))
    return tx.execute(select(first).where(pairs).limit(1)).first() is not None


def brought(tx: Connection, kept: int) -> Sequence[int]:
    """The numbers of those who became one with a customer, and with these before."""
    return _within(tx, kept)[1]


def double_scores(tx: Connection, merge: Merge, most: int) -> Sequence[tuple[str, datetime, int, int]]:
    """Where both had scored otherwise at the same time, so that the other's stayed behind: the kind, the time, the kept
    one's score and the other's."""
    kept, other = scores.alias(), scores.alias()
    same = (kept.c.kind == other.c.kind, kept.c.at == other.c.at, kept.c.value != other.c.value)
    query = select(kept.c.kind, kept.c.at, kept.c.value, other.c.value.label("left")).where(
        kept.c.customer_id == merge.kept, other.c.customer_id == merge.other, *same
    )
    rows = tx.execute(query.order_by(kept.c.at.desc(), kept.c.kind).limit(most))
    return [(row.kind, row.at, row.value, row.left) for row in rows]


def _within(tx: Connection, kept: int) -> tuple[Sequence[int], Sequence[int]]:
    """The merges that made a customer, and those that made whom they brought, and whom they brought."""
    found: list[int] = []
    others: list[int] = []
    look = [kept]
    while look:
        rows = tx.execute(STANDING.where(merges.c.kept_id.in_(look))).all()
        look = list({row.other_id for row in rows} - {kept, *others})
        found += [row.id for row in rows]
        others += look
    return found, others


def _record(row: Row[Any]) -> Merge:
    return Merge(row.id, row.kept_id, row.other_id, row.actor, row.at, row.undone_at, row.kept_tier, row.kept_language)
