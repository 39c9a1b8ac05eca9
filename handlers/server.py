"""A running bot: the web server, Slack's socket, the schedule and the delivery loop, from start to orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator

import uvicorn

from bot import blankets, problems
from bot.desk import Desk
from handlers import bolt, giving, home, web
from handlers.attendance import BEAT_SECONDS, Attendance
from handlers.delivery import Delivery
from handlers.directory import Directory
from handlers.dispatch import Dispatcher
from handlers.installation import LOOK_SECONDS, Installation
from handlers.listeners import drafts, register_all
from handlers.monitor import Monitor
from handlers.office import Office
from handlers.problems import look, resume
from handlers.schedule import Schedule
from handlers.slack import Slack, Trouble
from handlers.sockets import Sockets
from handlers.twins import Twins
from handlers.watchdog import Watchdog, end_at_once

log = logging.getLogger(__name__)

ENDING_SECONDS = 3.0  # for what is under way at the web server
SETTLING_SECONDS = 4.5  # then for what goes on in the background, Slack's socket among it
GC_ALLOCATIONS = 20_000  # between two looks of the collector; a request makes some thousand
SWITCH_SECONDS = 0.0005  # so soon a thread that computes lets the one that answers Slack go on
ROSTER_SECONDS = 30.0
ABANDONED_SECONDS = 2.0
TWINS_SECONDS = 1.0
REVIVING_SECONDS = 60.0
LAST_SECONDS = 9.5  # whoever asks us to end gives us ten


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
) -> bool:
    """Runs the bot until SIGTERM or SIGINT; then finishes what it holds, and gives up the rest.

    False when it ended by itself because something in it hung.
    """
    slack = Slack(token, api_url)
    directory = Directory(desk, slack)
    attendance, twins = Attendance(desk), Twins(desk, slack)
    is_out = asyncio.Event()
    delivery = Delivery(desk, slack, twins, messages_per_second, attendance.note, is_out.is_set)
    schedule = Schedule(desk, delivery.ring, is_out.is_set)

    def bell() -> None:
        delivery.ring()
        schedule.aim()

    office = Office(desk, slack, directory, bell, messages_per_second, is_out=is_out)
    installation = Installation(office, attendance.note)
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
    sys.setswitchinterval(SWITCH_SECONDS)

    sockets = Sockets(app, app_token) if app_token else None
    deadline = threading.Timer(LAST_SECONDS, end_at_once)
    deadline.daemon = True

    def stop() -> None:
        if not server.should_exit:
            deadline.start()  # what hangs must not keep us
            if sockets:
                office.later(sockets.hang_up())
        server.should_exit = True
        delivery.halt()

    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop)
    schedule.after(problems.KIND, lambda: office.later(look(office)))
    schedule.after(problems.UNDER_WAY, lambda: office.later(resume(office)))
    schedule.after(blankets.KIND, lambda: office.later(giving.resume(office)))
    office.later(desk.writer.prepare())  # beside the rest: nobody who starts us waits for it
    await installation.recall()
    if not is_out.is_set():
        await attendance.arrive()
        office.later(resume(office))
    schedule.start()
    schedule.add(Installation.look, LOOK_SECONDS, installation)
    schedule.add(_learn, ROSTER_SECONDS, office)
    schedule.add(drafts.finish_abandoned, ABANDONED_SECONDS, office)
    schedule.add(attendance.note_if, BEAT_SECONDS, delivery)
    schedule.add(Twins.look, TWINS_SECONDS, twins)
    schedule.add(home.look, home.LOOK_SECONDS, office)
    schedule.add(Delivery.revive, REVIVING_SECONDS, delivery)
    sending = asyncio.create_task(delivery.run())
    if sockets:
        office.later(sockets.keep_connecting())
    watchdog = Watchdog(desk.executor.longest_running, slack, sockets and sockets.client, stop)
    watching = asyncio.create_task(watchdog.run())
    try:
        await server.serve(sockets=[listening])
    finally:
        stop()
        await asyncio.gather(schedule.stop(), office.settle(SETTLING_SECONDS), _delivered(delivery, sending))
        await slack.close()
        await desk.writer.close()
        desk.executor.close()
        watching.cancel()
        deadline.cancel()
    return not watchdog.has_barked


async def _learn(office: Office) -> None:
    """Learns which workspace this is, once, and who leads, again and again."""
    directory = office.directory
    if office.is_out.is_set():
        return
    try:
        if directory.team is None:
            await directory.learn_team()
    except Trouble as trouble:
        log.error("Slack does not accept the bot yet: %s (python app.py check tells more)", trouble.error)
        return
    await directory.refresh_roster()


async def _delivered(delivery: Delivery, sending: asyncio.Task[None]) -> None:
    """Waits until nothing more is claimed, and then until nothing is on its way."""
    await sending
    await delivery.settle()
