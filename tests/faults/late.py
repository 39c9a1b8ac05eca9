"""Slack takes a message long after everybody has given it up: the extra one is found, removed and logged."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from random import Random
from typing import Any

from sandbox.faults import Fault
from tests.faults.answers import POST
from tests.faults.bases import Base
from tests.faults.outcome import Outcome
from tests.faults.team import Team, key_of, working_team
from tests.faults.verdict import judge
from tests.scenarios.process import Bot

FAULT = "accepted after reconciliation had given up"
MORE = 1.2  # as the second try of some comes so late that it finds the first
BEAT_SECONDS = 0.2


async def late(
    base: Base,
    count: int,
    seed: int,
    directory: Path,
    *,
    seconds: tuple[float, float] = (20.0, 45.0),
    least: float = 0.7,
    die: bool = True,
) -> Outcome:
    """The first try of some messages, among twice as many others, is accepted late: for at least `count` of them after
    the second try.

    `least` is the share of `count` without which nothing is proven. With `die`, every process is killed once meanwhile.
    """
    async with working_team(base, directory) as team:
        chance = Random(f"{seed} {FAULT}")
        some = round(count * MORE)
        recorded = await team.record(3 * some)
        struck = {team.owners[number]: chance.uniform(*seconds) for number in chance.sample(recorded, some)}
        tried: set[str] = set()

        def trouble(bot: Bot, method: str, args: dict[str, Any]) -> Fault | None:
            key = key_of(args)
            if method != POST or key in tried or args["channel"] not in struck:
                return None
            tried.add(key)
            return Fault(POST, "delay", seconds=struck[args["channel"]])

        team.trouble = trouble
        await team.until_shown(recorded)
        if die:
            await _die_and_return(team)
        await _until_accepted(team)
        found = await judge(team)
        if found.removed < count * least:
            found.broken.append(f"only {found.removed} messages turned up a second time")
        notes = ["all processes killed meanwhile"] if die else []
        return found.outcome(FAULT, base, found.removed, found.slowest, *notes)


async def _die_and_return(team: Team) -> None:
    for bot in team.bots:
        await bot.kill()
    await team.start(*team.bots)


async def _until_accepted(team: Team) -> None:
    """Waits until Slack has taken every late message too."""
    accepted_at = max(call.at + call.fault.seconds for call in team.calls if call.fault)
    await asyncio.sleep(max(0.0, accepted_at - time.monotonic()) + BEAT_SECONDS)
