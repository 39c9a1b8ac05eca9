"""Whoever looks for a customer by name or address looks into an index, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event, insert

from storage import customers, namesakes, tables
from storage.database import Database

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
MANY = 4_000
ASKED: dict[str, Callable[[Connection], object]] = {
    "name": lambda tx: customers.with_name(tx, {"anna lee", "lee anna"}),
    "address": lambda tx: customers.with_address(tx, "anna.lee"),
    "names that begin so": lambda tx: namesakes.begun(tx, ("name", "alias"), "anna", (" ",), 20),
    "addresses that begin so": lambda tx: namesakes.begun(tx, ("email",), "anna", ("@", "."), 20),
}


def know_many(database: Database) -> None:
    """Puts many customers, each under an address and a name, into a database."""
    with database.begin() as tx:
        tx.execute(insert(tables.customers), [{"id": number, "created_at": NOW} for number in range(1, MANY + 1)])
        for kind, key in (("email", "person.{}@example.com"), ("name", "person {}")):
            rows = [{"kind": kind, "key": key.format(n), "value": "x", "customer_id": n} for n in range(1, MANY + 1)]
            tx.execute(insert(tables.references), rows)
        tx.exec_driver_sql("ANALYZE")


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_through_the_index(database: Database, ask: Callable[[Connection], object]) -> None:
    know_many(database)
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with database.read() as tx:
        ask(tx)
    ((sql, values),) = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.read() as tx:
        plan = str(tx.exec_driver_sql(f"{explain} {sql}", values).all())  # type: ignore[arg-type]
    assert ("SEARCH" if database.is_sqlite else "Index") in plan, plan
    assert ("SCAN" if database.is_sqlite else "Seq Scan") not in plan, plan
    assert "SORT" not in plan.upper().replace("SORT KEY", ""), plan


def test_an_address_s_own_part_and_no_more(database: Database) -> None:
    wanted = ["anna.lee@example.com", "anna.lee@example.org"]
    others = ["anna.le@example.com", "anna.leeb@example.com", "anna.lee.b@example.com", "anna_lee@a.com", "anna@lee.c"]
    with database.begin() as tx:
        tx.execute(insert(tables.customers), [{"id": n, "created_at": NOW} for n in range(1, 9)])
        rows = [{"kind": "email", "key": key, "value": key} for key in others + wanted]
        tx.execute(insert(tables.references), [{**row, "customer_id": n} for n, row in enumerate(rows, 1)])
        name = {"kind": "name", "key": "anna.lee@example.com", "value": "x", "customer_id": 8}
        tx.execute(insert(tables.references), name)
        assert customers.with_address(tx, "anna.lee") == {6, 7}
        assert customers.with_address(tx, "anna.le") == {1}
        assert customers.with_address(tx, "zzz") == set()
        assert customers.with_address(tx, "bob") == set()
        assert customers.with_name(tx, set()) == set()


def test_whoever_is_called_so_or_so_and_something_more(database: Database) -> None:
    known = {
        "name": ["grace", "grace lee", "graceland park", "mary grace", "анна иванова", "анна", "李 明"],
        "alias": ["grace two"],
        "email": ["grace@example.com", "grace.kelly@example.com", "grace-ann@example.com", "graces@example.com"],
    }
    rows = [{"kind": kind, "key": key, "value": key} for kind, keys in known.items() for key in keys]
    with database.begin() as tx:
        tx.execute(insert(tables.customers), [{"id": n, "created_at": NOW} for n in range(1, len(rows) + 1)])
        tx.execute(insert(tables.references), [{**row, "customer_id": n} for n, row in enumerate(rows, 1)])

        def called(name: str, *, by_address: bool = False) -> set[str]:
            return {customer.label for customer in namesakes.named(tx, name, 20, by_address=by_address)}

        assert called("grace") == {"grace", "grace lee", "grace two"}
        assert called("grace", by_address=True) - called("grace") == set(known["email"][:3])
        assert called("анна") == {"анна", "анна иванова"}
        assert called("李") == {"李 明"}
        assert called("zoë") == called("123") == called("🙂") == set()
        assert len(namesakes.named(tx, "grace", 1, by_address=False)) <= 2
