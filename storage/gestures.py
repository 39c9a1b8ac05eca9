"""Queries about gestures and the decisions on them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, func, insert, not_, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from storage import audit, customers, statements
from storage.records import UNDELIVERED, Customer, Decision, Gesture
from storage.tables import decisions, gestures

SHOWN = [column for column in gestures.c if column.name not in ("customer_id", "salt", "facts")]
GIVEN = ("granted", "approved", "delivered")
ENDED = ("declined", "withdrawn", "expired", "delivered")
WORDS = {
    "reason": "",
    "salt": "",
    "proof": None,
    "facts": "[]",
    "tier": None,
}  # about a customer, as they are forgotten
Unit = Literal["percent", "money", "time", "none"]
OpenState = Literal["requested", "granted", "approved"]
_IS_WON = gestures.c.state.in_(UNDELIVERED)
# As the indexes of open gestures say it, or SQLite would not use them.
_IS_OPEN = text("gestures.state IN ('requested', 'granted', 'approved')")
_IS_REQUESTED = and_(_IS_OPEN, gestures.c.state == "requested")

ADD = insert(gestures).returning(gestures.c.id)
GET = select(gestures).where(gestures.c.id == bindparam("of"))
LOCK = GET.with_for_update()
CHANGE = update(gestures).where(gestures.c.id == bindparam("of"))
DECIDE = insert(decisions)
DECISIONS = (
    select(decisions).where(decisions.c.gesture_id.in_(bindparam("of", expanding=True))).order_by(decisions.c.id)
)
AGAIN = select(gestures.c.again_of, gestures.c.id).where(
    gestures.c.again_of.is_not(None), gestures.c.again_of.in_(bindparam("of", expanding=True))
)
REQUESTED = (
    select(gestures)
    .where(gestures.c.customer_id == bindparam("of"), gestures.c.kind == bindparam("of_kind"))
    .where(gestures.c.state == "requested")
    .order_by(gestures.c.id)
)


def add(tx: Connection, customer: Customer, salt: str, **values: Any) -> Gesture:
    """A new gesture: `values` are the record's fields."""
    row = {**values, "customer_id": customer.id, "salt": salt, "facts": json.dumps(values.get("facts", ()))}
    number = tx.execute(ADD, row).scalar_one()
    return Gesture(id=number, customer=customer, **values)


def get(tx: Connection, number: int, *, lock: bool = False) -> Gesture | None:
    """One gesture with its decisions, or None; `lock` holds its row to the end of the transaction."""
    row = tx.execute(LOCK if lock else GET, {"of": number}).one_or_none()
    return _records(tx, [row])[0] if row else None


def get_many(tx: Connection, numbers: Collection[int]) -> Sequence[Gesture]:
    """These gestures, in order of their numbers."""
    return _found(tx, select(gestures).where(gestures.c.id.in_(numbers)).order_by(gestures.c.id))


def hold(tx: Connection, numbers: Collection[int]) -> None:
    """Holds these rows to the end of the transaction, taken in order so that nobody waits in a circle."""
    tx.execute(select(gestures.c.id).where(gestures.c.id.in_(numbers)).order_by(gestures.c.id).with_for_update())


def hold_free(tx: Connection, numbers: Collection[int]) -> set[int]:
    """Holds those of these rows that nobody else holds; the numbers of the others."""
    return statements.hold_free(tx, gestures.c.id, numbers)


def change(tx: Connection, number: int, **values: Any) -> None:
    """Gives a gesture new values; another state or cost enters the ledger by itself."""
    tx.execute(CHANGE, {"of": number, **values})


def decide(tx: Connection, number: int, decision: Decision) -> None:
    """Adds a lead's word. The database refuses the requester's own, and the same one twice in a round."""
    said = {
        name: getattr(decision, name) for name in ("round", "lead", "verdict", "amount", "words", "at", "on_behalf")
    }
    tx.execute(DECIDE, {"gesture_id": number, **said})


