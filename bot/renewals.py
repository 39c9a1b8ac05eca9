"""Renewals: what nobody decided in time is asked once more, in one press and as things stand by now, or put off until a
lead is at work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import decisions, deputies, gestures, requests
from bot.desk import Desk
from bot.errors import AskAnew, GivenSince
from bot.gestures import find, mine, subject_of
from bot.requests import NewGesture
from storage import gestures as stored
from storage import outbox, timers
from storage.audit import Happening
from storage.records import Gesture, Person, Post, Renewal
from storage.subjects import number_of
from storage.timers import Timer

KIND = "ask_again"
AWAITED_OR_GIVEN = ("requested", "granted", "approved", "delivered")
MOST_SINCE = 20


@dataclass(frozen=True, slots=True)
class TooLate:
    """Asked now, an expired request would expire at `expires_at` again, before the leads are at work at `at_work`."""

    gesture: Gesture
    expires_at: datetime
    at_work: datetime


def ask_again(desk: Desk, request: str, actor: Person, number: int) -> Gesture:
    """The request that asks again for an expired one of the actor's, made now; however often it is pressed, one.

    Policy, limits and roles are looked at as for any other; what the leads have before them by now from somebody else,
    or because the actor typed it anew, is what one gets. Raises NotFound, NotYours, OverPolicy, WhoseTicket, GivenSince
    where they have got it meanwhile, and AskAnew where it cannot be the same.
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
        since = _typed_anew(tx, expired)
        if since is not None and since.state == "requested":
            return since
        if since is not None:
            raise GivenSince(what=gestures.describe(since), customer=since.customer.label, name=since.name)
        again = NewGesture(
            request, actor, kind, expired.amount, expired.price, expired.customer.references[0], expired.reason,
            code=expired.code, units=expired.units, facts=frozenset(expired.facts), again_of=expired.id,
        )  # fmt: skip
        return requests.ask(tx, desk, again)


def _typed_anew(tx: Connection, expired: Gesture) -> Gesture | None:
    """The last of the same kind that whoever asked for an expired one has asked for since, for the same customer, if it
    stands for that: it is for the same reason, or for as much. A little something for another reason does not."""
    for one in stored.of_customer(tx, expired.customer.id, AWAITED_OR_GIVEN, MOST_SINCE):
        is_alike = (one.kind, one.requester, one.again_of) == (expired.kind, expired.requester, None)
        is_as_good = one.amount >= expired.amount or one.is_for(expired.code, expired.reason)
        if is_alike and is_as_good and expired.decided_at and one.requested_at >= expired.decided_at:
            return one
    return None


def too_late(desk: Desk, actor: Person, number: int) -> TooLate | None:
    """When leads are at work, if an expired request of the actor's that is asked again now would expire before; None
    where there is time, or nothing to ask."""
    with desk.database.read() as tx:
        expired = stored.get(tx, number)
        if expired is None or expired.requester != actor.id or not _is_wanted(tx, expired):
            return None
    expires_at = requests.expiry(desk, desk.clock())
    at_work = deputies.nobody_before(desk, replace(expired, state="requested", expires_at=expires_at))
    return TooLate(expired, expires_at, at_work) if at_work else None


def put_off(desk: Desk, actor: Person, number: int) -> TooLate | None:
    """Reminds the actor to ask again once leads are at work; None where they are, or there is nothing to ask. Raises
    NotFound, NotYours."""
    late = too_late(desk, actor, number)
    with desk.database.begin() as tx:
        expired = mine(tx, actor, number)
        if late is not None and expired.can_be_asked_again:
            timers.arm(tx, KIND, subject_of(expired), late.at_work)
    return late


def remind(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """Leads are at work: whoever wanted to ask again is told so, or that it was given since. Nobody is told of what the
    leads have before them meanwhile."""
    expired = stored.get(tx, number_of(timer.subject))
    if expired is None or not expired.can_be_asked_again:
        return None
    since = _typed_anew(tx, expired)
    if since is not None and since.state == "requested":
        return None
    outbox.add(tx, KIND, timer.subject, expired.requester, requests.CARD_PRIORITY, timer.due_at, desk.clock())
    return Happening("extra-mile", "gesture.renewal_reminded", timer.subject)


def load(tx: Connection, desk: Desk, post: Post) -> Renewal | None:
    """What the reminder shows."""
    expired = stored.get(tx, number_of(post.subject))
    return Renewal(expired, _typed_anew(tx, expired)) if expired else None


def _is_wanted(tx: Connection, expired: Gesture) -> bool:
    return expired.can_be_asked_again and _typed_anew(tx, expired) is None
