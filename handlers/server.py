"""A running bot: the web server, Slack's socket, the schedule and the delivery loop, from start to orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.desk import Desk
from handlers import bolt, web
from handlers.delivery import Delivery
from handlers.directory import Directory
from handlers.dispatch import Dispatcher
from handlers.listeners import drafts, register_all
from handlers.monitor import Monitor
from handlers.office import Office
from handlers.pacing import Pacer
from handlers.schedule import Schedule
from handlers.slack import Slack, Trouble

log = logging.getLogger(__name__)

ENDING_SECONDS = 3.0  # for each of the three things that may still be under way
GC_ALLOCATIONS = 20_000  # between two looks of the collector; a request makes some thousand
PING_SECONDS = 3.0  # a socket that broke without a word is noticed in about this time
ROSTER_SECONDS = 30.0
ABANDONED_SECONDS = 2.0


class Server(uvicorn.Server):
    """Uvicorn, less its signal handling: ours ends more than the web server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals alone."""
        yield


async def serve(
    desk: Desk,
    *,
    listening: socket.socket,
    token: str,
    api_url: str | None,
    signing_secret: str | None,
    app_token: str | None,
    messages_per_second: float,
) -> None:
    """Runs the bot until SIGTERM or SIGINT; then finishes what it holds, and gives up the rest."""
    slack = Slack(token, api_url)
    directory = Directory(desk, slack)
    delivery = Delivery(desk, slack, Pacer(messages_per_second))
    schedule = Schedule(desk, delivery.ring)

    def bell() -> None:
        delivery.ring()
        schedule.aim()

    office = Office(desk, slack, directory, bell)
    app = bolt.build(Dispatcher(office, register_all()))
    monitor = Monitor(office)
    server = Server(
        uvicorn.Config(
            web.build(app, monitor, None if app_token else signing_secret),
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=int(ENDING_SECONDS),
        )
    )
    gc.freeze()  # what was loaded stays: the collector need not walk through it again and again
    gc.set_threshold(GC_ALLOCATIONS)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, setattr, server, "should_exit", True)
    schedule.start()
    schedule.add(_learn, ROSTER_SECONDS, directory)
    schedule.add(drafts.finish_abandoned, ABANDONED_SECONDS, office)
    sending = asyncio.create_task(delivery.run())
    sockets: Any = AsyncSocketModeHandler(app, app_token, ping_interval=PING_SECONDS).client if app_token else None
    if sockets:
        office.later(_keep_connecting(sockets))
    try:
        await server.serve(sockets=[listening])
    finally:
        if sockets:
            await sockets.close()
        schedule.stop()
        await office.settle(ENDING_SECONDS)
        await delivery.stop(ENDING_SECONDS)
        await sending
        await slack.close()
        await desk.writer.close()
        desk.executor.close()


async def _learn(directory: Directory) -> None:
    """Learns which workspace this is, once, and who leads, again and again."""
    try:
        if directory.team is None:
            await directory.learn_team()
    except Trouble as trouble:
        log.error("Slack does not accept the bot yet: %s (python app.py check tells more)", trouble.error)
        return
    await directory.refresh_roster()


async def _keep_connecting(client: Any) -> None:
    """Connects; the SDK's client reconnects by itself once it was connected."""
    while True:
        try:
            await client.connect()
            return
        except Exception as error:  # noqa: BLE001 (whatever keeps us from Slack now may be over in a moment)
            log.error("Slack's socket cannot be opened: %s", type(error).__name__)
            await asyncio.sleep(3)
