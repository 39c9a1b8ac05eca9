"""How fast Slack lets us go, shared by all replicas: when each lane is free again, and what the workspace may be sent.

A lane is a recipient: one new message at a time, and the next a second after Slack's answer to the last, so that
two never reach Slack closer than that. The workspace's budget is a token bucket kept as one number, the moment when it
will be full again (the generic cell rate algorithm, ITU-T I.371). All times are seconds of the database's clock.

That clock never goes back. Where its machine's is set back, all that was written before would lie in the future, and
hold for so much longer; so whoever holds the budget notes now and then what the clock shows, and finds by that note how
far it was set back. That is kept beside it, and counts whenever anybody reads the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Float, bindparam, delete, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage.statements import insert_or_replace, insert_or_replace_many, insert_unless_there, read_clock
from storage.tables import pace

# The methods that have a row of their own.
POSTS, CHANGES, HOMES = "chat.postMessage", "chat.update", "views.publish"
UNHURRIED = "chat.update, unhurried"  # the row of what all changes took of the tier that Slack grants them
CHANGES_PER_SECOND, CHANGES_AT_ONCE = 0.8, 20  # tier 3, some fifty a minute: the page below
LANE_SECONDS = 1.0  # one message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits
LIMITED_LANES = 3  # so many refused at once for coming too fast: it is the workspace that is over its limit, not they
BURST_SECONDS = 0.8  # so much may go at once, less than Slack's second: what leaves at intervals may arrive together
HANDFUL_SECONDS = 0.05  # so that a fast workspace is not looked at for each single message
KEPT_SECONDS = 3600.0
# Nothing of ours is held longer. What lies further ahead is of another clock, as in a copy of the database: it is over.
HORIZON_SECONDS = 120.0
CLOCK = "clock"  # the row that notes what the clock showed, and as `limited_until` what it was set back by altogether
NOTED_SECONDS = 5.0  # so much longer than meant may something be held when the clock is set back

BUDGET = select(pace.c.free_at).where(pace.c.name == POSTS).with_for_update()
FREE = update(pace).where(pace.c.name == bindparam("of")).values(free_at=bindparam("until", type_=Float))
NOTED = select(func.coalesce(func.max(pace.c.free_at), 0.0)).where(pace.c.name == CLOCK).scalar_subquery()
SET_BACK = (
    update(pace).where(pace.c.name == CLOCK).values(limited_until=pace.c.limited_until + bindparam("by", type_=Float))
)
HELD_CHANGES = select(pace.c.name, pace.c.free_at).where(pace.c.name.in_((CHANGES, UNHURRIED)))
HELD = select(pace.c.free_at).where(pace.c.name == bindparam("of"))
LIMITED = (
    select(func.count())
    .select_from(pace)
    .where(pace.c.limited_until > bindparam("now", type_=Float), pace.c.name.not_in((POSTS, CHANGES)))
)


def hold(tx: Connection, clock: ColumnElement[float]) -> tuple[float, float]:
    """Holds the workspace's budget to the end of the transaction: (now, when it is full again)."""
    full_at = tx.execute(BUDGET).scalar()
    if full_at is None:
        insert_unless_there(tx, pace, {"name": POSTS, "free_at": 0.0})
        full_at = tx.execute(BUDGET).scalar_one()
    now = _note(tx, clock)
    return now, float(full_at) if full_at <= now + HORIZON_SECONDS else 0.0


def _note(tx: Connection, clock: ColumnElement[float]) -> float:
    """What the clock shows. If it was set back since the last note, it goes on from there."""
    now, noted = (float(at) for at in tx.execute(_reading(clock)).one())
    if now < noted:
        tx.execute(SET_BACK, {"by": noted - now})
        return noted
    if now >= noted + NOTED_SECONDS:
        _set(tx, CLOCK, free_at=now)
    return now


@lru_cache(maxsize=8)
def _reading(clock: ColumnElement[float]) -> Any:
    """The clock and what it showed when it was noted, in one look."""
    return select(clock, NOTED)


def allowance(full_at: float, now: float, per_second: float) -> int:
    """How many new messages the workspace may be sent now, of at most BURST_SECONDS' worth."""
    return int(_burst(per_second) - max(0.0, full_at - now) * per_second + 1e-6)


def refill_in(full_at: float, now: float, per_second: float) -> float:
    """Seconds until the budget allows one more message, or as many as come back in HANDFUL_SECONDS."""
    handful = max(1.0, per_second * HANDFUL_SECONDS)
    return max(0.0, full_at - now - (_burst(per_second) - handful) / per_second)


def spend(tx: Connection, full_at: float, now: float, per_second: float, lanes: Collection[str], until: float) -> float:
    """Takes a message for each of these lanes from the budget, and the lanes themselves until `until`.

    Returns when the budget is full again.
    """
    full_at = take(tx, full_at, now, per_second, len(lanes))
    insert_or_replace_many(tx, pace, [{"name": lane, "free_at": until} for lane in sorted(lanes)])
    return full_at


