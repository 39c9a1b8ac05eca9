"""The HTTP side: Slack's signed requests, and the questions of whoever runs the bot.

The guard stands before Bolt, which answers 500 to a timestamp that is no number, 200 to an unsigned ssl_check, and
nothing at all to a command whose text holds the word 'payload'.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from handlers import incoming
from handlers.metrics import exposition
from handlers.monitor import Monitor

log = logging.getLogger(__name__)
BODY_SECONDS = 5.0
LONGEST_BODY = 2_000_000  # bytes; Slack's largest payloads are views of some 250 kB


class Malformed(ValueError):
    """Not a request that Slack sends."""


def build(bolt: AsyncApp, monitor: Monitor, signing_secret: str | None) -> Starlette:
    """The web application. Without a signing secret (Socket Mode) nobody delivers here."""
    routes = [
        Route("/healthz", _healthz),
        Route("/readyz", _readyz(monitor)),
        Route("/metrics", _metrics(monitor)),
    ]
    if signing_secret:
        routes.append(Route("/slack/events", _events(bolt, SignatureVerifier(signing_secret)), methods=["POST"]))
    return Starlette(routes=routes)


def _events(bolt: AsyncApp, verifier: SignatureVerifier) -> Any:
    async def events(request: Request) -> Response:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                raw = await _body(request)
        except TimeoutError:
            return PlainTextResponse("too slow", 400)
        if raw is None:
            return PlainTextResponse("too long", 400)
        if not _is_signed(verifier, raw, request.headers):
            return PlainTextResponse("not signed by Slack", 401)
        try:
            body = parse(raw, request.headers.get("content-type", ""))
        except Malformed:
            return PlainTextResponse("malformed", 400)
        if body.get("type") == "url_verification":
            return JSONResponse({"challenge": str(body.get("challenge", ""))})
        if "ssl_check" in body:
            return Response()
        if incoming.read(body) is None:
            return PlainTextResponse("malformed", 400)
        # Bolt's own parsing is for strings; this way it takes what we read.
        answer = await bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())

    return events


async def _body(request: Request) -> bytes | None:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LONGEST_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _is_signed(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether Slack signed this within the last five minutes."""
    timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False


def parse(raw: bytes, content_type: str) -> dict[str, Any]:
    """The body as Slack means it. Raises Malformed."""
    try:
        text = raw.decode()
        if content_type.startswith("application/json"):
            body = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
            body = json.loads(form["payload"]) if "payload" in form and "command" not in form else form
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(body, dict) or not body:
        raise Malformed
    return body


async def _healthz(request: Request) -> Response:
    return PlainTextResponse("alive")


def _readyz(monitor: Monitor) -> Any:
    async def readyz(request: Request) -> Response:
        ready = await monitor.is_ready()
        return PlainTextResponse(
            "ready" if ready else "the database does not answer at this schema", 200 if ready else 503
        )

    return readyz


def _metrics(monitor: Monitor) -> Any:
    async def metrics(request: Request) -> Response:
        try:
            await monitor.measure()
        except (SQLAlchemyError, TimeoutError) as error:
            log.warning("the queue cannot be measured: %s", type(error).__name__)
        return Response(exposition(), media_type="text/plain; version=0.0.4")

    return metrics
