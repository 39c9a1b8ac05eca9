"""Who decides while leads are away: the colleague whom a lead named, or the fallback lead when nobody is there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot.desk import Desk
from bot.errors import NotALead
from storage import people
from storage.records import Person


def require_decider(tx: Connection, desk: Desk, person: Person, name: str, now: datetime) -> dict[str, object]:
    """Whether this person may decide the request of this name, as a lead or for one; what the trail says of it.

    Raises NotALead, and PeopleUnknown when Slack has not said lately who leads.
    """
    if desk.is_lead(person.id):
        return {}
    away = _away(tx, desk, now)
    for lead in sorted(away):
        if away[lead].deputised and away[lead].stand_in == person.id:
            return {"for": lead}
    if person.id == desk.policy.gestures.fallback_lead and _nobody_is_there(desk, away):
        return {"for": "leads"}
    raise NotALead(name=name)


def asked_apart(tx: Connection, desk: Desk, requester: str, now: datetime) -> Collection[str]:
    """Who else is to see a request in their direct messages: the deputies of leads who are away, and if nobody is
    there, the fallback lead. Never whoever asks."""
    away = _away(tx, desk, now)
    asked = {lead.stand_in for lead in away.values() if lead.deputised and lead.stand_in}
    if not asked and _nobody_is_there(desk, away) and (fallback := desk.policy.gestures.fallback_lead):
        asked.add(fallback)
    return sorted(asked - desk.leads - {requester})


def _away(tx: Connection, desk: Desk, now: datetime) -> dict[str, Person]:
    return {lead: who for lead, who in people.get_many(tx, desk.leads).items() if who.is_away(now)}


def _nobody_is_there(desk: Desk, away: Collection[str]) -> bool:
    return bool(desk.leads) and desk.leads <= set(away)
