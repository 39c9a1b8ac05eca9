"""Writes that queue up share a commit on SQLite, and yet each stands or falls by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import event

from storage import inbox
from storage.database import Database, Spoiled
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


async def queued(executor: Executor, database: Database, *refused: int) -> list[str | BaseException]:
    """Ten writes that wait while the thread is busy; those with these numbers are refused."""
    gate = Event()
    busy = [asyncio.ensure_future(executor.write(gate.wait, 10)) for _ in range(database.threads)]
    await asyncio.sleep(0)
    writes = [executor.write(enter, database, f"r{number}", number in refused) for number in range(10)]
    waiting = asyncio.gather(*writes, return_exceptions=True)
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*busy)
    return await waiting


async def test_what_queued_up_shares_commits(executor: Executor, database: Database) -> None:
    commits = []
    event.listen(database.engine, "commit", commits.append)
    assert await queued(executor, database) == [f"r{number}" for number in range(10)]
    assert len(commits) <= 2 if database.is_sqlite else len(commits) == 10
    assert subjects(database, "r0", "r9") == ["R0", "R9"]


async def test_one_that_fails_takes_no_other_with_it(executor: Executor, database: Database) -> None:
    answers = await queued(executor, database, 3)
    assert isinstance(answers[3], Refused)
    assert [answer for answer in answers if isinstance(answer, str)] == [f"r{n}" for n in range(10) if n != 3]
    assert subjects(database, "r2", "r3", "r4") == ["R2", None, "R4"]


def test_a_failure_that_was_caught_is_not_committed_with_the_others(database: Database) -> None:
    def write_both() -> None:
        with database.together():
            enter(database, "kept")
            with contextlib.suppress(Refused):
                enter(database, "refused", refuse=True)

    with pytest.raises(Spoiled):
        write_both()
    assert subjects(database, "kept", "refused") == [None, None]


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
