"""Who is who: the people of the workspace, their hours, and who may use the bot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import digests, handovers, reminders
from bot.desk import Desk
from bot.errors import BadHours, NotOnTheTeam, PeopleUnknown
from bot.hours import Hours
from storage import audit, inbox, outbox, people, timers
from storage.records import Followup, Person


def remember(desk: Desk, person: Person) -> Person:
    """Keeps what Slack says of somebody; returns them with the hours they set themselves. Who is in another time zone
    now has their day there."""
    with desk.database.begin() as tx:
        before = people.get(tx, person.id)
        has_moved = before is not None and before.zone != person.zone
        held = handovers.hold(tx, person.id) if has_moved else ()
        people.keep(tx, person)
        after = people.get(tx, person.id) or person
        if has_moved:
            _move_day(tx, desk, after, held, desk.clock())
        return after


def is_as_told(person: Person, told: Person) -> bool:
    """Whether what we know of somebody is what Slack says of them, so that there is nothing to keep."""
    return all(getattr(person, name) == getattr(told, name) for name in people.SAID_BY_SLACK)


def known(desk: Desk, person: str) -> Person | None:
    """What we last knew of somebody."""
    with desk.database.read() as tx:
        return people.get(tx, person)


def admit(desk: Desk, person: Person) -> Person:
    """The person, if they may use the bot. Raises NotOnTheTeam, or PeopleUnknown when Slack has not told us lately."""
    if person.membership != "member":
        raise NotOnTheTeam
    if desk.policy.team.agents_usergroup is None:
        return person
    if not desk.roster.is_fresh or desk.roster.agents is None:
        raise PeopleUnknown
    named = desk.is_lead(person.id) or person.id == desk.policy.gestures.fallback_lead
    if person.id not in desk.roster.agents and not named:
        raise NotOnTheTeam
    return person


def set_hours(desk: Desk, request: str, person: Person, days: str, start: str, end: str) -> Person:
    """Sets somebody's own working hours. Raises BadHours."""
    try:
        Hours.parse(days, start, end)
    except ValueError as error:
        raise BadHours(problem=str(error)) from None
    now = desk.clock()
    with desk.database.begin() as tx:
        if inbox.enter(tx, request, now) is not None:
            return people.get(tx, person.id) or person
        held = handovers.hold(tx, person.id)  # before the person, as whoever goes away does
        people.set_hours(tx, person.id, days, start, end)
        _move_day(tx, desk, people.get(tx, person.id) or person, held, now)
        audit.append(
            tx, now, person.id, "person.hours_set", f"person:{person.id}", {"days": days, "start": start, "end": end}
        )
        return people.get(tx, person.id) or person


def _move_day(tx: Connection, desk: Desk, person: Person, held: Sequence[Followup], now: datetime) -> None:
    """What we chose for somebody, their reminders and their morning message, comes by their new hours."""
    reminders.refit(tx, desk, person, held, now)
    subject = digests.subject_of(person.id)
    if any(timer.kind == "digest" for timer in timers.of_subject(tx, subject)):
        timers.arm(tx, "digest", subject, digests.next_one(desk, person, now))
    for followup in held:
        outbox.changed(tx, reminders.subject_of(followup))
    outbox.changed(tx, subject)