def similar(tx: Connection, gesture: Gesture, most: int) -> Sequence[Gesture]:
    """The last gestures of the same kind and reason code that were decided, besides this one, newest first."""
    decided = gestures.c.state.in_(("granted", "approved", "delivered", "declined"))
    alike = (gestures.c.kind == gesture.kind, gestures.c.code.is_not_distinct_from(gesture.code))
    query = select(gestures).where(*alike, decided, gestures.c.id != gesture.id)
    return _found(tx, query.order_by(gestures.c.id.desc()).limit(most))


def handwritten(tx: Connection, most: int) -> Sequence[Gesture]:
    """What was granted, has no amount and is not yet with the customer, the oldest first: notes to write."""
    those = (gestures.c.unit == "none", gestures.c.cost == 0, _IS_WON)
    return _found(tx, select(gestures).where(*those).order_by(gestures.c.id).limit(most))


def open_twin(tx: Connection, customer: int, kind: str, code: str | None, reason: str) -> Gesture | None:
    """A request of this kind for this customer and reason (by its code, or else in the same words) that nobody decided
    yet."""
    found = _records(tx, tx.execute(REQUESTED, {"of": customer, "of_kind": kind}).all())
    return next((gesture for gesture in found if gesture.is_for(code, reason)), None)


def of_requester(tx: Connection, person: str, states: Collection[str], most: int = 20) -> Sequence[Gesture]:
    """A person's gestures in these states, newest first."""
    query = select(gestures).where(gestures.c.requester == person, gestures.c.state.in_(states))
    return _found(tx, query.order_by(gestures.c.id.desc()).limit(most))


def lapsed(tx: Connection, person: str, since: datetime, most: int) -> Sequence[Gesture]:
    """What a person asked for from `since` on and nobody decided in time, newest first."""
    theirs = (gestures.c.requester == person, gestures.c.requested_at >= since, gestures.c.state == "expired")
    query = select(gestures).where(*theirs)
    return _found(tx, query.order_by(gestures.c.id.desc()).limit(most))


def of_requesters(
    tx: Connection, persons: Collection[str], states: Collection[OpenState], most: int
) -> dict[str, Sequence[Gesture]]:
    """The gestures of each of these people in these states, newest first, at most `most` in each state."""
    place = func.row_number().over(partition_by=(gestures.c.requester, gestures.c.state), order_by=gestures.c.id.desc())
    theirs = (_IS_OPEN, gestures.c.requester.in_(persons), gestures.c.state.in_(states))
    ranked = select(gestures.c.id.label("number"), place.label("place")).where(*theirs).subquery()
    query = select(gestures).join(ranked, ranked.c.number == gestures.c.id).where(ranked.c.place <= most)
    found: dict[str, list[Gesture]] = {person: [] for person in persons}
    for gesture in _found(tx, query.order_by(gestures.c.id.desc())):
        found[gesture.requester].append(gesture)
    return dict(found)


def open_counts(tx: Connection, persons: Collection[str]) -> dict[str, dict[str, int]]:
    """How many gestures each of these people has asked for and not seen through, by state."""
    theirs = select(gestures.c.requester, gestures.c.state, func.count()).where(_IS_OPEN)
    counts: dict[str, dict[str, int]] = {person: {} for person in persons}
    of_each = theirs.where(gestures.c.requester.in_(persons)).group_by(gestures.c.requester, gestures.c.state)
    for person, state, count in tx.execute(of_each):
        counts[person][state] = int(count)
    return counts


def taken_on(tx: Connection, persons: Collection[str], most: int) -> dict[str, Sequence[Gesture]]:
    """The notes that each of these people writes for a colleague who asked for them, as long as the customer waits,
    newest first, at most `most` in all."""
    theirs = (gestures.c.claimed_by.in_(persons), gestures.c.claimed_by != gestures.c.requester, _IS_WON)
    found: dict[str, list[Gesture]] = {person: [] for person in persons}
    for gesture in _found(tx, select(gestures).where(*theirs).order_by(gestures.c.id.desc()).limit(most)):
        found[str(gesture.claimed_by)].append(gesture)
    return dict(found)


