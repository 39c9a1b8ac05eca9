"""The outbox: every message of ours in Slack, and whether what it shows is current.

A row says what a message is about and where it goes, never its words. `wanted` counts the changes of its subject,
`shown` is the last one that Slack has: several changes while a message is on its way become one update. A row is
claimed with a lease and a fence on the database's clock; whoever finishes must still hold the fence.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, insert, or_, select, text, true, update
from sqlalchemy.sql.elements import ColumnElement

from storage.records import Post
from storage.tables import outbox
from storage.types import Instant

OPEN = ("ready", "sending")
IS_OPEN = text("outbox.state IN ('ready', 'sending')")  # as the index says it, or SQLite would not use it
LIVE = (*OPEN, "settled")
LEASE_SECONDS = 5.0
CHANGE_PRIORITY = 0  # somebody pressed a button and looks at the message
SCAN = 8  # how many rows to look at for each one taken: a flooded channel must not hide the others

# Built once: building a statement takes five times as long as running it.
_ABOUT, _OTHER = outbox.c.subject == bindparam("of"), outbox.alias()
NEWEST = outbox.c.occurrence == (
    select(func.max(_OTHER.c.occurrence))
    .where(
        _OTHER.c.kind == outbox.c.kind,
        _OTHER.c.subject == outbox.c.subject,
        _OTHER.c.recipient == outbox.c.recipient,
    )
    .scalar_subquery()
)
NEXT_OCCURRENCE = select(func.coalesce(func.max(outbox.c.occurrence), 0) + 1).where(
    outbox.c.kind == bindparam("kind"),
    outbox.c.subject == bindparam("subject"),
    outbox.c.recipient == bindparam("recipient"),
)
ADD = insert(outbox)
SHOWN = outbox.c.state.in_(("settled", "dead"))
TOUCH = (
    update(outbox)
    .where(_ABOUT)
    .values(
        wanted=outbox.c.wanted + 1,
        state=case((SHOWN, "ready"), else_=outbox.c.state),
        due_at=case((SHOWN, bindparam("now", type_=Instant)), else_=outbox.c.due_at),
        priority=case((SHOWN, CHANGE_PRIORITY), else_=outbox.c.priority),
    )
)
TOUCH_LATEST = TOUCH.where(outbox.c.state.in_(LIVE), NEWEST)
TOUCH_ALL = TOUCH.where(or_(outbox.c.state.in_(LIVE), outbox.c.ts.is_not(None)))
SUPERSEDE = (
    update(outbox)
    .where(_ABOUT, outbox.c.kind == bindparam("superseded"), outbox.c.state.in_(LIVE), NEWEST)
    .values(wanted=outbox.c.wanted + 1, state=case((outbox.c.state == "settled", "ready"), else_=outbox.c.state))
)


def add(
    tx: Connection, kind: str, subject: str, recipient: str, priority: int, due_at: datetime, now: datetime
) -> None:
    """A new message about a subject, to be sent as soon as Slack's pace allows."""
    same = {"kind": kind, "subject": subject, "recipient": recipient}
    occurrence = tx.execute(NEXT_OCCURRENCE, same).scalar_one()
    row = {**same, "occurrence": occurrence, "priority": priority, "due_at": due_at, "created_at": now}
    tx.execute(ADD, {**row, "key": secrets.token_hex(8), "state": "ready"})


def changed(tx: Connection, subject: str, now: datetime, *, everywhere: bool = False) -> None:
    """What this subject shows has changed: its latest message of each kind wants an update.

    `everywhere`: every one, and those too that stand in Slack and were given up.
    """
    tx.execute(TOUCH_ALL if everywhere else TOUCH_LATEST, {"of": subject, "now": now})


def supersede(tx: Connection, kind: str, subject: str) -> None:
    """The latest message of this kind, to everybody who got one, wants an update: a newer one follows it."""
    tx.execute(SUPERSEDE, {"superseded": kind, "of": subject})


