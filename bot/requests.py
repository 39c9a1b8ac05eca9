"""Requests: asking for a gesture, and what becomes of it until somebody has decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import briefs, customers, deputies, digests, hours, limits, verdicts
from bot.desk import Desk
from bot.errors import AskedAlready, OverPolicy
from bot.gestures import facts_of, find, follow, show_beside, subject_of
from bot.limits import Asked
from bot.policy import Kind
from bot.rules import Case
from bot.verdicts import Verdict
from storage import audit, gestures, inbox, outbox, timers
from storage import customers as stored_customers
from storage.audit import Happening
from storage.records import Customer, Gesture, Person, Reference
from storage.subjects import number_of
from storage.timers import Timer

CARD_PRIORITY = 10
WAITING_PRIORITY = 15
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class NewGesture:
    """What an agent asks for. `amount` and `price` are in the kind's smallest steps and minor units of money.

    `request` is the identity of Slack's delivery; `person` tells whose ticket it is, where `customer` is a ticket;
    `code` is the reason's, `units` how many it is for, `facts` what the agent confirms; `again_of` is the number of the
    expired request that it asks for again, which the caller holds.
    """

    request: str
    requester: Person
    kind: Kind
    amount: int
    price: int | None
    customer: Reference
    reason: str
    person: Reference | None = None
    code: str | None = None
    units: int = 1
    facts: frozenset[str] = frozenset()
    again_of: int | None = None


def make(desk: Desk, new: NewGesture) -> Gesture:
    """Grants the gesture, or asks the leads, as the policy decides. Raises OverPolicy and WhoseTicket.

    A repeated request gets the gesture that the first one made; so does one for a customer and reason that the leads
    have before them already. The customer's and the agent's rows are held while their limits are summed, so that two
    requests at once cannot both fit into what is left.
    """
    with desk.database.begin() as tx:
        return ask(tx, desk, new)


def ask(tx: Connection, desk: Desk, new: NewGesture, *, or_twin: bool = True) -> Gesture:
    """The same within a transaction, of which it is the last step but one more entry in the trail.

    Without `or_twin` what the leads have before them already raises AskedAlready.
    """
    now = desk.clock()
    seen = inbox.enter(tx, new.request, now)
    if seen is not None:
        return find(tx, number_of(seen))
    cost = verdicts.cost(new.kind, new.amount, new.price, desk.policy)
    if new.person:
        customers.hold_records(tx, new.customer)  # all that the ticket had may become the person's
    limits.hold(tx, desk, new.requester.id, now)
    customer, linked = _customer(tx, desk, new, cost, now)
    limits.hold_customer(tx, customer.id)
    case = Case(new.code, limits.tier_of(tx, desk, customer.id), new.units, new.facts)
    asked = Asked(new.requester.id, customer.id, new.kind, new.amount, cost, case)
    verdict = limits.judge(tx, desk, asked, now)
    if verdict.outcome != "granted" and (first := _asked_already(tx, new, customer)):
        if not or_twin:
            raise AskedAlready(name=first.name)
        inbox.settle(tx, new.request, subject_of(first))
        return first
    if verdict.outcome == "refused":
        raise OverPolicy(why=verdict.words)
    salt = audit.salt()
    gesture = _add(tx, desk, new, customer, asked, verdict, salt, now)
    subject = subject_of(gesture)
    if new.again_of is not None:  # what told that it expired says what became of it
        outbox.changed(tx, subject_of(find(tx, new.again_of)))
    show_beside(tx, gesture)
    if gesture.state == "requested":
        _ask_the_leads(tx, desk, gesture, now)
    digests.keep(tx, desk, new.requester, now)
    briefs.changed(tx, gesture.customer.id)  # after the morning that names it, as everybody does
    inbox.settle(tx, new.request, subject)
    told = " ".join((*gesture.facts, gesture.tier or ""))
    words = {"reason": audit.digest(salt, new.reason), **({"case": audit.digest(salt, told)} if told else {})}
    data = {**facts_of(gesture), **linked, **words}
    audit.append(tx, now, new.requester.id, f"gesture.{gesture.state}", subject, data)
    return gesture


def _asked_already(tx: Connection, new: NewGesture, customer: Customer) -> Gesture | None:
    return gestures.open_twin(tx, customer.id, new.kind.key, new.code, new.reason)


def _customer(
    tx: Connection, desk: Desk, new: NewGesture, cost: int, now: datetime
) -> tuple[Customer, dict[str, object]]:
    """Whom it is for: what costs money, or is counted for each customer, goes to a person, so a ticket must be
    somebody's."""
    named = stored_customers.find_or_create(tx, new.customer, now, lock=True)
    if not cost and not limits.concerns_the_customer(desk, new.kind):
        return named, {}
    person = customers.resolve_person(tx, new.customer, new.person, now)
    return person, ({"linked": named.id} if person.id != named.id else {})


