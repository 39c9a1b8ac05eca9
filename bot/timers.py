"""Timers: what happens when a wall time comes. Each is carried out in the transaction that takes it away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import followups, gestures, home, letters
from bot.desk import Desk
from storage import audit, inbox, pace, timers
from storage import followups as stored_followups
from storage import gestures as stored_gestures
from storage.audit import Happening
from storage.database import is_unreachable
from storage.timers import Timer

log = logging.getLogger(__name__)

BATCH = 100
KEPT_FOR = timedelta(days=2)  # how long a delivery of Slack's could be repeated, or a form stand open
WHAT_TO_DO: Mapping[str, Callable[[Connection, Desk, Timer], Happening | None]] = {
    "reminder": followups.remind,
    "remind_again": followups.remind,
    "escalation": followups.escalate,
    "request_waits": gestures.remind_leads,
    "request_expires": gestures.expire,
    "digest": home.send_digest,
}

ROOMS = {"followup": stored_followups, "gesture": stored_gestures}  # where what a timer is about is kept


@dataclass(frozen=True, slots=True)
class Rung:
    """What a call carried out: `lateness` in seconds for each timer, and when the next one is due."""

    lateness: tuple[float, ...]
    next_due: datetime | None


def ring(desk: Desk) -> Rung:
    """Carries out up to a batch of the timers that are due. One that fails is set aside; the others go on.

    What somebody else holds this moment is left for the next time.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        held = _hold(tx, timers.due_subjects(tx, now, BATCH))
        due = timers.take_due(tx, now, held)
        happened = [_carry_out(tx, desk, timer) for timer in due]
        audit.append_all(tx, now, filter(None, happened))  # last: the chain is held from here to the commit
        return Rung(tuple((now - timer.due_at).total_seconds() for timer in due), timers.next_due(tx))


def _hold(tx: Connection, subjects: Collection[str]) -> set[str]:
    """Holds what these timers are about; the subjects less those that somebody else holds."""
    others = {
        f"{prefix}:{number}"
        for prefix, room in ROOMS.items()
        for number in room.hold_free(tx, _numbers(subjects, prefix))
    }
    return set(subjects) - others


def _numbers(subjects: Collection[str], prefix: str) -> list[int]:
    named = (subject.partition(":") for subject in subjects)
    return [int(number) for name, _, number in named if name == prefix and number.isdecimal()]


def _carry_out(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    try:
        with tx.begin_nested():
            return WHAT_TO_DO[timer.kind](tx, desk, timer)
    except DBAPIError as error:
        if is_unreachable(error):
            raise  # the whole batch stays for the next try
        _set_aside(tx, desk, timer, error)
    except Exception as error:  # noqa: BLE001 (one broken row must not stop everybody's reminders)
        _set_aside(tx, desk, timer, error)
    return None


def _set_aside(tx: Connection, desk: Desk, timer: Timer, error: Exception) -> None:
    log.error("timer %s of %s is set aside: %s", timer.kind, timer.subject, type(error).__name__)
    timers.set_aside(tx, timer)
    letters.tell_of_timers(tx, desk)


def clear_old(desk: Desk) -> None:
    """Lets go of deliveries that can no longer be repeated, and of channels that have long been free."""
    with desk.database.begin() as tx:
        inbox.clear_before(tx, desk.clock() - KEPT_FOR)
        pace.clear_old(tx, desk.database.clock)


def next_due(desk: Desk) -> datetime | None:
    """When the next timer is due, or None."""
    with desk.database.read() as tx:
        return timers.next_due(tx)


def failed(desk: Desk) -> int:
    """How many timers were set aside."""
    with desk.database.read() as tx:
        return timers.count_failed(tx)
