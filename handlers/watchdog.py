"""The watchdog: a process that hangs ends itself, so that its supervisor starts a fresh one.

It counts ticks of its own, not seconds of a clock: a process that was frozen and woken did not hang meanwhile. A
database that refuses, or a Slack that is away, is no hang either: that is waited for.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from handlers.slack import Slack, Trouble

log = logging.getLogger(__name__)
TICK_SECONDS = 1.0
PATIENCE_TICKS = 20  # a statement may take ten seconds, and a use case is a few short ones
SOCKET_PATIENCE_TICKS = 45  # the client itself notices a silent socket after some 12 s, and connects anew
EXIT_CODE = 1


def end_at_once() -> None:
    """Ends the process without waiting for what hangs in it."""
    logging.shutdown()
    os._exit(EXIT_CODE)


class Watchdog:
    """Watches the event loop from a thread, and storage and Slack's socket from the event loop.

    `running` tells the number of the call of storage that has been running longest. `give_up` ends the process at once,
    `stop` in order.
    """

    def __init__(
        self,
        running: Callable[[], int | None],
        slack: Slack,
        socket: Any | None,
        stop: Callable[[], None],
        give_up: Callable[[], None] = end_at_once,
        tick_seconds: float = TICK_SECONDS,
    ) -> None:
        self._running, self._slack, self._socket = running, slack, socket
        self._stop, self._give_up, self._tick_seconds = stop, give_up, tick_seconds
        self._ended = threading.Event()
        self._unanswered = 0
        self._storage_ticks = 0
        self._watched: int | None = None
        self._socket_ticks = 0
        self.has_barked = False

    async def run(self) -> None:
        """Watches until cancelled."""
        threading.Thread(target=self._watch_loop, args=(asyncio.get_running_loop(),), daemon=True).start()
        try:
            while True:
                await asyncio.sleep(self._tick_seconds)
                self._watch_storage()
                try:
                    await self._watch_socket()
                except Exception as error:  # noqa: BLE001 (whoever watches must not fall asleep over what it sees)
                    log.error("Slack's socket could not be looked at: %s", type(error).__name__)
        finally:
            self._ended.set()

    def _watch_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        def answer() -> None:
            self._unanswered = 0

        while not self._ended.wait(self._tick_seconds):
            self._unanswered += 1
            if self._unanswered > PATIENCE_TICKS:
                self._bark("The process hangs", self._give_up)
                return
            try:
                loop.call_soon_threadsafe(answer)
            except RuntimeError:
                return  # the loop is closed: the process ends anyway

    def _watch_storage(self) -> None:
        running = self._running()
        self._storage_ticks = self._storage_ticks + 1 if running is not None and running == self._watched else 0
        self._watched = running
        if self._storage_ticks >= PATIENCE_TICKS:
            self._bark("The database hangs: it neither answers nor refuses", self._give_up)

    async def _watch_socket(self) -> None:
        if self._socket is None:
            return
        self._socket_ticks = 0 if await self._socket.is_connected() else self._socket_ticks + 1
        if self._socket_ticks < SOCKET_PATIENCE_TICKS:
            return
        self._socket_ticks = 0
        try:
            await self._slack.call("auth.test")
        except Trouble:
            return  # Slack itself is away: the socket comes back with it
        self._bark("Slack answers, but its socket hangs", self._stop)

    def _bark(self, why: str, end: Callable[[], None]) -> None:
        self.has_barked = True
        log.critical("%s. This process ends, for its supervisor to start it anew.", why)
        end()
