"""How the team stands today, for its leads: what is overdue and whose it is, and what was given against the limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import unsolved
from bot.desk import Desk
from bot.limits import since
from storage import team
from storage.records import Gesture, Limit, Spending, TeamDay

OLDEST = 5  # of what is overdue
NEAREST = 3  # customers to their limit


def today(tx: Connection, desk: Desk, late: datetime, to_decide: Sequence[Gesture]) -> TeamDay:
    """How things stand now. What came due before `late` is overdue; `to_decide` are the requests whose customers may
    be near their limit."""
    overdue, owners = team.overdue(tx, late, OLDEST)
    return TeamDay(
        overdue=tuple(overdue),
        owners=owners,
        spending=_spending(tx, desk),
        limit=_limit(tx, desk, to_decide),
        problems=tuple(unsolved.listed(tx, desk)),
        is_doubtful=not desk.roster.is_fresh,
    )


def _spending(tx: Connection, desk: Desk) -> Spending | None:
    """What was granted in the time that the agents' budget speaks of; None where the policy sets none."""
    budget = desk.policy.gestures.agent_budget
    if budget is None:
        return None
    given = team.given(tx, since(budget, desk.clock()), desk.policy.team.currency)
    return Spending(
        days=budget.days,
        each=budget.amount,
        currency=desk.policy.team.currency,
        alone=tuple((one.person, one.alone) for one in given if one.alone),
        total=sum(one.cost for one in given),
        count=sum(one.count for one in given),
        foreign=sum(one.foreign for one in given),
    )


def _limit(tx: Connection, desk: Desk, to_decide: Sequence[Gesture]) -> Limit | None:
    """How near to their limit the customers are for whom something is asked; None where the policy sets none."""
    limit = desk.policy.gestures.customer_limit
    if limit is None:
        return None
    waiting = {gesture.customer.id: gesture.customer for gesture in to_decide if gesture.cost}
    spent = team.spent_on(tx, waiting, since(limit, desk.clock()))
    nearest = sorted(spent, key=lambda customer: -spent[customer])[:NEAREST]
    return Limit(
        days=limit.days,
        amount=limit.amount,
        currency=desk.policy.team.currency,
        nearest=tuple((waiting[customer], spent[customer]) for customer in nearest),
    )
