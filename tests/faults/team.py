"""A team whose bot is in for trouble: a workspace, a database, and as many replicas as share it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from aiohttp import web

from benchmarks import pending
from benchmarks.workspace import AGENTS
from sandbox import demo
from sandbox.api import WebApi
from sandbox.faults import Fault, Faults
from sandbox.pacing import Pace
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.surfaces import Message
from storage.database import Database
from tests.faults import promises
from tests.faults.bases import Base
from tests.forks import ROOT
from tests.scenarios.process import Bot, run

T = TypeVar("T")
MESSAGES_PER_SECOND = 200  # so that what is measured is recovery, and not the pace
SOON = 0.1
PORTS = iter(random.Random().sample(range(18_000, 32_000), 10_000))
PATIENCE = 90.0  # seconds until what is not there is called lost
LATE_TWIN_SECONDS = 60.0  # in which an extra message has to be gone


@dataclass(frozen=True, slots=True)
class Seen:
    """A call as it arrived at Slack: when (seconds of the monotonic clock), whose, and what became of it."""

    at: float
    bot: Bot
    method: str
    args: dict[str, Any]
    fault: Fault | None

    @property
    def key(self) -> str:
        """The opaque id of the message that is posted; empty for other calls."""
        return key_of(self.args)


Trouble = Callable[[Bot, str, dict[str, Any]], Fault | None]


class Team:
    """`trouble` decides what Slack does with each call, by the bot that makes it; `calls` are all that arrived;
    `deaths` the moments when processes fell (seconds since 1970)."""

    def __init__(self, base: Base, place: Path, slack: Sandbox, database: Database) -> None:
        self.base, self.place, self.slack, self.database = base, place, slack, database
        self.bots: list[Bot] = []
        self.calls: list[Seen] = []
        self.deaths: list[float] = []
        self.trouble: Trouble = lambda *_: None
        self.owners: dict[int, str] = {}
        self._orders, self._struck = place / "orders", place / "orders.struck"
        self._posted: dict[int, list[Message]] = {}
        self._looked_through = 0

    # the bot

    @contextlib.asynccontextmanager
    async def door(self, number: int) -> AsyncIterator[str]:
        """A way to the Web API for one replica alone, so that a fault knows whose call it strikes; its address."""
        faults = Faults()
        faults.plan = lambda method, args: self._arrived(self.bots[number], method, args)
        slack, app = self.slack, web.Application()
        api = WebApi(slack.workspace, faults, slack.sockets, slack.token, slack.app_token)
        app.router.add_route("*", "/api/{method}", api.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        await runner.cleanup()

    def _arrived(self, bot: Bot, method: str, args: dict[str, Any]) -> Fault | None:
        at, fault = time.monotonic(), self.trouble(bot, method, args)
        self.calls.append(Seen(at, bot, method, args, fault))
        return fault

    async def start(self, *bots: Bot) -> None:
        """Starts processes, and waits until people could use them. RuntimeError, with the log, when they cannot."""
        try:
            await asyncio.gather(*(bot.start() for bot in bots))
        except TimeoutError:
            raise RuntimeError(f"a process does not come up: {self.log[-1000:] or 'it says nothing'}") from None

    def order(self, **what: Any) -> None:
        """Tells the watched processes what to do at which moment."""
        part = self._orders.with_suffix(".part")
        part.write_text(json.dumps(what))
        part.replace(self._orders)

    def call_off(self) -> None:
        """Takes the order back."""
        for file in (self._orders, self._struck):
            file.unlink(missing_ok=True)

    async def struck(self) -> Bot:
        """Whom the order hit, once it did."""
        while True:
            told = self._struck.read_text() if self._struck.exists() else ""
            for bot in self.bots:
                if bot.process and told == str(bot.process.pid):
                    return bot
            await asyncio.sleep(SOON)  # another process writes the file

    async def fallen(self) -> list[Bot]:
        """The processes that have ended, once one has."""
        ends = [asyncio.create_task(bot.process.wait()) for bot in self.bots if bot.process]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
        self.deaths.append(time.time())
        return [bot for bot in self.bots if not bot.runs]

    async def before_all_is_done(self, event: Awaitable[T], recorded: Collection[int]) -> T | None:
        """What an event gives when it comes; None when all these were said and done before it came."""

        async def said_and_done() -> None:
            await self.until_shown(recorded)
            await self.until_at_rest(recorded)

        coming, done = asyncio.ensure_future(event), asyncio.create_task(said_and_done())
        await asyncio.wait([coming, done], return_when=asyncio.FIRST_COMPLETED)
        done.cancel()
        if not coming.done():
            coming.cancel()
            return None
        return coming.result()

    @property
    def log(self) -> str:
        """What the processes logged."""
        return "".join(bot.log for bot in self.bots)

    async def audit_holds(self) -> bool:
        """Whether `app.py audit verify` finds nothing wrong."""
        return (await run(self.place, self.bots[0].environment, "audit", "verify")).code == 0

    # the reminders

    async def record(self, count: int) -> range:
        """Records reminders that are due in a moment; their numbers."""
        numbers = await asyncio.to_thread(promises.record, self.database, count)
        self.owners |= {number: AGENTS[at] for at, number in enumerate(numbers)}
        return numbers

    def posted(self, number: int) -> Sequence[Message]:
        """Every message that ever reminded of this, deleted ones too."""
        messages = self.slack.workspace.messages
        for message in messages[self._looked_through :]:
            if (found := promises.NUMBERED.search(message.text)) and message.metadata:
                self._posted.setdefault(int(found[1]), []).append(message)
        self._looked_through = len(messages)
        return self._posted.get(number, ())

    def visible(self, number: int) -> Sequence[Message]:
        """The messages that its owner sees now."""
        dm = f"D{self.owners[number][1:]}"
        return [message for message in self.posted(number) if not message.deleted and message.channel == dm]

    async def until_shown(self, numbers: Iterable[int], seconds: float = PATIENCE) -> bool:
        """Waits until each of these stands in its owner's messages; False if that does not happen in time."""
        missing = set(numbers)

        def all_there() -> bool:
            missing.difference_update([number for number in missing if self.visible(number)])
            return not missing

        try:
            await self.slack.until(all_there, seconds)
        except TimeoutError:
            return False
        return True

    async def until_at_rest(self, numbers: Collection[int], seconds: float = PATIENCE) -> None:
        """Waits until all these messages are settled and none stands twice, or until it has taken too long.

        What Slack takes late is waited for. That none stands twice is seen last: it holds when this returns.
        """
        gives_up_at = time.monotonic() + seconds
        while time.monotonic() < gives_up_at:
            settled = await asyncio.to_thread(self._are_settled, numbers)
            if settled and self._none_is_late() and self._are_single(numbers):
                return
            await asyncio.sleep(SOON)

    def _none_is_late(self) -> bool:
        """Whether every call that Slack was to take late has been taken, and its bot had time to hear of it."""
        late = (call.at + call.fault.seconds for call in self.calls if call.fault and call.fault.kind == "delay")
        return time.monotonic() > max(late, default=0.0) + 10 * SOON

    def _are_single(self, numbers: Collection[int]) -> bool:
        return all(len(self.visible(number)) == 1 for number in numbers)

    def _are_settled(self, numbers: Collection[int]) -> bool:
        rows = promises.remembered(self.database, numbers)
        return len(rows) == len(numbers) and all(row.state == "settled" for row in rows)


