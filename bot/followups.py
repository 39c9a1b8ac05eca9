"""Follow-ups: a promise to get back to a customer, from the first word to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection

from bot import digests, hours
from bot.desk import Desk
from bot.errors import LeadsOnly, NoLongerOpen, NotFound, NotYours
from bot.moments import Moment
from storage import audit, customers, followups, inbox, outbox, people, timers
from storage.audit import Happening
from storage.records import Followup, Page, Person, Reference
from storage.timers import Timer

REMINDER_PRIORITY = 20
ESCALATION_PRIORITY = 25
TIMERS = ("reminder", "remind_again", "escalation")
Preset = Literal["In 1 hour", "Tomorrow morning", "Next Monday"]


@dataclass(frozen=True, slots=True)
class NewFollowup:
    """What an agent asks to be reminded of. `request` is the identity of Slack's delivery, `link` its source."""

    request: str
    owner: Person
    customer: Reference
    what: str
    moment: Moment
    link: str | None = None


def record(desk: Desk, new: NewFollowup) -> Followup:
    """Records a follow-up and sets its reminder. A repeated request gets the follow-up that the first one made."""
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, new.request, now)
        if seen is not None:
            return _named(tx, seen)
        customer = customers.find_or_create(tx, new.customer, now)
        salt = audit.salt()
        followup = followups.add(
            tx, customer, new.what, new.owner.id, due_at(desk, new.owner, new.moment), new.moment.zone,
            new.moment.exact, new.link, salt, now,
        )  # fmt: skip
        subject = subject_of(followup)
        timers.arm(tx, "reminder", subject, followup.due_at)
        digests.keep(tx, desk, new.owner, now)
        inbox.settle(tx, new.request, subject)
        data = {"customer": customer.id, "due": _said(followup.due_at), "what": audit.digest(salt, new.what)}
        audit.append(tx, now, new.owner.id, "followup.recorded", subject, data)
        return followup


def due_at(desk: Desk, owner: Person, moment: Moment) -> datetime:
    """When to remind: an exact time to the letter; one that we chose, in the owner's working hours if `quiet`."""
    if moment.exact or not desk.policy.followups.quiet:
        return moment.at
    return hours.next_working_moment(moment.at, owner.zone, desk.hours_of(owner))


def change(
    desk: Desk, request: str, actor: Person, number: int, customer: Reference, what: str, moment: Moment | None
) -> Followup:
    """Corrects a follow-up; `moment` None keeps its time. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = _mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        if followup.state != "open":
            raise NoLongerOpen(name=followup.name, state=followup.state)
        who = customers.find_or_create(tx, customer, now)
        followups.change(tx, number, customer_id=who.id, what=what)
        if moment is not None:
            _move(tx, desk, _owner(tx, followup, actor), followup, moment)
        data = {"customer": who.id, "what": audit.digest(followups.salt_of(tx, number), what)}
        return _changed(tx, actor, "followup.changed", number, now, data)


def done(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """The promise was kept. Doing it twice is as good as once. Raises NotFound, NotYours."""
    return _close(desk, request, actor, number, "done")


def cancel(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """It need not be done after all. Raises NotFound, NotYours."""
    return _close(desk, request, actor, number, "cancelled")


def _close(desk: Desk, request: str, actor: Person, number: int, state: Literal["done", "cancelled"]) -> Followup:
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = _mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.state != "open":
            return followup
        followups.change(tx, number, state=state, closed_at=now)
        timers.disarm(tx, subject_of(followup), *TIMERS)
        return _changed(tx, actor, f"followup.{state}", number, now)


def reopen(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """It is not over yet. Raises NotFound, NotYours."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = _mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.state == "open":
            return followup
        followups.change(tx, number, state="open", closed_at=None)
        if followup.reminded_at is None or followup.reminded_at < followup.due_at:
            timers.arm(tx, "reminder", subject_of(followup), followup.due_at)
        else:
            _watch(tx, desk, [followup], now)
        return _changed(tx, actor, "followup.reopened", number, now)


def snooze(desk: Desk, request: str, actor: Person, number: int, until: Preset | Moment) -> Followup:
    """Reminds later: at a preset, or at a time that the person picked. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = _mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        if followup.state != "open":
            raise NoLongerOpen(name=followup.name, state=followup.state)
        owner = _owner(tx, followup, actor)
        _move(tx, desk, owner, followup, _moment(desk, owner, until, now))
        return _changed(tx, actor, "followup.snoozed", number, now)


def _owner(tx: Connection, followup: Followup, actor: Person) -> Person:
    """Whose zone and hours count: the owner's, also when a lead presses."""
    return actor if followup.owner == actor.id else people.get(tx, followup.owner) or actor


def _moment(desk: Desk, owner: Person, until: Preset | Moment, now: datetime) -> Moment:
    if isinstance(until, Moment):
        return until
    presets = hours.snooze_presets(now, owner.zone, desk.hours_of(owner), desk.policy.followups.quiet)
    return Moment(presets[until], owner.zone, until == "In 1 hour", until)


def look(desk: Desk, person: Person, number: int) -> Followup:
    """One follow-up of this person's, or of anybody's for a lead. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        followup = _get(tx, number)
        _require_mine(desk, person, followup)
        return followup


def get(desk: Desk, number: int) -> Followup:
    """One follow-up. Raises NotFound."""
    with desk.database.read() as tx:
        return _get(tx, number)


def list_mine(desk: Desk, person: Person) -> Page:
    """A person's open follow-ups, the most urgent first."""
    with desk.database.read() as tx:
        return followups.open_ones(tx, person.id)


