"""A gesture for all whom a problem of many concerns: a normal request for each of them, within one limit for all.

What a lead orders is written down first and asked for one customer at a time; where a process ends half-way, a timer
has any other go on, and nobody gets two.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from bot import matters, problems, requests, verdicts
from bot.desk import Desk
from bot.errors import BadAmount, OverPolicy, Refusal
from bot.lists import PAGE
from bot.money import in_words
from bot.policy import Kind
from bot.requests import NewGesture
from storage import audit, blankets, customers, inbox, orders, outbox, people, timers
from storage import gestures as stored_gestures
from storage import problems as stored
from storage.audit import Happening
from storage.orders import Ordered
from storage.records import Blanket, Gesture, Person, Post, Problem
from storage.subjects import number_of
from storage.timers import Timer

KIND = "blanket"
PRIORITY = 14
PATIENCE = timedelta(minutes=1)  # with whoever asks for all of an order, before others look whether it is at its end


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
class Order:
    """What a lead ordered because of a problem: the offer, and for whom."""

    lead: Person
    number: int
    offer: Offer
    customers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Room:
    """What a lead may still give because of a problem: for these customers, who got nothing for it or for another that
    is open yet, and so much of `limit` in all, in minor units of `currency`."""

    problem: Problem
    customers: Sequence[int]
    left: int
    limit: int
    currency: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody was granted because of a problem and the customers do not have yet: those from number `start` (0 is
    the first) of `total`."""

    problem: Problem
    gestures: Sequence[Gesture]
    total: int
    start: int


def look(desk: Desk, lead: Person, number: int) -> Room:
    """What may be given. Raises NotFound, NotALead, AlreadyDecided for one that is not open, and OverPolicy where what
    was given cannot be counted."""
    with desk.database.read() as tx:
        problem = problems.of_lead(tx, desk, lead, number)
        if problem.state != "confirmed":
            raise problems.already_decided(problem)
        if uncounted := _uncounted(tx, desk, number):
            raise OverPolicy(why=uncounted)
        limit, currency = desk.policy.service.blanket_limit, desk.policy.team.currency
        named = _but(tx, number, blankets.has_gesture(tx, number))
        left = max(0, limit - blankets.given_cost(tx, number).get(currency, 0))
        return Room(problem, named, left, limit, currency)


def _but(tx: Connection, number: int, served: Collection[int]) -> list[int]:
    """Whom a problem concerns besides these, as far as they still have a name."""
    found = customers.get_many(tx, [who for who in stored.customers_of(tx, number) if who not in served])
    return sorted(who for who, customer in found.items() if not customer.is_nameless)


def total(desk: Desk, room: Room, offer: Offer) -> int:
    """What an offer counts in all, in minor units. Raises BadAmount for more than there is room for."""
    each = verdicts.cost(offer.kind, offer.amount, offer.price, desk.policy)
    in_all, many = each * len(room.customers), len(room.customers)
    if in_all > room.left:
        said = f"{many} customers get {in_words(in_all, room.currency)} that way"
        most = f"of {in_words(room.limit, room.currency)} for one problem {in_words(room.left, room.currency)} is left"
        raise BadAmount(problem=f"{said}, but {most}: up to {in_words(room.left // many, room.currency)} each.")
    return in_all


def begin(desk: Desk, order: Order) -> None:
    """Writes down what is ordered, and tells the lead what becomes of it, in a message of its own that grows."""
    now, offer, subject = desk.clock(), order.offer, problems.subject_of(order.number)
    with desk.database.begin() as tx:
        problems.find(tx, order.number, lock=True)
        if inbox.enter(tx, f"{offer.request}:blanket", now) is not None:
            return
        orders.keep(tx, Ordered(
            order.number, order.lead.id, offer.request, offer.kind.key, offer.amount, offer.price, offer.reason,
            offer.code, tuple(order.customers),
        ))  # fmt: skip
        timers.arm(tx, KIND, subject, now + PATIENCE)
        outbox.supersede(tx, KIND, subject)
        outbox.add(tx, KIND, subject, order.lead.id, PRIORITY, now, now)


def end(desk: Desk, order: Order) -> None:
    """All of an order was asked for, or cannot be."""
    subject = problems.subject_of(order.number)
    with desk.database.begin() as tx:
        problems.find(tx, order.number, lock=True)
        orders.end(tx, order.number, order.lead.id, order.offer.request)
        if not orders.are_left(tx, order.number):
            timers.disarm(tx, subject, KIND)
        outbox.changed(tx, subject)


