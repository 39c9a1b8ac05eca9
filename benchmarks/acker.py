"""What the bot is held against: a plain Bolt listener that acknowledges and does nothing else, on the same server.

Run as `python -m benchmarks.acker` with PORT, SLACK_SIGNING_SECRET and BEFORE_RESPONSE: "yes" has Bolt wait for the
listener before it answers, as in the bot; "no" has it look every 10 ms whether the listener acknowledged, its default.
"""

from __future__ import annotations

import os
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def build(signing_secret: str, before_response: bool) -> Starlette:
    """The web application: Bolt checks the signature itself and asks nobody who is calling."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-practice", bot_user_id="U0BOT"
        )

    app = AsyncApp(authorize=authorize, signing_secret=signing_secret, process_before_response=before_response)

    @app.command("/followup")
    async def acknowledge(ack: Any) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def ready(request: Request) -> Response:
        return PlainTextResponse("ready")

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/readyz", ready)])


def main() -> None:
    """Serves until told to stop, with the settings that the bot has."""
    uvicorn.run(
        build(os.environ["SLACK_SIGNING_SECRET"], os.environ["BEFORE_RESPONSE"] == "yes"),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main()