def list_team(desk: Desk, person: Person) -> Page:
    """Everybody's open follow-ups, for leads. Raises LeadsOnly."""
    if not desk.is_lead(person.id):
        raise LeadsOnly
    with desk.database.read() as tx:
        return followups.open_ones(tx)


def search(desk: Desk, person: Person, words: str) -> Page:
    """Open follow-ups that mention `words`: a lead sees everybody's, an agent their own."""
    owner = None if desk.is_lead(person.id) else person.id
    with desk.database.read() as tx:
        return followups.search(tx, words, owner)


def remind(tx: Connection, desk: Desk, due: Sequence[Timer]) -> list[Happening]:
    """Follow-ups are due: tells their owners, then watches that they are done."""
    now = desk.clock()
    timer_of = {number_of(timer.subject): timer for timer in due}
    found = [followup for followup in followups.get_many(tx, timer_of) if followup.state == "open"]
    if not found:
        return []
    again = due[0].kind == "remind_again"
    followups.reminded(
        tx,
        [
            {
                "of": followup.id,
                "reminders": followup.reminders + 1,
                "reminded_at": followup.reminded_at if again else now,
                "late": (now - timer_of[followup.id].due_at).total_seconds(),
            }
            for followup in found
        ],
    )
    about = [(subject_of(followup), followup.owner, timer_of[followup.id].due_at) for followup in found]
    outbox.supersede_many(tx, "reminder", about)
    outbox.add_many(tx, "reminder", about, REMINDER_PRIORITY, now)
    if not again:
        _watch(tx, desk, found, now)
    return [Happening("extra-mile", "followup.reminded", subject, {"due": _said(at)}) for subject, _, at in about]


def escalate(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """A follow-up was left for too long: tells the leads."""
    followup = followups.get(tx, number_of(timer.subject), lock=True)
    if followup is None or followup.state != "open":
        return None
    now = desk.clock()
    channel = desk.policy.team.approvals_channel
    followups.change(tx, followup.id, escalated_from=followup.owner)
    outbox.add(tx, "escalation", timer.subject, channel, ESCALATION_PRIORITY, timer.due_at, now)
    return Happening("extra-mile", "followup.escalated", timer.subject, {"owner": followup.owner})


def _watch(tx: Connection, desk: Desk, due: Sequence[Followup], now: datetime) -> None:
    """Sets what happens if a due follow-up is left alone: a second reminder, then word to the leads."""
    rules = desk.policy.followups
    owners = people.get_many(tx, {followup.owner for followup in due})
    armed = []
    for followup in due:
        owner = owners.get(followup.owner)
        working = desk.hours_of(owner) if owner else desk.policy.team.hours
        for kind, after in (("remind_again", rules.remind_again_after), ("escalation", rules.escalate_after)):
            at = _later(now, after, followup.zone, working, rules.quiet)
            armed.append(Timer(kind, subject_of(followup), at))
    timers.arm_many(tx, armed)


@lru_cache(maxsize=256)  # at nine o'clock it is the same for many
def _later(now: datetime, after: hours.Duration, zone: str, working: hours.Hours, quiet: bool) -> datetime:
    at = hours.add_duration(now, after, zone, working)
    return hours.next_working_moment(at, zone, working) if quiet else at


def _move(tx: Connection, desk: Desk, owner: Person, followup: Followup, moment: Moment) -> None:
    due = due_at(desk, owner, moment)
    followups.change(tx, followup.id, due_at=due, zone=owner.zone, exact=moment.exact)
    timers.disarm(tx, subject_of(followup), *TIMERS)
    timers.arm(tx, "reminder", subject_of(followup), due)


def _changed(
    tx: Connection, actor: Person, action: str, number: int, now: datetime, data: dict[str, object] | None = None
) -> Followup:
    followup = _get(tx, number)
    outbox.changed(tx, subject_of(followup))
    outbox.changed(tx, digests.subject_of(followup.owner))
    audit.append(tx, now, actor.id, action, subject_of(followup), {**(data or {}), "due": _said(followup.due_at)})
    return followup


def _mine(tx: Connection, desk: Desk, actor: Person, number: int) -> Followup:
    followup = _get(tx, number, lock=True)
    _require_mine(desk, actor, followup)
    return followup


def _require_mine(desk: Desk, actor: Person, followup: Followup) -> None:
    if followup.owner != actor.id and not desk.is_lead(actor.id):
        raise NotYours(name=followup.name, owner=f"<@{followup.owner}>", people=[followup.owner])


def _get(tx: Connection, number: int, *, lock: bool = False) -> Followup:
    followup = followups.get(tx, number, lock=lock)
    if followup is None:
        raise NotFound(name=f"F-{number}", command="/followup list")
    return followup


def _named(tx: Connection, subject: str) -> Followup:
    return _get(tx, number_of(subject))


def subject_of(followup: Followup) -> str:
    """How timers, messages and the audit trail name it."""
    return f"followup:{followup.id}"


def number_of(subject: str) -> int:
    """The number in a subject such as 'followup:17'."""
    return int(subject.partition(":")[2])


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
