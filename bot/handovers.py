"""Handing over: a follow-up comes into other hands, and whoever has it now knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import digests, followups, hours, reminders
from bot.desk import Desk
from bot.errors import AwayNow, NotALead, NotDue, NotOnTheTeam, NotYours, SuccessorAway
from bot.escalations import handover_of, offers_of
from bot.reminders import subject_of
from storage import followups as stored
from storage import inbox, lists, outbox, people, timers
from storage.audit import Happening
from storage.records import Followup, Handover, Person

HANDED_PRIORITY = 20


def take_over(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """A colleague takes on an overdue follow-up, and is reminded of it now. Raises NotFound, NoLongerOpen, NotYours."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = followups.find(tx, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return followup
        followups.require_open(followup)
        if followup.owner == actor.id:
            return followup
        if not followup.is_due:
            raise NotYours(name=followup.name, owner=f"<@{followup.owner}>", people=[followup.owner])
        _give(tx, desk, [followup], actor, {followup.id}, now, asked_for=True)
        return followups.changed(tx, actor, "followup.taken_over", number, now, {"from": followup.owner})


def give(desk: Desk, request: str, actor: Person, number: int, successor: Person) -> Followup:
    """Gives one of one's own follow-ups, or a lead anybody's, to a colleague, who is told.

    Raises NotFound, NotYours, NoLongerOpen, NotOnTheTeam for somebody whom the bot is not for, SuccessorAway.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = followups.mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        followups.require_open(followup)
        if followup.owner == successor.id:
            return followup
        _require_member(successor)
        there = people.get(tx, successor.id)
        if there is not None and there.is_away(now):
            raise SuccessorAway
        _give(tx, desk, [followup], successor, {followup.id} if followup.is_due else (), now)
        tell(tx, followup.owner, successor.id, now)
        return followups.changed(
            tx, actor, "followup.handed_over", number, now, {"from": followup.owner, "to": successor.id}
        )


def nudge(desk: Desk, request: str, lead: Person, number: int) -> Followup:
    """A lead asks its owner to look at an overdue follow-up: they are reminded in their working hours.

    Raises NotFound, NotALead, NoLongerOpen, and AwayNow if its owner is not there.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        followup, owner = _before_leads(tx, desk, lead, number)
        if inbox.enter(tx, request, now) is not None or followup.nudged_by is not None:
            return followup
        _require_due(followup)
        if owner is not None and owner.is_away(now):
            raise AwayNow(name=followup.name, owner=f"<@{followup.owner}>", people=[followup.owner])
        at = now
        if owner is not None and desk.policy.followups.quiet:
            at = hours.next_working_moment(now, owner.zone, desk.hours_of(owner))
        stored.change(tx, number, nudged_by=lead.id)
        timers.arm(tx, "remind_again", subject_of(followup), at)
        return followups.changed(tx, lead, "followup.nudged", number, now)


def leave(desk: Desk, request: str, lead: Person, number: int) -> Followup:
    """A lead leaves an overdue follow-up with its owner. Raises NotFound, NotALead, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup, _ = _before_leads(tx, desk, lead, number)
        if inbox.enter(tx, request, now) is not None or followup.left_by is not None:
            return followup
        _require_due(followup)
        stored.change(tx, number, left_by=lead.id)
        return followups.changed(tx, lead, "followup.left", number, now)


def _before_leads(tx: Connection, desk: Desk, lead: Person, number: int) -> tuple[Followup, Person | None]:
    followup = followups.find(tx, number, lock=True)
    if not desk.is_lead(lead.id):
        raise NotALead(name=followup.name)
    return followup, people.get(tx, followup.owner)


def hold(tx: Connection, owner: str, until: datetime | None = None) -> Sequence[Followup]:
    """Somebody's open follow-ups, held to the end of the transaction; with `until`, those due by then."""
    numbers = stored.numbers_open(tx, owner) if until is None else stored.numbers_open_until(tx, owner, until)
    stored.hold(tx, numbers)
    return [f for f in stored.get_many(tx, numbers) if f.state == "open" and f.owner == owner]


def hand_over(
    tx: Connection, desk: Desk, actor: Person, held: Sequence[Followup], successor: Person, missed: Collection[int],
    now: datetime,
) -> list[Happening]:  # fmt: skip
    """Gives a colleague these follow-ups, which the caller holds; what is to be written down of it.

    They are reminded at once of what is due, and of those in `missed`, whose reminder nobody read.
    """
    _give(tx, desk, held, successor, {f.id for f in held if f.is_due or f.id in missed}, now)
    given = {"to": successor.id}
    return [Happening(actor.id, "followup.handed_over", subject_of(f), {**given, "from": f.owner}) for f in held]


def tell(tx: Connection, giver: str, successor: str, now: datetime) -> None:
    """Tells a colleague what they have from `giver` now."""
    outbox.supersede(tx, "handed", handover_of(giver))
    outbox.add(tx, "handed", handover_of(giver), successor, HANDED_PRIORITY, now, now)


def shown(tx: Connection, giver: str, reader: str, now: datetime) -> Handover:
    """What of it is open that the reader has from `giver`."""
    page, who = lists.handed(tx, giver, reader), people.get(tx, giver)
    away_until = who.away_until if who is not None and who.is_away(now) else None
    return Handover(giver, page.followups, page.total, away_until)


def _give(
    tx: Connection, desk: Desk, given: Sequence[Followup], successor: Person, remind: Collection[int], now: datetime,
    *, asked_for: bool = False,
) -> None:  # fmt: skip
    """Makes them somebody else's: first their timers, then the messages about them, in the order of everybody.

    Who did not ask for them (`asked_for`) is reminded in their working hours.
    """
    if not given:
        return
    stored.give(tx, [f.id for f in given], successor.id, successor.zone)
    at = now
    if desk.policy.followups.quiet and not asked_for:
        at = hours.next_working_moment(now, successor.zone, desk.hours_of(successor))
    for f in (f for f in given if f.id in remind):  # what the one before would have heard next is theirs no more
        timers.disarm(tx, subject_of(f), *reminders.TIMERS)
    timers.arm_many(tx, [timers.Timer("reminder", subject_of(f), at) for f in given if f.id in remind])
    reminders.refit(tx, desk, successor, [f for f in given if f.id not in remind], now)
    digests.keep(tx, desk, successor, now)
    outbox.supersede_many(tx, "reminder", [(subject_of(f), f.owner, now) for f in given])
    for f in given:
        outbox.changed(tx, subject_of(f))
    for person in sorted({successor.id, *(f.owner for f in given)}):
        outbox.changed(tx, digests.subject_of(person))
    for giver in sorted({f.owner for f in given}):
        outbox.changed(tx, offers_of(giver))


def _require_due(followup: Followup) -> None:
    followups.require_open(followup)
    if not followup.is_due:
        raise NotDue(name=followup.name)


def _require_member(person: Person) -> None:
    if person.membership != "member":
        raise NotOnTheTeam
