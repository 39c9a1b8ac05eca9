"""Follow-ups that wait for their time, written straight into the tables: as many as a measurement wants.

They come in blocks of one for each agent, so that those made due at once are a different person's each and are spread
over the whole table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from benchmarks.workspace import AGENTS
from storage.database import Database
from storage.tables import customers, followups, people, references, timers
from storage.types import SORTABLE

BLOCK = len(AGENTS)
CUSTOMERS = 1_000
AT_A_TIME = 100_000
ZONE = "Europe/Berlin"
LATER = timedelta(days=2)
FOLLOWUP = ("id", "customer_id", "what", "owner", "due_at", "zone", "exact", "state", "salt", "created_at")
TIMER = ("kind", "subject", "due_at")


def add_people(database: Database) -> None:
    """The agents, and customers that they promise something to."""
    now = datetime.now(UTC)
    numbers = range(1, CUSTOMERS + 1)
    with database.begin() as tx:
        tx.execute(
            insert(people),
            [{"id": agent, "name": agent, "zone": ZONE, "locale": "en-US", "membership": "member"} for agent in AGENTS],
        )
        tx.execute(insert(customers), [{"id": number, "created_at": now} for number in numbers])
        tx.execute(
            insert(references),
            [{"kind": "ticket", "key": f"#{n}", "value": f"#{n}", "customer_id": n} for n in numbers],
        )


def grow(database: Database, many: int) -> range:
    """Adds follow-ups with their reminders, due in two days and later, until there are so many; the added numbers."""
    with database.read() as tx:
        there = _count(tx)
    later = datetime.now(UTC) + LATER
    for begin in range(there + 1, many + 1, AT_A_TIME):
        numbers = range(begin, min(begin + AT_A_TIME, many + 1))
        due = [(later + timedelta(seconds=number)).strftime(SORTABLE) for number in numbers]
        with database.begin() as tx:
            database.unhurried(tx)
            copy(tx, "followups", FOLLOWUP, (_followup(number, at) for number, at in zip(numbers, due, strict=True)))
            named = zip(numbers, due, strict=True)
            copy(tx, "timers", TIMER, (("reminder", f"followup:{number}", at) for number, at in named))
    tidy(database)
    return range(there + 1, many + 1)


def tidy(database: Database) -> None:
    """What PostgreSQL's autovacuum would do in a while."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("RESET statement_timeout")


def bring_forward(tx: Connection, among: range, due: Sequence[datetime], turn: int = 0) -> list[int]:
    """Makes some of these follow-ups due at these moments instead, another lot each `turn`; their numbers."""
    numbers = spread(among, len(due), turn)
    moved = [{"number": n, "of": f"followup:{n}", "at": at} for n, at in zip(numbers, due, strict=True)]
    tx.execute(update(followups).where(followups.c.id == bindparam("number")).values(due_at=bindparam("at")), moved)
    reminder = (timers.c.kind == "reminder", timers.c.subject == bindparam("of"))
    waited = tx.execute(update(timers).where(*reminder).values(due_at=bindparam("at")), moved).rowcount
    assert waited == len(numbers), f"{len(numbers) - waited} of them were reminded of before"
    return numbers


def spread(among: range, some: int, turn: int = 0) -> list[int]:
    """Some of these numbers, in whole blocks, as far apart as can be; in turn one of each agent's."""
    blocks = len(among) // BLOCK
    return [among.start + (k * blocks // some + turn) % blocks * BLOCK + k % BLOCK for k in range(some)]


def _count(tx: Connection) -> int:
    return int(tx.execute(select(func.coalesce(func.max(followups.c.id), 0))).scalar_one())


def _followup(number: int, due_at: str) -> tuple[Any, ...]:
    owner, customer = AGENTS[(number - 1) % BLOCK], number % CUSTOMERS + 1
    what, salt = f"promise number {number}", f"{number:032x}"
    return number, customer, what, owner, due_at, ZONE, True, "open", salt, due_at


def copy(tx: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """The fastest way in that the database has."""
    connection: Any = tx.connection.driver_connection
    named = ", ".join(columns)
    if tx.dialect.name == "sqlite":
        connection.executemany(f"INSERT INTO {table} ({named}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as into:
        for row in rows:
            into.write_row(row)