def givers(tx: Connection) -> set[str]:
    """Who has something to give that a customer waits for: asked for, or taken on."""
    query = select(gestures.c.requester, gestures.c.claimed_by).where(_IS_WON).distinct()
    return {person for row in tx.execute(query) for person in row if person}


def requesters(tx: Connection, states: Collection[str]) -> set[str]:
    """Who has gestures in these states."""
    return set(tx.execute(select(gestures.c.requester).where(gestures.c.state.in_(states)).distinct()).scalars())


def in_state(tx: Connection, state: OpenState, most: int = 20) -> Sequence[Gesture]:
    """Gestures in a state, oldest first."""
    those = select(gestures).where(_IS_OPEN, gestures.c.state == state)
    return _found(tx, those.order_by(gestures.c.id).limit(most))


def to_decide(tx: Connection, lead: str, most: int = 20) -> Sequence[Gesture]:
    """Requests that wait for a lead, oldest first: those of others that this lead has not approved already."""
    return _found(tx, select(gestures).where(*_waiting_for(lead)).order_by(gestures.c.id).limit(most))


def count_to_decide(tx: Connection, lead: str) -> int:
    """How many they are."""
    return int(tx.execute(select(func.count()).select_from(gestures).where(*_waiting_for(lead))).scalar_one())


def _waiting_for(lead: str) -> tuple[ColumnElement[bool], ...]:
    of_this_round = (decisions.c.gesture_id == gestures.c.id, decisions.c.round == gestures.c.round)
    approved = exists().where(*of_this_round, decisions.c.lead == lead, decisions.c.verdict == "approve")
    return _IS_REQUESTED, gestures.c.requester != lead, not_(approved)


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


def has_since(tx: Connection, customer: int, since: datetime) -> bool:
    """Whether a customer was given anything that was asked for after `since`, or may be given it still."""
    theirs = (gestures.c.customer_id == customer, gestures.c.state.in_(("requested", *GIVEN)))
    query = select(gestures.c.id).where(*theirs, gestures.c.requested_at > since)
    return bool(tx.execute(select(query.exists())).scalar_one())


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


def salt_of(tx: Connection, number: int) -> str:
    """The salt of a gesture's digests in the audit trail: a fresh one if it was erased with the words before."""
    return audit.salt_of(tx, gestures, number)


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words said about a customer's gestures; amounts and decisions stay."""
    theirs = select(gestures.c.id).where(gestures.c.customer_id == customer)
    tx.execute(update(decisions).where(decisions.c.gesture_id.in_(theirs)).values(words=""))
    tx.execute(update(gestures).where(gestures.c.customer_id == customer).values(WORDS))


def _found(tx: Connection, query: Select[Any]) -> Sequence[Gesture]:
    return _records(tx, tx.execute(query).all())


def _records(tx: Connection, rows: Sequence[Row[Any]]) -> list[Gesture]:
    known = customers.get_many(tx, {row.customer_id for row in rows})
    said = _decisions(tx, [row.id for row in rows])
    again = _asked_again(tx, [row.id for row in rows if row.state == "expired"])
    return [
        Gesture(
            customer=known[row.customer_id],
            again_as=again.get(row.id),
            decisions=tuple(said[row.id]),
            facts=tuple(json.loads(row.facts)),
            **{column.name: row._mapping[column] for column in SHOWN},
        )
        for row in rows
    ]


def _asked_again(tx: Connection, numbers: list[int]) -> dict[int, int]:
    return {row.again_of: row.id for row in tx.execute(AGAIN, {"of": numbers})} if numbers else {}


def _decisions(tx: Connection, numbers: list[int]) -> dict[int, list[Decision]]:
    said: dict[int, list[Decision]] = defaultdict(list)
    if numbers:
        for row in tx.execute(DECISIONS, {"of": numbers}):
            said[row.gesture_id].append(
                Decision(row.lead, row.verdict, row.amount, row.words, row.at, row.round, row.on_behalf)
            )
    return said
