"""Queries about limits: what was given of late, as it counts against them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from storage.tables import gestures, ledger
from storage.types import Instant

SPENT = ("requested", "granted", "approved", "delivered")  # what counts against a customer's limit
# The balance of the ledger for those gestures, in minor units.
BALANCE = (
    select(func.coalesce(func.sum(ledger.c.amount), 0))
    .join(gestures, gestures.c.id == ledger.c.gesture_id)
    .where(gestures.c.requested_at >= bindparam("since", type_=Instant))
)
SPENT_ON = BALANCE.where(gestures.c.customer_id == bindparam("of"), gestures.c.id != bindparam("but"))
GRANTED_BY = BALANCE.where(gestures.c.requester == bindparam("of"), gestures.c.needs == 0)


def spent_on(tx: Connection, customer: int, since: datetime, but: int | None = None) -> int:
    """What was given to a customer from `since` on, open requests included, in minor units."""
    return int(tx.execute(SPENT_ON, {"of": customer, "since": since, "but": but or 0}).scalar_one())


def granted_by(tx: Connection, agent: str, since: datetime) -> int:
    """What an agent granted alone from `since` on, in minor units."""
    return int(tx.execute(GRANTED_BY, {"of": agent, "since": since}).scalar_one())


def used(
    tx: Connection, since: datetime, kinds: Collection[str], customer: int | None, agent: str | None,
    but: int | None = None,
) -> tuple[int, int]:  # fmt: skip
    """What was given from `since` on of these kinds (all when empty), to a customer, by an agent, or in all:
    its cost in minor units, and how many."""
    those = [gestures.c.requested_at >= since, gestures.c.state.in_(SPENT)]
    those += [gestures.c.kind.in_(kinds)] if kinds else []
    those += [gestures.c.customer_id == customer] if customer is not None else []
    those += [gestures.c.requester == agent] if agent is not None else []
    # Whoever asked later must not make an earlier request harder.
    those += [gestures.c.id != but, or_(gestures.c.state != "requested", gestures.c.id < but)] if but else []
    row = tx.execute(select(func.coalesce(func.sum(gestures.c.cost), 0), func.count()).where(*those)).one()
    return int(row[0]), int(row[1])