def key_of(args: dict[str, Any]) -> str:
    """The opaque id in the arguments of a chat.postMessage; empty in those of other calls."""
    payload = (args.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("id", ""))


@contextlib.asynccontextmanager
async def working_team(base: Base, directory: Path, *, watched: bool = False) -> AsyncIterator[Team]:
    """A team at work, with a database of its own; `watched` when its processes shall take orders."""
    place = Path(tempfile.mkdtemp(prefix="team-", dir=directory))
    url = await asyncio.to_thread(base.fresh, place)
    database = Database(url)
    pending.add_people(database)
    people = [*demo.PEOPLE, *(Person(agent, agent.lower(), f"Agent {agent[-4:]}") for agent in AGENTS)]
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    pace = Pace(workspace_per_second=1000, workspace_burst=1000)
    async with contextlib.AsyncExitStack() as stack:
        slack = await stack.enter_async_context(
            Sandbox(
                clock_file=place / "clock", pace=pace, people=people, channels=demo.channels(people), manifest=manifest
            )
        )
        team = Team(base, place, slack, database)
        for number in range(base.replicas):
            api_url = await stack.enter_async_context(team.door(number))
            environment = {
                "SLACK_API_URL": api_url,
                "SLACK_BOT_TOKEN": slack.token,
                "SLACK_SIGNING_SECRET": slack.secret,
                "SLACK_APP_TOKEN": "",
                "SLACK_MESSAGES_PER_SECOND": str(MESSAGES_PER_SECOND),
                "DATABASE_URL": url,
                "EXTRAMILE_POLICY": str(ROOT / "policy.toml"),
                "OPENAI_API_KEY": "",
                "OPENAI_BASE_URL": "",
                "HOST": "127.0.0.1",
                "PORT": str(port()),
                "WATCHED_ORDERS": str(place / "orders") if watched else "",
            }
            team.bots.append(Bot(place, environment, patience=PATIENCE))
        try:
            await team.start(*team.bots)
            yield team
        finally:
            for bot in team.bots:
                if bot.runs:
                    await bot.kill()
            database.close()


def port() -> int:
    """A port of this machine for a process that comes back to it: none that outgoing connections are given."""
    for number in PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", number))
            return number
    raise RuntimeError("no port is free")


def send(bot: Bot, how: signal.Signals) -> None:
    """Sends a process a signal at this very moment."""
    assert bot.process
    with contextlib.suppress(ProcessLookupError):
        os.kill(bot.process.pid, how)
