"""How a follow-up ended: solved or not yet, and why one was cancelled."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection

from bot import due_times, followups, snoozing
from bot.desk import Desk
from bot.errors import NoLongerOpen
from storage import audit, inbox
from storage import followups as stored
from storage.records import Followup, Person


def give_reason(desk: Desk, request: str, actor: Person, number: int, reason: str) -> Followup:
    """Says why one was cancelled. Raises NotFound, NotYours, NoLongerOpen for one that was not."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = followups.mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        if followup.state != "cancelled" or followup.customer.forgotten:
            raise NoLongerOpen(name=followup.name, state=followup.state)
        stored.change(tx, number, reason=reason)
        data: dict[str, object] = {"reason": audit.digest(stored.salt_of(tx, number), reason)}
        return followups.changed(tx, actor, "followup.reason_given", number, now, data)


def solved(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """What was done solved the matter. Raises NotFound, NotYours, NoLongerOpen for one that is not done."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = _done(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.solved is not None:
            return followup
        stored.change(tx, number, solved=True)
        return followups.changed(tx, actor, "followup.solved", number, now)


def not_yet(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """It did not solve the matter: the next follow-up, for tomorrow morning. Pressing twice gets the same one.

    Raises NotFound, NotYours, NoLongerOpen for one that is not done.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = _done(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.solved is not None:
            return stored.after(tx, number) or followup
        before = stored.after(tx, number)
        if before is not None and before.state == "open":
            return before
        stored.change(tx, number, solved=False)
        owner = followups.owner_of(tx, followup, actor)
        planned = due_times.schedule(desk, owner, snoozing.moment_of(desk, owner, "Tomorrow morning", now), now)
        salt = audit.salt()
        following = stored.add(
            tx, followup.customer, salt, what=followup.what, owner=owner.id, zone=owner.zone, link=followup.link,
            created_at=now, asked="Tomorrow morning", they_owe=followup.they_owe, follows=number, **asdict(planned),
        )  # fmt: skip
        followups.begin(tx, desk, owner, following, now)
        followups.changed(tx, actor, "followup.not_solved", number, now, {"next": following.id})
        data = {"customer": followup.customer.id, "follows": number, "what": audit.digest(salt, followup.what)}
        return followups.changed(tx, actor, "followup.recorded", following.id, now, data)


def _done(tx: Connection, desk: Desk, actor: Person, number: int) -> Followup:
    followup = followups.mine(tx, desk, actor, number)
    if followup.state != "done" or followup.customer.forgotten:
        raise NoLongerOpen(name=followup.name, state=followup.state)
    return followup
