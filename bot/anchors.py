"""Anchors: the head of the audit trail, posted to the leads every working day, so that an auditor without access to
this machine can hold the trail against it later."""

from __future__ import annotations

from sqlalchemy import Connection

from bot import digests
from bot.desk import Desk
from storage import audit, outbox, timers
from storage.audit import Happening
from storage.records import Anchor, Post
from storage.timers import Timer

KIND, SUBJECT = "anchor", "audit:head"
PRIORITY = 30


def keep(desk: Desk) -> None:
    """Sees to it that the next one is posted."""
    with desk.database.begin() as tx:
        timers.arm_by(tx, KIND, SUBJECT, digests.next_of_team(desk, desk.clock()))


def post(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """Posts the head as it is now, unless nothing happened since the last one."""
    now = desk.clock()
    timers.arm(tx, KIND, SUBJECT, digests.next_of_team(desk, now))
    head = audit.last(tx)
    if head is None or head.action == "audit.anchored":
        return None
    channel = desk.policy.team.approvals_channel
    outbox.add(tx, KIND, f"{KIND}:{head.seq}:{head.hash}", channel, PRIORITY, timer.due_at, now)
    return Happening("extra-mile", "audit.anchored", f"{KIND}:{head.seq}", {"head": head.hash})


def load(tx: Connection, desk: Desk, post: Post) -> Anchor:
    """What a posted one says: always what it said first."""
    _, seq, digest = post.subject.split(":")
    return Anchor(int(seq), digest)
