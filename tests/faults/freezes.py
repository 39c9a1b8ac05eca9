"""A process is frozen past its lease, as a suspended machine is, and wakes up when others have taken over."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from tests.faults import moments
from tests.faults.bases import Base
from tests.faults.moments import Blow
from tests.faults.outcome import Outcome
from tests.faults.team import Team, send, working_team
from tests.faults.verdict import Verdict, judge, together
from tests.scenarios.process import Bot

FAULT = "a replica frozen past its lease, then woken"
IN_FLIGHT = 20
FROZEN_SECONDS = (5.5, 8.0)  # the lease is 5
LONG, LONG_SECONDS = 0.1, 18.0  # a share; longer than a database waits for a silent transaction
TEAMS = {1: 4, 3: 3}
TAKEN_OVER = "was taken over before it was finished"


@dataclass
class Share:
    """One team's part of the freezes, and how long after each waking the last reminder stood there, in seconds."""

    chance: Random
    frozen: list[Blow] = field(default_factory=list)
    missed: int = 0
    recoveries: list[float] = field(default_factory=list)
    taken_over: int = 0
    verdict: Verdict = field(default_factory=Verdict)

    async def carry_out(self, base: Base, directory: Path, blows: Sequence[Blow]) -> None:
        """Freezes as planned, at a random moment where the planned one never came, and judges."""
        async with working_team(base, directory, watched=True) as team:
            for planned in blows:
                blow = planned
                while not await self._round(team, blow):
                    self.missed += 1
                    blow = replace(moments.at_random(self.chance), again=False)
            self.verdict = await judge(team)
            self.taken_over = team.log.count(TAKEN_OVER)

    async def _round(self, team: Team, blow: Blow) -> bool:
        struck: asyncio.Future[Bot] = asyncio.get_running_loop().create_future()

        def freeze(bot: Bot) -> None:
            send(bot, signal.SIGSTOP)
            struck.set_result(bot)

        recorded = await team.record(IN_FLIGHT)
        if blow.ending:
            moments.strike_call(team, blow, moments.late_seconds(self.chance), freeze)
        elif blow.moment:
            team.order(moment=blow.moment, count=blow.nth, signal=signal.SIGSTOP)
        if blow.after:
            await asyncio.sleep(blow.after)
            freeze(self.chance.choice(team.bots))
        bot = await team.before_all_is_done(team.struck() if blow.at_statement else struck, recorded)
        team.call_off()
        team.trouble = lambda *_: None
        if bot is None:
            return False
        is_long = self.chance.random() < LONG
        await asyncio.sleep(LONG_SECONDS if is_long else self.chance.uniform(*FROZEN_SECONDS))
        send(bot, signal.SIGCONT)
        began = time.monotonic()
        await team.until_shown(recorded)
        self.frozen.append(blow)
        self.recoveries.append(time.monotonic() - began)
        return True


async def freezes(base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """Freezes a process `count` times for longer than its lease."""
    chance = Random(f"{seed} {FAULT}")
    there = await moments.rehearse(base, directory, IN_FLIGHT)
    plan = [
        replace(blow, again=False)
        for blow in moments.plan(moments.of_a_plain_round(there), count, base.replicas, chance)
    ]
    many = min(count, TEAMS[base.replicas])
    shares = [Share(Random(f"{seed} {number}")) for number in range(many)]
    await asyncio.gather(*(share.carry_out(base, directory, plan[number::many]) for number, share in enumerate(shares)))
    found = together(share.verdict for share in shares)
    frozen = [blow for share in shares for blow in share.frozen]
    notes = moments.notes(there, frozen, sum(share.missed for share in shares))
    overtaken = f"{sum(share.taken_over for share in shares)} finishes came too late and were refused"
    worst = max(seconds for share in shares for seconds in share.recoveries)
    return found.outcome(FAULT, base, len(frozen), worst, *notes, overtaken)
