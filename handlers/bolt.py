"""Bolt at the door: one listener for each family of deliveries, a dict behind them.

Every listener registered before the right one costs each delivery about 9 µs, so there are five and not fifty.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from handlers.dispatch import Dispatcher
from handlers.incoming import read

ANYTHING = re.compile(".*", re.DOTALL)


def build(dispatcher: Dispatcher) -> AsyncApp:
    """The Bolt app that both HTTP and Socket Mode feed."""
    directory, client = dispatcher.office.directory, dispatcher.office.slack.client

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=client.token,
            bot_user_id=directory.bot_user,
        )

    app = AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret="checked at the door",  # noqa: S106 (handlers.web has checked the signature by then)
        logger=_quiet(),
        process_before_response=True,  # otherwise Bolt polls every 10 ms for the answer
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        incoming = read(body)
        await ack(**(await dispatcher.handle(incoming) if incoming else {}))

    app.command(ANYTHING)(listener)
    app.action(ANYTHING)(listener)
    app.view(ANYTHING)(listener)
    app.shortcut(ANYTHING)(listener)
    app.event(ANYTHING)(listener)
    return app


def _quiet() -> logging.Logger:
    """A logger that keeps Bolt from writing down what people say."""
    logger = logging.getLogger("slack_bolt.quiet")
    logger.setLevel(logging.CRITICAL)
    return logger
