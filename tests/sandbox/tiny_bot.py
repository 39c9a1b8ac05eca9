"""A tiny bot for these tests: it answers what it is told to, over HTTP or through a socket."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox

Answer = Callable[[dict[str, Any]], Any]


class Bot:
    """`heard` holds the payloads it received; `answer` gives the acknowledgement's body for one."""

    def __init__(self, slack: Sandbox) -> None:
        self.slack = slack
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Answer = lambda payload: None
        self.status = 200
        self.hold: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self.web = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
        self._verifier = SignatureVerifier(slack.secret)

    async def _reply(self, payload: dict[str, Any]) -> Any:
        self.heard.append(payload)
        self.reached.set()
        if self.hold:
            await self.hold.wait()
        answer = self.answer(payload)
        return await answer if asyncio.iscoroutine(answer) else answer


class HttpBot(Bot):
    async def __aenter__(self) -> "HttpBot":
        app = web.Application()
        app.router.add_post("/slack/events", self._receive)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.slack.bot_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.headers.append(dict(request.headers))
        if not self._verifier.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        answer = await self._reply(_read(request.content_type, body.decode()))
        if self.status != 200:
            return web.Response(status=self.status)
        return web.Response() if answer is None else web.json_response(answer)


def _read(content_type: str, body: str) -> dict[str, Any]:
    if content_type == "application/json":
        return dict(json.loads(body))
    form = dict(parse_qsl(body, keep_blank_values=True))
    return dict(json.loads(form["payload"])) if "payload" in form else form


class SocketBot(Bot):
    async def __aenter__(self) -> "SocketBot":
        assert self.slack.app_token is not None
        client = AsyncWebClient(base_url=self.slack.api_url, retry_handlers=[])
        self.envelopes: list[SocketModeRequest] = []
        self.client = SocketModeClient(self.slack.app_token, web_client=client, ping_interval=0.2)
        self.client.socket_mode_request_listeners.append(self._receive)  # type: ignore[arg-type]
        await self.client.connect()
        await self.slack.sockets.connected()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.envelopes.append(request)
        answer = await self._reply(request.payload)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
