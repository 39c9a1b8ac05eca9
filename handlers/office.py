"""What listeners work with: the desk, Slack, and everything that goes on in the background."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.desk import Desk, OutcomeUnknown
from handlers.directory import Directory
from handlers.homes import Homes
from handlers.slack import Slack
from handlers.traces import without_words

log = logging.getLogger(__name__)
AGAIN_SECONDS = 0.1
begun: ContextVar[bool] = ContextVar("begun", default=False)
"""Whether the delivery that is being answered has begun to write."""
recorded: ContextVar[bool] = ContextVar("recorded", default=False)
"""Whether the delivery that is being answered has written already."""
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Office:
    """Handed to every listener. `bell` rings when something may be due or waiting to be sent; `per_second` is how many
    messages the workspace may be sent in a second; `is_out` is set while the app is not installed there."""

    desk: Desk
    slack: Slack
    directory: Directory
    bell: Callable[[], None]
    per_second: float = 8.0
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever looks for problems that many customers have."""
    counting: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever counts: one at a time, so that those who only look something up find a free thread."""
    asking: set[str] = field(default_factory=set)
    """Those for whom something is being counted."""
    giving: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever asks for a gesture for all whom one of them concerns."""
    is_out: asyncio.Event = field(default_factory=asyncio.Event)
    homes: Homes = field(default_factory=Homes)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def write(self, use_case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a use case that may write, then rings the bell.

        Where nobody knows whether it was committed it runs once more: a repeat of the same delivery has no second
        effect, and gets what the first one made.
        """
        begun.set(True)
        write = partial(self.desk.executor.write, use_case, self.desk, *args, **kwargs)
        try:
            found = await write()
        except OutcomeUnknown:
            await asyncio.sleep(AGAIN_SECONDS)
            found = await write()
        recorded.set(True)
        self.bell()
        return found

    async def read(self, use_case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a use case that only reads."""
        return await self.desk.executor.read(use_case, self.desk, *args, **kwargs)

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Goes on with something after the answer; `settle` waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("something in the background failed", exc_info=without_words(error))

    async def settle(self, seconds: float) -> None:
        """Gives what goes on in the background, and what that sets off, this long to end; then stops it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        for task in self._tasks:
            task.cancel()
