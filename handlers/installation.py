"""Whether the app is in the workspace, as this process knows it: others may have been told, and it may be back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import DBAPIError

from bot import installation
from handlers.office import Office
from handlers.slack import Trouble

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0


class Installation:
    """Keeps the office's `is_out` true. `back` is called when the app is there again, before anything is sent."""

    def __init__(self, office: Office, back: Callable[[], Awaitable[None]]) -> None:
        self._office, self._back = office, back

    async def recall(self) -> None:
        """Before anything is carried out: was the app gone when we ended?"""
        try:
            if await self._office.read(installation.gone_since):
                self._is_out()
        except DBAPIError as error:
            log.error("whether the app is installed cannot be read: %s", type(error.orig).__name__)

    async def look(self) -> None:
        """Looks at what is known, and while the app is gone whether Slack takes our token again."""
        office = self._office
        if await office.read(installation.gone_since) is None:
            if office.is_out.is_set():  # another process of ours has found it there
                await self._go_on()
            return
        if not office.is_out.is_set():
            self._is_out()
        try:
            await office.directory.learn_team()
        except Trouble:
            await office.write(installation.set_aside)
            return
        if await office.write(installation.installed_again):
            log.warning("the app is installed again")
        await self._go_on()

    def _is_out(self) -> None:
        self._office.is_out.set()
        self._office.directory.let_go()
        log.warning("the app was uninstalled from the workspace: nothing is sent until it is installed again")

    async def _go_on(self) -> None:
        await self._back()
        self._office.is_out.clear()
        self._office.bell()
