"""Queries for imports: what is known of many customers at once, and many rows written at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.records import Reference
from storage.service_tables import scores
from storage.tables import customers, notes, references

T = TypeVar("T")
Key: TypeAlias = tuple[str, str]  # of a reference: its kind, and how it is compared
MOST = 1000  # values in one statement
OWNERS = select(references.c.kind, references.c.key, references.c.customer_id).where(
    references.c.kind.in_(("email", "ticket", "name", "alias")), references.c.key.in_(bindparam("of", expanding=True))
)
THESE = customers.c.id.in_(bindparam("of", expanding=True))
HOLD = select(customers.c.id).where(THESE).order_by(customers.c.id).with_for_update(read=True, key_share=True)
TRAITS = select(customers.c.id, customers.c.tier, customers.c.language).where(THESE)
WITH_EMAIL = select(references.c.customer_id).where(
    references.c.customer_id.in_(bindparam("of", expanding=True)), references.c.kind == "email"
)
NOTES = select(notes.c.customer_id, notes.c.text).where(notes.c.customer_id.in_(bindparam("of", expanding=True)))
SCORES = select(scores.c.customer_id, scores.c.kind, scores.c.at, scores.c.value).where(
    scores.c.customer_id.in_(bindparam("of", expanding=True))
)
SET_TRAITS = update(customers).where(customers.c.id == bindparam("of"))


def owners(tx: Connection, keys: Collection[str]) -> dict[Key, int]:
    """Whose these references are, of whatever kind: the number of the customer."""
    return {(row.kind, row.key): row.customer_id for row in _found(tx, OWNERS, keys)}


def hold(tx: Connection, numbers: Collection[int]) -> None:
    """Keeps these customers who they are to the end of the transaction."""
    for _ in _found(tx, HOLD, numbers):
        pass


def with_email(tx: Connection, numbers: Collection[int]) -> set[int]:
    """Who of these customers is known by an address."""
    return {row.customer_id for row in _found(tx, WITH_EMAIL, numbers)}


def traits(tx: Connection, numbers: Collection[int]) -> dict[int, tuple[str | None, str | None]]:
    """The tier and the language of each of these customers."""
    return {row.id: (row.tier, row.language) for row in _found(tx, TRAITS, numbers)}


def notes_of(tx: Connection, numbers: Collection[int]) -> set[tuple[int, str]]:
    """What is remembered about these customers, as (number, text)."""
    return {(row.customer_id, row.text) for row in _found(tx, NOTES, numbers)}


def scores_of(tx: Connection, numbers: Collection[int]) -> dict[tuple[int, str, datetime], int]:
    """The scores that these customers gave, by number, kind and time."""
    return {(row.customer_id, row.kind, row.at): row.value for row in _found(tx, SCORES, numbers)}


def add_customers(tx: Connection, many: int, at: datetime) -> Sequence[int]:
    """So many new customers, still without a name; their numbers."""
    if not many:
        return []
    added = insert(customers).returning(customers.c.id)
    return tx.execute(added, [{"created_at": at} for _ in range(many)]).scalars().all()


def set_traits(tx: Connection, given: Mapping[int, tuple[str | None, str | None]]) -> None:
    """Gives customers a tier and a language."""
    if given:
        rows = [{"of": number, "tier": given[number][0], "language": given[number][1]} for number in sorted(given)]
        tx.execute(SET_TRAITS, rows)


def add_references(tx: Connection, named: Sequence[tuple[int, Reference]]) -> None:
    """Ways in which customers are known. Raises IntegrityError where one leads to somebody by now."""
    _add(
        tx,
        insert(references),
        [{"customer_id": who, "kind": ref.kind, "key": ref.key, "value": ref.value} for who, ref in named],
    )


def add_notes(tx: Connection, noted: Sequence[tuple[int, str]], author: str, at: datetime) -> None:
    """Things worth remembering about customers."""
    common = {"author": author, "created_at": at}
    _add(tx, insert(notes), [{"customer_id": who, "text": text, **common} for who, text in noted])


def add_scores(tx: Connection, given: Sequence[tuple[int, str, datetime, int]]) -> None:
    """Scores: whose, of which kind, when and what. Raises IntegrityError where there is one by now."""
    columns = ("customer_id", "kind", "at", "value")
    _add(tx, insert(scores), [dict(zip(columns, row, strict=True)) for row in given])


def _add(tx: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(statement, rows)


def _found(tx: Connection, query: Any, values: Collection[T]) -> Iterator[Any]:
    """The rows that a query finds for these values, so many at a time."""
    left = iter(sorted(values))  # type: ignore[type-var]  # numbers or texts
    while some := list(islice(left, MOST)):
        yield from tx.execute(query, {"of": some})
