"""Starts what is measured as processes of its own, waits until it answers, and ends it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.server import Sandbox

ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0
END_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Running:
    """A process that answers on `port`; it took `seconds` from its start until it did."""

    pid: int
    port: int
    seconds: float

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """What it holds in memory (its resident set), in MB of 1,000,000 bytes."""
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True)
        return int(told.stdout) * 1024 / 1e6

    async def ask(self, path: str) -> tuple[int, str]:
        """Status and body of a GET. Raises OSError when nobody listens."""
        return await _get(self.port, path)


@contextlib.asynccontextmanager
async def bot(
    slack: Sandbox, database_url: str, *, messages_per_second: float = 1000, **more: str
) -> AsyncIterator[Running]:
    """The bot against a practice workspace that does not slow it down; `more` goes into its environment."""
    environment = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.secret,
        "SLACK_APP_TOKEN": "",
        "SLACK_MESSAGES_PER_SECOND": str(messages_per_second),
        "DATABASE_URL": database_url,
        "EXTRAMILE_POLICY": str(ROOT / "policy.toml"),
        **more,
    }
    async with _process(environment, "app.py", "serve") as running:
        slack.bot_url = running.url
        yield running


@contextlib.asynccontextmanager
async def acker(secret: str, before_response: bool) -> AsyncIterator[Running]:
    """A Bolt listener that only acknowledges, set up as the bot's or, without `before_response`, by Bolt's defaults."""
    environment = {"SLACK_SIGNING_SECRET": secret, "BEFORE_RESPONSE": "yes" if before_response else "no"}
    async with _process(environment, "-m", "benchmarks.acker") as running:
        yield running


@contextlib.asynccontextmanager
async def _process(environment: Mapping[str, str], *command: str) -> AsyncIterator[Running]:
    port, began = free_port(), time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=ROOT,
        env={**_without_model(), **environment, "HOST": "127.0.0.1", "PORT": str(port)},
    )
    try:
        await _until_ready(process, port, " ".join(command))
        yield Running(process.pid, port, time.perf_counter() - began)
    finally:
        await _end(process)


def _without_model() -> dict[str, str]:
    """This environment, less whatever would make drafts go over the network."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}


async def _until_ready(process: asyncio.subprocess.Process, port: int, command: str) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            with contextlib.suppress(OSError):
                status, _ = await _get(port, "/readyz")
                if status == 200:
                    return
            await asyncio.sleep(LOOK_EVERY_SECONDS)
    raise RuntimeError(f"{command} ended with code {process.returncode} before it was ready")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _get(port: int, path: str) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    finally:
        writer.close()
    if not head:
        raise ConnectionResetError
    return int(head.split(" ", 2)[1]), body


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
