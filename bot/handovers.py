"""Handing over: a follow-up comes into other hands, and whoever has it now is reminded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import digests
from bot.desk import Desk
from bot.errors import NoLongerOpen, NotFound, NotYours
from bot.followups import number_of, subject_of
from storage import audit, followups, inbox, outbox, timers
from storage.audit import Happening
from storage.records import Followup, Person

__all__ = ["hand_over", "hold", "number_of", "take_over"]


def take_over(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """A colleague takes on an overdue follow-up, and is reminded of it now. Raises NotFound, NoLongerOpen, NotYours."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = followups.get(tx, number, lock=True)
        if followup is None:
            raise NotFound(name=f"F-{number}", command="/followup list")
        if inbox.enter(tx, request, now) is not None:
            return followup
        if followup.state != "open":
            raise NoLongerOpen(name=followup.name, state=followup.state)
        if followup.owner == actor.id:
            return followup
        if not followup.is_due:
            raise NotYours(name=followup.name, owner=f"<@{followup.owner}>", people=[followup.owner])
        _give(tx, desk, [followup], actor, {followup.id}, now)
        outbox.changed(tx, subject_of(followup))
        due = {"from": followup.owner, "due": followup.due_at.isoformat(timespec="seconds")}
        audit.append(tx, now, actor.id, "followup.taken_over", subject_of(followup), due)
        taken = followups.get(tx, number)
        assert taken
        return taken


def hold(tx: Connection, owner: str) -> Sequence[Followup]:
    """Somebody's open follow-ups, held to the end of the transaction."""
    numbers = followups.numbers_open(tx, owner)
    followups.hold(tx, numbers)
    return [f for f in followups.get_many(tx, numbers) if f.state == "open" and f.owner == owner]


def hand_over(
    tx: Connection, desk: Desk, lead: Person, held: Sequence[Followup], successor: Person, missed: Collection[int],
    now: datetime,
) -> list[Happening]:  # fmt: skip
    """Gives a colleague these follow-ups, which the caller holds; what is to be written down of it.

    They are reminded at once of what is due, and of those in `missed`, whose reminder nobody read.
    """
    _give(tx, desk, held, successor, {f.id for f in held if f.is_due or f.id in missed}, now)
    given = {"to": successor.id}
    return [Happening(lead.id, "followup.handed_over", subject_of(f), {**given, "from": f.owner}) for f in held]


def _give(
    tx: Connection, desk: Desk, given: Sequence[Followup], successor: Person, remind: Collection[int], now: datetime
) -> None:
    """Makes them somebody else's: first their timers, then the messages about them, in the order of everybody."""
    if not given:
        return
    followups.give(tx, [f.id for f in given], successor.id, successor.zone)
    timers.arm_many(tx, [timers.Timer("reminder", subject_of(f), now) for f in given if f.id in remind])
    digests.keep(tx, desk, successor, now)
    outbox.supersede_many(tx, "reminder", [(subject_of(f), f.owner, now) for f in given])
    for owner in sorted({f.owner for f in given}):
        outbox.changed(tx, digests.subject_of(owner))
    outbox.changed(tx, digests.subject_of(successor.id))
