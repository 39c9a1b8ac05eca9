"""Delivery: which message goes out next, what it is about, and what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import drafts, home, letters
from bot.desk import Desk
from storage import audit, claims, followups, gestures, migrate, outbox, pace, twins
from storage.claims import Claim
from storage.database import is_unreachable
from storage.records import Card, Draft, Followup, Gesture, Letter, Morning, Post, Reminder, Sent, Shown, Waiting

log = logging.getLogger(__name__)
Record: TypeAlias = Reminder | Followup | Card | Gesture | Waiting | Draft | Morning | Letter
Loaded: TypeAlias = Record | Exception | None
Subject: TypeAlias = Callable[[Connection, Desk, Sequence[Post]], Mapping[int, Record | None]]
UNKNOWN_KIND = "unknown_kind"


class UnknownKind(LookupError):
    """A message of a kind that only a newer version knows."""


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
            return _load(tx, desk, posts)
    except DBAPIError as error:
        if is_unreachable(error):
            raise
        problem: Exception = error
    except Exception as error:  # noqa: BLE001 (one broken record must not keep the others from being told)
        problem = error
    if len(posts) == 1:
        return {posts[0].id: problem}
    return {number: loaded for post in posts for number, loaded in load(desk, [post]).items()}


def _load(tx: Connection, desk: Desk, posts: Sequence[Post]) -> dict[int, Loaded]:
    alike: dict[str, list[Post]] = {}
    for post in posts:
        alike.setdefault(post.kind, []).append(post)
    loaded: dict[int, Loaded] = {}
    for kind, those in alike.items():
        if kind not in SUBJECTS:
            raise UnknownKind(kind)
        loaded |= SUBJECTS[kind](tx, desk, those)
    return loaded


def finish(desk: Desk, sent: Sequence[Sent]) -> set[int]:
    """Slack shows these: the ids of those that nobody else took over meanwhile."""
    clock, at = desk.database.clock, desk.clock()
    with desk.database.begin() as tx:
        held, busy = claims.finish(tx, clock, at, sent)
    for one in (one for one in sent if one.post.id in busy):  # by itself, so that nobody waits in a circle
        with desk.database.begin() as tx:
            held |= claims.finish(tx, clock, at, [one], patient=True)[0]
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
        revived = claims.revive(tx, UNKNOWN_KIND, SUBJECTS)
        for recipient in set(revived):
            letters.changed(tx, recipient)
        return len(revived)


def depth(desk: Desk) -> Mapping[str, int]:
    """How many messages wait, are on their way, or are dead."""
    with desk.database.read() as tx:
        return outbox.depth(tx)


def oldest_due(desk: Desk) -> datetime | None:
    """Since when the message that waits longest has been due; None when none waits."""
    with desk.database.read() as tx:
        return outbox.oldest_due(tx)


def is_ready(desk: Desk) -> bool:
    """Whether the database is at this version's schema."""
    return migrate.is_current(desk.database)


def each(about: Callable[[Connection, Desk, Post], Record | None]) -> Subject:
    """Loads what several messages are about as it is done for one."""
    return lambda tx, desk, posts: {post.id: about(tx, desk, post) for post in posts}


def _reminders(tx: Connection, desk: Desk, posts: Sequence[Post]) -> dict[int, Record | None]:
    about = {followup.id: followup for followup in followups.get_many(tx, {_number(post) for post in posts})}
    newest = outbox.newest_of(tx, "reminder", {post.subject for post in posts})
    return {post.id: _reminder(desk, post, about.get(_number(post)), newest) for post in posts}


def _reminder(
    desk: Desk, post: Post, followup: Followup | None, newest: Mapping[tuple[str, str], int]
) -> Reminder | None:
    if followup is None:
        return None
    latest = post.occurrence == newest[post.subject, post.recipient]
    if post.ts is None and (not latest or followup.state != "open" or post.recipient != followup.owner):
        return None  # overtaken before it was ever shown
    late = ((post.shown_at or desk.clock()) - post.due_at).total_seconds() if followup.is_due else 0.0
    return Reminder(followup, latest, max(0.0, late), mine=post.recipient == followup.owner)


def _escalation(tx: Connection, desk: Desk, post: Post) -> Followup | None:
    followup = followups.get(tx, _number(post))
    return None if followup is None or (post.ts is None and followup.state != "open") else followup


def _card(tx: Connection, desk: Desk, post: Post) -> Card | None:
    gesture = gestures.get(tx, _number(post))
    if gesture is None:
        return None
    before = [g for g in gestures.of_customer(tx, gesture.customer.id, gestures.GIVEN, 6) if g.id != gesture.id]
    count, cost = gestures.given_before(tx, gesture)
    return Card(gesture, tuple(before[:5]), count, cost)


def _waiting(tx: Connection, desk: Desk, post: Post) -> Waiting | None:
    gesture = gestures.get(tx, _number(post))
    latest = _is_newest(tx, post)
    if gesture is None or (post.ts is None and (gesture.state != "requested" or not latest)):
        return None
    return Waiting(gesture, latest)


def _told(tx: Connection, desk: Desk, post: Post) -> Gesture | None:
    return gestures.get(tx, _number(post))


def _draft(tx: Connection, desk: Desk, post: Post) -> Draft | None:
    draft = drafts.shown(tx, _number(post))
    return None if draft is None or (post.ts is None and draft.state == "discarded") else draft


def _digest(tx: Connection, desk: Desk, post: Post) -> Morning | None:
    day = home.digest_of(tx, desk, post.recipient)
    latest = _is_newest(tx, post)
    if day is None or (post.ts is None and not (latest and home.is_worth_a_message(day))):
        return None
    return Morning(day, latest)


def _is_newest(tx: Connection, post: Post) -> bool:
    return post.occurrence == outbox.newest(tx, post.kind, post.subject, post.recipient)


def _number(post: Post) -> int:
    return int(post.subject.partition(":")[2])


SUBJECTS: Mapping[str, Subject] = {
    "reminder": _reminders,
    "escalation": each(_escalation),
    "card": each(_card),
    "waiting": each(_waiting),
    "told": each(_told),
    "draft": each(_draft),
    "reply": each(_draft),
    "digest": each(_digest),
    "letter": each(letters.load),
}