def claim(
    tx: Connection, clock: ColumnElement[float], most: int, most_new: int, busy: Collection[str] = ()
) -> Sequence[Post]:
    """Takes up to `most` messages to send, one a recipient, for LEASE_SECONDS.

    Changes of messages that people look at go first, then the most pressing and oldest; at most `most_new` are not
    yet in Slack. `busy` recipients are left alone: their channel had a message less than a second ago.
    """
    query = (
        select(outbox)
        .where(IS_OPEN, outbox.c.held_until <= clock)
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
        .limit(most * SCAN)
        .with_for_update(skip_locked=True)
    )
    if busy:
        query = query.where(outbox.c.recipient.not_in(busy))
    first: dict[str, Row[Any]] = {}
    for row in tx.execute(query):
        is_new = row.ts is None
        if row.recipient in first or len(first) == most or (is_new and most_new <= 0):
            continue
        first[row.recipient] = row
        most_new -= is_new
    if first:
        tx.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in first.values()]))
            .values(
                state="sending",
                fence=outbox.c.fence + 1,
                attempts=outbox.c.attempts + 1,
                held_until=clock + LEASE_SECONDS,
                # Still 'sending' when its lease ran out: the one who held it may have been heard.
                doubtful=or_(outbox.c.doubtful, outbox.c.state == "sending"),
            )
        )
    return [_post(row) for row in first.values()]


def finish(tx: Connection, post: Post, channel: str, ts: str, fingerprint: str) -> bool:
    """Slack has it, as of the change that was claimed. False when the fence was lost meanwhile."""
    overtaken = outbox.c.wanted > post.wanted
    return _held(
        tx, post, state=case((overtaken, "ready"), else_="settled"), shown=post.wanted, channel=channel, ts=ts,
        priority=case((overtaken, CHANGE_PRIORITY), else_=outbox.c.priority), fingerprint=fingerprint, attempts=0,
        doubtful=False, held_until=0, trouble=None,
    )  # fmt: skip


def postpone(
    tx: Connection, post: Post, clock: ColumnElement[float], seconds: float, *, doubtful: bool = False, trouble: str
) -> bool:
    """Nobody tries again for `seconds`. `doubtful`: Slack may have accepted it."""
    doubt = true() if doubtful else outbox.c.doubtful
    attempts = outbox.c.attempts - 1 if trouble == "ratelimited" else outbox.c.attempts  # waiting one's turn is no try
    return _held(
        tx, post, state="ready", held_until=clock + seconds, doubtful=doubt, attempts=attempts, trouble=trouble
    )


def drop(tx: Connection, post: Post) -> bool:
    """There is nothing left to say."""
    return _held(tx, post, state="dropped")


def bury(tx: Connection, post: Post, trouble: str) -> bool:
    """It cannot be delivered; `trouble` is Slack's word for why."""
    return _held(tx, post, state="dead", trouble=trouble)


def newest(tx: Connection, kind: str, subject: str, recipient: str) -> int:
    """The number of the latest message of this kind about a subject to this recipient, 0 for none."""
    same = (outbox.c.kind == kind, outbox.c.subject == subject, outbox.c.recipient == recipient)
    return int(tx.execute(select(func.coalesce(func.max(outbox.c.occurrence), 0)).where(*same)).scalar_one())


def subjects(tx: Connection, kind: str) -> Sequence[str]:
    """What the messages of this kind are about, in order."""
    query = select(outbox.c.subject).where(outbox.c.kind == kind).distinct().order_by(outbox.c.subject)
    return tx.execute(query).scalars().all()


def next_in(tx: Connection, clock: ColumnElement[float]) -> float | None:
    """Seconds until the next message may be taken, 0 when one waits already; None when none does."""
    wait = tx.execute(select(func.min(outbox.c.held_until) - clock).where(IS_OPEN)).scalar()
    return None if wait is None else max(0.0, float(wait))


def depth(tx: Connection) -> dict[str, int]:
    """How many rows are in each state that is not settled."""
    unsettled = outbox.c.state.in_((*OPEN, "dead"))
    rows = tx.execute(select(outbox.c.state, func.count()).where(unsettled).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


def _held(tx: Connection, post: Post, **values: Any) -> bool:
    mine = (outbox.c.id == post.id, outbox.c.fence == post.fence, outbox.c.state == "sending")
    return tx.execute(update(outbox).where(*mine).values(values)).rowcount == 1


def _post(row: Row[Any]) -> Post:
    return Post(
        id=row.id,
        key=row.key,
        kind=row.kind,
        subject=row.subject,
        occurrence=row.occurrence,
        recipient=row.recipient,
        fence=row.fence + 1,
        wanted=row.wanted,
        attempts=row.attempts + 1,
        doubtful=row.doubtful or row.state == "sending",
        channel=row.channel,
        ts=row.ts,
        fingerprint=row.fingerprint,
        created_at=row.created_at,
    )
