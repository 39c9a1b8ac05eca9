"""Decisions: what leads say to a request. Roles are checked inside the transaction, and never on one's own request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import blankets, deputies, gestures, limits, requests, verdicts
from bot.desk import Desk
from bot.errors import OverPolicy, SameAmount, YouApprovedAlready
from bot.limits import Asked
from bot.policy import Kind
from bot.rules import Case
from storage import gestures as stored
from storage import inbox, outbox
from storage.records import Decision, Gesture, Person


def approve(desk: Desk, request: str, lead: Person, number: int) -> Gesture:
    """One lead's yes. The request is approved once as many different leads as it needs have said so.

    Raises NotALead, OwnRequest, AlreadyDecided, YouApprovedAlready, OverPolicy.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture, may = _open(tx, desk, request, lead, number, now)
        if may is None:
            return gesture
        voice = may.on_behalf or lead.id  # a lead's word counts once, whether they say it or their deputy does
        if any(voice in (said.lead, said.on_behalf) for said in gesture.approvals):
            raise YouApprovedAlready(name=gesture.name)
        verdict = _fits(tx, desk, gesture, gesture.amount, gesture.cost, now, may.problem)
        # A policy that has become stricter since the asking holds; one that has become laxer does not undo the asking.
        needs = verdicts.LEADS_NEEDED[verdict.outcome]
        stricter = {"needs": needs, "rule": verdict.rule, "why": verdict.words} if needs > gesture.needs else {}
        stored.change(tx, number, policy=desk.policy.digest, **stricter)
        stored.decide(tx, number, Decision(lead.id, "approve", gesture.amount, "", now, gesture.round, may.on_behalf))
        return _approved(tx, desk, lead, gesture, now, may)


def decline(desk: Desk, request: str, lead: Person, number: int, words: str) -> Gesture:
    """One lead's no, with words for the requester. Raises NotALead, OwnRequest, AlreadyDecided."""
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture, may = _open(tx, desk, request, lead, number, now)
        if may is None:
            return gesture
        stored.decide(
            tx, number, Decision(lead.id, "decline", gesture.amount, words, now, gesture.round, may.on_behalf)
        )
        stored.change(tx, number, state="declined", decided_at=now, policy=desk.policy.digest)
        _tell(tx, gesture, now)
        return gestures.settle(tx, desk, lead.id, "gesture.declined", gesture, now, may.told)


def change(desk: Desk, request: str, lead: Person, number: int, amount: int, price: int | None, words: str) -> Gesture:
    """Another amount: within this lead's limit it is their approval too, otherwise deciding starts again.

    Whatever was approved before is void. The amount that stands there already is no change: whoever meant to look again
    must not have approved by it. Raises NotALead, OwnRequest, AlreadyDecided, SameAmount, OverPolicy.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        gesture, may = _open(tx, desk, request, lead, number, now)
        if may is None:
            return gesture
        if (amount, price) == (gesture.amount, gesture.price):
            raise SameAmount
        kind = kind_of(desk, gesture)
        cost = verdicts.cost(kind, amount, price, desk.policy)
        verdict = _fits(tx, desk, gesture, amount, cost, now, may.problem)
        needs = max(1, verdicts.LEADS_NEEDED[verdict.outcome])
        round = gesture.round + 1
        stored.change(
            tx, number, amount=amount, price=price, cost=cost, round=round, needs=needs,
            **_rule(gesture, verdict), policy=desk.policy.digest,
        )  # fmt: skip
        stored.decide(tx, number, Decision(lead.id, "change", amount, words, now, round, may.on_behalf))
        changed = stored.get(tx, number)
        assert changed
        if needs == 1:
            stored.decide(tx, number, Decision(lead.id, "approve", amount, words, now, round, may.on_behalf))
            return _approved(tx, desk, lead, changed, now, may)
        requests.watch(tx, desk, changed, now)
        _tell(tx, gesture, now)
        return gestures.settle(tx, desk, lead.id, "gesture.changed", changed, now, may.told)


def _rule(gesture: Gesture, verdict: verdicts.Verdict) -> dict[str, str]:
    """The rule that a changed request stands under: what an agent could have granted still came here by the old one,
    but in words that hold for the amount that stands now."""
    if verdict.outcome == "granted":
        return {"rule": gesture.rule, "why": f"{verdict.words.rstrip('.')}; a lead set this amount."}
    return {"rule": verdict.rule, "why": verdict.words}


def look(desk: Desk, lead: Person, number: int) -> Gesture:
    """A request that this lead may decide now. Raises NotFound, NotALead, OwnRequest, AlreadyDecided."""
    with desk.database.read() as tx:
        gesture = gestures.find(tx, number)
        _may_decide(tx, desk, lead, gesture, desk.clock())
        return gesture


def kind_of(desk: Desk, gesture: Gesture) -> Kind:
    """The policy's kind of a gesture. Raises OverPolicy if it no longer exists."""
    kind = desk.policy.gestures.kinds.get(gesture.kind)
    if kind is None:
        raise OverPolicy(why=f"The policy has no {gesture.label} any more.")
    return kind


