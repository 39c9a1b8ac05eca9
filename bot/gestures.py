"""Gestures: asking for goodwill, and what becomes of it until the customer has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import customers, digests, hours, reminders, verdicts
from bot.desk import Desk
from bot.errors import AlreadyDecided, NotFound, NotYetDecided, NotYours, OverPolicy
from bot.moments import Moment
from bot.policy import Kind, Limit
from bot.verdicts import Verdict
from storage import audit, drafts, followups, gestures, inbox, outbox, people, timers
from storage import customers as stored_customers
from storage.audit import Happening
from storage.records import Customer, Gesture, Person, Reference
from storage.timers import Timer

CARD_PRIORITY = 10
WAITING_PRIORITY = 15
LEADS_NEEDED = {"granted": 0, "one_lead": 1, "two_leads": 2}
TIMERS = ("request_waits", "request_expires")


@dataclass(frozen=True, slots=True)
class NewGesture:
    """What an agent asks for. `amount` and `price` are in the kind's smallest steps and minor units of money.

    `request` is the identity of Slack's delivery; `person` tells whose ticket it is, where `customer` is a ticket.
    """

    request: str
    requester: Person
    kind: Kind
    amount: int
    price: int | None
    customer: Reference
    reason: str
    person: Reference | None = None


def request(desk: Desk, new: NewGesture) -> Gesture:
    """Grants the gesture, or asks the leads, as the policy decides. Raises OverPolicy and WhoseTicket.

    A repeated request gets the gesture that the first one made. The customer's and the agent's rows are held while
    their limits are summed, so that two requests at once cannot both fit into what is left.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, new.request, now)
        if seen is not None:
            return _get(tx, number_of(seen))
        people.lock(tx, new.requester.id)
        cost = verdicts.cost(new.kind, new.amount, new.price, desk.policy)
        customer, linked = _customer(tx, new, cost, now)
        verdict = _judge(tx, desk, new, customer, cost, now)
        if verdict.outcome == "refused":
            raise OverPolicy(why=verdict.words)
        gesture = _add(tx, desk, new, customer, cost, verdict, now)
        subject = subject_of(gesture)
        if gesture.state == "requested":
            _ask_the_leads(tx, desk, gesture, now)
        else:
            _free_drafts(tx, gesture, now)
        digests.keep(tx, desk, new.requester, now)
        inbox.settle(tx, new.request, subject)
        data = {**_facts(gesture), **linked, "reason": audit.digest(gestures.salt_of(tx, gesture.id), new.reason)}
        audit.append(tx, now, new.requester.id, f"gesture.{gesture.state}", subject, data)
        return gesture


def _customer(tx: Connection, new: NewGesture, cost: int, now: datetime) -> tuple[Customer, dict[str, object]]:
    """Whom it is for: what costs money goes to a person, so a ticket must be somebody's."""
    if new.person:
        customers.hold(tx, new.customer)  # all that the ticket had may become the person's
    named = stored_customers.find_or_create(tx, new.customer, now, lock=True)
    if not cost:
        return named, {}
    person = customers.resolve_person(tx, new.customer, new.person, now)
    return person, ({"linked": named.id} if person.id != named.id else {})


def _judge(tx: Connection, desk: Desk, new: NewGesture, customer: Customer, cost: int, now: datetime) -> Verdict:
    stored_customers.lock(tx, customer.id)
    limits = desk.policy.gestures
    spent = gestures.spent_on(tx, customer.id, _since(limits.customer_limit, now))
    granted = gestures.granted_by(tx, new.requester.id, _since(limits.agent_budget, now))
    return verdicts.judge(desk.policy, new.kind, new.amount, cost, spent, granted)


def _since(limit: Limit | None, now: datetime) -> datetime:
    return now - timedelta(days=limit.days if limit else 0)


def _add(
    tx: Connection, desk: Desk, new: NewGesture, customer: Customer, cost: int, verdict: Verdict, now: datetime
) -> Gesture:
    gestures.keep_policy(tx, desk.policy.digest, desk.policy.text, now)
    granted = verdict.outcome == "granted"
    return gestures.add(
        tx,
        customer,
        audit.salt(),
        kind=new.kind.key,
        label=new.kind.label,
        unit=new.kind.unit,
        amount=new.amount,
        currency=desk.policy.team.currency,
        price=new.price,
        cost=cost,
        reason=new.reason,
        requester=new.requester.id,
        state="granted" if granted else "requested",
        needs=LEADS_NEEDED[verdict.outcome],
        rule=verdict.rule,
        why=verdict.words,
        policy=desk.policy.digest,
        requested_at=now,
        expires_at=None if granted else _expiry(desk, now),
        decided_at=now if granted else None,
    )


