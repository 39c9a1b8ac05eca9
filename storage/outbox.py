"""The outbox: every message of ours in Slack, and whether what it shows is current.

A row says what a message is about and where it goes, never its words. `wanted` counts the changes of its subject,
`shown` is the last one that Slack has: several changes while a message is on its way become one update. Who sends
it is the business of `storage.claims`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Integer, and_, bindparam, case, func, insert, or_, select, text, update

from storage.tables import outbox

OPEN = ("ready", "sending")
IS_OPEN = text("outbox.state IN ('ready', 'sending')")  # as the indexes say it, or SQLite would not use them
LIVE = (*OPEN, "settled")
CHANGE_PRIORITY = 0  # somebody pressed a button and looks at the message
BESIDE_PRIORITY = 5  # it names what somebody changed, who may look at it
LATER_PRIORITY = 50  # nobody waits for it
NIGHT_PRIORITY = 60  # nor for this, of which there may be much
IDLE_PRIORITY = 90  # nor would anybody miss it for long: it goes while Slack has room for more than what is waited for

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
URGENCY = bindparam("urgency", type_=Integer)
WAITS_LONGER = and_(outbox.c.ts.is_not(None), outbox.c.priority > URGENCY)
TOUCHING = update(outbox).values(
    wanted=outbox.c.wanted + 1,
    state=case((SHOWN, "ready"), else_=outbox.c.state),
    priority=case((or_(SHOWN, WAITS_LONGER), URGENCY), else_=outbox.c.priority),
)
TOUCH = TOUCHING.where(_ABOUT)
STANDS = or_(outbox.c.state.in_(LIVE), outbox.c.ts.is_not(None))
TOUCH_LATEST = TOUCH.where(outbox.c.state.in_(LIVE), NEWEST)
TOUCH_ALL = TOUCH.where(STANDS)
SUPERSEDING = (
    update(outbox)
    .where(outbox.c.kind == bindparam("superseded"), outbox.c.state.in_(LIVE), NEWEST)
    .values(
        wanted=outbox.c.wanted + 1,
        state=case((outbox.c.state == "settled", "ready"), else_=outbox.c.state),
        priority=case((outbox.c.state == "settled", IDLE_PRIORITY), else_=outbox.c.priority),
    )
)
SUPERSEDE = SUPERSEDING.where(_ABOUT)
ANY_OF = outbox.c.subject.in_(bindparam("subjects", expanding=True))
SUPERSEDE_MANY = SUPERSEDING.where(ANY_OF)
COUNT_OF = select(outbox.c.subject, func.count()).where(ANY_OF, STANDS).group_by(outbox.c.subject)
TOUCH_ALL_OF = TOUCHING.where(ANY_OF, STANDS)
LAST_OCCURRENCES = (
    select(outbox.c.subject, outbox.c.recipient, func.max(outbox.c.occurrence).label("last"))
    .where(outbox.c.kind == bindparam("superseded"), ANY_OF)
    .group_by(outbox.c.subject, outbox.c.recipient)
)


def add(
    tx: Connection, kind: str, subject: str, recipient: str, priority: int, due_at: datetime, now: datetime
) -> None:
    """A new message about a subject, to be sent as soon as Slack's pace allows."""
    same = {"kind": kind, "subject": subject, "recipient": recipient}
    occurrence = tx.execute(NEXT_OCCURRENCE, same).scalar_one()
    row = {**same, "occurrence": occurrence, "priority": priority, "due_at": due_at, "created_at": now}
    tx.execute(ADD, {**row, "key": secrets.token_hex(8), "state": "ready"})


def add_many(
    tx: Connection, kind: str, about: Sequence[tuple[str, str, datetime]], priority: int, now: datetime
) -> None:
    """A new message of this kind for each (subject, recipient, due_at); no two about the same to the same."""
    before = newest_of(tx, kind, [subject for subject, _, _ in about])
    rows = [
        {
            "kind": kind,
            "subject": subject,
            "recipient": recipient,
            "occurrence": before.get((subject, recipient), 0) + 1,
            "priority": priority,
            "due_at": due_at,
            "created_at": now,
            "key": secrets.token_hex(8),
            "state": "ready",
        }
        for subject, recipient, due_at in about
    ]
    tx.execute(ADD, rows)


def changed(tx: Connection, subject: str, *, everywhere: bool = False, urgency: int = CHANGE_PRIORITY) -> None:
    """What this subject shows has changed: its latest message of each kind wants an update, at this `urgency`.

    `everywhere`: every one, and those too that stand in Slack and were given up; after what somebody waits for.
    """
    if everywhere:
        tx.execute(TOUCH_ALL, {"of": subject, "urgency": LATER_PRIORITY})
    else:
        tx.execute(TOUCH_LATEST, {"of": subject, "urgency": urgency})


