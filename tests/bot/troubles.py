"""A day on which many customers have the same trouble, and how the bot sees to it."""

from __future__ import annotations

from collections.abc import Sequence

from desks import (
    ANNA,
    CREDIT,
    LEA,
    a_followup,
    a_request,
    send_all,
)

from bot import (
    affected,
    blankets,
    candidates,
    customers,
    delivery,
    problems,
)
from bot.blankets import Offer, Order
from bot.candidates import Candidate
from bot.desk import Desk
from storage import audit
from storage.records import Blanket, Followup, Person, Problem, Reference

CRASH = (
    "App crashes at login",
    "can’t log in, the app crashes since this morning",
    "Die App stürzt beim Login immer ab",
    "tell them when the app login works again, it crashed",
    "after the update the app crashed at login",
)


def customer(number: int) -> Reference:
    email = f"customer{number}@example.com"
    return Reference("email", email, email)


def trouble(desk: Desk, many: int = 4, first: int = 0, owner: Person = ANNA, hours: float = 2) -> list[Followup]:
    """Follow-ups of as many customers who have the same trouble."""
    return [
        a_followup(desk, owner, hours, what=CRASH[number % len(CRASH)], customer=customer(number))
        for number in range(first, first + many)
    ]


def found_in(desk: Desk) -> tuple[int, list[Candidate]]:
    search, found = candidates.search(desk), None
    while found is None:
        found = candidates.go_on(search, 0.01)
    return found


def look(desk: Desk) -> list[int | None]:
    """Looks as the bot does; the problems that are new or grew."""
    began = desk.clock()
    newest, found = found_in(desk)
    numbers: list[int | None] = []
    for one in found:
        number = one.number
        for members in one.parts():
            number = candidates.notice(desk, newest, one, number, members)
        numbers.append(number)
        newest = max(newest, number or 0)
    candidates.looked(desk, began)
    return numbers


def see_to_all(desk: Desk) -> None:
    while numbers := problems.unsettled(desk):  # what is seen to for one may have another be seen to again
        for number in numbers:
            while affected.see_to(desk, number):
                pass


def a_problem(desk: Desk, **how: int) -> int:
    """One that a lead confirmed, and everybody is seen to."""
    trouble(desk, **how)
    (number,) = look(desk)
    assert number
    problems.confirm(desk, a_request(), LEA, number)
    see_to_all(desk)
    return number


def card(desk: Desk, number: int) -> Problem:
    """A problem as its card shows it."""
    post = next(post for post in send_all(desk) if post.subject == f"problem:{number}" and post.kind == "problem")
    shown = delivery.load(desk, [post])[post.id]
    assert isinstance(shown, Problem)
    return shown


def open_of(desk: Desk, who: Reference) -> Sequence[Followup]:
    found = customers.timeline(desk, who).rows
    return [row for row in found if isinstance(row, Followup) and row.state == "open"]


def offer(amount: int = 500, **more: object) -> Offer:
    return Offer(a_request(), CREDIT, amount, None, "the app crashed at login", **more)  # type: ignore[arg-type]


def give_all(desk: Desk, lead: Person, number: int, given: Offer) -> Blanket:
    """Asks for all as the bot does, and what the lead is told of it."""
    room = blankets.look(desk, lead, number)
    order = Order(lead, number, given, room.customers)
    blankets.begin(desk, order)
    for who in room.customers:
        blankets.give(desk, lead, number, given, who)
    blankets.end(desk, order)
    return blanket_of(desk, number, lead)


def blanket_of(desk: Desk, number: int, lead: Person = LEA) -> Blanket:
    """The message about a gesture for all, as it would be shown now."""
    blankets.show(desk, number)
    its = ("blanket", f"problem:{number}", lead.id)
    post = next(post for post in reversed(send_all(desk)) if (post.kind, post.subject, post.recipient) == its)
    shown = delivery.load(desk, [post])[post.id]
    assert isinstance(shown, Blanket)
    return shown


def audit_texts(desk: Desk) -> list[str]:
    with desk.database.read() as tx:
        return [f"{entry.data} {entry.subject}" for entry in audit.entries(tx)]
