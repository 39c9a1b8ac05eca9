"""The bot as processes of its own: the one that serves, and the commands that end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]
START_SECONDS = 40.0  # on a machine that is busy with other tests


@dataclass
class Bot:
    """`python app.py serve` in a directory; `log` is what it wrote to standard error.

    `patience` is in seconds, until it has to listen.
    """

    place: Path
    environment: Mapping[str, str]
    process: asyncio.subprocess.Process | None = None
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
        self.process = await self.launch()
        async with asyncio.timeout(self.patience):
            while not await self._listens():
                assert self.process.returncode is None, f"the bot did not start: {self.log}"
                await asyncio.sleep(0.05)

    async def launch(self) -> asyncio.subprocess.Process:
        """The process, just started."""
        with self.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, str(ROOT / "app.py"), *self.arguments,
                cwd=self.place, env={**os.environ, **self.environment}, stderr=log,
            )  # fmt: skip

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
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "app.py"), *arguments,
        cwd=place, env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(2 * START_SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
