"""The schedule goes on, whatever the machine's clock does, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta, tzinfo

import pytest
from offices import NOON, Work

from bot import followups
from bot.moments import Moment
from handlers.schedule import Schedule
from storage.records import Reference

CUSTOMER = Reference("ticket", "#4312", "4312")
SOON = 0.01


class MachineClock(datetime):
    """The time that APScheduler reads."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> MachineClock:
        return super().now(tz) + cls.ahead


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the machine's clock by so much."""
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", MachineClock)
    monkeypatch.setattr(MachineClock, "ahead", timedelta())
    return lambda ahead: monkeypatch.setattr(MachineClock, "ahead", ahead)


@contextlib.asynccontextmanager
async def running(work: Work, rang: Callable[[], None] = lambda: None) -> AsyncIterator[Schedule]:
    schedule = Schedule(work.office.desk, rang)
    schedule.start()
    yield schedule
    await schedule.stop()


class Turns:
    """Something that is done again and again, the first time with this trouble."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.done, self._trouble, self._turn = 0, trouble, asyncio.Condition()

    async def take(self) -> None:
        async with self._turn:
            self.done += 1
            self._turn.notify_all()
        if self._trouble and self.done == 1:
            raise self._trouble

    async def more(self, turns: int) -> None:
        """Waits for so many more. TimeoutError if they never come."""
        wanted = self.done + turns
        async with asyncio.timeout(10), self._turn:
            await self._turn.wait_for(lambda: self.done >= wanted)


@pytest.mark.parametrize("ahead", [timedelta(hours=-1), timedelta(days=2 * 365)])
async def test_whatever_the_machine_s_clock_does(
    work: Work, set_clock: Callable[[timedelta], None], ahead: timedelta
) -> None:
    rang, turns = asyncio.Event(), Turns()
    async with running(work, rang.set) as schedule:
        schedule.add(Turns.take, SOON, turns)
        await turns.more(2)
        set_clock(ahead)
        await turns.more(3)
        now = Moment(NOON, work.ava.zone, True, "now")
        followups.record(work.office.desk, followups.NewFollowup("request", work.ava, CUSTOMER, "call back", now))
        await asyncio.wait_for(rang.wait(), 10)


async def test_after_a_turn_that_fails_comes_the_next(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    turns = Turns(ValueError("what a customer said"))
    async with running(work) as schedule:
        schedule.add(Turns.take, SOON, turns)
        await turns.more(3)
    assert "failed" in caplog.text
    assert "customer" not in caplog.text


async def test_a_turn_under_way_is_let_end_and_no_other_begins(work: Work) -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), list[str]()

    async def slowly(name: str) -> None:
        begun.set()
        await go_on.wait()
        ended.append(name)

    async with running(work) as schedule:
        schedule.add(slowly, SOON, "a turn")
        await begun.wait()
        asyncio.get_running_loop().call_soon(go_on.set)
    assert ended == ["a turn"]
