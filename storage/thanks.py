"""Queries about thanks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from storage import customers
from storage.drafts import whole_name
from storage.records import Customer, Thanks
from storage.service_tables import thanks


def add(tx: Connection, person: str, author: str, words: str, customer: Customer | None, at: datetime) -> Thanks:
    """Keeps that somebody was thanked."""
    row = {"person": person, "author": author, "words": words, "customer_id": customer and customer.id, "at": at}
    number = tx.execute(insert(thanks).values(row).returning(thanks.c.id)).scalar_one()
    return Thanks(number, person, author, words, at, customer)


def get_many(tx: Connection, numbers: Collection[int]) -> Sequence[Thanks]:
    """These, in order of their numbers."""
    return _found(tx, select(thanks).where(thanks.c.id.in_(numbers)))


def between(tx: Connection, since: datetime, until: datetime) -> Sequence[Thanks]:
    """All thanks of [since, until), the oldest first."""
    return _found(tx, select(thanks).where(thanks.c.at >= since, thanks.c.at < until))


def numbers_of_person(tx: Connection, person: str) -> Sequence[int]:
    """The number of everything that somebody was thanked for."""
    return tx.execute(select(thanks.c.id).where(thanks.c.person == person)).scalars().all()


def numbers_of_customer(tx: Connection, customer: int) -> Sequence[int]:
    """The number of everything that a customer thanked somebody for."""
    return tx.execute(select(thanks.c.id).where(thanks.c.customer_id == customer)).scalars().all()


def numbers_naming(tx: Connection, customer: int, names: Collection[str]) -> Sequence[int]:
    """The number of all thanks that are not a customer's own and whose words hold one of their names, whole."""
    if not names:
        return []
    said = func.lower(thanks.c.words)
    held = or_(*(said.contains(name.lower(), autoescape=True) for name in names))
    name = re.compile("|".join(map(whole_name, names)), re.IGNORECASE)
    others = thanks.c.customer_id.is_distinct_from(customer)
    rows = tx.execute(select(thanks.c.id, thanks.c.words).where(others, held))
    return [row.id for row in rows if name.search(row.words)]


def forget(tx: Connection, customer: int, names: Collection[str]) -> Sequence[int]:
    """Takes away the words of a customer's thanks, and of all others that hold one of these names; the numbers of the
    latter."""
    numbers = numbers_naming(tx, customer, names)
    tx.execute(update(thanks).where(or_(thanks.c.customer_id == customer, thanks.c.id.in_(numbers))).values(words=""))
    return numbers


def _found(tx: Connection, query: Select[Any]) -> Sequence[Thanks]:
    rows = tx.execute(query.order_by(thanks.c.id)).all()
    known = customers.get_many(tx, {row.customer_id for row in rows if row.customer_id})
    return [_record(row, known.get(row.customer_id)) for row in rows]


def _record(row: Row[Any], customer: Customer | None) -> Thanks:
    return Thanks(row.id, row.person, row.author, row.words, row.at, customer)
