"""kill -9: at each statement of the database, in each call to Slack, and at any moment."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from tests.faults import moments
from tests.faults.bases import Base
from tests.faults.moments import Blow
from tests.faults.outcome import Outcome
from tests.faults.progress import say
from tests.faults.team import Team, send, working_team
from tests.faults.verdict import Verdict, judge, together
from tests.scenarios.process import Bot

FAULT = "kill -9 with 50 reminders in flight"
IN_FLIGHT = 50
PROMISED_SECONDS = 5.0 + 5.0  # the lease, and five more, from when the process listens again
PATIENCE_SECONDS = 3 * PROMISED_SECONDS  # on a machine that is busy with other things
TEAMS = {1: 4, 3: 4}  # at work at the same time, by the replicas of each
TELL_EVERY = 10

kill = partial(send, how=signal.SIGKILL)


@dataclass
class Share:
    """One team's part of the kills: which there were, and how long each recovery took in seconds."""

    chance: Random
    killed: list[Blow] = field(default_factory=list)
    missed: int = 0
    recoveries: list[float] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)

    async def carry_out(self, base: Base, directory: Path, blows: Sequence[Blow]) -> None:
        """Kills as planned, at a random moment where the planned one never came, and judges."""
        async with working_team(base, directory, watched=True) as team:
            for planned in blows:
                blow = planned
                while not await self._round(team, blow):
                    self.missed += 1
                    blow = moments.at_random(self.chance)
                if len(self.killed) % TELL_EVERY == 0:
                    say(f"    {base.name}: {len(self.killed)} of {len(blows)} kills by one team")
            self.verdict = await judge(team)

    async def _round(self, team: Team, blow: Blow) -> bool:
        """One kill, and what follows it; False when its moment never came."""
        first = moments.FIRST_MESSAGE if blow.again else blow
        recorded = await team.record(IN_FLIGHT)
        self._arm(team, first)
        came = await self._comes(team, first, recorded)
        if came and blow.again:
            self._arm(team, blow)
            restarted = await _restart(team)
            came = await self._comes(team, blow, recorded)
            await asyncio.gather(*restarted, return_exceptions=True)  # they may have been killed before they listened
        team.call_off()
        team.trouble = lambda *_: None
        await asyncio.gather(*await _restart(team))
        began = time.monotonic()
        await team.until_shown(recorded)
        if came:
            self.killed.append(blow)
            self.recoveries.append(time.monotonic() - began)
            if self.recoveries[-1] > PROMISED_SECONDS:
                say(f"    {team.base.name}: {self.recoveries[-1]:.1f} s to recover after {blow}")
        return came

    def _arm(self, team: Team, blow: Blow) -> None:
        team.trouble = lambda *_: None
        if blow.ending:
            moments.strike_call(team, blow, moments.late_seconds(self.chance), kill)
        elif blow.moment:
            team.order(moment=blow.moment, count=blow.nth, signal=signal.SIGKILL)

    async def _comes(self, team: Team, blow: Blow, recorded: range) -> bool:
        """Waits for the kill; False when all was said and done without it."""
        if blow.after:
            await asyncio.sleep(blow.after)
            for bot in team.bots if blow.everybody else [self.chance.choice(team.bots)]:
                kill(bot)
        return await team.before_all_is_done(team.fallen(), recorded) is not None


async def _restart(team: Team) -> list[asyncio.Task[None]]:
    """Starts the processes that have ended; each task ends when its process can be used."""
    ended: list[Bot] = [bot for bot in team.bots if not bot.runs]
    starting = [asyncio.create_task(team.start(bot)) for bot in ended]
    while not all(task.done() or bot.runs for bot, task in zip(ended, starting, strict=True)):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return starting


async def kills(base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """Kills a process `count` times and starts it again, each time with reminders on their way."""
    chance = Random(f"{seed} {FAULT}")
    there = await moments.rehearse(base, directory, IN_FLIGHT)
    plan = moments.plan(there, count, base.replicas, chance)
    many = min(count, TEAMS[base.replicas])
    shares = [Share(Random(f"{seed} {number}")) for number in range(many)]
    await asyncio.gather(*(share.carry_out(base, directory, plan[number::many]) for number, share in enumerate(shares)))
    found = together(share.verdict for share in shares)
    killed = [blow for share in shares for blow in share.killed]
    worst = max(seconds for share in shares for seconds in share.recoveries)
    if worst > PATIENCE_SECONDS:
        found.broken.append(f"a recovery took {worst:.1f} s")
    in_time = sum(seconds <= PROMISED_SECONDS for share in shares for seconds in share.recoveries)
    notes = moments.notes(there, killed, sum(share.missed for share in shares))
    within = f"{in_time} of {len(killed)} recoveries within {PROMISED_SECONDS:.0f} s"
    return found.outcome(FAULT, base, len(killed), worst, within, *notes)
