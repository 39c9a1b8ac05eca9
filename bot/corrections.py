"""Corrections: how a follow-up is to read instead."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import due_times, escalations, followups, reminders, unnamed
from bot.desk import Desk
from bot.moments import Moment
from bot.reminders import subject_of
from storage import audit, customers, inbox, problems, promises
from storage import followups as stored
from storage.records import Followup, Person, Reference


@dataclass(frozen=True, slots=True)
class Correction:
    """How a follow-up is to read. `customer` None keeps whom it is for, `moment` None its time."""

    customer: Reference | None
    what: str
    moment: Moment | None = None
    promised: bool = False
    they_owe: bool = False


def change(desk: Desk, request: str, actor: Person, number: int, correction: Correction) -> Followup:
    """Corrects a follow-up. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        unnamed.hold(tx, followups.find(tx, number).customer.id)
        followup = followups.mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        followups.require_open(followup)
        return correct(tx, desk, actor, followup, correction, now)


def correct(
    tx: Connection, desk: Desk, actor: Person, followup: Followup, correction: Correction, now: datetime
) -> Followup:
    """Has an open one that is held read so."""
    number, owner = followup.id, followups.owner_of(tx, followup, actor)
    who = customers.find_or_create(tx, correction.customer, now) if correction.customer else followup.customer
    values: dict[str, object] = {"customer_id": who.id, "what": correction.what, "they_owe": correction.they_owe}
    moment = correction.moment or _as_another_kind(followup, correction, owner, now)
    if moment is not None:
        planned = due_times.schedule(
            desk, owner, moment, now, promised=correction.promised, they_owe=correction.they_owe
        )
        values |= {**asdict(planned), "zone": owner.zone, "asked": moment.phrase, **escalations.heeded(followup)}
    elif correction.promised and followup.repeat is None:
        values |= {"promised_by": followup.promised_by or followup.due_at}
    elif not correction.promised:
        values |= {"promised_by": None}
    _settle_missed(tx, followup, correction, now)
    stored.change(tx, number, **values)
    theirs = {subject_of(followup)}
    if who.id != followup.customer.id:
        if followup.customer.is_unnamed:
            theirs.update(promises.name(tx, followup.customer.id, who.id))
        for subject in sorted(theirs):
            problems.belongs_to(tx, subject, who.id)
    corrected, quoting = followups.find(tx, number), problems.of_subjects(tx, sorted(theirs))
    if moment is not None:
        reminders.arm(tx, desk, corrected, owner, now)
    data = {"customer": who.id, "what": audit.digest(stored.salt_of(tx, number), correction.what)}
    beside = sorted(theirs - {subject_of(followup)})
    return followups.changed(
        tx, actor, "followup.changed", number, now, {**data, **followups.promised(corrected)}, quoting, beside
    )


def _as_another_kind(followup: Followup, correction: Correction, owner: Person, now: datetime) -> Moment | None:
    """The time that stands, if it is still to come and is to be kept as a promise now, or no longer."""
    by = followup.promised_by or followup.due_at
    if followup.repeat is not None or correction.promised == (followup.promised_by is not None) or by <= now:
        return None
    exact = followup.exact or followup.promised_by is not None
    return Moment(by, owner.zone, exact, followup.asked)


def _settle_missed(tx: Connection, followup: Followup, correction: Correction, now: datetime) -> None:
    """A promise may be moved or taken back until its time is over; from then on it stays missed."""
    by = followup.promised_by
    if followup.promise(now) == "broken" and by and (correction.moment is not None or not correction.promised):
        stored.settle_promise(tx, followup.id, by, kept=False)
