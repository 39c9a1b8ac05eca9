"""The schedule: wakes at the next due moment and carries out what is due.

APScheduler only wakes us: one job re-aimed at the next timer. The timers themselves are rows; a job for each would be
lost or doubled when processes die or share them. What comes again and again, a look at the timers as a safety net among
it, goes by the monotonic clock: a machine whose clock is set back must not rest for as long, nor one that was asleep
count all it has missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy.exc import DBAPIError

from bot import timers
from bot.desk import Desk
from handlers.metrics import LATENESS_SECONDS
from handlers.traces import without_words

T = TypeVar("T")
log = logging.getLogger(__name__)
SAFETY_SECONDS = 1.0
ENDING_SECONDS = 3.0
AIMING_SECONDS = 0.1  # so that a burst of commands aims once; nobody is reminded sooner than after a second
ELSEWHERE = timedelta(seconds=0.05)
CLEARING_SECONDS = 3600.0


class Schedule:
    """Carries out timers on time. `rang` is called whenever something was carried out; while `rests` says so,
    nothing is but the erasing at night."""

    def __init__(self, desk: Desk, rang: Callable[[], None], rests: Callable[[], bool] = lambda: False) -> None:
        self._desk, self._rang, self._rests = desk, rang, rests
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._busy = asyncio.Lock()
        self._stopped = asyncio.Event()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._aiming: asyncio.Task[None] | None = None
        self._after: dict[str, Callable[[], None]] = {}

    def after(self, kind: str, work: Callable[[], None]) -> None:
        """Calls `work`, which must not take long, whenever timers of this kind were carried out here."""
        self._after[kind] = work

    def start(self) -> None:
        """Begins to watch, and looks at once for what came due in the meantime."""
        self._scheduler.start()
        self.add(Schedule.carry_out, SAFETY_SECONDS, self)
        self.add(Schedule._clear_old, CLEARING_SECONDS, self)

    async def stop(self) -> None:
        """Starts nothing more, and lets what is under way end."""
        self._stopped.set()
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=ENDING_SECONDS)
        for task in self._under_way:
            task.cancel()
        self._scheduler.shutdown(wait=False)

    def add(self, work: Callable[[T], Coroutine[Any, Any, None]], seconds: float, on: T) -> None:
        """Does some other work, now and every so many seconds."""
        task = asyncio.create_task(self._repeat(partial(_unless_outage, work, on), seconds))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _repeat(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        """Does it every so many seconds until stopped; a turn that comes while it is still being done is left out."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while not self._stopped.is_set():
            try:
                await work()
            except Exception as error:
                log.error("something that is done again and again failed", exc_info=without_words(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds - (clock() - began) % seconds):
                    await self._stopped.wait()

    def aim(self) -> None:
        """A timer may have been set or moved: aims at the next one, once for several calls."""
        if self._aiming is None or self._aiming.done():
            self._aiming = asyncio.create_task(self._aim())

    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does a job so that `stop` can wait for it."""
        task = asyncio.current_task()
        assert task
        self._under_way.add(task)
        try:
            await work()
        finally:
            self._under_way.discard(task)

    async def carry_out(self) -> None:
        """Carries out everything that is due, then aims at what comes next."""
        if self._busy.locked():
            return
        async with self._busy:
            try:
                if self._rests():
                    await self._desk.executor.write(timers.ring_at_rest, self._desk)
                else:
                    await self._carry_out_all()
            except DBAPIError as error:
                log.error("the timers cannot be read: %s", type(error.orig).__name__)

    async def _carry_out_all(self) -> None:
        taken_up, next_due = False, await self._desk.executor.read(timers.next_due, self._desk)
        while next_due is not None and next_due <= self._desk.clock():
            rung = await self._desk.executor.write_first(timers.ring, self._desk)
            for lateness in rung.lateness:
                LATENESS_SECONDS.observe(lateness)
            for kind in sorted(rung.kinds & self._after.keys()):
                self._after[kind]()
            next_due = rung.next_due
            if not rung.taken:  # what is due is in other hands this moment
                next_due = next_due and max(next_due, self._desk.clock() + ELSEWHERE)
                break
            taken_up = True
        if taken_up:
            self._rang()  # at the end, so that what is late already does not wait for what was posted
        self._aim_at(next_due)

    async def _aim(self) -> None:
        await asyncio.sleep(AIMING_SECONDS)
        try:
            self._aim_at(await self._desk.executor.read(timers.next_due, self._desk))
        except DBAPIError as error:
            log.error("the timers cannot be read: %s", type(error.orig).__name__)

    def _aim_at(self, due: datetime | None) -> None:
        """Sets the one job to the moment when the wall clock will show `due`."""
        if due is None:
            return
        at = datetime.now(UTC) + (due - self._desk.clock())
        # Aimed at a moment so near that this run has not quite ended yet, it would be left out as a second instance.
        self._scheduler.add_job(
            self._do, DateTrigger(at), [self.carry_out], id="next", replace_existing=True, max_instances=2
        )

    async def _clear_old(self) -> None:
        await self._desk.executor.write(timers.clear_old, self._desk)


async def _unless_outage(work: Callable[[T], Coroutine[Any, Any, None]], on: T) -> None:
    """Does the work; while the database cannot be reached, the next turn does it."""
    try:
        await work(on)
    except DBAPIError as error:
        log.error("%s has to wait: %s", getattr(work, "__name__", "a job"), type(error.orig).__name__)