def look_again(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """An order should be at its end by now: while it is not, whoever rang goes on with it, and looks again later. One
    of a kind that the policy no longer knows is at its end."""
    for one in orders.under_way(tx):
        if one.kind not in desk.policy.gestures.kinds:
            orders.end(tx, one.problem_id, one.lead, one.request)
    if orders.are_left(tx, number_of(timer.subject)):
        timers.arm(tx, KIND, timer.subject, desk.clock() + PATIENCE)
    return None


def under_way(desk: Desk) -> Sequence[Order]:
    """The orders that are not at their end."""
    kinds, zone = desk.policy.gestures.kinds, desk.policy.team.timezone
    with desk.database.read() as tx:
        return [
            Order(
                people.get(tx, one.lead) or Person(one.lead, "", zone, "en-US", "member"),
                one.problem_id,
                Offer(one.request, kinds[one.kind], one.amount, one.price, one.reason, one.code),
                one.customers,
            )
            for one in orders.under_way(tx)
            if one.kind in kinds
        ]


def give(desk: Desk, lead: Person, number: int, offer: Offer, customer: int) -> None:
    """Asks for one customer's gesture, unless they have one for this problem, or for another that is open as well. A
    refusal is kept, in words.

    All that is open is held while its gestures are looked at, so that two leads at once cannot give more than a
    problem's limit, nor two to one customer.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        stored.hold_with_open(tx, number)
        problem = problems.of_lead(tx, desk, lead, number)
        who = customers.get(tx, customer)
        if problem.state != "confirmed" or customer in blankets.has_gesture(tx, number) or who.is_nameless:
            return
        gesture = None
        cost = verdicts.cost(offer.kind, offer.amount, offer.price, desk.policy)
        refused = _no_room(tx, desk, number, cost)
        if refused is None:
            new = NewGesture(
                f"{offer.request}:{customer}", lead, offer.kind, offer.amount, offer.price, who.references[0],
                offer.reason, code=offer.code,
            )  # fmt: skip
            try:
                with tx.begin_nested():
                    # Somebody else's request has its own amount, which nobody judged by this problem's limit.
                    gesture = requests.ask(tx, desk, new, or_twin=False).id
            except Refusal as refusal:
                refused = str(refusal)
        blankets.note_gesture(tx, number, customer, lead.id, gesture, refused)
        data: dict[str, object] = {"customer": customer, **({"gesture": gesture} if gesture else {})}
        action = "problem.gesture_asked" if gesture else "problem.gesture_refused"
        audit.append(tx, now, lead.id, action, problems.subject_of(number), data)


def hold_problem_of(tx: Connection, gesture: int) -> int | None:
    """Holds the problem because of which a gesture was asked for, before people and customers; None for no problem."""
    number = blankets.of_gesture(tx, gesture)
    if number is not None:
        stored.get(tx, number, lock=True)
    return number


def require_room(tx: Connection, desk: Desk, number: int, before: int, cost: int) -> None:
    """A gesture because of a problem, held, may cost so much instead of `before`. Raises OverPolicy."""
    if (why_not := _no_room(tx, desk, number, cost, before)) is not None:
        raise OverPolicy(why=why_not)


def _no_room(tx: Connection, desk: Desk, number: int, cost: int, before: int = 0) -> str | None:
    """Why a gesture because of a problem may not cost so much instead of `before`; None if it may."""
    if cost <= 0:
        return None
    limit, currency = desk.policy.service.blanket_limit, desk.policy.team.currency
    if uncounted := _uncounted(tx, desk, number):
        return uncounted
    if blankets.given_cost(tx, number).get(currency, 0) - before + cost > limit:
        return f"One problem may cost up to {in_words(limit, currency)}, and that is reached."
    return None


def _uncounted(tx: Connection, desk: Desk, number: int) -> str | None:
    """Why what was given because of a problem cannot be held against its limit: the policy had another currency then.
    To leave it out would give more than the limit allows."""
    currency = desk.policy.team.currency
    others = sorted(blankets.given_cost(tx, number).keys() - {currency})
    if not others:
        return None
    return (
        f"P-{number} has gestures in {' and '.join(others)} and its limit is in {currency} now, so I cannot count them "
        "together: ask for each customer by themselves with /gesture."
    )


def show(desk: Desk, number: int) -> None:
    """The card and the leads' messages show what was given."""
    with desk.database.begin() as tx:
        outbox.changed(tx, problems.subject_of(number))


def owed(desk: Desk, person: Person, number: int, start: int = 0) -> Owed:
    """A page of what this person was granted because of a problem and is still to deliver. Raises NotFound."""
    with desk.database.read() as tx:
        problem, numbers = problems.find(tx, number), blankets.owed(tx, number, person.id)
        start = min(start, max(0, len(numbers) - 1) // PAGE * PAGE)  # the last page may be gone by now
        shown = stored_gestures.get_many(tx, numbers[start : start + PAGE])
        return Owed(problem, shown, len(numbers), start)


def undelivered(desk: Desk, person: Person, number: int) -> Sequence[int]:
    """The numbers of all that this person was granted because of a problem and is still to deliver."""
    with desk.database.read() as tx:
        return blankets.owed(tx, number, person.id)


def load(tx: Connection, desk: Desk, post: Post) -> Blanket | None:
    """What became of it so far."""
    problem = stored.get(tx, number_of(post.subject))
    if problem is None:
        return None
    named = replace(problem, label=matters.label(desk.policy, problem.matter))
    given = tuple(blankets.given(tx, problem.id, post.recipient))
    served = blankets.has_gesture(tx, problem.id) | {one.customer.id for one in given}
    left = len(_but(tx, problem.id, served)) if problem.state == "confirmed" else 0
    costs = {desk.policy.team.currency: 0, **blankets.given_cost(tx, problem.id)}
    return Blanket(named, given, costs, left)
