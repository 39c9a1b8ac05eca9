"""What Slack takes late: a message that had to be sent again may turn up a second time, and a change whose answer was
lost may come to stand over a newer one. One that is over before it was ever shown may turn up, too.

The row of the message remembers when to look for a twin, so that whoever runs then looks. The pauses add up to five
minutes and are never longer than 45 seconds: a twin that turns up is gone within a minute. A late change cannot be
looked for: the message is shown once more instead, after as long.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Float, and_, bindparam, case, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage.outbox import CHANGE_PRIORITY, LATER_PRIORITY
from storage.pace import HORIZON_SECONDS
from storage.records import Post, Shown
from storage.statements import read_clock
from storage.tables import outbox

PAUSES = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 45.0, 45.0, 45.0, 45.0)  # seconds, each after the look before
NO_TWIN = len(PAUSES)  # so many looks are over, or were never needed
ONCE_MORE_SECONDS = 45.0
# A message in Slack whose last change, or one before it, got no answer: which of them stands there, nobody knows.
MAY_SHOW_ANOTHER = and_(outbox.c.doubtful, outbox.c.ts.is_not(None))

DUE = (
    select(outbox.c.id, outbox.c.key, func.coalesce(outbox.c.channel, outbox.c.recipient).label("place"), outbox.c.ts,
           outbox.c.subject, outbox.c.created_at, outbox.c.looks, outbox.c.doubtful)
    .where(
        outbox.c.look_at.is_not(None),
        or_(outbox.c.ts.is_not(None), outbox.c.state == "dropped"),
        or_(outbox.c.look_at <= bindparam("now", type_=Float), outbox.c.look_at > bindparam("horizon", type_=Float)),
    )
    .order_by(outbox.c.look_at)
    .limit(bindparam("most"))
)  # fmt: skip
LOOKED = update(outbox).where(outbox.c.id == bindparam("of"))
CAME_TOO_LATE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of"), outbox.c.ts.is_not(None))
    .values(
        wanted=outbox.c.wanted + 1,
        doubtful=True,
        state=case((outbox.c.state == "settled", "ready"), else_=outbox.c.state),
        priority=case((outbox.c.state == "settled", CHANGE_PRIORITY), else_=outbox.c.priority),
    )
)
SHOW_ONCE_MORE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of"), outbox.c.state == "settled", MAY_SHOW_ANOTHER)
    .values(state="ready", wanted=outbox.c.wanted + 1, priority=LATER_PRIORITY, doubtful=False, fingerprint=None)
)


def came_too_late(tx: Connection, post: Post) -> None:
    """Who sent this had lost its fence. If it was a change, it may stand over that of whoever took over, and whoever
    has the message now shows it once more."""
    if post.ts is not None:
        tx.execute(CAME_TOO_LATE, {"of": post.id})


def first_look(now: float) -> float:
    """When to look first, by the database's clock, from the moment on when a twin may turn up."""
    return now + PAUSES[0]


def look_if_doubtful(clock: ColumnElement[float]) -> ColumnElement[float | None]:
    """When to look for a message that is over: soon, if Slack may have heard of it or may yet."""
    may_turn_up = and_(outbox.c.doubtful, outbox.c.ts.is_(None))
    return case((may_turn_up, clock + PAUSES[0]), else_=outbox.c.look_at)


def are_due(tx: Connection, clock: ColumnElement[float]) -> bool:
    """Whether it is time to look for one."""
    return tx.execute(DUE, {**_times(tx, clock), "most": 1}).first() is not None


def _times(tx: Connection, clock: ColumnElement[float]) -> dict[str, float]:
    now = read_clock(tx, clock)
    return {"now": now, "horizon": now + HORIZON_SECONDS}


def claim(tx: Connection, clock: ColumnElement[float], most: int) -> list[Shown]:
    """The messages to look for now, in case they stand twice. What a late change may have overwritten is to be shown
    once more. If whoever looks dies on the way, the next look makes up for it.
    """
    times = _times(tx, clock)
    rows = tx.execute(DUE.with_for_update(skip_locked=True), {**times, "most": most}).all()
    for row in rows:
        pause = next(iter(PAUSES[row.looks + 1 : row.looks + 2]), None)
        at = None if pause is None else times["now"] + pause
        tx.execute(LOOKED, {"of": row.id, "look_at": at, "looks": min(row.looks + 1, NO_TWIN)})
        if row.doubtful:
            tx.execute(SHOW_ONCE_MORE, {"of": row.id})
    return [Shown(row.key, row.subject, row.place, row.ts, row.created_at) for row in rows if row.looks < NO_TWIN]


def look_later(tx: Connection, clock: ColumnElement[float], keys: Collection[str], seconds: float) -> None:
    """Slack would not let us look for these: the same look is due in `seconds`."""
    again = {"look_at": clock + min(seconds, HORIZON_SECONDS), "looks": outbox.c.looks - 1}
    tx.execute(update(outbox).where(outbox.c.key.in_(keys)).values(again))
