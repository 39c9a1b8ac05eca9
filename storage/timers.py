"""What shall happen at a wall time: one row for each thing and subject.

A timer needs no lease. What it sets off is written in the same transaction that takes the row away, so it happens
once or not at all, whoever dies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Text,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
    text,
    true,
    update,
)

from storage.statements import insert_or_replace, insert_or_replace_many, insert_unless_there
from storage.tables import timers
from storage.types import Instant

NOT_FAILED = text("NOT timers.failed")  # as the index says it, or SQLite would not use it
AS_KEPT = cast(timers.c.due_at, Text).label("due_at")  # one that cannot be read must not hide the others
ITS_OWN = (timers.c.kind == bindparam("of_kind"), timers.c.subject == bindparam("of_subject"))
GOES_OFF_BY = select(timers.c.kind).where(*ITS_OWN, NOT_FAILED, timers.c.due_at <= bindparam("by", type_=Instant))
SOONER = (
    update(timers)
    .where(*ITS_OWN, or_(timers.c.failed == true(), timers.c.due_at > bindparam("by", type_=Instant)))
    .values(due_at=bindparam("by", type_=Instant), failed=False)
)
# What is due, and what is no time, which sorts behind all times. Asked for together, SQLite would read it all.
DUE = [timers.c.due_at <= bindparam("now", type_=Instant), timers.c.due_at >= bindparam("never", type_=Instant)]
DUE_SUBJECTS = [
    select(timers.c.subject).where(NOT_FAILED, due).order_by(timers.c.due_at).limit(bindparam("most")) for due in DUE
]
TAKE_DUE = [
    delete(timers)
    .where(NOT_FAILED, due, timers.c.subject.in_(bindparam("subjects", expanding=True)))
    .returning(timers.c.kind, timers.c.subject, AS_KEPT)
    for due in DUE
]
DISARM = delete(timers).where(
    timers.c.subject == bindparam("of"), timers.c.kind.in_(bindparam("kinds", expanding=True))
)
NEXT_DUE = select(AS_KEPT).where(NOT_FAILED).order_by(timers.c.due_at).limit(1)
NO_TIME = datetime.min.replace(tzinfo=UTC)  # stands for what cannot be read
NEVER = datetime(3000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Timer:
    """`kind` of thing to do about `subject` at `due_at`."""

    kind: str
    subject: str
    due_at: datetime


def arm(tx: Connection, kind: str, subject: str, due_at: datetime) -> None:
    """Sets the timer, or moves it."""
    insert_or_replace(tx, timers, {"kind": kind, "subject": subject, "due_at": due_at, "failed": False})


def arm_many(tx: Connection, timers_due: Iterable[Timer]) -> None:
    """Sets these timers, or moves them."""
    rows = [{"kind": t.kind, "subject": t.subject, "due_at": t.due_at, "failed": False} for t in timers_due]
    if rows:
        insert_or_replace_many(tx, timers, rows)


def arm_by(tx: Connection, kind: str, subject: str, due_at: datetime) -> None:
    """Sees to it that the timer goes off by then, if not sooner; one that was set aside starts anew."""
    by = {"of_kind": kind, "of_subject": subject, "by": due_at}
    if tx.execute(GOES_OFF_BY, by).first() is not None:
        return  # mostly it does, and nobody need hold it
    if not insert_unless_there(tx, timers, {"kind": kind, "subject": subject, "due_at": due_at}):
        tx.execute(SOONER, by)


def disarm(tx: Connection, subject: str, *kinds: str) -> None:
    """Takes these timers of a subject away."""
    tx.execute(DISARM, {"of": subject, "kinds": list(kinds)})


def due_subjects(tx: Connection, now: datetime, most: int) -> set[str]:
    """What the `most` oldest timers that are due are about."""
    found: set[str] = set()
    for query, at in zip(DUE_SUBJECTS, _by(now), strict=True):
        found |= set(tx.execute(query, {**at, "most": most}).scalars())
    return found


def take_due(tx: Connection, now: datetime, subjects: Collection[str]) -> Sequence[Timer]:
    """Takes away the timers of these subjects that are due, the oldest first.

    Hold the subjects' records first, as everybody does who moves their timers: in the other order two could wait for
    each other. Of two who take at once, one gets them. One whose time cannot be read is due at NO_TIME.
    """
    taken: list[Timer] = []
    for take, at in zip(TAKE_DUE, _by(now), strict=True):
        rows = tx.execute(take, {**at, "subjects": list(subjects)})
        taken += (Timer(row.kind, row.subject, _read(row.due_at)) for row in rows)
    return sorted(taken, key=lambda timer: timer.due_at)


def take_one(tx: Connection, kind: str, subject: str, by: datetime) -> Timer | None:
    """Takes away one timer if it is due by then; None if it is not, or somebody else took it."""
    its = (timers.c.kind == kind, timers.c.subject == subject, NOT_FAILED, timers.c.due_at <= by)
    row = tx.execute(delete(timers).where(*its).returning(timers.c.due_at)).one_or_none()
    return Timer(kind, subject, row.due_at) if row else None


def _by(now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The moments that what is due, and what is no time, are told by."""
    return {"now": now}, {"never": NEVER}


def _read(kept: str | datetime) -> datetime:
    try:
        return (datetime.fromisoformat(kept) if isinstance(kept, str) else kept).astimezone(UTC)
    except (OverflowError, ValueError):
        return NO_TIME


def set_aside(tx: Connection, timer: Timer) -> None:
    """Keeps a timer that cannot be carried out from being tried again and again; it is counted as failed."""
    insert_or_replace(
        tx, timers, {"kind": timer.kind, "subject": timer.subject, "due_at": timer.due_at, "failed": True}
    )


def rearm_failed(tx: Connection, now: datetime) -> int:
    """Gives every timer that was set aside another try, at once; how many."""
    return tx.execute(update(timers).where(timers.c.failed == true()).values(due_at=now, failed=False)).rowcount


def next_due(tx: Connection) -> datetime | None:
    """When the next timer is due, or None."""
    kept = tx.execute(NEXT_DUE).scalar()
    return None if kept is None else _read(kept)


def failed(tx: Connection, most: int) -> Sequence[Timer]:
    """The timers that were set aside."""
    query = select(timers.c.kind, timers.c.subject, AS_KEPT).where(timers.c.failed == true()).limit(most)
    return [Timer(row.kind, row.subject, _read(row.due_at)) for row in tx.execute(query)]


def count_failed(tx: Connection) -> int:
    """How many timers were set aside."""
    return tx.execute(select(func.count()).select_from(timers).where(timers.c.failed == true())).scalar_one()


def of_subject(tx: Connection, subject: str) -> Sequence[Timer]:
    """What is set about a subject."""
    query = select(timers.c.kind, timers.c.subject, AS_KEPT).where(timers.c.subject == subject)
    return [Timer(row.kind, row.subject, _read(row.due_at)) for row in tx.execute(query)]


def subjects_between(tx: Connection, since: datetime, until: datetime, kinds: Collection[str]) -> Sequence[str]:
    """The subjects of the timers of these kinds that came due in [since, until)."""
    between = (NOT_FAILED, timers.c.due_at >= since, timers.c.due_at < until, timers.c.kind.in_(kinds))
    return tx.execute(select(timers.c.subject).where(*between)).scalars().all()
