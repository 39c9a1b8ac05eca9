"""What shall happen at a wall time: one row for each thing and subject.

A timer needs no lease. What it sets off is written in the same transaction that takes the row away, so it happens
once or not at all, whoever dies.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, TextClause, delete, func, select, text, true, update
from sqlalchemy.sql.elements import ColumnElement

from storage.statements import insert_or_replace, insert_unless_there
from storage.tables import timers

NOT_FAILED = text("NOT timers.failed")  # as the index says it, or SQLite would not use it
NEXT_DUE = select(timers.c.due_at).where(NOT_FAILED).order_by(timers.c.due_at).limit(1)


@dataclass(frozen=True, slots=True)
class Timer:
    """`kind` of thing to do about `subject` at `due_at`."""

    kind: str
    subject: str
    due_at: datetime


def arm(tx: Connection, kind: str, subject: str, due_at: datetime) -> None:
    """Sets the timer, or moves it."""
    insert_or_replace(tx, timers, {"kind": kind, "subject": subject, "due_at": due_at, "failed": False})


def arm_unless_armed(tx: Connection, kind: str, subject: str, due_at: datetime) -> None:
    """Sets the timer, unless it is set already; one that was set aside starts anew."""
    if not insert_unless_there(tx, timers, {"kind": kind, "subject": subject, "due_at": due_at}):
        aside = (timers.c.kind == kind, timers.c.subject == subject, timers.c.failed == true())
        tx.execute(update(timers).where(*aside).values(due_at=due_at, failed=False))


def disarm(tx: Connection, subject: str, *kinds: str) -> None:
    """Takes these timers of a subject away."""
    tx.execute(delete(timers).where(timers.c.subject == subject, timers.c.kind.in_(kinds)))


def due_subjects(tx: Connection, now: datetime, most: int) -> set[str]:
    """What the `most` oldest timers that are due are about."""
    query = select(timers.c.subject).where(*_due(now)).order_by(timers.c.due_at).limit(most)
    return set(tx.execute(query).scalars())


def take_due(tx: Connection, now: datetime, subjects: Collection[str]) -> Sequence[Timer]:
    """Takes away the timers of these subjects that are due, the oldest first.

    Hold the subjects' records first, as everybody does who moves their timers: in the other order two could wait for
    each other. Of two who take at once, one gets them.
    """
    taken = delete(timers).where(*_due(now), timers.c.subject.in_(subjects)).returning(timers)
    return sorted((Timer(row.kind, row.subject, row.due_at) for row in tx.execute(taken)), key=lambda due: due.due_at)


def _due(now: datetime) -> tuple[TextClause, ColumnElement[bool]]:
    return NOT_FAILED, timers.c.due_at <= now


def set_aside(tx: Connection, timer: Timer) -> None:
    """Keeps a timer that cannot be carried out from being tried again and again; it is counted as failed."""
    same = (timers.c.kind == timer.kind, timers.c.subject == timer.subject, timers.c.due_at == timer.due_at)
    tx.execute(update(timers).where(*same).values(failed=True))


def next_due(tx: Connection) -> datetime | None:
    """When the next timer is due, or None."""
    return tx.execute(NEXT_DUE).scalar()


def count_failed(tx: Connection) -> int:
    """How many timers were set aside."""
    return tx.execute(select(func.count()).select_from(timers).where(timers.c.failed == true())).scalar_one()
