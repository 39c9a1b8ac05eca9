"""The demo's workspace opens where it is told to."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from sandbox import practice


def test_an_address_that_is_not_of_this_machine_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert practice.run(Path("app.py").resolve(), "192.0.2.1", 3000) == 2
    said = capsys.readouterr().err
    assert said.startswith("The workspace cannot open on 192.0.2.1:3000")
    assert len(said.splitlines()) == 1


async def test_it_waits_for_the_bot_however_long_that_takes_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "LOOKS_EVERY_SECONDS", 0.0001)
    bot, stop = asyncio.create_task(asyncio.sleep(60)), asyncio.Event()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        ready = asyncio.create_task(practice._ready(door.getsockname()[1], bot, stop))
        await asyncio.sleep(1.0)
        assert not ready.done(), "nobody listens yet"
        door.listen()
        await asyncio.wait_for(ready, 10)
    bot.cancel()


async def test_it_waits_for_no_bot_that_has_ended_and_ends_when_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "LOOKS_EVERY_SECONDS", 0.0001)
    ended, running, stop = (
        asyncio.create_task(asyncio.sleep(0)),
        asyncio.create_task(asyncio.sleep(60)),
        asyncio.Event(),
    )
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        await asyncio.wait_for(practice._ready(port, ended, stop), 10)
        stop.set()
        await asyncio.wait_for(practice._ready(port, running, stop), 10)
    running.cancel()
