"""What limits and caps say to a gesture, with what was given before. Hold the rows first where it is to be acted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import verdicts
from bot.desk import Desk
from bot.policy import Kind, Limit
from bot.rules import Cap, Case, Used
from bot.verdicts import Verdict
from storage import customers, people, policies
from storage import limits as stored


@dataclass(frozen=True, slots=True)
class Asked:
    """A gesture as it is judged: by whom, for which customer (None for one we do not know yet), how much and why.

    `amount` is in the kind's smallest steps, `cost` in minor units; `number` is that of a request which counts already.
    """

    requester: str
    customer: int | None
    kind: Kind
    amount: int
    cost: int
    case: Case
    number: int | None = None


def judge(tx: Connection, desk: Desk, asked: Asked, now: datetime) -> Verdict:
    """Who decides, by all that counts now."""
    limits = desk.policy.gestures
    spent = 0
    if asked.customer is not None:
        spent = stored.spent_on(tx, asked.customer, since(limits.customer_limit, now), but=asked.number)
    # What a lead decides is not the agent's to spend.
    granted = 0 if asked.number else granted_alone(tx, desk, asked.requester, now)
    used = _used(tx, limits.caps, asked, now)
    return verdicts.judge(desk.policy, asked.kind, asked.amount, asked.cost, spent, granted, asked.case, used)


def granted_alone(tx: Connection, desk: Desk, agent: str, now: datetime) -> int:
    """What an agent granted alone within the budget's days, in minor units."""
    return stored.granted_by(tx, agent, since(desk.policy.gestures.agent_budget, now))


def since(limit: Limit | None, now: datetime) -> datetime:
    """From when on something counts."""
    return now - timedelta(days=limit.days if limit else 0)


def hold(tx: Connection, desk: Desk, requester: str, now: datetime) -> None:
    """Holds what an agent and the team may give, so that each sum is taken once at a time.

    Everybody holds rows in this order: follow-ups, gestures, people, the team, customers; a problem of many before
    all of these but a gesture that is decided.
    """
    people.lock(tx, requester)
    policies.keep(tx, desk.policy.digest, desk.policy.text, now)
    policies.hold_team(tx)  # by whatever policy: another replica may have another one just now


def concerns_the_customer(desk: Desk, kind: Kind) -> bool:
    """Whether it matters who gets it, even where it costs nothing."""
    capped = any(cap.per == "customer" and cap.counts(kind.key) for cap in desk.policy.gestures.caps)
    return capped or any(rule.tiers for rule in kind.rules)


def tier_of(tx: Connection, desk: Desk, customer: int) -> str | None:
    """A customer's tier; who has none stands on the lowest."""
    return customers.tier_of(tx, customer) or next(iter(desk.policy.gestures.tiers), None)


def hold_customer(tx: Connection, customer: int) -> None:
    """Holds what a customer may get."""
    customers.lock(tx, customer)


def used_by(tx: Connection, desk: Desk, agent: str, now: datetime) -> Sequence[Used | None]:
    """What counts against each of the policy's caps for this agent or the team; None for those of a customer."""
    return [None if cap.per == "customer" else _used_of(tx, cap, None, agent, now) for cap in desk.policy.gestures.caps]


def _used(tx: Connection, caps: Sequence[Cap], asked: Asked, now: datetime) -> list[Used]:
    return [
        _used_of(tx, cap, asked.customer, asked.requester, now, asked.number) if cap.counts(asked.kind.key) else Used()
        for cap in caps
    ]


def _used_of(tx: Connection, cap: Cap, customer: int | None, agent: str, now: datetime, but: int | None = None) -> Used:
    if cap.per == "customer" and customer is None:
        return Used()
    whose = (customer if cap.per == "customer" else None, agent if cap.per == "agent" else None)
    return Used(*stored.used(tx, now - timedelta(days=cap.days), cap.kinds, *whose, but))
