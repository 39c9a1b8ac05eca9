"""The few statements that SQLite and PostgreSQL share in all but name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_unless_there(tx: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Inserts the row unless its key is taken; whether it did. Waits for a rival transaction to end first."""
    key = next(iter(table.primary_key))
    return tx.execute(_insert(tx, table).values(row).on_conflict_do_nothing().returning(key)).first() is not None


def insert_or_replace(tx: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts the row, or gives the one with the same primary key these values."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    tx.execute(_insert(tx, table).values(row).on_conflict_do_update(index_elements=keys, set_=rest))


def _insert(tx: Connection, table: Table) -> Any:
    return (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(table)