def _add(
    tx: Connection,
    desk: Desk,
    new: NewGesture,
    customer: Customer,
    asked: Asked,
    verdict: Verdict,
    salt: str,
    now: datetime,
) -> Gesture:
    granted = verdict.outcome == "granted"
    return gestures.add(
        tx,
        customer,
        salt,
        kind=new.kind.key,
        label=new.kind.label,
        unit=new.kind.unit,
        amount=new.amount,
        currency=desk.policy.team.currency,
        price=new.price,
        cost=asked.cost,
        code=new.code,
        units=new.units,
        facts=tuple(sorted(new.facts)),
        tier=asked.case.tier,
        reason=new.reason,
        requester=new.requester.id,
        again_of=new.again_of,
        state="granted" if granted else "requested",
        needs=verdicts.LEADS_NEEDED[verdict.outcome],
        rule=verdict.rule,
        why=verdict.words,
        policy=desk.policy.digest,
        requested_at=now,
        expires_at=None if granted else expiry(desk, now),
        decided_at=now if granted else None,
    )


def expiry(desk: Desk, now: datetime) -> datetime:
    """When a request that is made now expires."""
    team = desk.policy.team
    return hours.add_duration(now, desk.policy.gestures.requests_expire_after, str(team.timezone), team.hours)


def word_by(desk: Desk, gesture: Gesture, person: Person) -> datetime | None:
    """By when somebody who is at work has word of a request: where it expires in their night, when they start again."""
    if gesture.expires_at is None or not desk.policy.followups.quiet:
        return gesture.expires_at
    return hours.next_working_moment(gesture.expires_at, person.zone, desk.hours_of(person))


def _ask_the_leads(tx: Connection, desk: Desk, gesture: Gesture, now: datetime) -> None:
    subject = subject_of(gesture)
    outbox.add(tx, "card", subject, desk.policy.team.approvals_channel, CARD_PRIORITY, now, now)
    _ask_apart(tx, desk, gesture, now)
    watch(tx, desk, gesture, now)


def _ask_apart(tx: Connection, desk: Desk, gesture: Gesture, now: datetime) -> None:
    """Whoever decides for leads who are away sees the card too, once."""
    subject = subject_of(gesture)
    for person in deputies.asked_apart(tx, desk, gesture.requester, now):
        if not outbox.newest(tx, "card", subject, person):
            outbox.add(tx, "card", subject, person, CARD_PRIORITY, now, now)


def ask_deputies(tx: Connection, desk: Desk, now: datetime) -> None:
    """Shows what waits to whoever decides for leads who are away from now on."""
    for gesture in gestures.in_state(tx, "requested", MOST_WAITING):
        _ask_apart(tx, desk, gesture, now)


def watch(tx: Connection, desk: Desk, gesture: Gesture, now: datetime) -> None:
    """Sets when the leads are reminded of a request and when it expires."""
    assert gesture.expires_at
    timers.arm(tx, "request_expires", subject_of(gesture), gesture.expires_at)
    team = desk.policy.team
    at = hours.add_duration(now, desk.policy.gestures.remind_leads_after, str(team.timezone), team.hours)
    timers.arm(tx, "request_waits", subject_of(gesture), at)


def amount_unsaid(desk: Desk, kind: Kind, reference: Reference, case: Case) -> int | None:
    """What is meant for this customer where nobody says how much, as the rules fix it; None where it must be said."""
    with desk.database.read() as tx:
        customer = stored_customers.find(tx, reference)
        lowest = next(iter(desk.policy.gestures.tiers), None)
        tier = limits.tier_of(tx, desk, customer.id) if customer else lowest
    return verdicts.amount_unsaid(kind, replace(case, tier=tier))


def remind_leads(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """A request waits: tells the leads, and again when it has waited three times as long and one is at work."""
    gesture = gestures.get(tx, number_of(timer.subject), lock=True)
    if gesture is None or gesture.state != "requested":
        return None
    now = desk.clock()
    outbox.supersede(tx, "waiting", timer.subject)
    outbox.add(tx, "waiting", timer.subject, desk.policy.team.approvals_channel, WAITING_PRIORITY, timer.due_at, now)
    _ask_apart(tx, desk, gesture, now)
    again = now + 2 * (timer.due_at - gesture.requested_at)
    if desk.policy.followups.quiet:
        again = deputies.next_at_work(tx, desk, gesture, again)
    timers.arm(tx, "request_waits", timer.subject, again)
    return Happening("extra-mile", "gesture.leads_reminded", timer.subject)


def expire(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """Nobody decided in time."""
    gesture = gestures.get(tx, number_of(timer.subject), lock=True)
    if gesture is None or gesture.state != "requested":
        return None
    now = desk.clock()
    gestures.change(tx, gesture.id, state="expired", decided_at=now)
    outbox.add(tx, "told", timer.subject, gesture.requester, CARD_PRIORITY, now, now)
    return Happening("extra-mile", "gesture.expired", timer.subject, facts_of(follow(tx, desk, gesture)))