@dataclass(frozen=True, slots=True)
class May:
    """That somebody may decide: as a lead, or for one who is away (`on_behalf`); about a gesture that was asked for
    because of a `problem` of many, if it was."""

    on_behalf: str | None
    problem: int | None

    @property
    def told(self) -> dict[str, object]:
        """What the trail says of it."""
        return {"for": self.on_behalf} if self.on_behalf else {}


def _open(
    tx: Connection, desk: Desk, request: str, lead: Person, number: int, now: datetime
) -> tuple[Gesture, May | None]:
    """The gesture, held, and that this lead may decide it now; None if this very request did so before."""
    gesture = gestures.find(tx, number, lock=True)
    if inbox.enter(tx, request, now) is not None:
        return gesture, None
    problem = blankets.hold_problem_of(tx, number)
    limits.hold(tx, desk, gesture.requester, now)
    return gesture, _may_decide(tx, desk, lead, gesture, now, problem)


def _may_decide(
    tx: Connection, desk: Desk, lead: Person, gesture: Gesture, now: datetime, problem: int | None = None
) -> May:
    may = May(deputies.require_decider(tx, desk, lead, gesture, now), problem)
    has_expired = gesture.expires_at is not None and gesture.expires_at <= now
    if gesture.state != "requested" or has_expired:
        raise gestures.already_decided(gesture)
    return may


def _fits(
    tx: Connection, desk: Desk, gesture: Gesture, amount: int, cost: int, now: datetime, problem: int | None
) -> verdicts.Verdict:
    """Judges the request again as things stand. Raises OverPolicy."""
    limits.hold_customer(tx, gesture.customer.id)
    case = Case(gesture.code, gesture.tier, gesture.units, frozenset(gesture.facts))
    kind = kind_of(desk, gesture)
    asked = Asked(gesture.requester, gesture.customer.id, kind, amount, cost, case, number=gesture.id)
    verdict = limits.judge(tx, desk, asked, now)
    if verdict.outcome == "refused":
        raise OverPolicy(why=verdict.words)
    if problem is not None:
        blankets.require_room(tx, desk, problem, gesture.cost, cost)
    return verdict


def _approved(tx: Connection, desk: Desk, lead: Person, gesture: Gesture, now: datetime, may: May) -> Gesture:
    """Counts a yes: the last one needed approves."""
    current = stored.get(tx, gesture.id)
    assert current
    if len(current.approvals) < current.needs:
        return gestures.settle(tx, desk, lead.id, "gesture.approved_once", current, now, may.told)
    stored.change(tx, gesture.id, state="approved", decided_at=now)
    _tell(tx, gesture, now)
    return gestures.settle(tx, desk, lead.id, "gesture.approved", current, now, may.told)


def _tell(tx: Connection, gesture: Gesture, now: datetime) -> None:
    outbox.add(tx, "told", gestures.subject_of(gesture), gesture.requester, requests.CARD_PRIORITY, now, now)
