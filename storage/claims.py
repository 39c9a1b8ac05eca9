"""Claims: who sends which message of the outbox now, and who may say what became of it.

New messages wait in lanes, one for each recipient, and go at Slack's pace (`storage.pace`): what a claim costs depends
on how many lanes have something due, not on how much lies behind the first of each. Changes of shown messages have no
lane, since somebody looks at them. A claim is a lease on the database's clock with a fencing token: whoever finishes
must still hold the fence. It is long because what takes a message and what lets it go must agree on that fence.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Float, Row, Text, and_, bindparam, case, cast, func, or_, select, text, true, update
from sqlalchemy.sql.elements import ColumnElement

from storage import pace, twins
from storage.outbox import CHANGE_PRIORITY, IDLE_PRIORITY, IS_OPEN, LATER_PRIORITY
from storage.records import Post, Sent
from storage.statements import read_clock
from storage.tables import outbox
from storage.types import Instant

LEASE_SECONDS = 5.0
AHEAD_SECONDS = 0.1  # a lane is taken so much before it is free, for what is to be done before sending

# The first message of each lane that is free, the most pressing and oldest first. The lanes are found by leaping
# through the index from one recipient to the next, so that a flooded one costs no more than another.
FIRST_OF_LANES = text(
    """
    WITH RECURSIVE lane (recipient) AS (
        SELECT min(recipient) FROM outbox WHERE state IN ('ready', 'sending') AND ts IS NULL
        UNION ALL
        SELECT (SELECT min(recipient) FROM outbox
                WHERE state IN ('ready', 'sending') AND ts IS NULL AND recipient > lane.recipient)
        FROM lane WHERE lane.recipient IS NOT NULL
    ), first (free_at, id) AS (
        SELECT coalesce(pace.free_at, 0), (SELECT id FROM outbox
                WHERE state IN ('ready', 'sending') AND ts IS NULL AND outbox.recipient = lane.recipient
                AND (held_until <= :now OR held_until > :horizon) ORDER BY priority, due_at, id LIMIT 1)
        FROM lane LEFT JOIN pace ON pace.name = lane.recipient
        WHERE lane.recipient IS NOT NULL
            AND (coalesce(pace.free_at, 0) <= :soon OR pace.free_at > :horizon)
    )
    SELECT outbox.id, first.free_at FROM first JOIN outbox ON outbox.id = first.id
    ORDER BY outbox.priority, outbox.due_at, outbox.id LIMIT :most
    """
).bindparams(*(bindparam(name, type_=Float) for name in ("now", "soon", "horizon")))
NOT_HELD = or_(
    outbox.c.held_until <= bindparam("now", type_=Float), outbox.c.held_until > bindparam("horizon", type_=Float)
)
CHANGED = (
    select(outbox.c.id)
    .where(IS_OPEN, outbox.c.ts.is_not(None), NOT_HELD)
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
)
PRESSING = CHANGED.where(outbox.c.priority < LATER_PRIORITY)
UNHURRIED = CHANGED.add_columns(outbox.c.priority).where(
    outbox.c.priority >= LATER_PRIORITY, outbox.c.priority < bindparam("below")
)
# As the database keeps them: one that cannot be read must not hide the others.
AS_KEPT = [cast(c, Text).label(c.name) if isinstance(c.type, Instant) else c for c in outbox.c]
TAKEN = (
    select(*AS_KEPT)
    .where(IS_OPEN, NOT_HELD, outbox.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update(skip_locked=True, of=outbox)
)
TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="sending",
        fence=outbox.c.fence + 1,
        attempts=outbox.c.attempts + 1,
        held_until=bindparam("until", type_=Float),
        # Still 'sending' when its lease ran out: the one who held it may have been heard.
        doubtful=or_(outbox.c.doubtful, outbox.c.state == "sending"),
    )
)
THESE = (
    select(outbox.c.id, outbox.c.fence, outbox.c.state)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(outbox.c.id)
)
OVERTAKEN = outbox.c.wanted > bindparam("seen")
UNSURE = twins.MAY_SHOW_ANOTHER
FINISH = (
    update(outbox)
    .where(outbox.c.id == bindparam("of"))
    .values(
        state=case((OVERTAKEN, "ready"), else_="settled"),
        shown=bindparam("seen"),
        channel=bindparam("place"),
        ts=bindparam("stamp"),
        fingerprint=bindparam("print"),
        priority=case((and_(OVERTAKEN, outbox.c.ts.is_(None)), CHANGE_PRIORITY), else_=outbox.c.priority),
        shown_at=bindparam("at", type_=Instant),
        look_at=case(
            (UNSURE, bindparam("once_more", type_=Float)),
            else_=func.coalesce(bindparam("look", type_=Float), outbox.c.look_at),
        ),
        looks=case((and_(UNSURE, outbox.c.look_at.is_(None)), twins.NO_TWIN), else_=outbox.c.looks),
        attempts=0,
        doubtful=UNSURE,  # until it was shown once more, every change is sent, whatever we think that stands there
        held_until=0,
        trouble=None,
    )
)
# Only what is held stands in its index, so that PostgreSQL is never tempted to look for what waits there.
NEXT = text(
    """
    SELECT (SELECT min(held_until) FROM outbox WHERE state IN ('ready', 'sending')
            AND held_until > 0 AND held_until > :now AND held_until <= :horizon) AS held_until,
        EXISTS (SELECT 1 FROM outbox
            WHERE state IN ('ready', 'sending') AND ts IS NULL AND state = 'ready') AS is_more
    """
).bindparams(bindparam("now", type_=Float), bindparam("horizon", type_=Float))


@dataclass(frozen=True, slots=True)
class Claim:
    """What was taken: `posts` to send now, the ids of rows that cannot be read, and when to look again.

    `wait` is in seconds, None when nothing is waiting for its time or turn.
    """

    posts: Sequence[Post] = ()
    unreadable: Sequence[int] = ()
    wait: float | None = None
    refill: float = 0.0
    """Seconds until the budget allows another new message."""
    at: float = 0.0
    """When the clock was read, in seconds of this process's monotonic clock: each post's `hold` counts from here."""
    began: float = 0.0
    """The same, but before that: their leases last at least LEASE_SECONDS from here."""
    is_more: bool = False
    """Whether new messages are left that wait for their lane, the budget or their time."""


def claim(tx: Connection, clock: ColumnElement[float], most: int, per_second: float) -> Claim:
    """Takes up to `most` messages to send for LEASE_SECONDS: changes first, then new ones, one a lane.

    New messages draw on the workspace's budget of `per_second`.
    """
    began = time.monotonic()
    now, full_at = pace.hold(tx, clock)
    at = time.monotonic()
    times = {"now": now, "horizon": now + pace.HORIZON_SECONDS}
    ids: list[int] = []
    may_change, changes_full_at = pace.changes(tx, now)
    if may_change:
        ids += tx.execute(PRESSING, {**times, "most": most}).scalars()
    allowed = pace.allowance(full_at, now, per_second)
    free_at: dict[int, float] = {}
    if (room := min(most - len(ids), allowed)) > 0:
        first = tx.execute(FIRST_OF_LANES, {**times, "soon": now + AHEAD_SECONDS, "most": room})
        free_at = {row.id: float(row.free_at) for row in first}
        ids += free_at
    if may_change and (room := most - len(ids)) > 0:
        ids += _unhurried(tx, times, room, pace.unhurried(changes_full_at, now))
    posts, unreadable = _take(tx, ids, times) if ids else ([], [])
    posts = [replace(post, hold=_until(free_at.get(post.id, now), now)) for post in posts]
    lanes = [post.recipient for post in posts if post.ts is None]
    if lanes:
        full_at = pace.spend(tx, full_at, now, per_second, lanes, now + LEASE_SECONDS)
    if changes := len(posts) - len(lanes):
        pace.count_changes(tx, changes_full_at, now, changes)
    if unreadable:
        tx.execute(update(outbox).where(outbox.c.id.in_(unreadable)).values(state="dead", trouble="unreadable"))
    following = tx.execute(NEXT, times).one()
    waits = [] if following.held_until is None else [float(following.held_until) - now]
    refill = pace.refill_in(full_at, now, per_second) if allowed <= len(lanes) else 0.0
    wait = min([*waits, refill] if refill else waits, default=None)
    return Claim(posts, unreadable, wait, refill, at, began, bool(following.is_more))


def _unhurried(tx: Connection, times: Mapping[str, float], most: int, idle: int) -> list[int]:
    """Up to `most` changes that nobody waits for, of them so many `idle` ones."""
    below = IDLE_PRIORITY + 1 if idle else IDLE_PRIORITY
    rows = tx.execute(UNHURRIED, {**times, "most": most, "below": below}).all()
    later = [row.id for row in rows if row.priority < IDLE_PRIORITY]
    return later + [row.id for row in rows[len(later) :]][:idle]


def _until(at: float, now: float) -> float:
    return max(0.0, at - now) if at <= now + AHEAD_SECONDS else 0.0


def _take(tx: Connection, ids: Sequence[int], times: Mapping[str, float]) -> tuple[list[Post], list[int]]:
    """Takes these rows, less those that somebody else is changing this moment."""
    taken = tx.execute(TAKEN, {**times, "ids": ids})
    rows = {row.id: row for row in taken}
    posts: list[Post] = []
    unreadable: list[int] = []
    for number in (number for number in ids if number in rows):
        try:
            posts.append(_post(rows[number]))
        except (OverflowError, TypeError, ValueError):
            unreadable.append(number)
    if posts:
        tx.execute(TAKE, {"ids": [post.id for post in posts], "until": times["now"] + LEASE_SECONDS})
    return posts, unreadable


def finish(
    tx: Connection, clock: ColumnElement[float], at: datetime, sent: Sequence[Sent], *, patient: bool = False
) -> tuple[set[int], set[int]]:
    """Slack has these, each as of the change that was claimed: the ids of those whose fence still held, and of those
    that somebody else holds this moment and that are left as they are; `patient` waits for them.

    A change that came too late may stand over that of whoever took over: theirs is shown again. `at` is wall time.
    """
    ids = [one.post.id for one in sent]
    found = tx.execute(_these(clock, patient), {"ids": ids}).all()
    rows = {row.id: (row.fence, row.state) for row in found}
    ended = [one for one in sent if rows.get(one.post.id) == (one.post.fence, "sending")]
    if ended:
        now = max(float(row.now) for row in found)
        tx.execute(FINISH, [_ended(one, now, at) for one in ended])
        free_at = {one.post.recipient: now - one.ago + pace.LANE_SECONDS for one in ended if one.post.ts is None}
        pace.free(tx, free_at)
    held = {one.post.id for one in ended}
    for one in sent:
        if one.post.id in rows.keys() - held:
            twins.came_too_late(tx, one.post)
    return held, set(ids) - rows.keys()


@lru_cache(maxsize=8)
def _these(clock: ColumnElement[float], patient: bool) -> Any:
    """Holds rows, waiting for those that somebody else holds or leaving them out, and reads the clock with them."""
    return THESE.add_columns(clock.label("now")).with_for_update(skip_locked=not patient, of=outbox)


def _ended(one: Sent, now: float, at: datetime) -> dict[str, Any]:
    return {
        "of": one.post.id,
        "seen": one.post.wanted,
        "place": one.channel,
        "stamp": one.ts,
        "print": one.fingerprint,
        "at": one.post.shown_at or at,
        "look": twins.first_look(now) if one.may_have_twin else None,
        "once_more": now + twins.ONCE_MORE_SECONDS,
    }


def postpone(
    tx: Connection, post: Post, clock: ColumnElement[float], seconds: float, *, doubtful: bool = False, trouble: str
) -> bool:
    """Nobody tries again for `seconds`. `doubtful`: Slack may have accepted it."""
    doubt = true() if doubtful else outbox.c.doubtful
    held = _let_go(tx, post, clock, state="ready", held_until=clock + seconds, doubtful=doubt, trouble=trouble)
    if doubtful and not held:
        twins.came_too_late(tx, post)
    return held


def limit(
    tx: Connection, post: Post, clock: ColumnElement[float], seconds: float, method: str, per_second: float
) -> bool:
    """Slack said 429 to this method: nobody tries again for `seconds`, and what else it concerns waits as well.

    Waiting one's turn is no try.
    """
    seconds = min(seconds, pace.HORIZON_SECONDS)
    values = {"held_until": clock + seconds, "attempts": outbox.c.attempts - 1, "trouble": "ratelimited"}
    if method not in (pace.POSTS, pace.CHANGES):
        return _let_go(tx, post, clock, state="ready", **values)
    pace.limit(tx, post.recipient if method == pace.POSTS else method, clock, seconds, per_second)
    return _held(tx, post, state="ready", **values)


def release(tx: Connection, post: Post, clock: ColumnElement[float], trouble: str) -> bool:
    """It was not even tried, as Slack is away: whoever finds Slack again sends it at once."""
    return _let_go(tx, post, clock, state="ready", held_until=0, attempts=outbox.c.attempts - 1, trouble=trouble)


def give_back(tx: Connection, post: Post, clock: ColumnElement[float], per_second: float) -> bool:
    """There was no time to send it: it may go at once, and its turn is given back, too."""
    held = _held(tx, post, state="ready", held_until=0, attempts=outbox.c.attempts - 1)
    if held and post.ts is None:
        pace.give_back(tx, post.recipient, read_clock(tx, clock), per_second)
    return held


def drop(tx: Connection, post: Post, clock: ColumnElement[float], per_second: float) -> bool:
    """There is nothing left to say, so its turn is given back."""
    held = _held(tx, post, state="dropped", look_at=twins.look_if_doubtful(clock))
    if held and post.ts is None:
        pace.give_back(tx, post.recipient, read_clock(tx, clock), per_second)
    return held


def discard(tx: Connection, post: Post, clock: ColumnElement[float]) -> bool:
    """It cannot be delivered, and nobody misses it."""
    return _let_go(tx, post, clock, state="dropped", look_at=twins.look_if_doubtful(clock))


def bury(tx: Connection, post: Post, clock: ColumnElement[float], trouble: str) -> bool:
    """It cannot be delivered; `trouble` is Slack's word for why."""
    return _let_go(tx, post, clock, state="dead", trouble=trouble)