def _expiry(desk: Desk, now: datetime) -> datetime:
    team = desk.policy.team
    return hours.add_duration(now, desk.policy.gestures.requests_expire_after, str(team.timezone), team.hours)


def _ask_the_leads(tx: Connection, desk: Desk, gesture: Gesture, now: datetime) -> None:
    subject = subject_of(gesture)
    outbox.add(tx, "card", subject, desk.policy.team.approvals_channel, CARD_PRIORITY, now, now)
    watch_request(tx, desk, gesture, now)


def watch_request(tx: Connection, desk: Desk, gesture: Gesture, now: datetime) -> None:
    """Sets when the leads are reminded of a request and when it expires."""
    assert gesture.expires_at
    timers.arm(tx, "request_expires", subject_of(gesture), gesture.expires_at)
    team = desk.policy.team
    at = hours.add_duration(now, desk.policy.gestures.remind_leads_after, str(team.timezone), team.hours)
    timers.arm(tx, "request_waits", subject_of(gesture), at)


def withdraw(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """The requester takes back what is not yet with the customer. Raises NotFound, NotYours, AlreadyDecided."""
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture = _mine(tx, actor, number)
        if inbox.enter(tx, request, now) is not None or gesture.state == "withdrawn":
            return gesture
        if gesture.state != "requested" and not gesture.is_won:
            raise already_decided(gesture)
        gestures.change(tx, number, state="withdrawn", decided_at=gesture.decided_at or now)
        return settle(tx, desk, actor.id, "gesture.withdrawn", gesture, now)


def deliver(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """The customer has it: checks in with them later. Raises NotFound, NotYours, NotYetDecided, AlreadyDecided."""
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture = _mine(tx, actor, number)
        if inbox.enter(tx, request, now) is not None or gesture.state == "delivered":
            return gesture
        if gesture.state == "requested":
            raise NotYetDecided(name=gesture.name)
        if not gesture.is_won:
            raise already_decided(gesture)
        gestures.change(tx, number, state="delivered", delivered_at=now)
        check_in = _check_in(tx, desk, actor, gesture, now)
        delivered = settle(tx, desk, actor.id, "gesture.delivered", gesture, now)
        if check_in:
            audit.append(tx, now, check_in.actor, check_in.action, check_in.subject, check_in.data)
        return delivered


def _check_in(tx: Connection, desk: Desk, actor: Person, gesture: Gesture, now: datetime) -> Happening | None:
    """A follow-up to ask how the gesture landed, at a time that suits whoever gave it."""
    after = desk.policy.gestures.follow_up_after
    if after is None:
        return None
    due = hours.add_duration(now, after, actor.zone, desk.hours_of(actor))
    planned = reminders.schedule(desk, actor, Moment(due, actor.zone, False, ""), now)
    what, salt = f"Check how it landed: {describe(gesture)}", audit.salt()
    followup = followups.add(
        tx, gesture.customer, salt, what=what, owner=actor.id, zone=actor.zone, created_at=now, **asdict(planned)
    )
    subject = reminders.subject_of(followup)
    timers.arm(tx, "reminder", subject, followup.due_at)
    data = {"customer": gesture.customer.id, "gesture": gesture.id, "what": audit.digest(salt, what)}
    return Happening(actor.id, "followup.recorded", subject, data)


def settle(
    tx: Connection,
    desk: Desk,
    actor: str,
    action: str,
    gesture: Gesture,
    now: datetime,
    data: dict[str, object] | None = None,
) -> Gesture:
    """Closes a change of state: timers and messages follow, the trail knows."""
    changed = _follow(tx, desk, gesture, now)
    audit.append(tx, now, actor, action, subject_of(changed), {**_facts(changed), **(data or {})})
    return changed


def _follow(tx: Connection, desk: Desk, gesture: Gesture, now: datetime) -> Gesture:
    """The timers go if nothing is left to decide, and the messages show the gesture as it is now."""
    changed = _get(tx, gesture.id)
    if changed.state != "requested":
        timers.disarm(tx, subject_of(changed), *TIMERS)
    outbox.changed(tx, subject_of(changed))
    _free_drafts(tx, changed, now)
    for person in sorted({changed.requester, *desk.leads}):  # whose mornings may name it
        outbox.changed(tx, digests.subject_of(person))
    return changed


def _free_drafts(tx: Connection, gesture: Gesture, now: datetime) -> None:
    """What a draft may promise this customer has changed: it is shown anew."""
    for number in drafts.numbers_of_customer(tx, gesture.customer.id, "ready"):
        outbox.changed(tx, f"draft:{number}")


def list_mine(desk: Desk, person: Person) -> Sequence[Gesture]:
    """What a person asked for that is still to be decided or delivered, the oldest first."""
    with desk.database.read() as tx:
        return gestures.of_requester(tx, person.id, ("requested", "granted", "approved"), 500)[::-1]


def log(desk: Desk, reference: Reference | None) -> tuple[Sequence[Gesture], int]:
    """The history of one customer, or of all, newest first, and how many there are in all. Raises NotFound."""
    with desk.database.read() as tx:
        if reference is None:
            return gestures.latest(tx), gestures.count(tx)
        customer = stored_customers.find(tx, reference)
        if customer is None:
            raise NotFound(name=f"customer {reference.value}", command="/gesture log")
        return gestures.of_customer(tx, customer.id), gestures.count(tx, customer.id)


def allowance(desk: Desk, person: Person) -> Sequence[str]:
    """What the policy lets this person grant alone today, in words."""
    with desk.database.read() as tx:
        spent = gestures.granted_by(tx, person.id, _since(desk.policy.gestures.agent_budget, desk.clock()))
    return verdicts.allowance_in_words(desk.policy, spent)


def get(desk: Desk, number: int) -> Gesture:
    """One gesture. Raises NotFound."""
    with desk.database.read() as tx:
        return _get(tx, number)


def remind_leads(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """A request waits: tells the leads, and again when it has waited three times as long."""
    gesture = gestures.get(tx, number_of(timer.subject), lock=True)
    if gesture is None or gesture.state != "requested":
        return None
    now = desk.clock()
    outbox.supersede(tx, "waiting", timer.subject)
    outbox.add(tx, "waiting", timer.subject, desk.policy.team.approvals_channel, WAITING_PRIORITY, timer.due_at, now)
    timers.arm(tx, "request_waits", timer.subject, now + 2 * (timer.due_at - gesture.requested_at))
    return Happening("extra-mile", "gesture.leads_reminded", timer.subject)


def expire(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """Nobody decided in time."""
    gesture = gestures.get(tx, number_of(timer.subject), lock=True)
    if gesture is None or gesture.state != "requested":
        return None
    now = desk.clock()
    gestures.change(tx, gesture.id, state="expired", decided_at=now)
    outbox.add(tx, "told", timer.subject, gesture.requester, CARD_PRIORITY, now, now)
    return Happening("extra-mile", "gesture.expired", timer.subject, _facts(_follow(tx, desk, gesture, now)))


def describe(gesture: Gesture) -> str:
    """A gesture as one says it: Account credit of $20."""
    return verdicts.describe_gesture(gesture, gesture.amount, gesture.currency, gesture.price)


def already_decided(gesture: Gesture) -> AlreadyDecided:
    """The answer for somebody who comes too late: what has become of the gesture, and through whom."""
    people = _behind(gesture)
    by = " by " + " and ".join(f"<@{person}>" for person in people) if people else ""
    if gesture.state in ("requested", "expired"):
        return AlreadyDecided(outcome=f"{gesture.name} expired before anybody decided")
    return AlreadyDecided(outcome=f"{gesture.name} was already {gesture.state}{by}", people=people)


def _behind(gesture: Gesture) -> list[str]:
    """Through whom a gesture came to its present state."""
    if gesture.state in ("delivered", "withdrawn", "granted"):
        return [gesture.requester]
    verdict = {"approved": "approve", "declined": "decline"}.get(gesture.state)
    return [said.lead for said in gesture.decisions if said.round == gesture.round and said.verdict == verdict]


def _facts(gesture: Gesture) -> dict[str, object]:
    return {
        "customer": gesture.customer.id,
        "kind": gesture.kind,
        "amount": gesture.amount,
        "unit": gesture.unit,
        "currency": gesture.currency,
        "cost": gesture.cost,
        "rule": gesture.rule,
        "needs": gesture.needs,
        "round": gesture.round,
        "policy": gesture.policy,
    }


def _mine(tx: Connection, actor: Person, number: int) -> Gesture:
    gesture = _get(tx, number, lock=True)
    if gesture.requester != actor.id:
        raise NotYours(name=gesture.name, owner=f"<@{gesture.requester}>", people=[gesture.requester])
    return gesture


def _get(tx: Connection, number: int, *, lock: bool = False) -> Gesture:
    gesture = gestures.get(tx, number, lock=lock)
    if gesture is None:
        raise NotFound(name=f"G-{number}", command="/gesture list")
    return gesture


def subject_of(gesture: Gesture) -> str:
    """How timers, messages and the audit trail name it."""
    return f"gesture:{gesture.id}"


def number_of(subject: str) -> int:
    """The number in a subject such as 'gesture:12'."""
    return int(subject.partition(":")[2])
