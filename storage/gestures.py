"""Queries about gestures and the decisions on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from storage import customers, statements
from storage.records import Customer, Decision, Gesture
from storage.statements import insert_unless_there
from storage.tables import decisions, gestures, policies

SHOWN = [column for column in gestures.c if column.name not in ("customer_id", "salt")]
SPENT = ("requested", "granted", "approved", "delivered")  # what counts against a customer's limit
GIVEN = ("granted", "approved", "delivered")


def add(tx: Connection, customer: Customer, salt: str, **values: Any) -> Gesture:
    """A new gesture: `values` are the record's fields."""
    row = {**values, "customer_id": customer.id, "salt": salt}
    number = tx.execute(insert(gestures).values(row).returning(gestures.c.id)).scalar_one()
    return Gesture(id=number, customer=customer, **values)


def get(tx: Connection, number: int, *, lock: bool = False) -> Gesture | None:
    """One gesture with its decisions, or None; `lock` holds its row to the end of the transaction."""
    query = select(gestures).where(gestures.c.id == number)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return _records(tx, [row])[0] if row else None


def hold(tx: Connection, numbers: Collection[int]) -> None:
    """Holds these rows to the end of the transaction, taken in order so that nobody waits in a circle."""
    tx.execute(select(gestures.c.id).where(gestures.c.id.in_(numbers)).order_by(gestures.c.id).with_for_update())


def hold_free(tx: Connection, numbers: Collection[int]) -> set[int]:
    """Holds those of these rows that nobody else holds; the numbers of the others."""
    return statements.hold_free(tx, gestures.c.id, numbers)


def change(tx: Connection, number: int, **values: Any) -> None:
    """Gives a gesture new values."""
    tx.execute(update(gestures).where(gestures.c.id == number).values(values))


def decide(tx: Connection, number: int, decision: Decision) -> None:
    """Adds a lead's word. The database refuses the requester's own, and the same one twice in a round."""
    row = {"gesture_id": number, "round": decision.round, "lead": decision.lead, "verdict": decision.verdict}
    tx.execute(insert(decisions).values({**row, "amount": decision.amount, "words": decision.words, "at": decision.at}))


def spent_on(tx: Connection, customer: int, since: datetime, but: int | None = None) -> int:
    """What was given to a customer from `since` on, open requests included, in minor units."""
    query = select(func.coalesce(func.sum(gestures.c.cost), 0)).where(
        gestures.c.customer_id == customer, gestures.c.requested_at >= since, gestures.c.state.in_(SPENT)
    )
    return int(tx.execute(query.where(gestures.c.id != but) if but else query).scalar_one())


def granted_by(tx: Connection, agent: str, since: datetime) -> int:
    """What an agent granted alone from `since` on, in minor units."""
    query = select(func.coalesce(func.sum(gestures.c.cost), 0)).where(
        gestures.c.requester == agent,
        gestures.c.requested_at >= since,
        gestures.c.needs == 0,
        gestures.c.state.in_(("granted", "delivered")),
    )
    return int(tx.execute(query).scalar_one())


def of_requester(tx: Connection, person: str, states: Collection[str], most: int = 20) -> Sequence[Gesture]:
    """A person's gestures in these states, newest first."""
    query = select(gestures).where(gestures.c.requester == person, gestures.c.state.in_(states))
    return _found(tx, query.order_by(gestures.c.id.desc()).limit(most))


def of_requesters(
    tx: Connection, persons: Collection[str], states: Collection[str], most: int
) -> dict[str, Sequence[Gesture]]:
    """The gestures of each of these people in these states, newest first, at most `most` in each state."""
    place = func.row_number().over(partition_by=(gestures.c.requester, gestures.c.state), order_by=gestures.c.id.desc())
    theirs = (gestures.c.requester.in_(persons), gestures.c.state.in_(states))
    ranked = select(gestures.c.id.label("number"), place.label("place")).where(*theirs).subquery()
    query = select(gestures).join(ranked, ranked.c.number == gestures.c.id).where(ranked.c.place <= most)
    found: dict[str, list[Gesture]] = {person: [] for person in persons}
    for gesture in _found(tx, query.order_by(gestures.c.id.desc())):
        found[gesture.requester].append(gesture)
    return dict(found)


