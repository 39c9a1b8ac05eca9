"""Delivery: which message goes out next, what it is about, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection

from bot import drafts, home
from bot.desk import Desk
from storage import followups, gestures, migrate, outbox
from storage.records import Card, Draft, Followup, Gesture, Morning, Post, Reminder, Waiting

Record: TypeAlias = Reminder | Followup | Card | Gesture | Waiting | Draft | Morning


def claim(desk: Desk, most: int, most_new: int, busy: Collection[str]) -> Sequence[Post]:
    """Takes up to `most` messages to send, `most_new` of them not yet in Slack, one a recipient; recipients in
    `busy` are left alone."""
    with desk.database.begin() as tx:
        return outbox.claim(tx, desk.database.clock, most, most_new, busy)


def load(desk: Desk, post: Post) -> Record | None:
    """What a message is about, as it stands now; None when there is nothing left to say. Raises KeyError for a kind
    that this version does not know."""
    with desk.database.read() as tx:
        return SUBJECTS[post.kind](tx, desk, post)


def finish(desk: Desk, post: Post, channel: str, ts: str, fingerprint: str) -> bool:
    """Slack shows it. False when somebody else took it over meanwhile."""
    with desk.database.begin() as tx:
        return outbox.finish(tx, post, channel, ts, fingerprint)


def postpone(desk: Desk, post: Post, seconds: float, trouble: str, *, doubtful: bool = False) -> bool:
    """Tries again after `seconds`. `doubtful`: Slack may have accepted it, so look before sending again."""
    with desk.database.begin() as tx:
        return outbox.postpone(tx, post, desk.database.clock, seconds, doubtful=doubtful, trouble=trouble)


def drop(desk: Desk, post: Post) -> bool:
    """Nothing is left to say."""
    with desk.database.begin() as tx:
        return outbox.drop(tx, post)


def bury(desk: Desk, post: Post, trouble: str) -> bool:
    """It cannot be delivered; `trouble` is Slack's word for why."""
    with desk.database.begin() as tx:
        return outbox.bury(tx, post, trouble)


def next_in(desk: Desk) -> float | None:
    """Seconds until a message may be taken; None when none waits."""
    with desk.database.read() as tx:
        return outbox.next_in(tx, desk.database.clock)


def depth(desk: Desk) -> Mapping[str, int]:
    """How many messages wait, are on their way, or are dead."""
    with desk.database.read() as tx:
        return outbox.depth(tx)


def is_ready(desk: Desk) -> bool:
    """Whether the database is at this version's schema."""
    return migrate.is_current(desk.database)


def _reminder(tx: Connection, desk: Desk, post: Post) -> Reminder | None:
    followup = followups.get(tx, _number(post))
    if followup is None:
        return None
    newest = _is_newest(tx, post)
    if post.ts is None and (not newest or followup.state != "open" or post.recipient != followup.owner):
        return None  # overtaken before it was ever shown
    return Reminder(followup, newest, followup.late if followup.is_due else 0.0, mine=post.recipient == followup.owner)


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


SUBJECTS: Mapping[str, Callable[[Connection, Desk, Post], Record | None]] = {
    "reminder": _reminder,
    "escalation": _escalation,
    "card": _card,
    "waiting": _waiting,
    "told": _told,
    "draft": _draft,
    "reply": _draft,
    "digest": _digest,
}
