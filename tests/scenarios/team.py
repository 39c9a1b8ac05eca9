"""A support team at work: a workspace, the real bot as a process of its own, and people who use it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.surfaces import Message, View
from sandbox.transport import Ack

ROOT = Path(__file__).parents[2]
MONDAY = "next monday 10:00"  # when every story begins, in Berlin
LEADS = "C0LEADS"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


@dataclass
class Ended:
    """A command of `app.py` that has ended."""

    code: int
    out: str
    err: str


@dataclass
class Team:
    """The workspace and the bot's process. `typed` is all that people wrote; none of it may stand in the bot's log."""

    slack: Sandbox
    place: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    forgiven: set[str] = field(default_factory=set)
    """What this story expects Slack to refuse."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    @property
    def log(self) -> str:
        path = self.place / "stderr"
        return path.read_text() if path.exists() else ""

    async def start(self) -> None:
        """Starts the bot and waits until people can use it."""
        with (self.place / "stderr").open("ab") as stderr:
            clock = str(self.place / "clock")
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, str(ROOT / "app.py"), "serve", "--clock", clock,
                cwd=self.place, env={**os.environ, **self.environment}, stderr=stderr,
            )  # fmt: skip
        async with asyncio.timeout(20):
            while not await self.is_listening():
                assert self.process.returncode is None, f"the bot did not start: {self.log}"
                await asyncio.sleep(0.03)
        if self.environment["SLACK_APP_TOKEN"]:
            await self.slack.sockets.connected()
        # Which workspace this is, the bot learns right after it listens.
        await self.slack.until(lambda: any(call.method == "auth.test" for call in self.slack.workspace.calls))

    async def is_listening(self) -> bool:
        try:
            return await self.get("/healthz") == (200, "alive")
        except aiohttp.ClientError:
            return False

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page of the bot's."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as response:
            return response.status, await response.text()

    async def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = 10) -> int:
        """Ends the bot's process and returns its exit code. TimeoutError if it does not end in time."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    async def kill(self) -> None:
        """Ends it as a power cut would."""
        await self.end(signal.SIGKILL)

    async def run(self, *arguments: str, **environment: str) -> Ended:
        """Runs a command of `app.py` to its end, in the bot's environment with changes."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "app.py"), *arguments,
            cwd=self.place, env={**os.environ, **self.environment, **environment},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(20):
                out, err = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    def person(self, ident: str) -> Player:
        """Somebody who is in the workspace already."""
        return Player(self, ident)

    def hire(self, name: str, zone: str = "Europe/Berlin", **fields: Any) -> Player:
        """Somebody new, so that stories do not meet in one person's direct messages."""
        ident = f"U0{name.upper()}"
        self.slack.workspace.people[ident] = Person(ident, name.lower(), name, zone, **fields)
        for channel in ("C0SUPPORT", LEADS):
            self.slack.workspace.channels[channel].members.add(ident)
        return Player(self, ident)

    async def sees(self, pattern: str, channel: str = LEADS, seconds: float = 8) -> Message:
        """The newest message in a channel that reads like this, once it is there."""
        return await self.slack.until(lambda: self.slack.find("U0LEAD", pattern, channel=channel), seconds)

    def check(self) -> None:
        """What must hold after every story."""
        refused = [
            (call.method, call.error, call.reasons)
            for call in self.slack.workspace.refusals
            if call.error not in self.forgiven
        ]
        assert refused == []
        log = self.log
        assert "Traceback" not in log, log
        for words in self.typed:
            assert not (leaked := {piece for piece in pieces(words) if piece in log}), f"the log holds {leaked}"


def pieces(typed: str) -> set[str]:
    """What would tell that a text stands somewhere: its email addresses and any three words in a row."""
    words = typed.split()
    return {*EMAIL.findall(typed), *(" ".join(words[at : at + 3]) for at in range(len(words) - 2))}


