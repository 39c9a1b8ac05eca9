"""Follow-ups: a promise to get back to a customer, from the first word to the last.

It is long because every step of that life is held, shown and written down in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import briefs, digests, due_times, escalations, hours, reminders
from bot.desk import Desk
from bot.errors import BadTime, NamedAlready, NoLongerOpen, NotFound, NotYours
from bot.moments import Moment
from bot.reminders import TIMERS, said, subject_of
from storage import audit, customers, followups, inbox, outbox, people, problems, promises, timers
from storage.records import Customer, Followup, Person, Reference, Why
from storage.subjects import number_of

Closed = Literal["done", "cancelled"]
Preset = Literal["In 1 hour", "This afternoon", "Tomorrow morning", "Next Monday"]


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
            _hold_unnamed(tx, promises.whose(tx, new.draft))
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
        for subject in sorted({f"draft:{draft}", *_answers(tx, draft, customer)}):
            outbox.changed(tx, subject)
    briefs.changed(tx, customer.id)
    data = {"customer": customer.id, "due": said(followup.due_at), "what": audit.digest(salt, new.what)}
    audit.append(tx, now, new.owner.id, "followup.recorded", subject_of(followup), {**data, **_promised(followup)})
    return followup


def _answers(tx: Connection, draft: int, customer: Customer) -> Sequence[str]:
    """Whoever the agent says it is has the reply too; and all that stood under them before they were named: that."""
    whose = promises.whose(tx, draft)
    if whose is None:
        promises.answers(tx, draft, customer.id)
    elif whose != customer.id and customers.get(tx, whose).is_unnamed:
        return promises.name(tx, whose, customer.id)
    return ()


def _hold_unnamed(tx: Connection, customer: int | None) -> None:
    """Holds what is to be done for somebody not named yet, before whoever names them holds the customer."""
    if customer is not None and customers.get(tx, customer).is_unnamed:
        followups.hold(tx, followups.numbers_of_customer(tx, customer))


def begin(tx: Connection, desk: Desk, owner: Person, followup: Followup, now: datetime) -> None:
    """Sets a new follow-up's reminder, and sees to its owner's mornings."""
    timers.arm(tx, "reminder", subject_of(followup), followup.due_at)
    digests.keep(tx, desk, owner, now)
    digests.touch(tx, owner.id, watched=False)


@dataclass(frozen=True, slots=True)
class Correction:
    """How a follow-up is to read. `moment` None keeps its time."""

    customer: Reference
    what: str
    moment: Moment | None = None
    promised: bool = False
    they_owe: bool = False


def change(desk: Desk, request: str, actor: Person, number: int, correction: Correction) -> Followup:
    """Corrects a follow-up. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        _hold_unnamed(tx, find(tx, number).customer.id)
        followup = mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        require_open(followup)
        return _correct(tx, desk, actor, followup, correction, now)


