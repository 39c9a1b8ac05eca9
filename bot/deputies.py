"""Who decides while leads are away: the colleague whom a lead named, or the fallback lead when nobody is there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot import hours
from bot.desk import Desk
from bot.errors import NotALead, OwnRequest
from storage import people
from storage.records import Gesture, Person


def require_decider(tx: Connection, desk: Desk, person: Person, gesture: Gesture, now: datetime) -> str | None:
    """Whether this person may decide this request: None for a lead, else the lead who is away for whom they do.

    A deputy does not decide what their lead asked for. Raises NotALead, OwnRequest, and PeopleUnknown when Slack has
    not said lately who leads.
    """
    if desk.is_lead(person.id):
        lead: str | None = None
    elif (lead := _deputised_by(tx, desk, person, now)) is None and not _is_fallback(tx, desk, person, gesture, now):
        raise NotALead(name=gesture.name)
    if gesture.requester in (person.id, lead):
        raise OwnRequest(name=gesture.name)
    return lead


def _deputised_by(tx: Connection, desk: Desk, person: Person, now: datetime) -> str | None:
    away = _away(tx, desk, now)
    named = (lead for lead in sorted(away) if away[lead].deputised and away[lead].stand_in == person.id)
    return next(named, None)


def _is_fallback(tx: Connection, desk: Desk, person: Person, gesture: Gesture, now: datetime) -> bool:
    asked = person.id == desk.policy.gestures.fallback_lead
    return asked and desk.leads - {gesture.requester} <= set(_away(tx, desk, now))


def asked_apart(tx: Connection, desk: Desk, requester: str, now: datetime) -> Collection[str]:
    """Who else is to see a request in their direct messages: the deputies of leads who are away, and if nobody else is
    there, the fallback lead. Never whoever asks, or who decides for them."""
    away = _away(tx, desk, now)
    named = {lead.stand_in for lead in away.values() if lead.deputised and lead.id != requester} - {None, requester}
    there = {who for who, known in people.get_many(tx, list(filter(None, named))).items() if not known.is_away(now)}
    fallback = desk.policy.gestures.fallback_lead
    if not there and fallback and desk.leads - {requester} <= set(away):
        there = {fallback}
    return sorted(there - desk.leads - {requester})


def too_few(desk: Desk, gesture: Gesture) -> bool:
    """Whether a request waits for more leads than there are, whoever is away. False while Slack has not said who
    leads."""
    named = {*desk.leads, *filter(None, [desk.policy.gestures.fallback_lead])} - {gesture.requester}
    return desk.roster.is_fresh and gesture.state == "requested" and len(named) < gesture.needs


def nobody_before(desk: Desk, gesture: Gesture) -> datetime | None:
    """When as many leads as a request needs, or who decides for them, will have been at work, if it expires before.

    None where they are there in time, where nothing is to be decided, and where there are too few whenever it is.
    """
    now = desk.clock()
    if gesture.state != "requested" or gesture.expires_at is None:
        return None
    with desk.database.read() as tx:
        there = _at_work(tx, desk, gesture.requester, now)
    enough = there[gesture.needs - 1] if gesture.needs <= len(there) else gesture.expires_at
    return enough if enough > gesture.expires_at else None


def next_at_work(tx: Connection, desk: Desk, gesture: Gesture, since: datetime) -> datetime:
    """When somebody who may decide a request is at work, from `since` on; `since` itself where nobody may decide it."""
    return min(_at_work(tx, desk, gesture.requester, since), default=since)


def _at_work(tx: Connection, desk: Desk, requester: str, now: datetime) -> list[datetime]:
    """When each lead's word can be said next, by themselves or by whoever decides for them; the soonest first."""
    leads, away = desk.leads - {requester}, _away(tx, desk, now)
    speakers = {lead: {lead} for lead in leads}
    for lead in leads & away.keys():
        stand_in = away[lead].stand_in
        if away[lead].deputised and stand_in and stand_in not in {requester, *desk.leads}:
            speakers[lead].add(stand_in)
    fallback = desk.policy.gestures.fallback_lead
    if fallback and fallback not in {requester, *leads} and leads <= away.keys():
        speakers[fallback] = {fallback}
    known = people.get_many(tx, set().union(*speakers.values()))
    return sorted(min(_next_at_work(desk, known.get(who), now) for who in some) for some in speakers.values())


def _next_at_work(desk: Desk, person: Person | None, now: datetime) -> datetime:
    """When somebody is at work from now on; of whom we know nothing, when the team is."""
    team = desk.policy.team
    if person is None:
        return hours.next_working_moment(now, str(team.timezone), team.hours)
    since = person.away_until if person.away_until and person.is_away(now) else now
    return hours.next_working_moment(since, person.zone, desk.hours_of(person))


def _away(tx: Connection, desk: Desk, now: datetime) -> dict[str, Person]:
    return {lead: who for lead, who in people.get_many(tx, desk.leads).items() if who.is_away(now)}
