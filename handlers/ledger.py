"""The ledger of what Slack has: what is finished while a transaction runs shares the next one."""

from __future__ import annotations

import asyncio
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
        loop = asyncio.get_running_loop()
        entered: asyncio.Future[bool] = loop.create_future()
        self._waiting.append((sent, loop.time(), entered))
        if self._entering is None or self._entering.done():
            self._entering = asyncio.create_task(self._enter_all())
        return await entered

    async def _enter_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            now = asyncio.get_running_loop().time()
            sent = [replace(one, ago=now - at) for one, at, _ in batch]
            try:
                held = await self._desk.executor.write_first(delivery.finish, self._desk, sent)
            except Exception as error:  # noqa: BLE001 (it comes out where the message was entered)
                for _, _, entered in batch:
                    entered.set_exception(error)
            else:
                for one, _, entered in batch:
                    entered.set_result(one.post.id in held)
