"""The demo: a practice workspace with the bot in it, both on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

import yaml

from sandbox import demo
from sandbox.server import Sandbox

RESTART_SECONDS = 1.0
LOOKS_EVERY_SECONDS = 0.1


def run(app: Path, host: str, port: int) -> int:
    """Serves the workspace on `host` and `port` and runs `app serve` against it; the exit code."""
    try:
        asyncio.run(_run(app, host, port))
    except OSError as problem:
        sys.stderr.write(f"The workspace cannot open on {host}:{port} ({problem.strerror}): try PORT=4000 make demo.\n")
        return 2
    return 0


async def _run(app: Path, host: str, port: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on a loop
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with tempfile.TemporaryDirectory(prefix="extramile-demo-") as place:
        clock_file, bot_port = Path(place) / "clock", _free_port()
        manifest = yaml.safe_load((app.parent / "manifest.yml").read_text())
        async with Sandbox(
            f"http://127.0.0.1:{bot_port}", host=host, port=port, clock_file=clock_file, manifest=manifest
        ) as slack:
            demo.fill(slack.workspace)
            environment = {
                **os.environ,
                "SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": slack.token,
                "SLACK_SIGNING_SECRET": slack.secret,
                "SLACK_APP_TOKEN": "",
                "DATABASE_URL": f"sqlite:///{Path(place) / 'extramile.db'}",
                "EXTRAMILE_POLICY": str(_policy(app.parent / "policy.toml", Path(place))),
                "HOST": "127.0.0.1",
                "PORT": str(bot_port),
            }
            bot = asyncio.create_task(_keep_running(app, environment, clock_file))
            await _ready(bot_port, bot, stop)
            sys.stdout.write(f"Extra Mile is at work in a practice workspace: open {slack.url} (Ctrl-C ends it)\n")
            sys.stdout.flush()
            await asyncio.wait([bot, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
            bot.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await bot


def _policy(ours: Path, place: Path) -> Path:
    """The policy of the file, with what a workspace that has a #wins can show."""
    practised, rules = place / ours.name, ours.read_text(encoding="utf-8")
    practised.write_text(rules.replace("# wins_channel =", "wins_channel =", 1), encoding="utf-8")
    return practised


async def _keep_running(app: Path, environment: dict[str, str], clock_file: Path) -> None:
    """Runs the bot, and again when it was killed, as a host would; not when it cannot start at all."""
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(app), "serve", "--clock", str(clock_file), cwd=app.parent, env=environment
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if code == 2:
            return
        sys.stdout.write("The bot has ended; it starts again.\n")
        sys.stdout.flush()
        await asyncio.sleep(RESTART_SECONDS)


async def _ready(port: int, bot: asyncio.Task[None], stop: asyncio.Event) -> None:
    """Waits until the bot listens, so that the first command finds it, however busy the machine; or has ended, or is
    to."""
    while not (bot.done() or stop.is_set()):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(LOOKS_EVERY_SECONDS)
        else:
            writer.close()
            await writer.wait_closed()
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
