"""Giving: what was granted comes to the customer, how one can see that, and who writes the notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection

from bot import digests, due_times, hours, reminders
from bot.desk import Desk
from bot.errors import Claimed, NoNote, NotYetDecided, NotYetDelivered
from bot.gestures import already_decided, describe, find, mine, settle
from bot.moments import Moment
from storage import audit, followups, gestures, inbox, timers
from storage.audit import Happening
from storage.records import Gesture, Person

MOST_NOTES = 500


def deliver(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """The customer has it: checks in with them later. A note is also delivered by whoever took it on.

    Raises NotFound, NotYours, NotYetDecided, AlreadyDecided.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture = mine(tx, actor, number, or_claimed=True)
        if inbox.enter(tx, request, now) is not None or gesture.state == "delivered":
            return gesture
        if gesture.state == "requested":
            raise NotYetDecided(name=gesture.name)
        if not gesture.is_won:
            raise already_decided(gesture)
        gestures.change(tx, number, state="delivered", delivered_at=now)
        check_in = _check_in(tx, desk, actor, gesture, now)
        delivered = settle(tx, desk, actor.id, "gesture.delivered", gesture, now)
        if check_in:
            audit.append(tx, now, check_in.actor, check_in.action, check_in.subject, check_in.data)
        return delivered


def prove(desk: Desk, request: str, actor: Person, number: int, proof: str) -> Gesture:
    """Says how one can see that the customer has it. Raises NotFound, NotYours, NotYetDelivered."""
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture = mine(tx, actor, number, or_claimed=True)
        if inbox.enter(tx, request, now) is not None:
            return gesture
        if gesture.state != "delivered" or gesture.customer.forgotten:
            raise NotYetDelivered(name=gesture.name)
        gestures.change(tx, number, proof=proof)
        said = {"proof": audit.digest(gestures.salt_of(tx, number), proof)}
        return settle(tx, desk, actor.id, "gesture.proved", gesture, now, said)


def claim(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """Somebody takes on writing a note. Raises NotFound, NotYetDecided, AlreadyDecided, NoNote, Claimed."""
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture = find(tx, number, lock=True)
        if inbox.enter(tx, request, now) is not None or gesture.claimed_by == actor.id:
            return gesture
        if gesture.state == "requested":
            raise NotYetDecided(name=gesture.name)
        if not gesture.is_won:
            raise already_decided(gesture)
        if gesture.unit != "none" or gesture.cost:
            raise NoNote(name=gesture.name)
        if gesture.claimed_by is not None:
            raise Claimed(name=gesture.name, who=f"<@{gesture.claimed_by}>", people=[gesture.claimed_by])
        gestures.change(tx, number, claimed_by=actor.id)
        digests.keep(tx, desk, actor, now)  # it is in their mornings from now on
        return settle(tx, desk, actor.id, "gesture.claimed", gesture, now)


def handwritten(desk: Desk) -> Sequence[Gesture]:
    """The notes that are still to be written, everybody's, the oldest first."""
    with desk.database.read() as tx:
        return gestures.handwritten(tx, MOST_NOTES)


def _check_in(tx: Connection, desk: Desk, actor: Person, gesture: Gesture, now: datetime) -> Happening | None:
    """A follow-up to ask how the gesture landed, at a time that suits whoever gave it."""
    after = desk.policy.gestures.follow_up_after
    if after is None:
        return None
    due = hours.add_duration(now, after, actor.zone, desk.hours_of(actor))
    planned = due_times.schedule(desk, actor, Moment(due, actor.zone, False, ""), now)
    what, salt = f"Check how it landed: {describe(gesture)}", audit.salt()
    followup = followups.add(
        tx, gesture.customer, salt, what=what, owner=actor.id, zone=actor.zone, created_at=now, origin="check_in",
        **asdict(planned),
    )  # fmt: skip
    subject = reminders.subject_of(followup)
    timers.arm(tx, "reminder", subject, followup.due_at)
    data = {"customer": gesture.customer.id, "gesture": gesture.id, "what": audit.digest(salt, what)}
    return Happening(actor.id, "followup.recorded", subject, data)
