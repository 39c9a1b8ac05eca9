"""Queries about dead letters: the messages that were given up, by whom they were for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text, update

from storage.tables import outbox

IS_DEAD = text("outbox.state = 'dead'")  # as the index says it, or SQLite would not use it


@dataclass(frozen=True, slots=True)
class Dead:
    """A message that was given up; `trouble` is Slack's word for why, or an error's type."""

    id: int
    kind: str
    subject: str
    trouble: str
    ts: str | None


def of(tx: Connection, recipient: str, most: int = 500) -> Sequence[Dead]:
    """The messages to a recipient that were given up, the oldest first."""
    columns = (outbox.c.id, outbox.c.kind, outbox.c.subject, outbox.c.trouble, outbox.c.ts)
    query = select(*columns).where(IS_DEAD, outbox.c.recipient == recipient).order_by(outbox.c.id).limit(most)
    return [Dead(row.id, row.kind, row.subject, row.trouble or "", row.ts) for row in tx.execute(query)]


def count(tx: Connection, recipient: str) -> int:
    """How many messages to a recipient were given up."""
    query = select(func.count()).select_from(outbox).where(IS_DEAD, outbox.c.recipient == recipient)
    return tx.execute(query).scalar_one()


def recipients(tx: Connection, most: int) -> Sequence[str]:
    """For whom messages were given up."""
    query = select(outbox.c.recipient).where(IS_DEAD).distinct().order_by(outbox.c.recipient).limit(most)
    return tx.execute(query).scalars().all()


def recipient_of(tx: Connection, number: int) -> str | None:
    """For whom the message with this number is; None for none."""
    return tx.execute(select(outbox.c.recipient).where(outbox.c.id == number)).scalar()


def subject_of(tx: Connection, number: int, kind: str) -> str | None:
    """What the message of this kind with this number is about; None for none."""
    return tx.execute(select(outbox.c.subject).where(outbox.c.id == number, outbox.c.kind == kind)).scalar()


def latest_about(tx: Connection, kind: str, subject: str) -> int | None:
    """The number of the latest message of this kind about a subject, or None."""
    same = (outbox.c.kind == kind, outbox.c.subject == subject)
    return tx.execute(select(func.max(outbox.c.id)).where(*same)).scalar()


def retry(tx: Connection, numbers: Collection[int]) -> None:
    """Gives these messages another try, at once."""
    again = {"state": "ready", "attempts": 0, "held_until": 0, "trouble": None}
    tx.execute(update(outbox).where(outbox.c.id.in_(numbers), IS_DEAD).values(again))


def drop(tx: Connection, numbers: Collection[int]) -> None:
    """There is nothing left to say with these messages."""
    tx.execute(update(outbox).where(outbox.c.id.in_(numbers), IS_DEAD).values(state="dropped"))