def changed_at_night(tx: Connection, subjects: Collection[str]) -> int:
    """The same for several subjects and every message about them, after all else that waits to be changed; how many
    messages that are."""
    if not subjects:
        return 0
    return tx.execute(TOUCH_ALL_OF, {"subjects": list(subjects), "urgency": NIGHT_PRIORITY}).rowcount


def count_about(tx: Connection, subjects: Collection[str]) -> dict[str, int]:
    """How many messages stand about each of these subjects, or are to; none for one that is not in it."""
    rows = tx.execute(COUNT_OF, {"subjects": list(subjects)}) if subjects else ()
    return {row[0]: row[1] for row in rows}


def hasten(tx: Connection, kinds: Collection[str]) -> None:
    """Messages of these kinds that wait to say that they are over still name whom they named: they wait no longer."""
    idle = (IS_OPEN, outbox.c.ts.is_not(None), outbox.c.priority == IDLE_PRIORITY, outbox.c.kind.in_(kinds))
    tx.execute(update(outbox).where(*idle).values(priority=LATER_PRIORITY))


def set_aside(tx: Connection, why: str) -> int:
    """Drops all that waits or is on its way, to be taken up again one day; how many messages."""
    doubt = or_(outbox.c.doubtful, outbox.c.state == "sending")  # Slack may still have heard it
    values = {"state": "dropped", "trouble": why, "doubtful": doubt, "held_until": 0}
    return tx.execute(update(outbox).where(IS_OPEN).values(values)).rowcount


def take_up(tx: Connection, why: str) -> int:
    """What was set aside for this reason waits again; how many messages."""
    aside = (outbox.c.state == "dropped", outbox.c.trouble == why)
    values = {"state": "ready", "trouble": None, "attempts": 0}
    return tx.execute(update(outbox).where(*aside).values(values)).rowcount


def supersede(tx: Connection, kind: str, subject: str) -> None:
    """The latest message of this kind, to everybody who got one, wants an update: a newer one follows it, and nobody
    waits for that."""
    tx.execute(SUPERSEDE, {"superseded": kind, "of": subject})


def supersede_many(tx: Connection, kind: str, about: Sequence[tuple[str, str, datetime]]) -> None:
    """As `supersede`, for the subjects of new messages that are about to be added."""
    tx.execute(SUPERSEDE_MANY, {"superseded": kind, "subjects": [subject for subject, _, _ in about]})


def newest(tx: Connection, kind: str, subject: str, recipient: str) -> int:
    """The number of the latest message of this kind about a subject to this recipient, 0 for none."""
    same = (outbox.c.kind == kind, outbox.c.subject == subject, outbox.c.recipient == recipient)
    return int(tx.execute(select(func.coalesce(func.max(outbox.c.occurrence), 0)).where(*same)).scalar_one())


def newest_since(tx: Connection, kind: str, subject: str, since: datetime) -> bool:
    """Whether a message of this kind about a subject was written since then, and stands or is on its way."""
    stands = outbox.c.state.in_(("ready", "sending", "settled"))
    same = (outbox.c.kind == kind, outbox.c.subject == subject, outbox.c.created_at >= since, stands)
    return tx.execute(select(outbox.c.id).where(*same).limit(1)).first() is not None


def newest_of(tx: Connection, kind: str, about: Collection[str]) -> dict[tuple[str, str], int]:
    """The same for several subjects, by (subject, recipient)."""
    rows = tx.execute(LAST_OCCURRENCES, {"superseded": kind, "subjects": list(about)})
    return {(row.subject, row.recipient): row.last for row in rows}


def subjects(tx: Connection, kind: str) -> Sequence[str]:
    """What the messages of this kind are about, in order."""
    query = select(outbox.c.subject).where(outbox.c.kind == kind).distinct().order_by(outbox.c.subject)
    return tx.execute(query).scalars().all()


def depth(tx: Connection) -> dict[str, int]:
    """How many rows are in each state that is not settled."""
    unsettled = outbox.c.state.in_((*OPEN, "dead"))
    rows = tx.execute(select(outbox.c.state, func.count()).where(unsettled).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


def oldest_due(tx: Connection) -> datetime | None:
    """The due time of the new message that waits longest; None for none. A change has none: it may wait for room."""
    return tx.execute(select(func.min(outbox.c.due_at)).where(IS_OPEN, outbox.c.ts.is_(None))).scalar()
