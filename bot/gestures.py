"""Gestures: how they are found, listed and named, and what every change of one's state brings with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import briefs, digests, gesture_words
from bot.desk import Desk
from bot.errors import AlreadyDecided, NotFound, NotYours
from storage import audit, gestures, inbox, outbox, problems, timers
from storage import customers as stored_customers
from storage.gestures import GIVEN
from storage.records import Gesture, Person, Reference

TIMERS = ("request_waits", "request_expires")
TWIN = timedelta(days=1)  # within which the same once more may be a slip
LAPSED = timedelta(days=7)  # how long one's list shows what nobody decided in time
MOST_SIMILAR = 5
MOST_LISTED = 500
MOST_BESIDE = 20  # open requests of one customer whose cards name each other


def withdraw(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """The requester takes back what is not yet with the customer. Raises NotFound, NotYours, AlreadyDecided."""
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture = mine(tx, actor, number)
        if inbox.enter(tx, request, now) is not None or gesture.state == "withdrawn":
            return gesture
        if gesture.state != "requested" and not gesture.is_won:
            raise already_decided(gesture)
        gestures.change(tx, number, state="withdrawn", decided_at=gesture.decided_at or now)
        return settle(tx, desk, actor.id, "gesture.withdrawn", gesture, now)


def similar(desk: Desk, number: int) -> tuple[Gesture, Sequence[Gesture]]:
    """A gesture, and the last ones of its kind and reason that were decided. Raises NotFound."""
    with desk.database.read() as tx:
        gesture = find(tx, number)
        return gesture, gestures.similar(tx, gesture, MOST_SIMILAR)


def settle(
    tx: Connection,
    desk: Desk,
    actor: str,
    action: str,
    gesture: Gesture,
    now: datetime,
    data: Mapping[str, object] | None = None,
) -> Gesture:
    """Closes a change of state: timers and messages follow, the trail knows."""
    changed = follow(tx, desk, gesture, actor)
    audit.append(tx, now, actor, action, subject_of(changed), {**facts_of(changed), **(data or {})})
    return changed


def follow(tx: Connection, desk: Desk, gesture: Gesture, actor: str = "") -> Gesture:
    """The timers go if nothing is left to decide, and the messages show the gesture as it is now, first those that
    whoever changed it may look at."""
    changed = find(tx, gesture.id)
    if changed.state != "requested":
        timers.disarm(tx, subject_of(changed), *TIMERS)
    _show(tx, changed)
    named = {changed.requester, changed.claimed_by, *desk.leads}
    for person in sorted(filter(None, named)):  # whose mornings may name it
        digests.touch(tx, person, watched=person == actor)
    briefs.changed(tx, changed.customer.id)
    for problem in problems.of_subjects(tx, [subject_of(changed)]):  # the messages that count it, after all others
        outbox.changed(tx, problem)
    return changed


def _show(tx: Connection, changed: Gesture) -> None:
    """Its messages show it as it is now, and so do the cards beside it; in order of their numbers, as whoever decides
    one of those does."""
    beside = () if changed.state == "delivered" else open_beside(tx, changed)  # who has it had it granted before
    for gesture in sorted((changed, *beside), key=lambda gesture: gesture.id):
        urgency = outbox.CHANGE_PRIORITY if gesture.id == changed.id else outbox.BESIDE_PRIORITY
        outbox.changed(tx, subject_of(gesture), urgency=urgency)


def show_beside(tx: Connection, gesture: Gesture) -> None:
    """The cards of the customer's other open requests tell of this one: what they got, and what else waits."""
    for other in open_beside(tx, gesture):
        outbox.changed(tx, subject_of(other), urgency=outbox.BESIDE_PRIORITY)


def open_beside(tx: Connection, gesture: Gesture) -> Sequence[Gesture]:
    """The same customer's other requests that wait for the leads, the oldest first; of very many, the newest."""
    waiting = gestures.of_customer(tx, gesture.customer.id, ("requested",), MOST_BESIDE + 1)
    others = [other for other in waiting if other.id != gesture.id]
    return others[:MOST_BESIDE][::-1]


def twin(desk: Desk, gesture: Gesture) -> Gesture | None:
    """The same that this customer was given within the last day, before this one: perhaps it was asked for twice."""
    with desk.database.read() as tx:
        given = gestures.of_customer(tx, gesture.customer.id, GIVEN)
    earlier = (other for other in given if other.id < gesture.id and other.requested_at > desk.clock() - TWIN)
    return next((other for other in earlier if (other.kind, other.amount) == (gesture.kind, gesture.amount)), None)


def list_mine(desk: Desk, person: Person) -> Sequence[Gesture]:
    """What a person asked for or took on that is still to be decided or delivered, and what they asked for of late
    that expired and may be asked for again; the oldest first."""
    with desk.database.read() as tx:
        asked = gestures.of_requester(tx, person.id, ("requested", "granted", "approved"), MOST_LISTED)
        lapsed = gestures.lapsed(tx, person.id, desk.clock() - LAPSED, MOST_LISTED)
        taken_on = gestures.taken_on(tx, [person.id], MOST_LISTED)[person.id]
        again = (gesture for gesture in lapsed if gesture.can_be_asked_again)
        return sorted((*asked, *again, *taken_on), key=lambda gesture: gesture.id)


def log(desk: Desk, reference: Reference | None) -> tuple[Sequence[Gesture], int]:
    """The history of one customer, or of all, newest first, and how many there are in all. Raises NotFound."""
    with desk.database.read() as tx:
        if reference is None:
            return gestures.latest(tx), gestures.count(tx)
        customer = stored_customers.find(tx, reference)
        if customer is None:
            raise NotFound(name=f"customer {reference.value}", command="/gesture log")
        return gestures.of_customer(tx, customer.id), gestures.count(tx, customer.id)


def get(desk: Desk, number: int) -> Gesture:
    """One gesture. Raises NotFound."""
    with desk.database.read() as tx:
        return find(tx, number)


def describe(gesture: Gesture) -> str:
    """A gesture as one says it: Account credit of $20."""
    return gesture_words.describe_gesture(gesture, gesture.amount, gesture.currency, gesture.price)


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


def facts_of(gesture: Gesture) -> dict[str, object]:
    """What the audit trail says of it."""
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
        **({"code": gesture.code} if gesture.code else {}),
        **({"units": gesture.units} if gesture.units != 1 else {}),
        **({"again_of": gesture.again_of} if gesture.again_of is not None else {}),
    }


def mine(tx: Connection, actor: Person, number: int, *, or_claimed: bool = False) -> Gesture:
    """One that this person asked for (or took on, with `or_claimed`), held. Raises NotFound, NotYours."""
    gesture = find(tx, number, lock=True)
    if gesture.requester != actor.id and not (or_claimed and gesture.claimed_by == actor.id):
        raise NotYours(name=gesture.name, owner=f"<@{gesture.requester}>", people=[gesture.requester])
    return gesture


def find(tx: Connection, number: int, *, lock: bool = False) -> Gesture:
    """One gesture; `lock` holds it to the end of the transaction. Raises NotFound."""
    gesture = gestures.get(tx, number, lock=lock)
    if gesture is None:
        raise NotFound(name=f"G-{number}", command="/gesture list")
    return gesture


def subject_of(gesture: Gesture) -> str:
    """How timers, messages and the audit trail name it."""
    return f"gesture:{gesture.id}"
