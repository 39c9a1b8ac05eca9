"""Follow-ups: a promise to get back to a customer, from the first word to the last.

How one is put right, named or put off is the business of `bot.corrections`, `bot.naming` and `bot.snoozing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot import briefs, digests, due_times, escalations, owed, reminders, unnamed
from bot.desk import Desk
from bot.errors import NoLongerOpen, NotFound, NotYours
from bot.moments import Moment
from bot.reminders import TIMERS, said, subject_of
from storage import audit, customers, followups, inbox, outbox, people, problems, promises, timers
from storage.records import Customer, Followup, Person, Reference, Why
from storage.subjects import number_of

Closed = Literal["done", "cancelled"]


@dataclass(frozen=True, slots=True)
class NewFollowup:
    """What an agent asks to be reminded of. `request` is the identity of Slack's delivery, `link` its source; a
    `customer` of None is somebody not named yet.

    `promised`: the customer was promised to hear from us by then; `they_owe`: it is the customer who owes an answer.
    """

    request: str
    owner: Person
    customer: Reference | None
    what: str
    moment: Moment
    link: str | None = None
    promised: bool = False
    they_owe: bool = False
    draft: int | None = None
    """The number of the draft whose promise it keeps."""


def record(desk: Desk, new: NewFollowup) -> Followup:
    """Records a follow-up and sets its reminder. A repeated request gets the follow-up that the first one made."""
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, new.request, now)
        if seen is not None:
            return find(tx, number_of(seen))
        if new.draft is not None:
            unnamed.hold(tx, promises.whose(tx, new.draft))
        who = customers.find_or_create(tx, new.customer, now) if new.customer else customers.add_unnamed(tx, now)
        followup = add(tx, desk, new, who, now)
        inbox.settle(tx, new.request, subject_of(followup))
        return followup


def add(tx: Connection, desk: Desk, new: NewFollowup, customer: Customer, now: datetime) -> Followup:
    """Records a follow-up for a customer who is held, as part of something larger."""
    salt = audit.salt()
    planned = due_times.schedule(desk, new.owner, new.moment, now, promised=new.promised, they_owe=new.they_owe)
    followup = followups.add(
        tx, customer, salt, what=new.what, owner=new.owner.id, zone=new.moment.zone, link=new.link, created_at=now,
        asked=new.moment.phrase, they_owe=new.they_owe, **asdict(planned),
    )  # fmt: skip
    draft = new.draft
    keeps = draft is not None and promises.keep_by(tx, draft, new.owner.id, followup.id)
    begin(tx, desk, new.owner, followup, now)
    if draft is not None and keeps:
        for subject in sorted({f"draft:{draft}", *unnamed.told_with(tx, draft, customer)}):
            outbox.changed(tx, subject)
    briefs.changed(tx, customer.id)
    data = {"customer": customer.id, "due": said(followup.due_at), "what": audit.digest(salt, new.what)}
    audit.append(tx, now, new.owner.id, "followup.recorded", subject_of(followup), {**data, **promised(followup)})
    return followup


def begin(tx: Connection, desk: Desk, owner: Person, followup: Followup, now: datetime) -> None:
    """Sets a new follow-up's reminder, and sees to its owner's mornings."""
    timers.arm(tx, "reminder", subject_of(followup), followup.due_at)
    digests.keep(tx, desk, owner, now)
    digests.touch(tx, owner.id, watched=False)


def done(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """The promise was kept. Doing it twice is as good as once. Raises NotFound, NotYours."""
    return _close(desk, request, actor, number, "done")


def cancel(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """It need not be done after all. Raises NotFound, NotYours."""
    return _close(desk, request, actor, number, "cancelled")


def _close(desk: Desk, request: str, actor: Person, number: int, state: Closed) -> Followup:
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.state != "open":
            return followup
        return close(tx, actor, followup, state, now)


def close(tx: Connection, actor: Person, followup: Followup, state: Closed, now: datetime) -> Followup:
    """Ends an open one that is held, as part of something larger."""
    followups.change(tx, followup.id, state=state, closed_at=now)
    timers.disarm(tx, subject_of(followup), *TIMERS)
    kept = promises.kept_no_more(tx, followup.id) if state == "cancelled" else ()
    beside = {*(f"draft:{draft}" for draft in kept), *owed.used_from(tx, followup)}
    return changed(tx, actor, f"followup.{state}", followup.id, now, beside=sorted(beside, key=number_of))


def reopen(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """It is not over yet. A promise whose time is over stays kept if it was; before, it is to be kept again. A problem
    of many that it waited for and that is over meanwhile holds it up no more.

    Raises NotFound, NotYours.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.state == "open":
            return followup
        values: dict[str, object] = {"state": "open", "closed_at": None, "solved": None, "reason": None}
        if followup.promised_by and followup.promised_by < now and followup.promise(now) == "kept":
            followups.settle_promise(tx, number, followup.promised_by, kept=True)
            values["promised_by"] = None
        if followup.problem is not None and not problems.is_confirmed(tx, followup.problem):
            values["problem"] = None
        if followup.state == "done":
            followups.note_reopening(tx, followup, now)
        if followup.due_at < now and followup.reminders == 0:
            values["due_at"] = now  # its time went by while it was done
        followups.change(tx, number, **values, **escalations.heeded(followup))
        owner = owner_of(tx, followup, actor)
        reminders.arm(tx, desk, find(tx, number), owner, now)
        digests.keep(tx, desk, owner, now)
        return changed(tx, actor, "followup.reopened", number, now, beside=owed.used_from(tx, followup))