def take(tx: Connection, full_at: float, now: float, per_second: float, messages: int) -> float:
    """Takes so many messages from the budget, into debt if need be; when it is full again."""
    full_at = max(full_at, now) + messages / per_second
    _set(tx, POSTS, free_at=full_at)
    return full_at


def free(tx: Connection, lanes: Mapping[str, float]) -> None:
    """The messages of these lanes are over: the next may go at these times."""
    if lanes:
        tx.execute(FREE, [{"of": lane, "until": until} for lane, until in sorted(lanes.items())])


def give_back(tx: Connection, lane: str, now: float, per_second: float) -> None:
    """What was taken for a message that need not go: the lane is free at once, and the budget holds one more."""
    tx.execute(update(pace).where(pace.c.name == POSTS).values(free_at=pace.c.free_at - 1 / per_second))
    free(tx, {lane: now})  # after the budget, as whoever claims does


def occupy(tx: Connection, lane: str, now: float, until: float) -> None:
    """Nothing more for this lane before `until`, or before what holds it already."""
    _set(tx, lane, free_at=_later(tx, lane, now, until))


def limit(tx: Connection, name: str, clock: ColumnElement[float], seconds: float, per_second: float) -> None:
    """Slack said 429: nothing for this lane or method for `seconds`.

    When several lanes are refused at once, it is the workspace that is too fast, and all wait; one delays nobody else.
    """
    now, full_at = hold(tx, clock)  # first, as whoever claims does
    until = _later(tx, name, now, now + seconds)
    _set(tx, name, free_at=until, limited_until=until)
    if tx.execute(LIMITED, {"now": now}).scalar_one() >= LIMITED_LANES:
        empty_until = now + seconds + _burst(per_second) / per_second
        _set(tx, POSTS, free_at=max(full_at, empty_until))


def _later(tx: Connection, name: str, now: float, until: float) -> float:
    held = tx.execute(HELD, {"of": name}).scalar()
    return until if held is None or held > now + HORIZON_SECONDS else max(until, float(held))


def next_turn(tx: Connection, name: str, clock: ColumnElement[float], seconds: float, most: float) -> float | None:
    """Takes the next turn of what may be done once in so many seconds: how long to wait for it. None, and nothing is
    taken, where that were more than `most` seconds."""
    insert_unless_there(tx, pace, {"name": name, "free_at": 0.0})
    held = float(tx.execute(HELD.with_for_update(), {"of": name}).scalar_one())
    now = read_clock(tx, clock)
    at = max(now, held) if held <= now + HORIZON_SECONDS else now
    if at - now > most:
        return None
    _set(tx, name, free_at=at + seconds)
    return at - now


def rest(tx: Connection, name: str, clock: ColumnElement[float], seconds: float) -> None:
    """No more turns of this before `seconds` from now."""
    now = read_clock(tx, clock)
    occupy(tx, name, now, now + min(seconds, HORIZON_SECONDS))


def changes(tx: Connection, now: float) -> tuple[bool, float]:
    """Whether messages may be changed now, and when Slack has its full patience for that again."""
    rows = {name: float(at) for name, at in tx.execute(HELD_CHANGES) if at <= now + HORIZON_SECONDS}
    held, full_at = rows.get(CHANGES, 0.0), rows.get(UNHURRIED, 0.0)
    return held <= now, max(full_at, held + CHANGES_AT_ONCE / CHANGES_PER_SECOND) if held else full_at


def unhurried(full_at: float, now: float) -> int:
    """How many changes may go now that nobody waits for: half of what Slack takes at once is left to the others."""
    return max(0, int(CHANGES_AT_ONCE / 2 - max(0.0, full_at - now) * CHANGES_PER_SECOND + 1e-6))


def count_changes(tx: Connection, full_at: float, now: float, changed: int) -> None:
    """So many changes go now. What somebody waits for goes all the same, at most into no patience at all."""
    most = now + CHANGES_AT_ONCE / CHANGES_PER_SECOND
    _set(tx, UNHURRIED, free_at=min(max(full_at, now) + changed / CHANGES_PER_SECOND, most))


def clear_old(tx: Connection, clock: ColumnElement[float]) -> None:
    """Lets go of lanes that have been free for long."""
    tx.execute(delete(pace).where(pace.c.free_at < clock - KEPT_SECONDS, pace.c.name.not_in((POSTS, CLOCK))))


def _burst(per_second: float) -> float:
    return max(1.0, BURST_SECONDS * per_second)


def _set(tx: Connection, name: str, **values: float) -> None:
    insert_or_replace(tx, pace, {"name": name, **values})
