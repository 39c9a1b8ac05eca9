"""Queries about texts that may speak of a problem: what people wrote in follow-ups, gestures and drafts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, select

from storage.blankets import OF_PROBLEMS
from storage.customers import known
from storage.service_tables import problem_looks, problem_members
from storage.statements import handfuls, insert_or_replace
from storage.subjects import numbers_of
from storage.tables import drafts, followups, gestures


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may speak of a problem, with the reason's code of a gesture."""

    subject: str
    customer: int | None
    words: str
    code: str | None = None


class Room(NamedTuple):
    """Where texts are kept: the table, and its columns for the words, the time, who has it in hand, and whose it
    is; and which of them a person wrote, not the bot."""

    table: Table
    words: ColumnElement[Any]
    at: ColumnElement[datetime]
    person: ColumnElement[Any]
    is_theirs: ColumnElement[bool]
    customer: ColumnElement[Any]


# What keeps a reply's promise quotes the reply; the message that it answers is a text of its own.
KEEPS_A_REPLY = select(drafts.c.id).where(drafts.c.followup == followups.c.id, drafts.c.followup.is_not(None)).exists()
ROOMS = {
    "followup": Room(followups, followups.c.what, followups.c.created_at, followups.c.owner,
                     followups.c.origin.is_(None) & ~KEEPS_A_REPLY, followups.c.customer_id),
    "gesture": Room(gestures, gestures.c.reason, gestures.c.requested_at, gestures.c.requester,
                    gestures.c.id.not_in(OF_PROBLEMS), gestures.c.customer_id),
    "draft": Room(drafts, drafts.c.message, drafts.c.created_at, drafts.c.agent, drafts.c.origin.is_(None),
                  known(drafts.c.customer_id)),
}  # fmt: skip


def before(
    tx: Connection, room: str, number: int | None, since: datetime, most: int, longest: int
) -> tuple[list[Text], int | None]:
    """The `most` newest texts of a room with smaller numbers than this, as far as they were written from `since` on,
    each cut to `longest` characters; and the number to go on with, None at the end. What the bot wrote is left out.

    Numbers grow with time, so a day is found without looking at all years.
    """
    table, words, at, _, is_theirs, customer = ROOMS[room]
    code = [gestures.c.code] if room == "gesture" else []
    said = func.substr(words, 1, longest).label("words")
    query = select(table.c.id, customer, said, at.label("at"), *code).where(is_theirs)
    if number is not None:
        query = query.where(table.c.id < number)
    rows = tx.execute(query.order_by(table.c.id.desc()).limit(most)).all()
    found = [
        Text(f"{room}:{row.id}", row.customer_id, row.words, row.code if code else None)
        for row in rows
        if row.at >= since and row.words.strip()
    ]
    is_over = len(rows) < most or all(row.at < since for row in rows)
    return found, None if is_over else rows[-1].id


def last_look(tx: Connection) -> datetime | None:
    """When somebody last looked through what was written, to its end."""
    return tx.execute(select(problem_looks.c.at)).scalar()


def looked(tx: Connection, at: datetime) -> None:
    """Somebody looked through what was written up to then."""
    insert_or_replace(tx, problem_looks, {"id": 1, "at": at})


def whose(tx: Connection, subjects: Collection[str]) -> dict[str, tuple[int | None, str]]:
    """The customer of each of these as things stand, and who has it in hand."""
    found: dict[str, tuple[int | None, str]] = {}
    for name, (table, _, _, person, _, customer) in ROOMS.items():
        numbers = numbers_of(subjects, name)
        rows = tx.execute(select(table.c.id, customer, person.label("who")).where(table.c.id.in_(numbers)))
        found |= {f"{name}:{row.id}": (row.customer_id, row.who) for row in rows}
    return found


def written_after(tx: Connection, subjects: Sequence[str], at: datetime) -> set[str]:
    """Those of these texts that were written after a moment."""
    found: set[str] = set()
    for some in handfuls(subjects):
        for name, (table, _, written_at, *_) in ROOMS.items():
            numbers = numbers_of(some, name)
            query = select(table.c.id).where(table.c.id.in_(numbers), written_at > at)
            found |= {f"{name}:{number}" for number in tx.execute(query).scalars()}
    return found


def words_of(tx: Connection, number: int, most: int) -> Sequence[tuple[int | None, str]]:
    """What speaks of a problem, of `most` texts of each kind: (customer, words)."""
    found: list[tuple[int | None, str]] = []
    for room, (table, words, _, _, _, customer) in ROOMS.items():
        query = select(problem_members.c.subject).where(
            problem_members.c.problem_id == number, problem_members.c.subject.startswith(f"{room}:")
        )
        subjects = tx.execute(query.order_by(problem_members.c.subject).limit(most)).scalars()
        numbers = numbers_of(subjects, room)
        rows = tx.execute(select(customer, words.label("words")).where(table.c.id.in_(numbers)))
        found += [(row.customer_id, row.words) for row in rows]
    return found
