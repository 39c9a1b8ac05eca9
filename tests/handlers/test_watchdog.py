"""A process that hangs ends itself; one that only waits does not."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable

from handlers.slack import Slack
from handlers.watchdog import PATIENCE_TICKS, SOCKET_PATIENCE_TICKS, Watchdog
from sandbox.server import Sandbox

TICK = 0.002


class Socket:
    """Never connected; `patience_over` is set once it was asked for longer than the watchdog waits."""

    def __init__(self) -> None:
        self.asked, self.patience_over = 0, asyncio.Event()

    async def is_connected(self) -> bool:
        self.asked += 1
        if self.asked > 3 * SOCKET_PATIENCE_TICKS:
            self.patience_over.set()
        return False


class Ended:
    """What the watchdog did."""

    def __init__(self) -> None:
        self.in_order, self.at_once = asyncio.Event(), threading.Event()


@contextlib.asynccontextmanager
async def watching(
    running: Callable[[], int | None] = lambda: None, socket: Socket | None = None, *, uninstalled: bool = False
) -> AsyncIterator[Ended]:
    async with Sandbox() as workspace:
        workspace.workspace.is_uninstalled = uninstalled
        slack, ended = Slack(workspace.token, workspace.api_url), Ended()
        watchdog = Watchdog(running, slack, socket, ended.in_order.set, ended.at_once.set, TICK)
        task = asyncio.create_task(watchdog.run())
        yield ended
        task.cancel()
        await slack.close()


async def happens(event: threading.Event) -> bool:
    return await asyncio.to_thread(event.wait, 10)


async def test_one_call_of_storage_that_never_ends_ends_the_process() -> None:
    async with watching(lambda: 7) as ended:
        assert await happens(ended.at_once)


async def test_many_calls_one_after_the_other_do_not() -> None:
    calls = iter(range(10_000))
    seen = asyncio.Event()

    def running() -> int | None:
        call = next(calls)
        if call > 5 * PATIENCE_TICKS:
            seen.set()
        return call if call % 7 else None

    async with watching(running) as ended:
        await asyncio.wait_for(seen.wait(), 10)
        assert not ended.at_once.is_set()


async def test_an_event_loop_that_hangs_ends_the_process() -> None:
    async with watching() as ended:
        await asyncio.sleep(5 * TICK)
        assert ended.at_once.wait(10), "nothing else runs meanwhile"


async def test_a_socket_that_hangs_while_slack_answers_ends_it_in_order() -> None:
    socket = Socket()
    async with watching(socket=socket) as ended:
        await asyncio.wait_for(ended.in_order.wait(), 10)
        assert socket.asked >= SOCKET_PATIENCE_TICKS
        assert not ended.at_once.is_set()


async def test_while_slack_is_away_its_socket_is_waited_for() -> None:
    socket = Socket()
    async with watching(socket=socket, uninstalled=True) as ended:
        await asyncio.wait_for(socket.patience_over.wait(), 10)
        assert not ended.in_order.is_set()
