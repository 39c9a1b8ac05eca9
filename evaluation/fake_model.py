"""A server on this machine that speaks Chat Completions and says what it is told to say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

HANGS = "hangs"


class FakeModel:
    """Says the next of its lines to every request, and the last one again and again; to `HANGS` it never answers."""

    def __init__(self) -> None:
        self.url = ""
        self.asked = 0
        self._lines: list[str] = [""]
        self._leaving = asyncio.Event()

    def will_say(self, *lines: str) -> None:
        """Its lines from now on, at least one."""
        self._lines = list(lines)

    async def complete(self, request: web.Request) -> web.Response:
        """One answer, as such a server gives it."""
        await request.read()
        self.asked += 1
        said = self._lines.pop(0) if len(self._lines) > 1 else self._lines[0]
        if said == HANGS:
            await self._leaving.wait()
            return web.Response(status=504)
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        return web.json_response(
            {"id": "1", "object": "chat.completion", "created": 1, "model": "fake", "choices": [choice]}
        )

    def leave(self) -> None:
        """Lets go of whoever still waits."""
        self._leaving.set()


@asynccontextmanager
async def fake_model() -> AsyncIterator[FakeModel]:
    """The server on a free port of the loopback address, for as long as it is needed."""
    model = FakeModel()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/v1/chat/completions", model.complete)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        model.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield model
    finally:
        model.leave()
        await runner.cleanup()
