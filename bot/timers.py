"""Timers: what happens when a wall time comes. Each is carried out in the transaction that takes it away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import (
    affected,
    anchors,
    blankets,
    escalations,
    home,
    leave,
    letters,
    problems,
    reminders,
    renewals,
    requests,
    retention,
    unsolved,
    weekly,
    wins,
)
from bot.desk import Desk
from storage import audit, inbox, pace, timers
from storage import followups as stored_followups
from storage import gestures as stored_gestures
from storage import problems as stored_problems
from storage.audit import Happening
from storage.database import is_unreachable
from storage.timers import Timer

log = logging.getLogger(__name__)

BATCH = 200
DIGITS = 18  # a longer number is no record's
KEPT_FOR = timedelta(days=2)  # how long a delivery of Slack's could be repeated, or a form stand open
Work: TypeAlias = Callable[[Connection, Desk, Sequence[Timer]], Iterable[Happening]]


def each(work: Callable[[Connection, Desk, Timer], Happening | None]) -> Work:
    """Does to each of several timers what is done to one."""
    return lambda tx, desk, due: filter(None, [work(tx, desk, timer) for timer in due])


WHAT_TO_DO: Mapping[str, Work] = {
    "reminder": reminders.remind,
    "remind_again": reminders.remind,
    "repeat": reminders.repeat,
    "escalation": escalations.escalate,
    "request_waits": each(requests.remind_leads),
    "request_expires": each(requests.expire),
    renewals.KIND: each(renewals.remind),
    "digest": home.send_digests,
    anchors.KIND: each(anchors.post),
    leave.BACK: each(leave.returned),
    weekly.KIND: each(weekly.post),
    problems.KIND: each(problems.look_again),
    problems.UNDER_WAY: each(affected.look_again),
    blankets.KIND: each(blankets.look_again),
    unsolved.KIND: each(unsolved.nudge),
    retention.KIND: each(retention.erase),
    wins.KIND: each(wins.post),
}

# Where what a timer is about is kept, in the order in which it is held.
ROOMS = {"problem": stored_problems, "followup": stored_followups, "gesture": stored_gestures}


@dataclass(frozen=True, slots=True)
class Rung:
    """What a call took up: how many timers, `lateness` in seconds for each, when the next one is due, and of which
    kinds they were."""

    taken: int
    lateness: tuple[float, ...]
    next_due: datetime | None
    kinds: frozenset[str] = frozenset()


def ring(desk: Desk) -> Rung:
    """Carries out up to a batch of the timers that are due. One that fails is set aside; the others go on.

    What somebody else holds this moment is left for the next time.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        held = _hold(tx, timers.due_subjects(tx, now, BATCH))
        taken = timers.take_due(tx, now, held)
        due = [timer for timer in taken if timer.due_at > timers.NO_TIME]
        for timer in taken[: len(taken) - len(due)]:
            _set_aside(tx, desk, timer, ValueError())
        happened = [it for alike in _by_kind(due) for it in _carry_out(tx, desk, alike)]
        audit.append_all(tx, now, happened)  # last: the chain is held from here to the commit
        lateness = tuple((now - timer.due_at).total_seconds() for timer in due)
        return Rung(len(taken), lateness, timers.next_due(tx), frozenset(timer.kind for timer in due))


def ring_at_rest(desk: Desk) -> None:
    """While all other timers rest, as the app is gone from the workspace, erases what must not be kept any longer."""
    now = desk.clock()
    with desk.database.read() as tx:
        set_now = timers.of_subject(tx, retention.SUBJECT)
    if not any(timer.kind == retention.KIND and timer.due_at <= now for timer in set_now):
        return
    with desk.database.begin() as tx:
        timer = timers.take_one(tx, retention.KIND, retention.SUBJECT, now)
        if timer is not None:
            audit.append_all(tx, now, _carry_out(tx, desk, [timer]))


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
    return [int(number) for name, _, number in named if name == prefix and number.isdecimal() and len(number) <= DIGITS]


def _by_kind(due: Sequence[Timer]) -> Collection[Sequence[Timer]]:
    """Timers that want the same done, which is quicker done together; the kinds in the order of their first."""
    alike: dict[str, list[Timer]] = {}
    for timer in due:
        alike.setdefault(timer.kind, []).append(timer)
    return alike.values()


def _carry_out(tx: Connection, desk: Desk, due: Sequence[Timer]) -> list[Happening]:
    """Carries out timers of one kind; if they cannot be carried out together, each by itself."""
    try:
        with tx.begin_nested():
            return list(WHAT_TO_DO[due[0].kind](tx, desk, due))
    except DBAPIError as error:
        if is_unreachable(error):
            raise  # the whole batch stays for the next try
        problem: Exception = error
    except Exception as error:  # noqa: BLE001 (one broken row must not stop everybody's reminders)
        problem = error
    if len(due) > 1:
        return [it for timer in due for it in _carry_out(tx, desk, [timer])]
    _set_aside(tx, desk, due[0], problem)
    return []


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
