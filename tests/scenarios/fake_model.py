"""A server that speaks Chat Completions, as far as a draft needs it."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any

from aiohttp import web

REPLY = "Dear customer, I am reading your message right now and will be back with you by tomorrow at noon."


class FakeModel:
    """`asked` holds the bodies of all requests, as text; `reached` is set by the first. While `awake` is not set, it
    does not answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reached, self.awake = asyncio.Event(), asyncio.Event()
        self.awake.set()
        self.status = 200
        self.says: Any = {
            "feeling": "angry", "matter": "late", "need": "to know where it is", "language": "en",
            "reply": REPLY, "check": ["where the parcel is"], "promise": "tomorrow at noon",
        }  # fmt: skip

    async def __aenter__(self) -> FakeModel:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.awake.set()
        await self._runner.cleanup()

    async def _complete(self, request: web.Request) -> web.Response:
        self.asked.append(await request.text())
        self.reached.set()
        await self.awake.wait()
        if self.status != 200:
            return web.json_response({"error": {"message": "no"}}, status=self.status)
        content = self.says if isinstance(self.says, str) else json.dumps(self.says)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}
        return web.json_response(body)