def requesters(tx: Connection, states: Collection[str]) -> set[str]:
    """Who has gestures in these states."""
    return set(tx.execute(select(gestures.c.requester).where(gestures.c.state.in_(states)).distinct()).scalars())


def in_state(tx: Connection, state: str, most: int = 20) -> Sequence[Gesture]:
    """Gestures in a state, oldest first."""
    return _found(tx, select(gestures).where(gestures.c.state == state).order_by(gestures.c.id).limit(most))


def of_customer(
    tx: Connection, customer: int, states: Collection[str] | None = None, most: int = 20
) -> Sequence[Gesture]:
    """A customer's gestures, newest first."""
    query = select(gestures).where(gestures.c.customer_id == customer)
    if states is not None:
        query = query.where(gestures.c.state.in_(states))
    return _found(tx, query.order_by(gestures.c.id.desc()).limit(most))


def latest(tx: Connection, most: int = 20) -> Sequence[Gesture]:
    """Everybody's gestures, newest first."""
    return _found(tx, select(gestures).order_by(gestures.c.id.desc()).limit(most))


def count(tx: Connection, customer: int | None = None) -> int:
    """How many gestures there are, for one customer or in all."""
    query = select(func.count()).select_from(gestures)
    return int(tx.execute(query.where(gestures.c.customer_id == customer) if customer else query).scalar_one())


def given_before(tx: Connection, gesture: Gesture) -> tuple[int, int]:
    """How many gestures this customer got besides this one, and what they cost in minor units."""
    row = tx.execute(
        select(func.count(), func.coalesce(func.sum(gestures.c.cost), 0)).where(
            gestures.c.customer_id == gesture.customer.id, gestures.c.state.in_(GIVEN), gestures.c.id != gesture.id
        )
    ).one()
    return int(row[0]), int(row[1])


def numbers_of_customer(tx: Connection, customer: int) -> Sequence[int]:
    """The number of every gesture for a customer."""
    return tx.execute(select(gestures.c.id).where(gestures.c.customer_id == customer)).scalars().all()


def everything(tx: Connection, since: datetime | None) -> Iterable[Gesture]:
    """Every gesture asked for from `since` on, oldest first, for an export."""
    query = select(gestures).order_by(gestures.c.id)
    if since:
        query = query.where(gestures.c.requested_at >= since)
    with tx.execute(query, execution_options={"yield_per": 500}) as found:
        for rows in found.partitions():
            yield from _records(tx, rows)


def keep_policy(tx: Connection, digest: str, text: str, at: datetime) -> None:
    """Keeps the policy that decisions are made under, once."""
    insert_unless_there(tx, policies, {"digest": digest, "text": text, "first_used_at": at})


def salt_of(tx: Connection, number: int) -> str:
    """The salt of a gesture's digests in the audit trail."""
    return str(tx.execute(select(gestures.c.salt).where(gestures.c.id == number)).scalar_one())


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words said about a customer's gestures; amounts and decisions stay."""
    theirs = select(gestures.c.id).where(gestures.c.customer_id == customer)
    tx.execute(update(decisions).where(decisions.c.gesture_id.in_(theirs)).values(words=""))
    tx.execute(update(gestures).where(gestures.c.customer_id == customer).values(reason="", salt=""))


def _found(tx: Connection, query: Select[Any]) -> Sequence[Gesture]:
    return _records(tx, tx.execute(query).all())


def _records(tx: Connection, rows: Sequence[Row[Any]]) -> list[Gesture]:
    known = customers.get_many(tx, {row.customer_id for row in rows})
    said = _decisions(tx, [row.id for row in rows])
    return [
        Gesture(
            customer=known[row.customer_id],
            decisions=tuple(said[row.id]),
            **{column.name: row._mapping[column] for column in SHOWN},
        )
        for row in rows
    ]


def _decisions(tx: Connection, numbers: list[int]) -> dict[int, list[Decision]]:
    said: dict[int, list[Decision]] = defaultdict(list)
    if numbers:
        query = select(decisions).where(decisions.c.gesture_id.in_(numbers)).order_by(decisions.c.id)
        for row in tx.execute(query):
            said[row.gesture_id].append(Decision(row.lead, row.verdict, row.amount, row.words, row.at, row.round))
    return said