def outcome(tx: Connection, post: Post) -> tuple[str, str | None]:
    """What has become of a message whose fence was lost: its state, and the ts under which it stands in Slack."""
    row = tx.execute(select(outbox.c.state, outbox.c.ts).where(outbox.c.id == post.id)).one()
    return row.state, row.ts


def revive(tx: Connection, trouble: str, kinds: Collection[str]) -> Sequence[str]:
    """Gives messages of these kinds that were given up for `trouble` another try: to whom each is."""
    given_up = (outbox.c.state == "dead", outbox.c.trouble == trouble, outbox.c.kind.in_(kinds))
    again = update(outbox).where(*given_up).values(state="ready", attempts=0, held_until=0)
    return tx.execute(again.returning(outbox.c.recipient)).scalars().all()


def _let_go(tx: Connection, post: Post, clock: ColumnElement[float], **values: Any) -> bool:
    """Ends a claim, and its lane's turn, if the fence still stands."""
    held = _held(tx, post, **values)
    if held and post.ts is None:
        pace.free(tx, {post.recipient: read_clock(tx, clock) + pace.LANE_SECONDS})
    return held


def _held(tx: Connection, post: Post, **values: Any) -> bool:
    mine = (outbox.c.id == post.id, outbox.c.fence == post.fence, outbox.c.state == "sending")
    return tx.execute(update(outbox).where(*mine).values(values)).rowcount == 1


def _post(row: Row[Any]) -> Post:
    """Raises TypeError or ValueError for a row that nobody of ours wrote."""
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
        doubtful=bool(row.doubtful) or row.state == "sending",
        due_at=_moment(row.due_at),
        created_at=_moment(row.created_at),
        channel=row.channel,
        ts=row.ts,
        fingerprint=row.fingerprint,
        shown_at=_moment(row.shown_at) if row.shown_at else None,
    )


def _moment(kept: str | datetime) -> datetime:
    return (datetime.fromisoformat(kept) if isinstance(kept, str) else kept).astimezone(UTC)
