"""A team of a thousand through a working day, run fast: what they type and press, and when.

Run as `python -m benchmarks.team`, in a process of its own. Nobody waits for anybody: each request is sent at its time
and its answer is measured from then. Prints one `Answers` as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop

from benchmarks import signing
from benchmarks.processes import ROOT
from benchmarks.workspace import AGENTS

LEADS = ("U0LEAD", "U0LEAD2")
# How busy each half hour from eight to six is: most at nine and after lunch.
HALF_HOURS = (4, 7, 14, 12, 9, 8, 7, 6, 4, 3, 6, 13, 12, 9, 8, 7, 6, 5, 4, 2)
FOLLOWUPS, REQUESTS, LOOKS = 11_000, 3_000, 4_500
BY_COMMAND = REQUESTS // 2  # are approved by command, the others with the card's button
COMMANDS = FOLLOWUPS + REQUESTS + BY_COMMAND + LOOKS
SOONEST_SECONDS = 10
DECIDED_IN_SECONDS = (2.0, 10.0)
KEPT_SECONDS = 60.0  # the server ends a connection that is idle for longer
DEADLINE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody types a command `at` so many seconds. `makes` begins the name of what the answer must tell was made, if
    anything; `approval` is how a lead answers the request."""

    at: float
    user: str
    name: str
    text: str
    makes: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """How many requests got an answer, how many one of 500 and above or none at all (`failed`), how many not what was
    asked for (`broken`), and quantiles in milliseconds."""

    answered: int
    failed: int
    broken: int
    median: float
    p99: float
    slowest: float


def moments(chance: random.Random, how_many: int, seconds: float) -> list[float]:
    """Moments of the day, in order, as seconds of a replay that takes so long."""
    half_hours = chance.choices(range(len(HALF_HOURS)), HALF_HOURS, k=how_many)
    return sorted((half_hour + chance.random()) / len(HALF_HOURS) * seconds for half_hour in half_hours)


def plan(seconds: float, share: float = 1, seed: int = 0) -> list[Act]:
    """All that is typed, or a share of it, in order; the approvals follow some seconds after each request."""
    chance = random.Random(seed)
    last = seconds - SOONEST_SECONDS - 5
    acts: list[Act] = []
    for number, at in enumerate(moments(chance, int(FOLLOWUPS * share), last)):
        due = max(at + SOONEST_SECONDS, *moments(chance, 1, seconds))
        text = f"customer.{number}@example.com ask about parcel {number} in {int(due - at)} seconds"
        acts.append(Act(at, chance.choice(AGENTS), "/followup", text, "F-"))
    for number, at in enumerate(moments(chance, int(REQUESTS * share), last)):
        approval = "command" if number % 2 else "button"
        text = f"credit $30 guest.{number}@example.com her parcel came late twice"
        acts.append(Act(at, chance.choice(AGENTS), "/gesture", text, "G-", approval))
    for number, at in enumerate(moments(chance, int(LOOKS * share), last)):
        looks = (("/followup", "list"), ("/gesture", "list"), ("/customer", f"customer.{number}@example.com"))
        acts.append(Act(at, chance.choice(AGENTS), *looks[number % 3]))
    return sorted(acts, key=lambda act: act.at)


async def work(port: int, secret: str, seconds: float, share: float) -> Answers:
    """Runs the day in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.team", str(port), secret, str(seconds), str(share),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds + DEADLINE_SECONDS):
            printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Answers(**json.loads(printed))


class _Team:
    """Keeps the connections, and what came of each request."""

    def __init__(self, port: int, secret: str) -> None:
        self._port, self._secret, self._chance = port, secret, random.Random(1)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, float]] = []
        self._triggers = 0
        self.took: list[float] = []
        self.failed = self.broken = 0

    async def act(self, act: Act, began: float) -> None:
        """One command, and the lead's answer to what it asks for."""
        body = await self._send(began + act.at, signing.command, act.user, act.name, act.text)
        made = re.search(rf"{act.makes}(\d+)", body.decode()) if act.makes else None
        self.broken += bool(act.makes) and made is None
        if made is None or not act.approval:
            return
        number = made[1]
        await asyncio.sleep(self._chance.uniform(*DECIDED_IN_SECONDS))
        lead, now = self._chance.choice(LEADS), time.perf_counter()
        if act.approval == "command":
            await self._send(now, signing.command, lead, "/gesture", f"approve G-{number}")
        else:
            await self._send(now, signing.press, lead, "gesture.approve", number)

    async def _send(self, due: float, request: Callable[..., bytes], *words: str) -> bytes:
        self._triggers += 1
        signed = request(self._port, self._secret, *words, f"{self._triggers}.day")
        try:
            reader, writer = await self._connection()
            writer.write(signed)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            body = await reader.readexactly(int(length))
        except (OSError, asyncio.IncompleteReadError):
            self.failed += 1
            return b""
        now = time.perf_counter()
        self._idle.append((reader, writer, now))
        self.took.append(now - due)
        status = int(head[9:12])
        self.failed += status >= 500
        self.broken += 200 < status < 500
        return body

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer, used_at = self._idle.pop()
            if time.perf_counter() - used_at < KEPT_SECONDS:
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self._port)


async def _run(port: int, secret: str, seconds: float, share: float) -> Answers:
    acts, team = plan(seconds, share), _Team(port, secret)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for act in acts:
            await asyncio.sleep(began + act.at - time.perf_counter())
            tasks.create_task(team.act(act, began))
    quantiles = statistics.quantiles(team.took, n=100)
    return Answers(
        answered=len(team.took),
        failed=team.failed,
        broken=team.broken,
        median=quantiles[49] * 1e3,
        p99=quantiles[98] * 1e3,
        slowest=max(team.took) * 1e3,
    )


def main() -> None:
    """Reads the command line, runs, prints."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int)
    arguments.add_argument("secret")
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("share", type=float)
    given = arguments.parse_args()
    answers = uvloop.run(_run(given.port, given.secret, given.seconds, given.share))
    print(json.dumps(dataclasses.asdict(answers)))


if __name__ == "__main__":
    main()