@dataclass(frozen=True)
class Player:
    """Somebody in the workspace, who does what people do."""

    team: Team
    id: str

    @property
    def slack(self) -> Sandbox:
        return self.team.slack

    @property
    def dm(self) -> str:
        return self.slack.workspace.dm(self.id).id

    async def types(self, line: str, channel: str = "C0SUPPORT") -> Message:
        """Types a command; the private answer to it."""
        ack = await self.sends(line, channel)
        assert ack.message, f"no answer to {line[:60]!r} but {ack}"
        assert ack.message.ephemeral_to == self.id
        return ack.message

    async def sends(self, line: str, channel: str = "C0SUPPORT") -> Ack:
        """Types a command, whatever comes of it."""
        name, _, text = line.partition(" ")
        self.team.typed.append(text)
        ack = await self.slack.command(self.id, name, text, channel=channel)
        assert ack.ok, ack
        return ack

    async def opens(self, line: str) -> View:
        """Types a command that opens a form."""
        before = len(self.slack.workspace.opened_views)
        ack = await self.sends(line)
        assert ack.message is None, f"a form was expected, but {ack.message and ack.message.words()}"
        return await self.new_form(before)

    async def presses(self, surface: Message | View, name: str | None = None, **what: Any) -> Ack:
        """Uses a button or a menu."""
        ack = await self.slack.press(self.id, surface, name, **what)
        assert ack.ok, ack
        return ack

    async def presses_for_form(self, surface: Message | View, name: str | None = None, **what: Any) -> View:
        """Uses a button or a menu that opens a form."""
        before = len(self.slack.workspace.opened_views)
        await self.presses(surface, name, **what)
        return await self.new_form(before)

    async def new_form(self, before: int) -> View:
        def found() -> View | None:
            newer = [view for view in self.slack.workspace.opened_views[before:] if view.user == self.id]
            return newer[-1] if newer else None

        return await self.slack.until(found)

    async def submits(self, form: View, **values: Any) -> Ack:
        """Fills a form (fields by block id) and sends it."""
        self.team.typed += [value for value in values.values() if isinstance(value, str)]
        return await self.slack.submit(self.id, form, values)

    async def fills(self, form: View, **values: Any) -> None:
        """Fills a form that is taken."""
        ack = await self.submits(form, **values)
        assert ack.ok, ack

    async def hears(self, pattern: str | re.Pattern[str], seconds: float = 8) -> Message:
        """The newest direct message from the bot that reads like this, once it is there."""
        return await self.slack.until(lambda: self.slack.find(self.id, pattern, channel=self.dm), seconds)

    async def is_told(self, pattern: str | re.Pattern[str], seconds: float = 8) -> Message:
        """The newest private answer that reads like this, once it is there."""

        def found() -> Message | None:
            seen = self.slack.workspace.find_all(self.id, pattern)
            private = [message for message in seen if message.ephemeral_to == self.id]
            return private[-1] if private else None

        return await self.slack.until(found, seconds)

    async def sees_change(self, message: Message, pattern: str, seconds: float = 8) -> Message:
        """The same message, once it reads like this."""
        await self.slack.until(lambda: pattern.casefold() in message.words().casefold(), seconds)
        return message

    def heard(self, pattern: str = "") -> Sequence[Message]:
        """All direct messages from the bot that read like this."""
        return self.slack.workspace.find_all(self.id, pattern, channel=self.dm)


@contextlib.asynccontextmanager
async def working_team(
    place: Path,
    database_url: str,
    *,
    mode: str = "http",
    policy: Mapping[str, Any] | None = None,
    start: bool = True,
    slack: Mapping[str, Any] | None = None,
    **environment: str,
) -> Any:
    """A workspace with the bot in it; `policy` overrides the sample, `slack` the sandbox, `environment` the bot's."""
    (place / "policy.toml").write_text(as_toml(merged(sample_policy(), policy or {})))
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    app_token = "xapp-practice" if mode == "socket" else ""
    wanted: dict[str, Any] = {"app_token": app_token or None, "manifest": manifest, **(slack or {})}
    async with Sandbox(clock_file=place / "clock", **wanted) as workspace:
        workspace.clock.to(MONDAY)
        port = free_port()
        workspace.bot_url = f"http://127.0.0.1:{port}"
        team = Team(workspace, place, database_url)
        team.environment = {
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.token,
            "SLACK_SIGNING_SECRET": workspace.secret,
            "SLACK_APP_TOKEN": app_token,
            "DATABASE_URL": database_url,
            "EXTRAMILE_POLICY": str(place / "policy.toml"),
            "OPENAI_API_KEY": "",
            "OPENAI_BASE_URL": "",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            **environment,
        }
        if start:
            await team.start()
        try:
            yield team
        finally:
            if team.process and team.process.returncode is None:
                await team.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sample_policy() -> dict[str, Any]:
    return tomllib.loads((ROOT / "policy.toml").read_text())


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """The base with values put over it, tables within tables too; None takes a key away."""
    found = dict(base)
    for key, value in over.items():
        known = found.get(key)
        found[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, Mapping) else value
    return {key: value for key, value in found.items() if value is not None}


def as_toml(values: Mapping[str, Any]) -> str:
    """A policy as a file: a section for each of the first tables, inline tables below."""
    lines: list[str] = []
    for name, table in values.items():
        lines += [f"[{name}]", *(f"{key} = {_inline(value)}" for key, value in table.items()), ""]
    return "\n".join(lines)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_inline(each)}" for key, each in value.items()) + " }"
    return json.dumps(value)
