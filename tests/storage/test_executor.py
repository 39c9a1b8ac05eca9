"""Writes that queue up share a commit on SQLite, and yet each stands or falls by itself."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from storage import inbox
from storage.database import Database
from storage.executor import READERS, Executor

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def executor(database: Database) -> Iterator[Executor]:
    executor = Executor(database)
    yield executor
    executor.close()


class Refused(Exception):
    pass


def enter(database: Database, request: str, refuse: bool = False) -> str:
    with database.begin() as tx:
        assert inbox.enter(tx, request, NOW) is None
        inbox.settle(tx, request, request.upper())
        if refuse:
            raise Refused(request)
    return request


def subjects(database: Database, *requests: str) -> list[str | None]:
    with database.begin() as tx:
        found = [inbox.enter(tx, request, NOW) for request in requests]
        tx.rollback()
    return found


async def queued(executor: Executor, database: Database, write: Callable[[int], str]) -> list[str | BaseException]:
    """Ten writes that wait while the thread is busy."""
    gate = Event()
    busy = [asyncio.ensure_future(executor.write(gate.wait, 10)) for _ in range(database.threads)]
    await asyncio.sleep(0)
    waiting = asyncio.gather(*(executor.write(write, number) for number in range(10)), return_exceptions=True)
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*busy)
    return await waiting


async def test_what_queued_up_shares_commits(executor: Executor, database: Database) -> None:
    commits = []
    event.listen(database.engine, "commit", commits.append)
    answers = await queued(executor, database, lambda number: enter(database, f"r{number}"))
    assert answers == [f"r{number}" for number in range(10)]
    assert len(commits) == (1 if database.is_sqlite else 10)
    assert subjects(database, "r0", "r9") == ["R0", "R9"]


async def test_what_is_refused_neither_undoes_nor_repeats_the_others(executor: Executor, database: Database) -> None:
    commits, begun = [], list[int]()
    event.listen(database.engine, "commit", commits.append)

    def write(number: int) -> str:
        begun.append(number)
        return enter(database, f"r{number}", refuse=number in (3, 7))

    answers = await queued(executor, database, write)
    assert [number for number, answer in enumerate(answers) if isinstance(answer, Refused)] == [3, 7]
    assert sorted(begun) == list(range(10))
    assert len(commits) == (1 if database.is_sqlite else 8)
    assert subjects(database, "r2", "r3", "r4", "r7", "r9") == ["R2", None, "R4", None, "R9"]


def test_a_failure_that_was_caught_is_not_committed_with_the_others(database: Database) -> None:
    with database.together():
        enter(database, "kept")
        with contextlib.suppress(Refused):
            enter(database, "refused", refuse=True)
        enter(database, "kept too")
    assert subjects(database, "kept", "refused", "kept too") == ["KEPT", None, "KEPT TOO"]


async def test_a_database_that_breaks_off_keeps_nothing_and_says_so_to_all(sqlite_url: str) -> None:
    """SQLite gives up the whole transaction when the disk is full: what came before is gone, and nothing may follow."""
    database = Database(sqlite_url)
    executor = Executor(database)

    def write(number: int) -> str:
        if number == 4:
            with contextlib.suppress(OperationalError), database.begin() as tx:
                tx.exec_driver_sql("ROLLBACK")
                raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
        return enter(database, f"r{number}")

    answers = await queued(executor, database, write)
    assert all(isinstance(answer, OperationalError) for answer in answers), answers
    assert subjects(database, *(f"r{number}" for number in range(10))) == [None] * 10
    executor.close()
    database.close()


async def test_a_write_that_nobody_waits_for_any_more_is_left_out(executor: Executor, database: Database) -> None:
    gate = Event()
    busy = [asyncio.ensure_future(executor.write(gate.wait, 10)) for _ in range(database.threads)]
    await asyncio.sleep(0)
    late = asyncio.ensure_future(executor.write(enter, database, "late"))
    await asyncio.sleep(0)
    late.cancel()
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*busy)
    await executor.write(enter, database, "next")
    assert subjects(database, "late", "next") == [None, "NEXT"]


async def test_what_many_wait_for_goes_before_the_queue(executor: Executor, database: Database) -> None:
    gate, order = Event(), list[str]()
    busy = [asyncio.ensure_future(executor.write(gate.wait, 10)) for _ in range(database.threads)]
    await asyncio.sleep(0)
    waiting = [asyncio.ensure_future(executor.write(order.append, "somebody")) for _ in range(40)]
    await asyncio.sleep(0)
    waiting.append(asyncio.ensure_future(executor.write_first(order.append, "everybody")))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*busy, *waiting)
    assert sorted(order) == ["everybody", *["somebody"] * 40]
    assert order[0] == "everybody" or not database.is_sqlite


async def test_what_many_wait_for_waits_for_no_command(executor: Executor, database: Database) -> None:
    gate = Event()
    busy = [asyncio.ensure_future(executor.write(gate.wait, 10)) for _ in range(database.threads)]
    busy += [asyncio.ensure_future(executor.read(gate.wait, 10)) for _ in range(READERS)]
    await asyncio.sleep(0)
    assert await asyncio.wait_for(executor.read_first(lambda: "read"), 5) == "read"
    if not database.is_sqlite:
        assert await asyncio.wait_for(executor.write_first(lambda: "written"), 5) == "written"
    assert not any(one.done() for one in busy)
    gate.set()
    await asyncio.gather(*busy)


async def test_a_long_read_holds_up_no_other(executor: Executor, database: Database) -> None:
    gate = Event()
    long = asyncio.ensure_future(executor.read(gate.wait, 10))
    assert await asyncio.wait_for(executor.read(lambda: "short"), 5) == "short"
    assert not long.done()
    gate.set()
    assert await long
