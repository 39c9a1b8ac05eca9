"""Slack answers badly or not at all: too many requests, errors, silence, connections that break."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sandbox.faults import Fault, Kind
from tests.faults.bases import Base
from tests.faults.outcome import Outcome
from tests.faults.team import Seen, Team, key_of, working_team
from tests.faults.verdict import judge
from tests.scenarios.process import Bot

POST = "chat.postMessage"
LOOKS = ("conversations.open", "conversations.history")
WAVE, SHARE = 300, 1 / 3  # so many messages are struck in one wave, of three times as many
SILENCE_SECONDS = 6.0  # longer than the bot waits for an answer
OUTAGE_SECONDS, OUTAGE_REMINDERS = 8.0, 50
MOST_CALLS = 12  # a message, looks and tries together; more would be a hot loop
CLOCK_SECONDS = 0.005  # how exactly a database tells the time

Draw = Callable[[Random], Sequence[Fault]]


def _some(*kinds: Kind, most: int = 2, **how: Any) -> Draw:
    """Draws one to `most` faults of these kinds."""
    return lambda chance: [Fault(POST, chance.choice(kinds), **how) for _ in range(chance.randint(1, most))]


def _limits(chance: Random) -> Sequence[Fault]:
    return [Fault(POST, "ratelimited", seconds=chance.randint(1, 3)) for _ in range(chance.randint(1, 2))]


FAULTS: Mapping[str, Draw] = {
    "accepted, answer lost": _some("lost_answer", most=1),
    "429 with Retry-After": _limits,
    "500, before or after accepting": _some("error_before", "error_after"),
    "no answer in time": _some("slow_answer", most=1, seconds=SILENCE_SECONDS),
    "disconnect, before or after accepting": _some("dropped", "lost_answer"),
}


@dataclass
class FirstTries:
    """Strikes the first tries of the messages to `hit`, and one in five of the looks that follow."""

    seed: str
    draw: Draw
    hit: set[str] = field(default_factory=set)
    left: dict[str, list[Fault]] = field(default_factory=dict)
    looks: int = 0

    def __call__(self, bot: Bot, method: str, args: dict[str, Any]) -> Fault | None:
        """What becomes of a call."""
        if method in LOOKS:
            self.looks += 1
            chance = Random(f"{self.seed} look {self.looks}")
            return self.draw(chance)[0] if chance.random() < 0.2 else None
        if method != POST or args["channel"] not in self.hit:
            return None
        chance = Random(f"{self.seed} {args['channel']}")
        faults = self.left.setdefault(key_of(args), list(self.draw(chance)))
        return faults.pop(0) if faults else None


async def answers(name: str, base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """Strikes `count` messages among others with the fault of this name, then all calls for some seconds."""
    slowest, draw = 0.0, FAULTS[name]
    async with working_team(base, directory) as team:
        left, wave = count, 0
        while left:
            struck = min(left, WAVE)
            left, wave = left - struck, wave + 1
            await strike_some(team, struck, FirstTries(f"{seed} {name} {wave}", draw))
        slowest = _slowest(team)
        over, calls = await _strike_all(team, Random(f"{seed} {name} outage"), draw)
        found = await judge(team)
        found.broken += problems(team)
        most = max(Counter(call.key for call in team.calls if call.key).values())
        all_of_it = f"every call for {OUTAGE_SECONDS:.0f} s: {calls / OUTAGE_REMINDERS:.1f} a message"
        notes = f"at most {most} tries a message", f"{all_of_it}, settled {over:.0f} s later"
        return found.outcome(name, base, count, slowest, *notes)


async def strike_some(team: Team, struck: int, trouble: FirstTries) -> None:
    recorded = await team.record(round(struck / SHARE))
    chosen = Random(trouble.seed).sample(recorded, struck)
    trouble.hit.update(team.owners[number] for number in chosen)
    team.trouble = trouble
    await team.until_shown(recorded)
    await team.until_at_rest(recorded)


async def _strike_all(team: Team, chance: Random, draw: Draw) -> tuple[float, int]:
    """Nothing works for a while: how long after it all is settled, and how many calls there were meanwhile."""
    before, ends_at = len(team.calls), time.monotonic() + OUTAGE_SECONDS
    team.trouble = lambda *_: draw(chance)[0] if time.monotonic() < ends_at else None
    recorded = await team.record(OUTAGE_REMINDERS)
    await team.until_shown(recorded)
    await team.until_at_rest(recorded)
    over = time.monotonic() - ends_at
    return max(0.0, over), sum(call.at < ends_at for call in team.calls[before:])


def _slowest(team: Team) -> float:
    """The longest time from a message's first try to its last, in seconds."""
    first: dict[str, float] = {}
    for call in team.calls:
        first.setdefault(call.key, call.at)
    return max((call.at - first[call.key] for call in team.calls if call.key), default=0.0)


def problems(team: Team) -> list[str]:
    """What was promised of the tries themselves."""
    found = []
    tries = Counter(call.key for call in team.calls if call.key)
    failed = Counter(call.key for call in team.calls if call.key and call.fault)
    if needless := sum(tries[key] > failed[key] + 1 for key in tries):
        found.append(f"{needless} messages were sent again although nothing had failed")
    if len(team.calls) > MOST_CALLS * len(team.owners):
        found.append(f"{len(team.calls) / len(team.owners):.0f} calls a message: a hot loop")
    if early := sum(1 for _ in too_early(team.calls)):
        found.append(f"{early} messages went to a channel before its Retry-After was over")
    return found


def too_early(calls: Sequence[Seen]) -> Sequence[Seen]:
    """The posts to a channel that was told to wait longer."""
    free_at: dict[str, float] = {}
    found = []
    for call in calls:
        if call.method != POST:
            continue
        channel = f"D{call.args['channel'][1:]}"
        if call.at < free_at.get(channel, 0.0) - CLOCK_SECONDS:
            found.append(call)
        if call.fault and call.fault.kind == "ratelimited":
            free_at[channel] = max(free_at.get(channel, 0.0), call.at + call.fault.seconds)
    return found
