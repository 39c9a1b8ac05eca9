"""Queries about dead letters: the messages that were given up, by whom they were for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from storage import twins
from storage.tables import outbox

LIVE = ("ready", "sending", "settled")
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


def stands(tx: Connection, subject: str) -> bool:
    """Whether a letter about this is with the leads or on its way to them."""
    live = (outbox.c.kind == "letter", outbox.c.subject == subject, outbox.c.state.in_(LIVE))
    return tx.execute(select(outbox.c.id).where(*live).limit(1)).first() is not None


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


def retry(tx: Connection, recipient: str) -> int:
    """Gives every message to a recipient that was given up another try, at once; how many."""
    again = {"state": "ready", "attempts": 0, "held_until": 0, "trouble": None}
    return tx.execute(update(outbox).where(IS_DEAD, outbox.c.recipient == recipient).values(again)).rowcount


def take_back(tx: Connection, recipient: str, clock: ColumnElement[float]) -> Sequence[Dead]:
    """Gives up no longer what was for a recipient, and sends it to them no more; what that was, the oldest first.

    What stands in Slack stays ours to change: a customer may have to be forgotten in it.
    """
    over = {
        "state": case((outbox.c.ts.is_(None), "dropped"), else_="settled"),
        "look_at": twins.look_if_doubtful(clock),
    }
    taken = update(outbox).where(IS_DEAD, outbox.c.recipient == recipient).values(over)
    columns = (outbox.c.id, outbox.c.kind, outbox.c.subject, outbox.c.trouble, outbox.c.ts)
    rows = sorted(tx.execute(taken.returning(*columns)), key=lambda row: row.id)
    return [Dead(row.id, row.kind, row.subject, row.trouble or "", row.ts) for row in rows]
