"""Queries about the people of the workspace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, false, or_, select, update

from storage.records import Person
from storage.statements import insert_or_replace
from storage.tables import drafts, followups, gestures, people

SAID_BY_SLACK = ("name", "zone", "locale", "membership")
GET = select(people).where(people.c.id == bindparam("of"))
LOCK = select(people.c.id).where(people.c.id == bindparam("of")).with_for_update()
GET_MANY = select(people).where(people.c.id.in_(bindparam("of", expanding=True)))


def get(tx: Connection, person: str) -> Person | None:
    """What we last knew of somebody, or None."""
    row = tx.execute(GET, {"of": person}).one_or_none()
    return Person(**row._mapping) if row else None


def get_many(tx: Connection, persons: Collection[str]) -> dict[str, Person]:
    """What we last knew of these people, by id; nobody unknown."""
    rows = tx.execute(GET_MANY, {"of": list(persons)})
    return {row.id: Person(**row._mapping) for row in rows}


def keep(tx: Connection, person: Person) -> None:
    """Remembers what Slack says of somebody; the hours they set themselves stay."""
    said = {name: getattr(person, name) for name in SAID_BY_SLACK}
    insert_or_replace(tx, people, {"id": person.id, **said})


def set_hours(tx: Connection, person: str, days: str, start: str, end: str) -> None:
    """Remembers somebody's own working hours: days as 'mon-fri', times as 'HH:MM'."""
    hours = {"hours_days": days, "hours_start": start, "hours_end": end}
    tx.execute(update(people).where(people.c.id == person).values(hours))


def set_away(
    tx: Connection, person: str, until: datetime | None, stand_in: str | None, *, deputised: bool = False
) -> None:
    """Remembers until when somebody is away, who stands in for them, and whether that one decides for them too; None
    when they are back."""
    away = {"away_until": until, "stand_in": stand_in, "deputised": deputised}
    tx.execute(update(people).where(people.c.id == person).values(away))


def set_praised(tx: Connection, person: str, praised: bool) -> None:
    """Remembers whether somebody may be named among the week's good turns."""
    tx.execute(update(people).where(people.c.id == person).values(praised=praised))


def members(tx: Connection) -> Sequence[Person]:
    """Everybody of the team whom we know."""
    rows = tx.execute(select(people).where(people.c.membership == "member").order_by(people.c.id))
    return [Person(**row._mapping) for row in rows]


def unnamed(tx: Connection) -> Sequence[Person]:
    """Everybody who is not to be named among the week's good turns."""
    rows = tx.execute(select(people).where(people.c.praised == false()).order_by(people.c.id))
    return [Person(**row._mapping) for row in rows]


def picked(tx: Connection, person: str, when: str) -> None:
    """Remembers the time that somebody picked, as they would type it."""
    tx.execute(update(people).where(people.c.id == person).values(last_snooze=when))


def let_go(tx: Connection, but: Collection[str]) -> int:
    """Forgets whoever has nothing open and set nothing themselves, and is none of these; how many people."""
    stand_ins = select(people.c.stand_in).where(people.c.stand_in.is_not(None)).scalar_subquery()
    needed = or_(
        people.c.id.in_(but),
        people.c.hours_days.is_not(None),
        people.c.away_until.is_not(None),
        people.c.praised == false(),
        people.c.id.in_(stand_ins),
        exists().where(followups.c.owner == people.c.id, followups.c.state == "open"),
        exists().where(
            or_(gestures.c.requester == people.c.id, gestures.c.claimed_by == people.c.id),
            gestures.c.state.in_(("requested", "granted", "approved")),
        ),
        exists().where(drafts.c.agent == people.c.id, drafts.c.state == "writing"),
    )
    return tx.execute(delete(people).where(~needed)).rowcount


def lock(tx: Connection, person: str) -> None:
    """Holds this person's row to the end of the transaction, so that what they may spend is summed once at a time."""
    tx.execute(LOCK, {"of": person})
