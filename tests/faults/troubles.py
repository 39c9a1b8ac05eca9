"""What befalls a database at a chosen statement: it is locked, full or gone, or its answer gets lost.

Each trouble begins at a statement, counted from `aim` on (BEGIN, COMMIT and a pool's ping are some too), and lasts
until `heal`. `struck` is that statement, None as long as it was not reached.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, Protocol

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import make_url

from storage.database import Database
from tests.faults.line import Connection, Line, Way

TABLES = ("inbox", "followups", "gestures", "customers", "customer_references", "customer_notes", "timers", "audit")
RIVAL_SECONDS = 0.05  # after which a rival who has no lock yet stands in the queue for it


class Trouble(Protocol):
    """Something that goes wrong at a chosen statement."""

    struck: str | None

    def aim(self, after: int) -> None:
        """It goes wrong at the statement that comes as number `after`."""

    async def heal(self) -> None:
        """All is well again."""


class OnFile:
    """Trouble with a SQLite file, begun from a listener on the engine.

    `begin` says whether it could begin; if not, it is tried again at the next statement.
    """

    def __init__(self, database: Database, begin: Callable[[], bool], end: Callable[[], None]) -> None:
        self.struck: str | None = None
        self._left, self._begin, self._end = 0, begin, end
        event.listen(database.engine, "before_cursor_execute", lambda *given: self._count(given[2]))
        event.listen(database.engine, "commit", lambda _: self._count("COMMIT"))

    def aim(self, after: int) -> None:
        self._left, self.struck = after, None

    async def heal(self) -> None:
        self._left = 0
        if self.struck:
            self._end()

    def _count(self, statement: str) -> None:
        if self._left > 1:
            self._left -= 1
        elif self._left == 1 and self._begin():
            self._left, self.struck = 0, statement


def locked_file(database: Database) -> OnFile:
    """Somebody else writes to the file from then on, and takes their time."""
    assert database.url.database
    rival = sqlite3.connect(database.url.database, timeout=0, isolation_level=None, check_same_thread=False)

    def begin() -> bool:
        try:
            rival.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:  # the bot is writing just now
            return False
        return True

    return OnFile(database, begin, lambda: rival.rollback())


def full_disk(database: Database) -> OnFile:
    """No file of this process's grows any more."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def begin() -> bool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
        return True

    def end() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return OnFile(database, begin, end)


class OnLine:
    """Trouble with PostgreSQL, begun on the line to it; `begin` says what becomes of the statement."""

    def __init__(
        self, line: Line, begin: Callable[[Connection], Awaitable[Way]], end: Callable[[], Awaitable[None]]
    ) -> None:
        self.struck: str | None = None
        self._left, self._line, self._begin, self._end = 0, line, begin, end

    def aim(self, after: int) -> None:
        self._left, self.struck, self._line.watch = after, None, self._statement

    async def heal(self) -> None:
        self._left, self._line.watch = 0, None
        if self.struck:
            await self._end()

    async def _statement(self, connection: Connection, statement: str) -> Way:
        if self._left != 1:
            self._left = max(0, self._left - 1)
            return "on"
        self._left, self.struck = 0, statement
        return await self._begin(connection)


async def _nothing() -> None:
    """Is over by itself."""


def down(line: Line) -> OnLine:
    """The server is gone, and comes back only when all is well again."""

    async def begin(_: Connection) -> Way:
        line.down = True
        line.cut()
        return "cut"

    async def end() -> None:
        line.down = False

    return OnLine(line, begin, end)


def answer_lost(line: Line) -> OnLine:
    """The server carries the statement out, but nobody hears of it."""

    async def begin(_: Connection) -> Way:
        return "answer lost"

    return OnLine(line, begin, _nothing)


def terminated(line: Line) -> OnLine:
    """An admin ends the server's process that would carry the statement out."""

    async def begin(connection: Connection) -> Way:
        async with await _admin(line.url) as admin:
            await admin.execute("SELECT pg_terminate_backend(%s, 2000)", [connection.backend])
        return "on"

    return OnLine(line, begin, _nothing)


def locked_table(line: Line, chance: Random) -> OnLine:
    """Somebody else locks a table, or stands in the queue for it, and takes their time."""
    rivals: list[tuple[psycopg.AsyncConnection[Any], asyncio.Task[Any]]] = []

    async def begin(_: Connection) -> Way:
        rival = await _admin(line.url, autocommit=False)
        locking = asyncio.create_task(rival.execute(f"LOCK TABLE {chance.choice(TABLES)}"))  # type: ignore[arg-type]
        rivals.append((rival, locking))
        await asyncio.wait({locking}, timeout=RIVAL_SECONDS)
        return "on"

    async def end() -> None:
        rival, locking = rivals.pop()
        if not locking.done():
            rival.cancel()
        await asyncio.gather(locking, return_exceptions=True)
        await rival.close()

    return OnLine(line, begin, end)


async def _admin(url: str, autocommit: bool = True) -> psycopg.AsyncConnection[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return await psycopg.AsyncConnection.connect(plain, autocommit=autocommit)