def look(desk: Desk, person: Person, number: int) -> Followup:
    """One follow-up of this person's, or of anybody's for a lead. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        followup = find(tx, number)
        _require_mine(desk, person, followup)
        return followup


def why(desk: Desk, person: Person, number: int) -> Why:
    """Why somebody sees a follow-up. Raises NotFound, and NotYours for one that was never put before others."""
    with desk.database.read() as tx:
        followup = find(tx, number)
        if followup.escalated_from is None:
            _require_mine(desk, person, followup)
        return reminders.why(tx, desk, followup, owner_of(tx, followup, person))


def get(desk: Desk, number: int) -> Followup:
    """One follow-up. Raises NotFound."""
    with desk.database.read() as tx:
        return find(tx, number)


def owner_of(tx: Connection, followup: Followup, actor: Person) -> Person:
    """Whose zone and hours count: the owner's, also when a lead presses."""
    return people.get(tx, followup.owner) or actor


def changed(
    tx: Connection, actor: Person, action: str, number: int, now: datetime, data: dict[str, object] | None = None,
    quoting: Sequence[str] = (), beside: Sequence[str] = (),
) -> Followup:  # fmt: skip
    """A follow-up as it stands after `action`: its messages show it, those `beside` and `quoting` it too, and the trail
    keeps it."""
    followup = find(tx, number)
    show(tx, followup)
    for subject in beside:
        outbox.changed(tx, subject)
    for subject in quoting:
        outbox.changed(tx, subject, everywhere=True)
    audit.append(tx, now, actor.id, action, subject_of(followup), {**(data or {}), "due": said(followup.due_at)})
    return followup


def show(tx: Connection, followup: Followup) -> None:
    """All that shows or names a follow-up shows it as it is now."""
    outbox.changed(tx, subject_of(followup))
    digests.touch(tx, followup.owner, watched=True)
    if followup.handed_by is not None:
        outbox.changed(tx, escalations.handover_of(followup.handed_by))
    for absent in sorted({followup.owner, followup.escalated_from or followup.owner}):
        outbox.changed(tx, escalations.offers_of(absent))
    briefs.changed(tx, followup.customer.id)
    if followup.problem is not None:  # whose card counts what waits; after all others, as everybody does
        for problem in problems.of_subjects(tx, [subject_of(followup)]):
            outbox.changed(tx, problem)


def mine(tx: Connection, desk: Desk, actor: Person, number: int) -> Followup:
    """One that this person may change, held to the end of the transaction. Raises NotFound, NotYours."""
    followup = find(tx, number, lock=True)
    _require_mine(desk, actor, followup)
    return followup


def _require_mine(desk: Desk, actor: Person, followup: Followup) -> None:
    if followup.owner != actor.id and not desk.is_lead(actor.id):
        raise NotYours(name=followup.name, owner=f"<@{followup.owner}>", people=[followup.owner])


def require_open(followup: Followup) -> None:
    """Raises NoLongerOpen for one that is done or cancelled."""
    if followup.state != "open":
        raise NoLongerOpen(name=followup.name, state=followup.state)


def promised(followup: Followup) -> dict[str, object]:
    """What the trail keeps of a promise's time; nothing where nothing is promised."""
    return {"promised_by": said(followup.promised_by)} if followup.promised_by else {}


def find(tx: Connection, number: int, *, lock: bool = False) -> Followup:
    """One follow-up; `lock` holds it to the end of the transaction. Raises NotFound."""
    followup = followups.get(tx, number, lock=lock)
    if followup is None:
        raise NotFound(name=f"F-{number}", command="/followup list")
    return followup
