"""Presence: the bot notes that it is there, so that it can say afterwards when it was not, and what came late by it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.desk import Desk
from storage import followups, presence, timers
from storage.records import Absence
from storage.subjects import number_of

BEAT_SECONDS = 5.0
ABSENT_SECONDS = 15.0  # less is a restart that nobody notices
NOTABLE_SECONDS = 60.0  # from here on it is said even if nothing came late
SAID_FOR = timedelta(hours=12)
REMINDERS = ("reminder", "remind_again", "repeat")


def beat(desk: Desk) -> Absence | None:
    """Notes that the bot is there; the absence that just ended, if it is worth a word.

    Absent is who let three beats pass by the database's clock, which no wall clock moves; said is wall time.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = presence.renew(tx, desk.database.clock, now)
        if seen is None:
            return None
        since, seconds = seen
        if seconds < ABSENT_SECONDS or since >= now:
            return None
        late = _late(tx, since, now)
        if not late and seconds < NOTABLE_SECONDS:
            return None
        presence.was_absent(tx, since, now, late)
        return Absence(since, now, sum(late.values()))


def is_there(desk: Desk) -> bool:
    """Whether a bot works with this database just now."""
    with desk.database.read() as tx:
        seconds = presence.seconds_since(tx, desk.database.clock)
    return seconds is not None and seconds < ABSENT_SECONDS


def _late(tx: Connection, since: datetime, now: datetime) -> dict[str, int]:
    """How many reminders came due meanwhile and are not in Slack, by whose they are."""
    late: Counter[str] = Counter(presence.unsent_reminders(tx, now))
    subjects = timers.subjects_between(tx, since, now, REMINDERS)
    late.update(followups.owners(tx, [number_of(subject) for subject in subjects]))
    return dict(late)


def latest(desk: Desk) -> Absence | None:
    """The last time when the bot was not there, None for never."""
    with desk.database.read() as tx:
        return presence.latest(tx)


def to_tell(tx: Connection, person: str, *, is_lead: bool, now: datetime) -> Absence | None:
    """The absence to tell somebody of: to a lead the team's, to anybody else what came late of theirs."""
    found = presence.latest(tx, None if is_lead else person)
    if found is None or not now - SAID_FOR < found.until <= now:
        return None
    return found if is_lead or found.late else None
