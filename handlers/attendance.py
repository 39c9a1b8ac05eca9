"""Attendance: notes while it runs that the bot is there, and says when it was not."""

from __future__ import annotations

import logging

from sqlalchemy.exc import DBAPIError

from bot import presence
from bot.desk import Desk
from handlers.delivery import Delivery
from storage.records import Absence

log = logging.getLogger(__name__)
BEAT_SECONDS = presence.BEAT_SECONDS


class Attendance:
    """The bot is there while it runs and its messages get through."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def arrive(self) -> None:
        """The process has started. Before anything is carried out, so that what is late is counted."""
        try:
            self._say(await self._desk.executor.write(presence.beat, self._desk))
        except DBAPIError as error:
            log.error("nobody could note that the bot is there: %s", type(error.orig).__name__)

    async def note(self) -> None:
        """The bot is there."""
        self._say(await self._desk.executor.write(presence.beat, self._desk))

    async def note_if(self, delivery: Delivery) -> None:
        """The bot is there, if its messages get through."""
        if delivery.is_well:
            await self.note()

    def _say(self, absence: Absence | None) -> None:
        if absence:
            log.warning(
                "away from %s to %s; %s reminders came late",
                absence.since.isoformat(timespec="seconds"), absence.until.isoformat(timespec="seconds"), absence.late,
            )  # fmt: skip
