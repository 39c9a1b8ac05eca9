"""An office at work in this process: a real database, and the practice workspace for a Slack."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.desk import Desk, Roster
from bot.policy import load
from handlers.directory import Directory
from handlers.incoming import Incoming, Kind
from handlers.office import Office
from handlers.slack import Slack
from prompts.writer import Writer
from sandbox.server import Sandbox
from storage.database import Database
from storage.executor import Executor
from storage.records import Person

POLICY = load(Path("policy.toml"))
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday in Berlin
_requests = count(1)


@dataclass
class Work:
    """The office, its workspace, and somebody who works there."""

    office: Office
    slack: Sandbox
    ava: Person
    ben: Person

    def delivery(self, kind: Kind, name: str, user: str = "U0AGENT", **fields: Any) -> Incoming:
        """What Slack delivers when somebody does something."""
        return Incoming(kind, f"request-{next(_requests)}", name, user, "T0TEAM", **fields)


@contextlib.asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Work]:
    """An office where nobody has done anything yet."""
    async with Sandbox(pace=False) as workspace:
        database, slack = Database(database_url), Slack(workspace.token, workspace.api_url)
        roster = Roster(frozenset(POLICY.team.leads))
        desk = Desk(database, Executor(database), POLICY, lambda: NOON, roster, Writer())
        directory = Directory(desk, slack)
        await directory.learn_team()
        office = Office(desk, slack, directory, lambda: None)
        yield Work(office, workspace, await directory.person("U0AGENT"), await directory.person("U0AGENT2"))
        await office.settle(3)
        await slack.close()
        desk.executor.close()
        database.close()
