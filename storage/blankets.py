"""Queries about gestures that are given because of a problem of many, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, func, or_, select, update

from storage import customers
from storage.problems import IS_CONFIRMED
from storage.records import UNDELIVERED, Recipient
from storage.service_tables import merges, problem_gestures
from storage.statements import insert_or_replace
from storage.tables import gestures

COUNTED = ("requested", "granted", "approved", "delivered")  # what a blanket gesture has cost, or may
OF_PROBLEMS = select(problem_gestures.c.gesture_id).where(problem_gestures.c.gesture_id.is_not(None))
PART_OF_ANOTHER = select(merges.c.other_id).where(merges.c.undone_at.is_(None))
GIVEN_IN_ALL = (
    select(gestures.c.currency, func.sum(gestures.c.cost).label("cost"))
    .join(problem_gestures, problem_gestures.c.gesture_id == gestures.c.id)
    .where(problem_gestures.c.problem_id == bindparam("of"), gestures.c.state.in_(COUNTED), gestures.c.cost > 0)
    .group_by(gestures.c.currency)
    .order_by(gestures.c.currency)
)


def refusing(tx: Connection, customer: int) -> list[str]:
    """The problems because of which a customer was to get a gesture and could not, as messages name them."""
    theirs = (problem_gestures.c.customer_id == customer, problem_gestures.c.gesture_id.is_(None))
    query = select(problem_gestures.c.problem_id).where(*theirs).order_by(problem_gestures.c.problem_id)
    return [f"problem:{number}" for number in tx.execute(query).scalars()]


def given_cost(tx: Connection, number: int) -> dict[str, int]:
    """What the gestures because of a problem cost in all, or may, in minor units of each currency that they were asked
    for in."""
    return {row.currency: int(row.cost) for row in tx.execute(GIVEN_IN_ALL, {"of": number})}


def of_gesture(tx: Connection, gesture: int) -> int | None:
    """The problem because of which a gesture was asked for, if it was."""
    query = select(problem_gestures.c.problem_id).where(problem_gestures.c.gesture_id == gesture)
    return tx.execute(query).scalar()


def has_gesture(tx: Connection, number: int) -> set[int]:
    """The customers who got a gesture because of a problem, or of another that is open as well, or may still."""
    # The gesture knows whose it is now, when customers were merged or taken apart since.
    got = select(gestures.c.customer_id).join(problem_gestures, problem_gestures.c.gesture_id == gestures.c.id)
    because = or_(problem_gestures.c.problem_id == number, problem_gestures.c.problem_id.in_(IS_CONFIRMED))
    return set(tx.execute(got.where(because, gestures.c.state.in_(COUNTED))).scalars())


def note_gesture(
    tx: Connection, number: int, customer: int, lead: str, gesture: int | None, refused: str | None
) -> None:
    """What became of one customer's gesture; instead of what was there before."""
    row = {"problem_id": number, "customer_id": customer, "lead": lead, "gesture_id": gesture, "refused": refused}
    insert_or_replace(tx, problem_gestures, row)


def given(tx: Connection, number: int, lead: str) -> Iterator[Recipient]:
    """What became of the gestures that a lead asked for because of a problem."""
    whose = func.coalesce(gestures.c.customer_id, problem_gestures.c.customer_id).label("customer_id")
    query = select(whose, problem_gestures.c.gesture_id, problem_gestures.c.refused, gestures.c.state)
    query = query.outerjoin(gestures, gestures.c.id == problem_gestures.c.gesture_id)
    mine = (problem_gestures.c.problem_id == number, problem_gestures.c.lead == lead)
    # Of two who became one, what the kept one got tells it.
    is_told = or_(problem_gestures.c.gesture_id.is_not(None), problem_gestures.c.customer_id.not_in(PART_OF_ANOTHER))
    rows = tx.execute(query.where(*mine, is_told).order_by(whose)).all()
    known = customers.get_many(tx, [row.customer_id for row in rows])
    for row in rows:
        gesture = f"G-{row.gesture_id}" if row.gesture_id else None
        yield Recipient(known[row.customer_id], gesture, row.state, row.refused)


def owed(tx: Connection, number: int, lead: str) -> Sequence[int]:
    """The gestures that a lead asked for because of a problem, and that are granted and not yet with the customer."""
    query = select(gestures.c.id).join(problem_gestures, problem_gestures.c.gesture_id == gestures.c.id)
    mine = (problem_gestures.c.problem_id == number, problem_gestures.c.lead == lead)
    return tx.execute(query.where(*mine, gestures.c.state.in_(UNDELIVERED)).order_by(gestures.c.id)).scalars().all()


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words about a customer."""
    theirs = (problem_gestures.c.customer_id == customer, problem_gestures.c.refused.is_not(None))
    tx.execute(update(problem_gestures).where(*theirs).values(refused=""))
