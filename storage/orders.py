"""Gestures for all whom a problem concerns, as leads ordered them, until they were asked for for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select

from storage.service_tables import blanket_orders
from storage.statements import insert_or_replace


@dataclass(frozen=True, slots=True)
class Ordered:
    """What each of these customers is to get because of a problem. `kind` is the kind's key, `request` the identity of
    the delivery with which it was ordered."""

    problem_id: int
    lead: str
    request: str
    kind: str
    amount: int
    price: int | None
    reason: str
    code: str | None
    customers: tuple[int, ...]


def keep(tx: Connection, order: Ordered) -> None:
    """Remembers an order, instead of this lead's last one for the problem."""
    insert_or_replace(tx, blanket_orders, {**asdict(order), "customers": json.dumps(order.customers)})


def under_way(tx: Connection) -> Sequence[Ordered]:
    """The orders that are not at their end."""
    rows = tx.execute(select(blanket_orders).order_by(blanket_orders.c.problem_id, blanket_orders.c.lead))
    return [Ordered(**{**row._mapping, "customers": tuple(json.loads(row.customers))}) for row in rows]


def end(tx: Connection, problem: int, lead: str, request: str) -> None:
    """An order is at its end, unless it is another one by now."""
    its = (blanket_orders.c.problem_id == problem, blanket_orders.c.lead == lead, blanket_orders.c.request == request)
    tx.execute(delete(blanket_orders).where(*its))


def are_left(tx: Connection, problem: int) -> bool:
    """Whether any order because of a problem is not at its end."""
    query = select(blanket_orders.c.lead).where(blanket_orders.c.problem_id == problem).limit(1)
    return tx.execute(query).first() is not None
