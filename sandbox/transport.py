"""How a delivery reaches the bot: through a socket if one is connected, otherwise as a signed request."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from sandbox.sockets import Sockets
from sandbox.surfaces import JSON, Message

PATIENCE = 3.0  # seconds that Slack waits for an answer
TIMED_OUT, UNREACHED = "operation_timeout", "dispatch_failed"


@dataclass(frozen=True)
class Delivery:
    """Something that Slack tells the bot. A delivery that is sent again is the very same, but for the retry marks."""

    kind: Literal["slash_commands", "interactive", "events_api"]
    payload: JSON
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def as_http(self) -> tuple[bytes, str]:
        """The body and content type of the request that carries it."""
        if self.kind == "events_api":
            return json.dumps(self.payload).encode(), "application/json"
        form = self.payload if self.kind == "slash_commands" else {"payload": json.dumps(self.payload)}
        return urlencode(form).encode(), "application/x-www-form-urlencoded"


@dataclass
class Ack:
    """What the bot answered, and how fast.

    `error` is what a person would be told of: operation_timeout (nothing within 3 seconds), dispatch_failed (not
    reached, or a status other than 200), or why nothing was sent. `errors` are a form's complaints by block id;
    `message` is what the answer put on the person's screen.
    """

    status: int
    seconds: float = 0.0
    body: str = ""
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    message: Message | None = None

    @property
    def ok(self) -> bool:
        return self.error is None and not self.errors

    @property
    def json(self) -> JSON:
        """The body as an object; plain text counts as {"text": …}, as Slack reads it."""
        if not self.body.strip():
            return {}
        try:
            read = json.loads(self.body)
        except ValueError:
            return {"text": self.body}
        return read if isinstance(read, dict) else {"text": self.body}


class Transport:
    """Sends deliveries and forged or broken requests to the bot, and remembers the last delivery."""

    def __init__(self, bot_url: str | None, secret: str, sockets: Sockets, patience: float = PATIENCE) -> None:
        self.bot_url, self._secret, self._sockets, self.patience = bot_url, secret, sockets, patience
        self._session: aiohttp.ClientSession | None = None
        self.last: Delivery | None = None

    async def start(self) -> None:
        # A fresh connection for each delivery: a kept one would fail once after every restart of the bot.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))

    async def stop(self) -> None:
        if self._session:
            await self._session.close()

    async def send(self, delivery: Delivery, retry: int | None = None, **forged: Any) -> Ack:
        """Delivers it and waits for the answer. `forged` goes to `post` and forces a request over HTTP."""
        self.last = delivery
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.patience):
                if self._sockets.used and not forged:
                    ack = await self._send_by_socket(delivery, retry)
                else:
                    body, content_type = delivery.as_http()
                    marks = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
                    ack = await self.post(body, content_type, headers=marks, **forged)
        except TimeoutError:
            ack = Ack(0, error=TIMED_OUT)
        except (aiohttp.ClientError, OSError):
            ack = Ack(0, error=UNREACHED)
        ack.seconds = time.perf_counter() - started
        return ack

    async def _send_by_socket(self, delivery: Delivery, retry: int | None) -> Ack:
        marks: JSON = {"envelope_id": delivery.id}
        if retry or delivery.kind == "events_api":
            marks |= {"retry_attempt": retry or 0, "retry_reason": "timeout" if retry else ""}
        payload = await self._sockets.send(delivery.kind, delivery.payload, **marks)
        return Ack(200, body=json.dumps(payload) if payload else "")

    async def post(
        self,
        body: bytes,
        content_type: str,
        *,
        secret: str | None = None,
        timestamp: str | int | None = None,
        signed: bool = True,
        headers: dict[str, str] | None = None,
    ) -> Ack:
        """A request as Slack sends it, or with a wrong secret, an odd timestamp, no signature, other headers."""
        if self._session is None or not self.bot_url:
            raise ConnectionError("There is no bot to send to.")
        sent = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (practice workspace)"}
        if signed:
            sent |= signature(secret or self._secret, body, str(int(time.time()) if timestamp is None else timestamp))
        async with self._session.post(self.bot_url + "/slack/events", data=body, headers=sent | (headers or {})) as got:
            text = await got.text()
            return Ack(got.status, body=text, error=None if got.status == 200 else UNREACHED)


def signature(secret: str, body: bytes, timestamp: str) -> dict[str, str]:
    """The headers with which Slack signs. https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    mac = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={mac}"}
