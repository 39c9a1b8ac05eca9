"""Where use cases run: off the event loop, on threads that own the database.

SQLite has one writer, so writes queue on one thread and never meet a lock of our own making; what queued up while the
disk was busy with a commit shares the next one, and yet each stands or falls by itself. Reads have two threads of their
own, so that a long one (the figures of a month) does not hold up the others. PostgreSQL gets a thread for each pooled
connection. What many people wait for, such as the messages that are due, has a lane of its own: behind everybody's
commands it would be late at each step.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Any, ParamSpec, TypeVar

from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")
READERS = 2  # on SQLite
TOGETHER = 32  # writes that share a commit at most


class Executor:
    """Runs plain synchronous functions for the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writers = ThreadPoolExecutor(database.threads, "storage")
        self._readers = ThreadPoolExecutor(READERS, "storage-read") if database.is_sqlite else self._writers
        self._first = ThreadPoolExecutor(database.first_threads, "storage-first")
        self._waiting: deque[_Write] = deque()
        self._numbers, self._running = count(), set[int]()

    def longest_running(self) -> int | None:
        """The number of the call that has been running longest, None when none runs: one that stays the same hangs."""
        return min(self._running.copy(), default=None)

    async def write(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Awaits a use case that may write. Its exceptions come through."""
        if not self._database.is_sqlite:
            return await asyncio.wrap_future(self._writers.submit(self._run, use_case, *args, **kwargs))
        return await self._queued(self._waiting.append, partial(use_case, *args, **kwargs))

    async def write_first(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same before all that waits already: for what many people wait for, such as what is due by now."""
        if not self._database.is_sqlite:
            return await asyncio.wrap_future(self._first.submit(self._run, use_case, *args, **kwargs))
        return await self._queued(self._waiting.appendleft, partial(use_case, *args, **kwargs))

    async def _queued(self, queue: Callable[[_Write], None], use_case: Callable[[], T]) -> T:
        write = _Write(use_case)
        queue(write)
        self._writers.submit(self._run, self._write_some)
        answered: T = await asyncio.wrap_future(write.answer)
        return answered

    async def read(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Awaits a use case that only reads. Its exceptions come through."""
        return await asyncio.wrap_future(self._readers.submit(self._run, use_case, *args, **kwargs))

    async def read_first(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same beside all that waits already."""
        return await asyncio.wrap_future(self._first.submit(self._run, use_case, *args, **kwargs))

    def close(self) -> None:
        """Lets what runs finish, and takes no more."""
        for threads in (self._first, self._writers, self._readers):
            threads.shutdown(cancel_futures=True)

    def _run(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        number = next(self._numbers)
        self._running.add(number)
        try:
            return use_case(*args, **kwargs)
        finally:
            self._running.discard(number)

    def _write_some(self) -> None:
        """Carries out what waits; the turns of those that came along find nothing left to do."""
        writes: list[_Write] = []
        while self._waiting and len(writes) < TOGETHER:
            write = self._waiting.popleft()
            if write.answer.set_running_or_notify_cancel():
                writes.append(write)
        if len(writes) == 1:
            writes[0].carry_out()
        elif writes:
            try:
                with self._database.together():
                    for write in writes:
                        write.carry_out()
            except BaseException as error:  # noqa: BLE001 (it comes out wherever one of them was called)
                for write in writes:
                    write.fail(error)
        for write in writes:
            write.tell()


class _Write:
    """A use case that waits for its turn."""

    def __init__(self, use_case: Callable[[], Any]) -> None:
        self.answer = Future[Any]()
        self._use_case = use_case
        self._result: Any = None
        self._error: BaseException | None = None

    def carry_out(self) -> None:
        """Carries it out; what came of it is told once it stands."""
        try:
            self._result = self._use_case()
        except BaseException as error:  # noqa: BLE001 (it comes out where the use case was called)
            self._error = error

    def fail(self, error: BaseException) -> None:
        """Whatever came of it, it was not committed."""
        self._error = error

    def tell(self) -> None:
        """Answers whoever waits."""
        if self._error is None:
            self.answer.set_result(self._result)
        else:
            self.answer.set_exception(self._error)
