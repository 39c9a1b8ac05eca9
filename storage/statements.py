"""The few statements that SQLite and PostgreSQL share in all but name.

Statements of the busy paths are built once and given their values when executed: building one costs SQLAlchemy
several times what running it does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

T = TypeVar("T")

MOST_VALUES = 1000  # in one statement


def insert_unless_there(tx: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Inserts the row unless its key is taken; whether it did. Waits for a rival transaction to end first."""
    return tx.execute(_unless_there(tx.dialect.name, table), row).first() is not None


def insert_or_replace(tx: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts the row, or gives the one with the same primary key these values."""
    tx.execute(_or_replace(tx.dialect.name, table, tuple(row)), row)


def insert_or_replace_many(tx: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """The same for several rows, which all name the same columns."""
    tx.execute(_or_replace(tx.dialect.name, table, tuple(rows[0])), rows)


def handfuls(several: Sequence[T]) -> Iterator[Sequence[T]]:
    """These values, as many at a time as one statement takes."""
    yield from (several[start : start + MOST_VALUES] for start in range(0, len(several), MOST_VALUES))


def read_clock(tx: Connection, clock: ColumnElement[float]) -> float:
    """What a database's clock shows now, in seconds."""
    return float(tx.execute(_reading(clock)).scalar_one())


@lru_cache(maxsize=8)
def _reading(clock: ColumnElement[float]) -> Any:
    return select(clock)


def hold_free(tx: Connection, key: Column[Any], numbers: Collection[int]) -> set[int]:
    """Holds those of the rows with these keys that nobody else holds; the keys of the others."""
    these, hold = _these(key)
    held = set(tx.execute(hold, {"these": list(numbers)}).scalars())
    return set(tx.execute(these, {"these": list(numbers)}).scalars()) - held if held != set(numbers) else set()


@lru_cache(maxsize=64)
def _these(key: Column[Any]) -> tuple[Any, Any]:
    """The rows with such keys, and the same held, less those that somebody else holds."""
    these = select(key).where(key.in_(bindparam("these", expanding=True)))
    return these, these.order_by(key).with_for_update(skip_locked=True)


@lru_cache(maxsize=64)
def _unless_there(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing().returning(next(iter(table.primary_key)))


@lru_cache(maxsize=64)
def _or_replace(dialect: str, table: Table, columns: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    rest = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def _insert(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
