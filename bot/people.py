"""Who is who: the people of the workspace, their hours, and who may use the bot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot import digests
from bot.desk import Desk
from bot.errors import BadHours, NotOnTheTeam, PeopleUnknown
from bot.hours import Hours
from storage import audit, inbox, people, timers
from storage.records import Person


def remember(desk: Desk, person: Person) -> Person:
    """Keeps what Slack says of somebody; returns them with the hours they set themselves."""
    with desk.database.begin() as tx:
        people.keep(tx, person)
        return people.get(tx, person.id) or person


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
    if person.id not in desk.roster.agents and not desk.is_lead(person.id):
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
        people.set_hours(tx, person.id, days, start, end)
        _move_mornings(tx, desk, people.get(tx, person.id) or person, now)
        audit.append(
            tx, now, person.id, "person.hours_set", f"person:{person.id}", {"days": days, "start": start, "end": end}
        )
        return people.get(tx, person.id) or person


def _move_mornings(tx: Connection, desk: Desk, person: Person, now: datetime) -> None:
    """A morning message that is set comes by the new hours."""
    subject = digests.subject_of(person.id)
    if any(timer.kind == "digest" for timer in timers.of_subject(tx, subject)):
        timers.arm(tx, "digest", subject, digests.next_one(desk, person, now))
