"""How the bot is doing, for whoever runs it."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy.exc import SQLAlchemyError

from bot import delivery, installation, timers
from handlers.metrics import FAILED_TIMERS, OLDEST_SECONDS, QUEUE, SLACK_ANSWERED, UNINSTALLED
from handlers.office import Office

PATIENCE_SECONDS = 3.0


class Monitor:
    """Looks at the database and at Slack."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def is_ready(self) -> bool:
        """Whether the database answers, at this version's schema."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._office.read(delivery.is_ready)
        except (SQLAlchemyError, TimeoutError):
            return False

    async def measure(self) -> None:
        """Brings the gauges up to date. Raises SQLAlchemyError or TimeoutError when the database does not answer."""
        answered = self._office.slack.answered_at
        SLACK_ANSWERED.set(time.monotonic() - answered if answered else -1)
        async with asyncio.timeout(PATIENCE_SECONDS):
            depth = await self._office.read(delivery.depth)
            FAILED_TIMERS.set(await self._office.read(timers.failed))
            waiting = {
                "outbox": await self._office.read(delivery.oldest_due),
                "timers": await self._office.read(timers.next_due),
            }
            is_out = await self._office.read(installation.gone_since) is not None
        UNINSTALLED.set(is_out)
        for queue, due in waiting.items():
            late = (self._office.desk.clock() - due).total_seconds() if due else 0.0
            OLDEST_SECONDS.labels(queue).set(0.0 if is_out else max(0.0, late))  # then nothing is late
        for state in ("ready", "sending", "dead"):
            QUEUE.labels(state).set(depth.get(state, 0))
