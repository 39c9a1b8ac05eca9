"""Asking for a draft."""

from __future__ import annotations

import asyncio
import threading

from offices import Work

from bot import drafts as use_cases
from handlers.listeners import drafts


async def test_what_is_noted_later_than_slack_waits_is_written_all_the_same(work: Work) -> None:
    free = threading.Event()
    busy = asyncio.ensure_future(work.office.desk.executor.write(free.wait))
    delivery = work.delivery("command", "/draft", text="My parcel is late. I'm angry!")
    asking = asyncio.ensure_future(drafts.command(work.office, delivery, work.ava))
    for _ in range(5):  # until it waits behind what is busy
        await asyncio.sleep(0)
    asking.cancel()  # as the dispatcher does
    free.set()
    await busy
    await work.office.write(lambda _: None)  # behind it
    await asyncio.sleep(0)  # what comes of it is begun
    await work.office.settle(30)
    draft = await work.office.read(use_cases.get, work.ava, 1)
    assert (draft.state, draft.writer) == ("ready", "phrasebook")
