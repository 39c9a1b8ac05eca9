"""Renewals: what nobody decided in time is asked once more, in one press and as things stand by now."""

from __future__ import annotations

from bot import decisions, requests
from bot.desk import Desk
from bot.errors import AskAnew
from bot.gestures import find, mine
from bot.requests import NewGesture
from storage.records import Gesture, Person


def ask_again(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """The request that asks again for an expired one of the actor's, made now; however often it is pressed, one.

    Policy, limits and roles are looked at as for any other; what the leads have before them from somebody else by now
    is what one gets. Raises NotFound, NotYours, OverPolicy, WhoseTicket, and AskAnew where it cannot be the same.
    """
    with desk.database.begin() as tx:
        expired = mine(tx, actor, number)
        if expired.again_as is not None:
            return find(tx, expired.again_as)
        if expired.state != "expired":
            return expired
        kind = decisions.kind_of(desk, expired)
        is_same = (kind.unit, desk.policy.team.currency) == (expired.unit, expired.currency)
        if not is_same or not expired.can_be_asked_again:
            raise AskAnew(name=expired.name)
        again = NewGesture(
            request, actor, kind, expired.amount, expired.price, expired.customer.references[0], expired.reason,
            code=expired.code, units=expired.units, facts=frozenset(expired.facts), again_of=expired.id,
        )  # fmt: skip
        return requests.ask(tx, desk, again)
