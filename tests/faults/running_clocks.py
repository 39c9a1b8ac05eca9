"""The wall clock of running processes is set back and forward under their feet, by an hour and by two years."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count as numbers
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import delete, text

from benchmarks.workspace import AGENTS
from sandbox.faults import Fault
from storage.database import Database
from storage.tables import timers
from tests.faults.answers import POST
from tests.faults.bases import Base
from tests.faults.clocks import HOUR, YEARS
from tests.faults.outcome import Outcome
from tests.faults.team import Team, key_of, working_team
from tests.faults.verdict import judge
from tests.scenarios.process import Bot

FAULT = "clock of running processes set back and forward"
SUPPORT = "C0SUPPORT"


async def set_running_clocks(base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """Two reminders for each of `count` agents, one of which the clock passes twice, and one that it jumps over."""
    async with working_team(base, directory) as team:
        wrong: list[str] = []
        _number_customers(team.database)
        _set(team, -YEARS)
        soon = await _record(team, count, "in 2 hours")
        # At a clock time, which nothing moves: 'in 300 days' may wait for a morning message.
        then = datetime.now(UTC) - YEARS + timedelta(days=300)
        later = await _record(team, count, f"{then:%Y-%m-%d} 12:00")
        wrong += await _nothing_but(team, [], [*soon, *later], "set back by two years")

        _set(team, 2 * HOUR - YEARS)
        await team.until_shown(soon)
        wrong += _late(team, soon, False)
        _set(team, HOUR - YEARS)
        wrong += await _nothing_but(team, soon, later, "set back by an hour")
        await _press_done(team, [number for number in team.owners if number not in later])

        _set(team, timedelta(0))
        await team.until_shown(later)
        wrong += _late(team, later, True)
        _set(team, -YEARS)
        wrong += await _nothing_but(team, [*soon, *later], [], "set back by two years once more")

        await _press_done(team, list(team.owners))

        _set(team, HOUR)  # ahead of Slack's own clock, and answers get lost: what is looked for must still be found
        team.trouble = _lost_once(Random(f"{seed} {FAULT}"))
        await team.until_shown(await _record(team, count, "in 1 second"))
        found = await judge(team)
        found.broken += wrong
        return found.outcome(FAULT, base, len(team.owners), None)


def _number_customers(database: Database) -> None:
    """Lets PostgreSQL know of the customers who are there already, under numbers that it did not give them."""
    if not database.is_sqlite:
        with database.begin() as tx:
            tx.execute(text("SELECT setval(pg_get_serial_sequence('customers', 'id'), max(id)) FROM customers"))


def _set(team: Team, ahead: timedelta) -> None:
    """Sets the clock of every process, in one piece."""
    part = team.place / "clock.part"
    part.write_text(str(ahead.total_seconds()))
    os.replace(part, team.place / "clock")


async def _record(team: Team, count: int, when: str) -> list[int]:
    """One follow-up for each of so many agents, typed to one replica after the other; their numbers."""
    recorded = []
    for agent, number in zip(AGENTS[:count], numbers(len(team.owners) + 1), strict=False):
        team.slack.bot_url = team.bots[number % len(team.bots)].url
        ack = await team.slack.command(agent, "/followup", f"#{number} promise number {number} {when}", channel=SUPPORT)
        assert ack.message, ack
        assert "remind you" in ack.message.words(), ack.message.words()
        team.owners[number] = agent
        recorded.append(number)
    with team.database.begin() as tx:  # a morning message names the same promises, and is not what is counted here
        tx.execute(delete(timers).where(timers.c.kind == "digest"))
    return recorded


async def _nothing_but(team: Team, shown: Sequence[int], waiting: Sequence[int], what: str) -> list[str]:
    """Waits for one more reminder, which shows that the timers were looked at: the others must be as they were."""
    await team.until_shown(await _record(team, 1, "in 1 second"))
    wrong = [number for number in shown if len(team.visible(number)) != 1]
    wrong += [number for number in waiting if team.visible(number)]
    return [f"{len(wrong)} reminders came too early or again after the clock was {what}"] if wrong else []


def _late(team: Team, numbers: Sequence[int], late: bool) -> list[str]:
    """Whether they say that they come late, or do not."""
    wrong = [n for n in numbers for message in team.visible(n) if ("late, I am sorry" in message.words()) != late]
    return [f"{len(wrong)} reminders {'do not say' if late else 'say'} that they come late"] if wrong else []


async def _press_done(team: Team, numbers: Sequence[int]) -> None:
    for number in numbers:
        for message in team.visible(number):
            if message.has("Done"):
                ack = await team.slack.press(team.owners[number], message, "Done")
                assert ack.ok, ack


def _lost_once(chance: Random) -> Callable[[Bot, str, dict[str, Any]], Fault | None]:
    """Slack takes every message, but the first answer for half of them gets lost."""
    seen: set[str] = set()

    def trouble(bot: Bot, method: str, args: dict[str, Any]) -> Fault | None:
        key = key_of(args)
        if method != POST or key in seen:
            return None
        seen.add(key)
        return Fault(POST, "lost_answer") if chance.random() < 0.5 else None

    return trouble
