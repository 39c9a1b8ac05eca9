"""A support team at work: a workspace, the real bot as a process of its own, and people who use it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from player import Player
from policies import ROOT, as_toml, merged, sample_policy
from process import Bot, Ended, free_port, run

from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.surfaces import Message

T = TypeVar("T")
MONDAY = "next monday 10:00"  # when every story begins, in Berlin
LEADS = "C0LEADS"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
PATIENCE = 30.0  # seconds, for a machine that is busy with other tests; whoever waits goes on at once


@dataclass
class Team:
    """The workspace and the bot in it. `typed` is all that people wrote; none of it may stand in the bot's log."""

    slack: Sandbox
    place: Path
    environment: dict[str, str]
    bots: list[Bot] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    forgiven: set[str] = field(default_factory=set)
    """What this story expects Slack to refuse."""
    breaks: bool = False
    """Whether this story breaks the bot's insides on purpose."""

    # the bot

    @property
    def bot(self) -> Bot:
        return self.bots[0]

    @property
    def log(self) -> str:
        return "".join(bot.log for bot in self.bots)

    async def start(self, bot: Bot | None = None) -> None:
        """Starts the bot, or another one like it, and waits until people can use it."""

        def greetings() -> int:
            return sum(call.method == "auth.test" for call in self.slack.workspace.calls)

        before = greetings()
        await (bot or self.bot).start()
        if self.environment["SLACK_APP_TOKEN"]:
            await self.slack.sockets.connected(PATIENCE)
        # Which workspace this is, the bot learns right after it listens.
        await self.until(lambda: greetings() > before)

    async def replica(self) -> Bot:
        """One more process of the bot, on the same database."""
        self.bots.append(Bot(self.place, {**self.environment, "PORT": str(free_port())}))
        await self.start(self.bots[-1])
        return self.bots[-1]

    async def run(self, *arguments: str, **environment: str) -> Ended:
        """Runs a command of `app.py` to its end, in the bot's environment with changes."""
        return await run(self.place, {**self.environment, **environment}, *arguments)

    # the people

    def person(self, ident: str) -> Player:
        """Somebody who is in the workspace already."""
        return Player(self, ident)

    def hire(self, name: str, zone: str = "Europe/Berlin", **fields: Any) -> Player:
        """Somebody new, so that stories do not meet in one person's direct messages."""
        ident = f"U0{name.upper()}"
        assert ident not in self.slack.workspace.people, f"{name} is there already"
        self.slack.workspace.people[ident] = Person(ident, name.lower(), name, zone, **fields)
        for channel in ("C0SUPPORT", LEADS):
            self.slack.workspace.channels[channel].members.add(ident)
        return Player(self, ident)

    # what they see

    async def until(self, test: Callable[[], T | None]) -> T:
        """Waits until `test` gives something true. TimeoutError if it never does."""
        return await self.slack.until(test, PATIENCE)

    async def sees(self, pattern: str, channel: str = LEADS) -> Message:
        """The newest message in a channel that reads like this, once it is there."""
        return await self.until(lambda: self.slack.find("U0LEAD", pattern, channel=channel))

    def check(self) -> None:
        """What must hold after every story."""
        refused = [
            (call.method, call.error, call.reasons)
            for call in self.slack.workspace.refusals
            if call.error not in self.forgiven
        ]
        assert refused == []
        log = self.log
        assert self.breaks or "Traceback" not in log, log
        for words in self.typed:
            assert not (leaked := {piece for piece in pieces(words) if piece in log}), f"the log holds {leaked}"


def pieces(typed: str) -> set[str]:
    """What would tell that a text stands somewhere: its email addresses and any three words in a row."""
    words = typed.split()
    return {*EMAIL.findall(typed), *(" ".join(words[at : at + 3]) for at in range(len(words) - 2))}


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
) -> AsyncIterator[Team]:
    """A workspace with the bot in it; `policy` overrides the sample, `slack` the sandbox, `environment` the bot's."""
    (place / "policy.toml").write_text(as_toml(merged(sample_policy(), policy or {})))
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    app_token = "xapp-practice" if mode == "socket" else ""
    wanted: dict[str, Any] = {"app_token": app_token or None, "manifest": manifest, **(slack or {})}
    async with Sandbox(clock_file=place / "clock", **wanted) as workspace:
        workspace.clock.to(MONDAY)
        known = {
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.token,
            "SLACK_SIGNING_SECRET": workspace.secret,
            "SLACK_APP_TOKEN": app_token,
            "DATABASE_URL": database_url,
            "EXTRAMILE_POLICY": str(place / "policy.toml"),
            "OPENAI_API_KEY": "",
            "OPENAI_BASE_URL": "",
            "HOST": "127.0.0.1",
            "PORT": str(free_port()),
            **environment,
        }
        team = Team(workspace, place, known, [Bot(place, known)])
        workspace.bot_url = team.bot.url
        try:
            if start:
                await team.start()
            yield team
        finally:
            for bot in team.bots:
                if bot.runs:
                    await bot.kill()
