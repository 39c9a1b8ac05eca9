"""Late twins: a message that had to be sent again may turn up a second time, when Slack takes the first try after all.

The row of the message remembers when to look for one, so that whoever runs then looks. The pauses add up to five
minutes and are never longer than 45 seconds: a twin that turns up is gone within a minute.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Float, bindparam, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage.pace import HORIZON_SECONDS
from storage.records import Shown
from storage.statements import read_clock
from storage.tables import outbox

PAUSES = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 45.0, 45.0, 45.0, 45.0)  # seconds, each after the look before

DUE = (
    select(outbox.c.id, outbox.c.key, outbox.c.channel, outbox.c.ts, outbox.c.subject, outbox.c.created_at,
           outbox.c.looks)
    .where(
        outbox.c.look_at.is_not(None),
        or_(outbox.c.look_at <= bindparam("now", type_=Float), outbox.c.look_at > bindparam("horizon", type_=Float)),
    )
    .order_by(outbox.c.look_at)
    .limit(bindparam("most"))
)  # fmt: skip
LOOKED = update(outbox).where(outbox.c.id == bindparam("of"))


def first_look(now: float) -> float:
    """When to look first, by the database's clock, from the moment on when a twin may turn up."""
    return now + PAUSES[0]


def are_due(tx: Connection, clock: ColumnElement[float]) -> bool:
    """Whether it is time to look for one."""
    return tx.execute(DUE, {**_times(tx, clock), "most": 1}).first() is not None


def _times(tx: Connection, clock: ColumnElement[float]) -> dict[str, float]:
    now = read_clock(tx, clock)
    return {"now": now, "horizon": now + HORIZON_SECONDS}


def claim(tx: Connection, clock: ColumnElement[float], most: int) -> list[Shown]:
    """The messages to look for now. If whoever looks dies on the way, the next look makes up for it."""
    times = _times(tx, clock)
    rows = tx.execute(DUE.with_for_update(skip_locked=True), {**times, "most": most}).all()
    for row in rows:
        pause = next(iter(PAUSES[row.looks + 1 : row.looks + 2]), None)
        at = None if pause is None else times["now"] + pause
        tx.execute(LOOKED, {"of": row.id, "look_at": at, "looks": row.looks + 1})
    return [Shown(row.key, row.subject, row.channel, row.ts, row.created_at) for row in rows]


def look_later(tx: Connection, clock: ColumnElement[float], keys: Collection[str], seconds: float) -> None:
    """Slack would not let us look for these: the same look is due in `seconds`."""
    again = {"look_at": clock + min(seconds, HORIZON_SECONDS), "looks": outbox.c.looks - 1}
    tx.execute(update(outbox).where(outbox.c.key.in_(keys)).values(again))
