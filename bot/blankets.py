"""A gesture for all whom a problem of many concerns: a normal request for each of them, within one limit for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot import gestures, matters, problems, verdicts
from bot.desk import Desk
from bot.errors import BadAmount, Refusal
from bot.gestures import NewGesture
from bot.money import in_words
from bot.policy import Kind
from storage import audit, customers, inbox, outbox
from storage import problems as stored
from storage.records import Blanket, Person, Post, Problem

PRIORITY = 14


@dataclass(frozen=True, slots=True)
class Offer:
    """What each customer is to get. `request` is the identity of Slack's delivery; amounts as in `NewGesture`."""

    request: str
    kind: Kind
    amount: int
    price: int | None
    reason: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """What a lead may still give because of a problem: for these customers, who got nothing for it yet, and so much of
    `limit` in all, in minor units of `currency`."""

    problem: Problem
    customers: Sequence[int]
    left: int
    limit: int
    currency: str


def look(desk: Desk, lead: Person, number: int) -> Room:
    """What may be given. Raises NotFound, NotALead, AlreadyDecided for one that is not open."""
    with desk.database.read() as tx:
        problem = problems.of_lead(tx, desk, lead, number)
        if problem.state != "confirmed":
            raise problems.already_decided(problem)
        limit, got = desk.policy.service.blanket_limit, stored.has_gesture(tx, number)
        found = customers.get_many(tx, [who for who in stored.customers_of(tx, number) if who not in got])
        named = sorted(who for who, customer in found.items() if not customer.forgotten)
        return Room(problem, named, max(0, limit - stored.given_cost(tx, number)), limit, desk.policy.team.currency)


def total(desk: Desk, room: Room, offer: Offer) -> int:
    """What an offer counts in all, in minor units. Raises BadAmount for more than there is room for."""
    each = verdicts.cost(offer.kind, offer.amount, offer.price, desk.policy)
    in_all, many = each * len(room.customers), len(room.customers)
    if in_all > room.left:
        said = f"{many} customers get {in_words(in_all, room.currency)} that way"
        most = f"of {in_words(room.limit, room.currency)} for one problem {in_words(room.left, room.currency)} is left"
        raise BadAmount(problem=f"{said}, but {most}: up to {in_words(room.left // many, room.currency)} each.")
    return in_all


def begin(desk: Desk, request: str, lead: Person, number: int) -> None:
    """Tells the lead what becomes of it, in a message of its own that grows."""
    now = desk.clock()
    with desk.database.begin() as tx:
        if inbox.enter(tx, f"{request}:blanket", now) is not None:
            return
        outbox.supersede(tx, "blanket", problems.subject_of(number))
        outbox.add(tx, "blanket", problems.subject_of(number), lead.id, PRIORITY, now, now)


def give(desk: Desk, lead: Person, number: int, offer: Offer, customer: int) -> None:
    """Asks for one customer's gesture, unless they have one for this problem. A refusal is kept, in words.

    The problem is held while its gestures are summed, so that two leads at once cannot give more than its limit.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        problem = problems.of_lead(tx, desk, lead, number, lock=True)
        who = customers.get(tx, customer)
        if problem.state != "confirmed" or customer in stored.has_gesture(tx, number) or not who.references:
            return
        gesture, refused = None, None
        cost, limit = (
            verdicts.cost(offer.kind, offer.amount, offer.price, desk.policy),
            desk.policy.service.blanket_limit,
        )
        if cost and stored.given_cost(tx, number) + cost > limit:
            refused = f"One problem may cost up to {in_words(limit, desk.policy.team.currency)}, and that is reached."
        else:
            new = NewGesture(
                f"{offer.request}:{customer}", lead, offer.kind, offer.amount, offer.price, who.references[0],
                offer.reason, code=offer.code,
            )  # fmt: skip
            try:
                with tx.begin_nested():
                    gesture = gestures.ask(tx, desk, new).id
            except Refusal as refusal:
                refused = str(refusal)
        stored.note_gesture(tx, number, customer, lead.id, gesture, refused)
        data: dict[str, object] = {"customer": customer, **({"gesture": gesture} if gesture else {})}
        action = "problem.gesture_asked" if gesture else "problem.gesture_refused"
        audit.append(tx, now, lead.id, action, problems.subject_of(number), data)


def show(desk: Desk, number: int) -> None:
    """The card and the leads' messages show what was given."""
    with desk.database.begin() as tx:
        outbox.changed(tx, problems.subject_of(number))


def load(tx: Connection, desk: Desk, post: Post) -> Blanket | None:
    """What became of it so far."""
    problem = stored.get(tx, problems.number_of(post.subject))
    if problem is None:
        return None
    named = replace(problem, label=matters.label(desk.policy, problem.matter))
    given = tuple(stored.given(tx, problem.id, post.recipient))
    return Blanket(named, given, stored.given_cost(tx, problem.id), desk.policy.team.currency)
