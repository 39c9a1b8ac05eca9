"""Socket Mode: the connections that the bot opened, and what is sent through them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import itertools
import json
import secrets
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.people import APP_ID
from sandbox.surfaces import JSON

MOST_CONNECTIONS = 10


class Sockets:
    """Deliveries go to one of the connections in turn. `used` is true once an app has connected."""

    def __init__(self) -> None:
        self._tickets: set[str] = set()
        self._connections: dict[web.WebSocketResponse, web.Request] = {}
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[JSON]]] = {}
        self._turn = itertools.count()
        self._arrival = asyncio.Event()
        self.used = False

    def __len__(self) -> int:
        return len(self._connections)

    def ticket(self, url: str) -> str:
        """An address with which one connection can be opened."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._connections) >= MOST_CONNECTIONS:
            return web.Response(status=403, text="forbidden")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._connections[socket] = request
        self.used = True
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "debug_info": {"host": "practice", "build_number": 1, "approximate_connection_time": 3600},
                "connection_info": {"app_id": APP_ID},
            }
        )
        self._arrival.set()
        try:
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._gone(socket)
        return socket

    async def connected(self, seconds: float = 10) -> None:
        """Waits for a connection. TimeoutError if there is none in time."""
        async with asyncio.timeout(seconds):
            while not self._connections:
                self._arrival.clear()
                await self._arrival.wait()

    async def send(self, kind: str, payload: JSON, **more: Any) -> JSON | None:
        """Sends an envelope and waits for its acknowledgement; returns the payload that came with it.

        ConnectionError when there is no connection or it breaks.
        """
        if not self._connections:
            raise ConnectionError("no socket is connected")
        socket = list(self._connections)[next(self._turn) % len(self._connections)]
        envelope_id = more.pop("envelope_id", None) or secrets.token_hex(16)
        future: asyncio.Future[JSON] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = socket, future
        accepts = kind != "events_api"
        envelope = {"envelope_id": envelope_id, "type": kind, "accepts_response_payload": accepts, **more}
        try:
            await socket.send_json({**envelope, "payload": payload})
            acknowledgement = await future
        finally:
            self._waiting.pop(envelope_id, None)
        return acknowledgement.get("payload")

    async def disconnect(self, reason: str = "refresh_requested", abruptly: bool = False) -> None:
        """Ends all connections: with Slack's message that says why, or without a word."""
        for socket, request in list(self._connections.items()):
            if abruptly:
                self._gone(socket)
                if request.transport:
                    request.transport.abort()
            else:
                await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}})
                await socket.close()

    def _acknowledged(self, data: str) -> None:
        try:
            answer = json.loads(data)
        except ValueError:
            return
        waiting = self._waiting.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if waiting and not waiting[1].done():
            waiting[1].set_result(answer)

    def _gone(self, socket: web.WebSocketResponse) -> None:
        self._connections.pop(socket, None)
        for owner, future in self._waiting.values():
            if owner is socket and not future.done():
                future.set_exception(ConnectionError("the socket closed before it answered"))
