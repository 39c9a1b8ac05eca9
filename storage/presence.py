"""That the bot is there, and when it was not: one row that every replica renews, and the gaps in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.sql.elements import ColumnElement

from storage.records import Absence
from storage.statements import insert_or_replace, read_clock
from storage.tables import absences, latecomers, outbox, presence

LATEST = select(absences).order_by(absences.c.id.desc()).limit(1)


def renew(tx: Connection, clock: ColumnElement[float], now: datetime) -> tuple[datetime, float] | None:
    """Notes that somebody is there at `now` (wall time): when that was last noted, and how many seconds ago.

    None when it is noted for the first time. Holds the row to the end of the transaction.
    """
    before = tx.execute(select(presence).with_for_update()).one_or_none()
    beat = read_clock(tx, clock)
    insert_or_replace(tx, presence, {"id": 1, "seen_at": now, "beat": beat})
    return None if before is None else (before.seen_at, beat - before.beat)


def seconds_since(tx: Connection, clock: ColumnElement[float]) -> float | None:
    """How long ago somebody was last noted to be there; None for never."""
    beat = tx.execute(select(presence.c.beat)).scalar()
    return None if beat is None else read_clock(tx, clock) - beat


def was_absent(tx: Connection, since: datetime, until: datetime, late: Mapping[str, int]) -> None:
    """Notes a time when nobody was there, and how many reminders of each person came late by it."""
    absence = tx.execute(insert(absences).values(since=since, until=until).returning(absences.c.id)).scalar_one()
    if late:
        rows = [{"absence_id": absence, "person": person, "reminders": count} for person, count in late.items()]
        tx.execute(insert(latecomers), rows)


def latest(tx: Connection, person: str | None = None) -> Absence | None:
    """The last time when nobody was there, with how many reminders of one person, or of all, came late by it."""
    row = tx.execute(LATEST).one_or_none()
    if row is None:
        return None
    late = select(func.coalesce(func.sum(latecomers.c.reminders), 0)).where(latecomers.c.absence_id == row.id)
    if person is not None:
        late = late.where(latecomers.c.person == person)
    return Absence(row.since, row.until, int(tx.execute(late).scalar_one()))


def unsent_reminders(tx: Connection, before: datetime) -> dict[str, int]:
    """How many reminders that were due before a moment are not in Slack yet, by whom they are for."""
    waiting = (outbox.c.state.in_(("ready", "sending")), outbox.c.ts.is_(None), outbox.c.kind == "reminder")
    query = select(outbox.c.recipient, func.count()).where(*waiting, outbox.c.due_at < before)
    return {row[0]: row[1] for row in tx.execute(query.group_by(outbox.c.recipient))}
