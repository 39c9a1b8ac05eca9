"""What listeners work with: the desk, Slack, and everything that goes on in the background."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.desk import Desk
from handlers.directory import Directory
from handlers.slack import Slack
from handlers.traces import without_words

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Office:
    """Handed to every listener. `bell` rings when something may be due or waiting to be sent; `per_second` is how many
    messages the workspace may be sent in a second."""

    desk: Desk
    slack: Slack
    directory: Directory
    bell: Callable[[], None]
    per_second: float = 8.0
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def write(self, use_case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a use case that may write, then rings the bell."""
        found = await self.desk.executor.write(use_case, self.desk, *args, **kwargs)
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
        """Gives what goes on in the background this long to end, then stops it."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
