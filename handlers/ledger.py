"""The ledger of what Slack has: what is finished while a transaction runs shares the next one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from bot import delivery
from bot.desk import Desk
from storage.records import Sent


class Ledger:
    """Enters finished messages in the outbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[tuple[Sent, float, asyncio.Future[bool]]] = []
        self._entering: asyncio.Task[None] | None = None

    async def enter(self, sent: Sent) -> bool:
        """Slack has it. False when somebody else took it over meanwhile. Raises what the database does."""
        entered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, time.monotonic(), entered))
        if self._entering is None or self._entering.done():
            self._entering = asyncio.create_task(self._enter_all())
        return await entered

    async def _enter_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                held = await self._desk.executor.write_first(self._finish, [(sent, at) for sent, at, _ in batch])
            except Exception as error:  # noqa: BLE001 (it comes out where the message was entered)
                for _, _, entered in batch:
                    entered.set_exception(error)
            else:
                for one, _, entered in batch:
                    entered.set_result(one.post.id in held)

    def _finish(self, batch: Sequence[tuple[Sent, float]]) -> set[int]:
        """Reckons how long ago each was sent once it is its turn: a lane is free a second after Slack's answer."""
        now = time.monotonic()
        return delivery.finish(self._desk, [replace(sent, ago=now - at) for sent, at in batch])
