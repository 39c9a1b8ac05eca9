"""Where a process can be struck: the moments that a round of reminders consists of, and a plan that visits them all."""

from __future__ import annotations

import contextlib
import itertools
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

from sandbox.faults import Fault
from tests.faults.answers import POST
from tests.faults.bases import Base
from tests.faults.team import Team, send, working_team
from tests.scenarios.process import Bot

ENDINGS = ("accepted", "dropped", "late")
STATEMENTS, CALLS = 0.6, 0.2  # shares of all; the rest comes at random
AGAIN, EVERYBODY = 0.2, 0.25  # of those at random: struck once more on recovery; all processes at once
ROUND_SECONDS = 2.0  # about what a round takes when nothing happens
LATE_SECONDS = 7.0
LIKELY = 0.6
STARTING = ("auth.test", "users.info", "users.list", "usergroups.users.list", "conversations.info")


@dataclass(frozen=True, slots=True)
class Blow:
    """When a process is struck: killed or frozen.

    As it comes by `moment` for the `nth` time: a statement or commit, or, when there is an `ending`, a call to Slack,
    which then is accepted, dropped, or accepted late. Without a moment: `after` so many seconds, `everybody` at once
    or one. `again`: killed a first time before, with its first message on the way, and now while it recovers.
    """

    moment: str = ""
    nth: int = 1
    ending: str = ""
    after: float = 0.0
    again: bool = False
    everybody: bool = False

    @property
    def at_statement(self) -> bool:
        """Whether the database tells when it comes."""
        return bool(self.moment and not self.ending)


FIRST_MESSAGE = Blow(POST, 1, "accepted")


def strike_call(team: Team, blow: Blow, late: float, strike: Callable[[Bot], None]) -> None:
    """From now on, the nth call of the blow's method strikes its process, before the call is accepted: `late` so many
    seconds late, if that is to be its ending."""
    left = itertools.count(blow.nth - 1, -1)

    def trouble(bot: Bot, method: str, _: object) -> Fault | None:
        if method != blow.moment or next(left) != 0:
            return None
        strike(bot)
        match blow.ending:
            case "dropped":
                return Fault(method, "dropped")
            case "late":
                return Fault(method, "delay", seconds=late)
        return None

    team.trouble = trouble


async def rehearse(base: Base, directory: Path, reminders: int) -> Counter[Blow]:
    """Where a process comes by in a round, and how often; those `again` where it comes by only when it recovers."""
    async with working_team(base, directory, watched=True) as team:
        await team.until_shown(await team.record(reminders))
        plain = await _noted(team, reminders, None)
        recovering = await _noted(team, reminders, replace(FIRST_MESSAGE, ending="late"))
        only_then = {replace(blow, again=True): many for blow, many in recovering.items() if blow not in plain}
        return plain + Counter(only_then)


async def _noted(team: Team, reminders: int, blow: Blow | None) -> Counter[Blow]:
    """One round, and where it came by."""
    notes, before = team.place / "notes", len(team.calls)
    notes.write_text("")
    if blow is None:
        team.order(note=str(notes))
        recorded = await team.record(reminders)
    else:
        strike_call(team, blow, 3 * LATE_SECONDS, partial(send, how=signal.SIGKILL))
        recorded = await team.record(reminders)
        fallen = await team.fallen()
        team.order(note=str(notes))
        await team.start(*fallen)
    await team.until_shown(recorded)
    if blow is not None:
        with contextlib.suppress(TimeoutError):  # where all is slow, the late one is found before the second try
            await team.slack.until(lambda: any(len(team.posted(number)) > 1 for number in recorded), 4 * LATE_SECONDS)
    await team.until_at_rest(recorded)
    team.call_off()
    calls = Counter(call.method for call in team.calls[before:] if call.method not in STARTING)
    return Counter(Blow(moment) for moment in notes.read_text().splitlines()) + Counter(
        {Blow(method, ending=ending): many for method, many in calls.items() for ending in ENDINGS}
    )


def of_a_plain_round(moments: Counter[Blow]) -> Counter[Blow]:
    """Those where a process comes by when nothing went wrong before."""
    return Counter({blow: many for blow, many in moments.items() if not blow.again})


def late_seconds(chance: Random) -> float:
    """How late a call is accepted: later than whoever takes over sends again."""
    return chance.uniform(LATE_SECONDS, 2 * LATE_SECONDS)


def plan(moments: Counter[Blow], count: int, replicas: int, chance: Random) -> list[Blow]:
    """`count` blows: at each statement in turn, in each call, and at random, in no order.

    A process counts its own statements, so of those of all replicas it comes by a share; calls are counted together.
    """
    statements = {blow: many // replicas for blow, many in moments.items() if blow.at_statement}
    calls = {blow: many for blow, many in moments.items() if blow.ending}
    chosen = [
        *itertools.islice(_in_turn(statements, chance), round(count * STATEMENTS)),
        *itertools.islice(_in_turn(calls, chance), round(count * CALLS)),
    ]
    chosen += [at_random(chance) for _ in range(count - len(chosen))]
    chance.shuffle(chosen)
    return chosen


def at_random(chance: Random) -> Blow:
    """A blow at any moment of a round."""
    after, again = chance.uniform(0.01, ROUND_SECONDS), chance.random() < AGAIN
    return Blow(after=after, again=again, everybody=chance.random() < EVERYBODY)


def _in_turn(moments: Mapping[Blow, int], chance: Random) -> Iterator[Blow]:
    """Every moment once, then every moment at another of its turns, until all turns are over.

    No two rounds are quite alike, so the last turns of a rehearsal may not come again, and are left out.
    """
    found = sorted(moments.items(), key=repr)
    chance.shuffle(found)
    turns = []
    for blow, many in found:
        likely = max(1, round(many * LIKELY))
        turns.append([replace(blow, nth=nth) for nth in chance.sample(range(1, likely + 1), likely)])
    for row in itertools.zip_longest(*turns):
        yield from filter(None, row)


def notes(moments: Counter[Blow], struck: list[Blow], missed: int) -> tuple[str, ...]:
    """What a run covered, in words."""
    statements = [blow.moment for blow in struck if blow.at_statement]
    calls = [blow.moment for blow in struck if blow.ending]
    every = {blow.moment for blow in moments if blow.at_statement}
    return (
        f"{len(statements)} at {len(set(statements))} of {len(every)} moments before and after statements and commits",
        f"{len(calls)} in {', '.join(sorted(set(calls))) or 'calls'}",
        f"{len(struck) - len(statements) - len(calls)} at random ({missed} for moments that did not come again)",
    )
