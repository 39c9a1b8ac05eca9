"""When the morning message comes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours
from bot.desk import Desk
from bot.hours import Hours
from storage import outbox, timers
from storage.records import Person


def subject_of(person: str) -> str:
    """How timers and messages name the morning of the person with this id."""
    return f"person:{person}"


def person_of(subject: str) -> str:
    """Whose morning a subject such as 'person:U0ANNA' is."""
    return subject.partition(":")[2]


def keep(tx: Connection, desk: Desk, person: Person, now: datetime) -> None:
    """Sees to it that somebody with open things gets a morning message."""
    timers.arm_by(tx, "digest", subject_of(person.id), next_one(desk, person, now))


def touch(tx: Connection, person: str, *, watched: bool) -> None:
    """What their morning message names has changed; `watched`: by them, perhaps there."""
    urgency = outbox.BESIDE_PRIORITY if watched else outbox.IDLE_PRIORITY
    outbox.changed(tx, subject_of(person), urgency=urgency)


def next_of_team(desk: Desk, after: datetime) -> datetime:
    """The same for the team as a whole, by its own zone and hours."""
    team = desk.policy.team
    return _next(desk, team.timezone, team.hours, after)


def next_one(desk: Desk, person: Person, after: datetime) -> datetime:
    """The next morning message: at the policy's `digest_at` in the person's zone, on a working day of theirs; when
    `quiet`, not before their hours begin."""
    return _next(desk, person.zone, desk.hours_of(person), after)


def _next(desk: Desk, zone: str, working: Hours, after: datetime) -> datetime:
    digest_at = desk.policy.followups.digest_at
    day = after.astimezone(ZoneInfo(zone)).date()

    def on(day: date) -> datetime:
        at = hours.instant(datetime.combine(day, digest_at), zone)
        return hours.next_working_moment(at, zone, working) if desk.policy.followups.quiet else at

    while on(day) <= after or not working.is_working_day(day):
        day += timedelta(days=1)
    return on(day)
