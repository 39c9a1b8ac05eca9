"""Where use cases run: off the event loop, on threads that own the database.

SQLite has one writer, so writes queue on one thread and never meet a lock of our own making; reads that may be long
(lists, exports, figures) have another. PostgreSQL gets a thread for each pooled connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")


class Executor:
    """Runs plain synchronous functions for the event loop."""

    def __init__(self, database: Database) -> None:
        self._writers = ThreadPoolExecutor(database.threads, "storage")
        self._readers = ThreadPoolExecutor(1, "storage-read") if database.is_sqlite else self._writers

    async def write(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Awaits a use case that may write. Its exceptions come through."""
        return await asyncio.wrap_future(self._writers.submit(use_case, *args, **kwargs))

    async def read(self, use_case: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Awaits a use case that only reads. Its exceptions come through."""
        return await asyncio.wrap_future(self._readers.submit(use_case, *args, **kwargs))

    def close(self) -> None:
        """Lets what runs finish, and takes no more."""
        self._writers.shutdown(cancel_futures=True)
        self._readers.shutdown(cancel_futures=True)
