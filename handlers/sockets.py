"""Slack's socket: what comes through it, and that it is not closed over what is being answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

log = logging.getLogger(__name__)
PING_SECONDS = 3.0  # a socket that broke without a word is noticed in about this time
ANSWERING_SECONDS = 2.5  # as long as one who waits for an answer gets it in time
CLOSING_SECONDS = 2.0
AGAIN_SECONDS = 3.0


class Sockets(AsyncSocketModeHandler):
    """Hands on to Bolt what comes through the socket.

    The SDK closes it under whatever is being answered: somebody who was told nothing types it again, though it was
    recorded. `hang_up` waits for that.
    """

    client: Any  # the SDK's, untyped

    def __init__(self, app: AsyncApp, token: str) -> None:
        super().__init__(app, token, ping_interval=PING_SECONDS)
        self._unanswered = 0
        self._answered = asyncio.Event()

    async def handle(self, client: Any, req: Any) -> None:
        """Answers one delivery, unless the answer could not be sent any more: then it must not be carried out."""
        if client.closed:
            return
        self._unanswered += 1
        try:
            await super().handle(client, req)
        finally:
            self._unanswered -= 1
            self._answered.set()

    async def keep_connecting(self) -> None:
        """Connects; the SDK's client reconnects by itself once it was connected."""
        while not self.client.closed:
            try:
                await self.client.connect()
                return
            except Exception as error:  # noqa: BLE001 (whatever keeps us from Slack now may be over in a moment)
                log.error("Slack's socket cannot be opened: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)

    async def hang_up(self) -> None:
        """Closes it once all that came through it is answered; one that does not answer is left."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWERING_SECONDS):
                while self._unanswered:
                    self._answered.clear()
                    await self._answered.wait()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.client.close()
