"""Being away: until when somebody is not there, and who looks after their promises meanwhile."""

from __future__ import annotations

from bot import handovers, reminders
from bot.desk import Desk
from bot.errors import BadTime, NotTheirTeam, StandsInForThemselves
from bot.moments import Moment
from storage import audit, followups, inbox, outbox, people
from storage.audit import Happening
from storage.records import Person


def go(desk: Desk, request: str, person: Person, until: Moment, stand_in: Person | None) -> tuple[Person, int]:
    """Somebody is away until then: the person, and how many follow-ups their stand-in has now.

    A stand-in gets what comes due meanwhile, and what is overdue; what is due later stays. Without one, the team is
    offered each as it comes due. Raises StandsInForThemselves, NotTheirTeam, BadTime.
    """
    now = desk.clock()
    if until.repeat is not None:
        raise BadTime(problem="Name one day on which you are back, for example 'monday'.")
    if stand_in is not None and stand_in.id == person.id:
        raise StandsInForThemselves
    if stand_in is not None and stand_in.membership != "member":
        raise NotTheirTeam
    with desk.database.begin() as tx:
        if inbox.enter(tx, request, now) is not None:
            return people.get(tx, person.id) or person, 0
        held = handovers.hold(tx, person.id, until.at) if stand_in else ()
        people.set_away(tx, person.id, until.at, stand_in.id if stand_in else None)
        happened = []
        if stand_in is not None and held:
            happened = handovers.hand_over(tx, desk, person, held, stand_in, (), now)
            handovers.tell(tx, person.id, stand_in.id, now)
        for number in followups.numbers_open_until(tx, person.id, now):
            outbox.changed(tx, f"followup:{number}")  # word of it to the leads no longer offers a nudge
        away: dict[str, object] = {"until": until.at.isoformat(timespec="seconds")}
        if stand_in is not None:
            away["stand_in"] = stand_in.id
        audit.append_all(tx, now, [Happening(person.id, "person.away", f"person:{person.id}", away), *happened])
        return people.get(tx, person.id) or person, len(held)


def come_back(desk: Desk, request: str, person: Person) -> Person:
    """Somebody is back. What a stand-in took on stays with them."""
    now = desk.clock()
    with desk.database.begin() as tx:
        if inbox.enter(tx, request, now) is None:
            people.set_away(tx, person.id, None, None)
            outbox.changed(tx, reminders.offers_of(person.id))
            audit.append(tx, now, person.id, "person.back", f"person:{person.id}", {})
        return people.get(tx, person.id) or person
