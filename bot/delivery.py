"""Delivery: which message goes out next, what it is about, and what became of it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError

from bot import letters, subjects
from bot.desk import Desk
from bot.subjects import Record, UnknownKind
from storage import audit, claims, migrate, outbox, pace, twins
from storage.claims import Claim
from storage.database import is_unreachable
from storage.records import Post, Sent, Shown

__all__ = ["Claim", "Loaded", "Record", "UnknownKind"]
log = logging.getLogger(__name__)
Loaded: TypeAlias = Record | Exception | None
UNKNOWN_KIND = "unknown_kind"


def claim(desk: Desk, most: int, per_second: float) -> Claim:
    """Takes up to `most` messages to send: changes, and new ones at the workspace's pace of `per_second`.

    A row that cannot be read is set aside and named; the others go on.
    """
    with desk.database.begin() as tx:
        claimed = claims.claim(tx, desk.database.clock, most, per_second)
        for number in claimed.unreadable:
            log.error("message %s in the outbox cannot be read and is set aside", number)
            letters.tell_of_row(tx, desk, number)
        return claimed


def load(desk: Desk, posts: Sequence[Post]) -> Mapping[int, Loaded]:
    """What messages are about, as it stands now, by their ids; None where there is nothing left to say.

    In the place of one that cannot be read stands the exception: UnknownKind for a kind that a newer version wrote.
    """
    if not posts:
        return {}
    try:
        with desk.database.read() as tx:
            return subjects.load(tx, desk, posts)
    except DBAPIError as error:
        if is_unreachable(error):
            raise
        problem: Exception = error
    except Exception as error:  # noqa: BLE001 (one broken record must not keep the others from being told)
        problem = error
    if len(posts) == 1:
        return {posts[0].id: problem}
    return {number: loaded for post in posts for number, loaded in load(desk, [post]).items()}


def finish(desk: Desk, sent: Sequence[Sent]) -> set[int]:
    """Slack shows these: the ids of those that nobody else took over meanwhile.

    One that somebody changes for longer than we wait is left out and to its lease, and keeps no other from its end.
    """
    clock, at = desk.database.clock, desk.clock()
    with desk.database.begin() as tx:
        held, busy = claims.finish(tx, clock, at, sent)
    for one in (one for one in sent if one.post.id in busy):  # by itself, so that nobody waits in a circle
        try:
            with desk.database.begin() as tx:
                held |= claims.finish(tx, clock, at, [one], patient=True)[0]
        except DBAPIError as error:
            log.error("message %s is left to its lease: %s", one.post.key, type(error.orig).__name__)
    return held


def postpone(desk: Desk, post: Post, seconds: float, trouble: str, *, doubtful: bool = False) -> bool:
    """Tries again after `seconds`. `doubtful`: Slack may have accepted it, so look before sending again."""
    with desk.database.begin() as tx:
        return claims.postpone(tx, post, desk.database.clock, seconds, doubtful=doubtful, trouble=trouble)


def limit(desk: Desk, post: Post, seconds: float, method: str, per_second: float) -> bool:
    """Slack takes no more of this method for `seconds`."""
    with desk.database.begin() as tx:
        return claims.limit(tx, post, desk.database.clock, seconds, method, per_second)


def release(desk: Desk, post: Post, trouble: str) -> bool:
    """Slack is away, so it was not tried."""
    with desk.database.begin() as tx:
        return claims.release(tx, post, desk.database.clock, trouble)


def give_back(desk: Desk, posts: Sequence[Post], per_second: float) -> None:
    """Slack has heard nothing of these: whoever looks next takes them, and it was no try."""
    for post in posts:  # each by itself, so that nobody waits in a circle
        with desk.database.begin() as tx:
            claims.give_back(tx, post, desk.database.clock, per_second)


def drop(desk: Desk, post: Post, per_second: float) -> bool:
    """Nothing is left to say; its turn goes to another."""
    with desk.database.begin() as tx:
        return claims.drop(tx, post, desk.database.clock, per_second)


def bury(desk: Desk, post: Post, trouble: str) -> bool:
    """It cannot be delivered; `trouble` is Slack's word for why. The leads are told of what anybody would miss."""
    with desk.database.begin() as tx:
        if post.kind in letters.UNMISSED:
            return claims.discard(tx, post, desk.database.clock)
        if not claims.bury(tx, post, desk.database.clock, trouble):
            return False
        letters.tell(tx, desk, post)
        return True


def take_turn(desk: Desk, recipient: str, per_second: float) -> None:
    """A message goes out beside the outbox, at once: the others wait so much the longer."""
    with desk.database.begin() as tx:
        now, full_at = pace.hold(tx, desk.database.clock)
        pace.take(tx, full_at, now, per_second, 1)
        pace.occupy(tx, recipient, now, now + pace.LANE_SECONDS)


def is_extra(desk: Desk, post: Post, ts: str) -> bool:
    """Whether what we sent too late as `ts` stands beside the message of somebody who had taken it over."""
    with desk.database.read() as tx:
        state, standing = claims.outcome(tx, post)
        return state not in outbox.OPEN and standing != ts


def twins_are_due(desk: Desk) -> bool:
    """Whether it is time to look for late twins."""
    with desk.database.read() as tx:
        return twins.are_due(tx, desk.database.clock)


def claim_twins(desk: Desk, most: int) -> Sequence[Shown]:
    """The messages to look for in Slack now, in case one stands there twice."""
    with desk.database.begin() as tx:
        return twins.claim(tx, desk.database.clock, most)


def look_later(desk: Desk, keys: Collection[str], seconds: float) -> None:
    """Slack would not let us look for these twins: looks again in `seconds`."""
    with desk.database.begin() as tx:
        twins.look_later(tx, desk.database.clock, keys, seconds)


def twin_removed(desk: Desk, key: str, subject: str, ts: str) -> None:
    """A message stood twice, and the one at `ts` is removed: the trail knows."""
    with desk.database.begin() as tx:
        audit.append(tx, desk.clock(), "extra-mile", "message.twin_removed", subject, {"key": key, "ts": ts})


def revive_known(desk: Desk) -> int:
    """Sends what an older version could not know and this one does; how many messages."""
    with desk.database.begin() as tx:
        revived = claims.revive(tx, UNKNOWN_KIND, subjects.SUBJECTS)
        for recipient in set(revived):
            letters.changed(tx, recipient)
        return len(revived)


def depth(desk: Desk) -> Mapping[str, int]:
    """How many messages wait, are on their way, or are dead."""
    with desk.database.read() as tx:
        return outbox.depth(tx)


def oldest_due(desk: Desk) -> datetime | None:
    """Since when the new message that waits longest has been due; None when none waits."""
    with desk.database.read() as tx:
        return outbox.oldest_due(tx)


def is_ready(desk: Desk) -> bool:
    """Whether the database is at this version's schema."""
    return migrate.is_current(desk.database)
