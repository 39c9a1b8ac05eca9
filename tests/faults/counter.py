"""The bot's front door in this process: people's deliveries reach the listeners of an office on a real database.

No loop of the bot's runs beside it, so every statement is one of the delivery at hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.desk import Desk, Roster
from bot.policy import load
from handlers.directory import Directory
from handlers.dispatch import Dispatcher
from handlers.incoming import read
from handlers.listeners import register_all
from handlers.office import Office
from handlers.slack import Slack
from prompts.writer import Writer
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.surfaces import Message
from sandbox.transport import PATIENCE, TIMED_OUT, Ack, Delivery, Transport
from storage.database import Database
from storage.executor import Executor

POLICY = load(Path(__file__).parents[2] / "policy.toml")
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday in Berlin


class Across(Transport):
    """Hands Slack's deliveries straight to a dispatcher, and waits as long as Slack does."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self.last = None

    async def start(self) -> None:
        """Nothing is needed."""

    async def stop(self) -> None:
        """Nothing was needed."""

    async def send(self, delivery: Delivery, retry: int | None = None, **forged: Any) -> Ack:
        self.last = delivery
        incoming = read(delivery.payload)
        assert incoming, delivery
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                said = await self._dispatcher.handle(incoming)
            answer = Ack(200, body=json.dumps(said) if said else "")
        except TimeoutError:
            answer = Ack(0, error=TIMED_OUT)
        answer.seconds = time.perf_counter() - began
        return answer


@dataclass
class Counter:
    """An office, its workspace, and a new agent for each story."""

    office: Office
    slack: Sandbox
    truth: Database
    """Another way to the same database, which no trouble befalls."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def database(self) -> Database:
        """The office's own way to the database."""
        return self.office.desk.database

    async def hire(self) -> tuple[str, int]:
        """An agent whom the bot knows already, and a number that no customer has had."""
        number = next(self._numbers)
        agent = f"U0AGENT{number:05}"
        self.slack.workspace.messages.clear()
        self.slack.workspace.people[agent] = Person(agent, f"agent{number}", f"Agent {number}")
        self.slack.workspace.channels["C0SUPPORT"].members.add(agent)
        await self.slack.command(agent, "/followup", "help", channel="C0SUPPORT")
        return agent, number

    def heard(self, agent: str) -> list[tuple[str, str]]:
        """What stands before this agent alone, as its place and its words."""
        seen = self.slack.workspace.find_all(agent)
        return [(message.ts, message.words()) for message in seen if is_private(message)]

    async def settle(self) -> None:
        """Waits until everything that goes on behind an answer is over."""
        await self.office.settle(10)

    def count(self, query: str, **values: Any) -> int:
        """What a counting query finds in truth."""
        with self.truth.read() as tx:
            return int(tx.execute(text(query), values).scalar_one())


def is_private(message: Message) -> bool:
    """Whether only one person sees it."""
    return message.ephemeral_to is not None or message.channel.startswith("D")


@contextlib.asynccontextmanager
async def opened(near_url: str, url: str) -> AsyncIterator[Counter]:
    """A counter at the database of `near_url`; `url` leads to the same one past all trouble."""
    async with Sandbox(pace=False) as workspace:
        database, slack, truth = Database(near_url), Slack(workspace.token, workspace.api_url), Database(url)
        roster = Roster(frozenset(POLICY.team.leads))
        desk = Desk(database, Executor(database), POLICY, lambda: NOON, roster, Writer())
        directory = Directory(desk, slack)
        await directory.learn_team()
        office = Office(desk, slack, directory, lambda: None)
        await workspace.transport.stop()
        workspace.transport = Across(Dispatcher(office, register_all()))
        yield Counter(office, workspace, truth)
        await office.settle(3)
        await slack.close()
        desk.executor.close()
        database.close()
        truth.close()