def name(desk: Desk, request: str, actor: Person, number: int, customer: Reference) -> Followup:
    """Says for whom one is of which nobody said so yet; one that is for somebody by now stays theirs.

    Raises NotFound, NotYours, NoLongerOpen, and NamedAlready where somebody else said that it is for somebody else.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        _hold_unnamed(tx, find(tx, number).customer.id)
        followup = mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.customer.is_named(customer):
            return followup
        if not followup.customer.is_unnamed:
            raise NamedAlready(name=followup.name, customer=followup.customer.label)
        require_open(followup)
        is_promise = followup.promised_by is not None
        named = Correction(customer, followup.what, promised=is_promise, they_owe=followup.they_owe)
        return _correct(tx, desk, actor, followup, named, now)


def _correct(
    tx: Connection, desk: Desk, actor: Person, followup: Followup, correction: Correction, now: datetime
) -> Followup:
    """Has an open one that is held read so."""
    number, owner = followup.id, owner_of(tx, followup, actor)
    who = customers.find_or_create(tx, correction.customer, now)
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
    followups.change(tx, number, **values)
    theirs = {subject_of(followup)}
    if followup.customer.is_unnamed:
        theirs.update(promises.name(tx, followup.customer.id, who.id))
    if who.id != followup.customer.id:
        for subject in sorted(theirs):
            problems.belongs_to(tx, subject, who.id)
    corrected, quoting = find(tx, number), problems.of_subjects(tx, sorted(theirs))
    if moment is not None:
        reminders.arm(tx, desk, corrected, owner, now)
    data = {"customer": who.id, "what": audit.digest(followups.salt_of(tx, number), correction.what)}
    beside = sorted(theirs - {subject_of(followup)})
    return changed(tx, actor, "followup.changed", number, now, {**data, **_promised(corrected)}, quoting, beside)


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
        followups.settle_promise(tx, followup.id, by, kept=False)


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
    beside = [f"draft:{draft}" for draft in sorted(kept)]
    return changed(tx, actor, f"followup.{state}", followup.id, now, beside=beside)


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
        return changed(tx, actor, "followup.reopened", number, now)


def snooze(desk: Desk, request: str, actor: Person, number: int, until: Preset | Moment) -> Followup:
    """Reminds later: at a preset, or at a time that the person picked. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        require_open(followup)
        owner = owner_of(tx, followup, actor)
        _move(tx, desk, owner, followup, moment_of(desk, owner, until, now), now)
        if isinstance(until, Moment) and actor.id == owner.id:
            people.picked(tx, owner.id, _as_typed(until, now))
        return changed(tx, actor, "followup.snoozed", number, now)


def _as_typed(picked: Moment, now: datetime) -> str:
    """A picked time as one would type it on any day: 'tomorrow 14:30', 'in 3 days 9:00'."""
    here = ZoneInfo(picked.zone)
    local = picked.at.astimezone(here)
    days = (local.date() - now.astimezone(here).date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"{day} {local:%H:%M}"


def next_time(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """A repeating one is for this time: reminds when it comes next. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        require_open(followup)
        owner = owner_of(tx, followup, actor)
        at = due_times.next_time(desk, followup, owner, now)
        if at is not None:
            followups.change(tx, number, due_at=at, **escalations.heeded(followup))
            reminders.arm(tx, desk, find(tx, number), owner, now)
        return changed(tx, actor, "followup.next_time", number, now)


def _move(tx: Connection, desk: Desk, owner: Person, followup: Followup, moment: Moment, now: datetime) -> None:
    """To another time: what was promised, and that it repeats, stays."""
    planned = due_times.schedule(desk, owner, moment, now)
    values: dict[str, object] = {"due_at": planned.due_at, "moved": planned.moved}
    if followup.repeat is None:  # else how its own times were named stays
        values |= {"exact": planned.exact, "asked": moment.phrase}
    followups.change(tx, followup.id, zone=owner.zone, **values, **escalations.heeded(followup))
    reminders.arm(tx, desk, find(tx, followup.id), owner, now)


def moment_of(desk: Desk, owner: Person, until: Preset | Moment, now: datetime) -> Moment:
    """The time that a preset means for its owner at `now`."""
    if isinstance(until, Moment):
        return until
    presets = hours.snooze_presets(now, owner.zone, desk.hours_of(owner), desk.policy.followups.quiet)
    if until not in presets:
        raise BadTime(problem=f"{until} is too near, or over: pick another time.")
    return Moment(presets[until], owner.zone, until == "In 1 hour", until)


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


def _promised(followup: Followup) -> dict[str, object]:
    return {"promised_by": said(followup.promised_by)} if followup.promised_by else {}


def find(tx: Connection, number: int, *, lock: bool = False) -> Followup:
    """One follow-up; `lock` holds it to the end of the transaction. Raises NotFound."""
    followup = followups.get(tx, number, lock=lock)
    if followup is None:
        raise NotFound(name=f"F-{number}", command="/followup list")
    return followup
