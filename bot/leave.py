"""Being away: until when somebody is not there, and who looks after their promises meanwhile."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot import escalations, handovers, reminders, requests
from bot.desk import Desk
from bot.errors import BadTime, NotTheirTeam, StandInAway, StandsInForThemselves
from bot.moments import Moment
from storage import audit, followups, inbox, outbox, people, timers
from storage.audit import Happening
from storage.records import Person
from storage.timers import Timer

BACK = "back"


def go(
    desk: Desk, request: str, person: Person, until: Moment, stand_in: Person | None, *, everything: bool = False,
    deputise: bool = False,
) -> tuple[Person, int]:  # fmt: skip
    """Somebody is away until then: the person, and how many follow-ups their stand-in has now.

    A stand-in gets what comes due meanwhile, and what is overdue; what is due later stays, unless they are to have
    `everything`. For a lead they also decide the requests, if that is said (`deputise`). Without a stand-in, the team
    is offered each as it comes due. Raises StandsInForThemselves, NotTheirTeam, BadTime.
    """
    now = desk.clock()
    if until.repeat is not None:
        raise BadTime(problem="Name one day on which you are back, for example 'monday'.")
    if stand_in is not None and stand_in.id == person.id:
        raise StandsInForThemselves
    if stand_in is not None and stand_in.membership != "member":
        raise NotTheirTeam
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, request, now)
        if seen is not None:
            return people.get(tx, person.id) or person, int(seen or 0)
        there = people.get(tx, stand_in.id) if stand_in else None
        if there is not None and there.is_away(now):
            raise StandInAway
        theirs = (None if everything else until.at) if stand_in else now
        held = handovers.hold(tx, person.id, theirs)
        decides = deputise and stand_in is not None and desk.is_lead(person.id)
        people.set_away(tx, person.id, until.at, stand_in.id if stand_in else None, deputised=decides)
        happened = []
        if stand_in is not None and held:
            happened = handovers.hand_over(tx, desk, person, held, stand_in, (), now)
            handovers.tell(tx, person.id, stand_in.id, now)
        for followup in held if stand_in is None else ():
            if followup.is_due:  # the leads see it now, and nobody reminds whoever is away
                reminders.arm(tx, desk, followup, replace(person, away_until=until.at), now)
        timers.arm(tx, BACK, f"person:{person.id}", until.at)
        for number in followups.numbers_open_until(tx, person.id, now):
            outbox.changed(tx, reminders.subject_of_number(number))  # word of it to the leads no longer offers a nudge
        away: dict[str, object] = {"until": until.at.isoformat(timespec="seconds")}
        if stand_in is not None:
            away["stand_in"] = stand_in.id
        if decides:
            away["decides"] = True
        if person.id in desk.leads:
            requests.ask_deputies(tx, desk, now)
        audit.append_all(tx, now, [Happening(person.id, "person.away", f"person:{person.id}", away), *happened])
        inbox.settle(tx, request, f"{len(happened)}")
        return people.get(tx, person.id) or person, len(happened)


def returned(tx: Connection, desk: Desk, timer: Timer) -> None:
    """Somebody's leave is over: what was offered of theirs no longer is."""
    outbox.changed(tx, escalations.offers_of(timer.subject.partition(":")[2]))


def come_back(desk: Desk, request: str, person: Person) -> Person:
    """Somebody is back. What a stand-in took on stays with them."""
    now = desk.clock()
    with desk.database.begin() as tx:
        if inbox.enter(tx, request, now) is None:
            held = handovers.hold(tx, person.id, now)
            people.set_away(tx, person.id, None, None)
            for followup in (f for f in held if f.is_due):  # from now on they are reminded again
                reminders.arm(tx, desk, followup, replace(person, away_until=None), now)
            outbox.changed(tx, escalations.offers_of(person.id))
            audit.append(tx, now, person.id, "person.back", f"person:{person.id}", {})
        return people.get(tx, person.id) or person
