"""The bot as processes of its own: the one that serves, and the commands that end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.forks import Child, fork

START_SECONDS = 40.0  # on a machine that is busy with other tests


@dataclass
class Bot:
    """`python app.py serve` in a directory; `log` is what it wrote to standard error.

    `patience` is in seconds, until it has to listen.
    """

    place: Path
    environment: Mapping[str, str]
    process: Child | None = None
    patience: float = START_SECONDS

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    @property
    def log(self) -> str:
        return self.log_file.read_text() if self.log_file.exists() else ""

    @property
    def log_file(self) -> Path:
        return self.place / f"log-{self.environment['PORT']}"

    @property
    def arguments(self) -> Sequence[str]:
        return "serve", "--clock", str(self.place / "clock")

    async def start(self) -> None:
        """Starts it and waits until it listens."""
        self.process = await fork(self.place, {**os.environ, **self.environment}, self.arguments, err=self.log_file)
        async with asyncio.timeout(self.patience):
            while not await self._listens():
                assert self.process.returncode is None, f"the bot did not start: {self.log}"
                await asyncio.sleep(0.05)

    async def _listens(self) -> bool:
        try:
            return await self.get("/healthz") == (200, "alive")
        except aiohttp.ClientError:
            return False

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page of the bot's."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as response:
            return response.status, await response.text()

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends it and returns its exit code. TimeoutError if it does not end."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        async with asyncio.timeout(20):
            return await self.process.wait()

    async def kill(self) -> None:
        """Ends it as a power cut would."""
        await self.end(signal.SIGKILL)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.returncode is None


@dataclass
class Ended:
    """A command of `app.py` that has ended."""

    code: int
    out: str
    err: str


async def run(place: Path, environment: Mapping[str, str], *arguments: str) -> Ended:
    """Runs a command of `app.py` to its end."""
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = await fork(place, {**os.environ, **environment}, arguments, out=out, err=err)
        try:
            async with asyncio.timeout(2 * START_SECONDS):
                code = await process.wait()
        except TimeoutError:
            process.send_signal(signal.SIGKILL)
            await process.wait()
            raise
        return Ended(code, *(file.read_text() for file in (out, err)))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
