"""Tries every fault on both kinds of database, prints a table and keeps it in `benchmarks/faults.md`.

FAULTS=full takes the large counts; SEED repeats a run; ONLY=kill,late tries the faults whose name holds one
of these words.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from tests.faults import answers, bases, claims, clocks, database, freezes, kills, late, money, running_clocks, table
from tests.faults.bases import Base
from tests.faults.outcome import Outcome
from tests.faults.progress import say

log = logging.getLogger(__name__)
# Faults that are tried at the same time. They mostly wait, but one process is Slack for all of them: where it cannot
# keep up, its answers come too late, and that is what would be measured.
AT_ONCE = os.cpu_count() or 1
Try = Callable[[Base, int, int, Path], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Part:
    """A fault, and how often it is tried by default and in full; `replicas_only`: where several share a database."""

    name: str
    attempt: Try
    count: int
    full: int
    replicas_only: bool = False


PARTS = (
    Part(kills.FAULT, kills.kills, 200, 1000),
    *(Part(name, partial(answers.answers, name), 300, 1000) for name in answers.FAULTS),
    Part(late.FAULT, late.late, 50, 200),
    Part(freezes.FAULT, freezes.freezes, 50, 200),
    Part(claims.FAULT, claims.claims, 10_000, 10_000, replicas_only=True),
    Part(database.FAULT, database.at_each_statement, 5, 20),
    Part(clocks.FAULT, clocks.set_clocks, 400, 400),
    Part(money.TOGETHER, money.together, 500, 2000),
    Part(money.SELF, money.alone, 500, 500),
    Part(money.ROLE, money.no_more, 200, 200),
    Part(money.RACE, money.race, 200, 1000),
    Part(money.SPLIT, money.split, 200, 200),
    Part(running_clocks.FAULT, running_clocks.set_running_clocks, 50, 200),
)


async def attempt_all(directory: Path, seed: int, full: bool, only: str) -> list[Outcome]:
    """Tries the faults, some at a time, as they mostly wait for something; each database takes a turn of its own."""
    words = only.casefold().split(",")
    chosen = [part for part in PARTS if any(word in part.name.casefold() for word in words)]
    parts, turns, alone = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    async def attempt(part: Part) -> Sequence[Outcome]:
        count = part.full if full else part.count
        async with parts, databases(directory, alone) as kinds:
            fit = [base for base in kinds if base.replicas > 1 or not part.replicas_only]
            return await asyncio.gather(*(attempt_on(part, base, count) for base in fit))

    async def attempt_on(part: Part, base: Base, count: int) -> Outcome:
        async with turns:
            began = time.monotonic()
            say(f"{part.name}, {base.name}: {count} times")
            found = await _attempt(part, base, count, seed, directory)
            say(f"{part.name}, {base.name}: {_in_brief(found)}, in {time.monotonic() - began:.0f} s")
            return found

    return list(chain.from_iterable(await asyncio.gather(*map(attempt, chosen))))


@contextlib.asynccontextmanager
async def databases(directory: Path, alone: asyncio.Lock) -> AsyncIterator[Sequence[Base]]:
    """Both kinds; each part has a server of its own, as one takes a hundred connections and no more.

    They are made and ended one after the other: a process migrates one database at a time, and has one lock for all
    the servers that it starts and stops.
    """
    with contextlib.ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="databases-", dir=directory))
        async with alone:
            kinds = await asyncio.to_thread(stack.enter_context, bases.both(place))
        yield kinds
        async with alone:
            await asyncio.to_thread(stack.pop_all().close)


async def _attempt(part: Part, base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """One fault on one database; what cannot be tried must not hide what became of the others."""
    try:
        return await part.attempt(base, count, seed, directory)
    except Exception as error:
        log.exception("%s cannot be tried on %s", part.name, base.name)
        return Outcome(part.name, base.name, 0, broken=(f"it could not be tried: {type(error).__name__}",))


def _in_brief(outcome: Outcome) -> str:
    return "kept" if outcome.kept else f"BROKEN: {'; '.join(outcome.broken)}"


def main() -> int:
    """Exit code 1 if a promise was broken."""
    seed = int(os.environ.get("SEED") or secrets.randbelow(1_000_000))
    full, only = os.environ.get("FAULTS") == "full", os.environ.get("ONLY", "")
    say(f"SEED={seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="extramile-faults-") as place:
        outcomes = asyncio.run(attempt_all(Path(place), seed, full, only))
    sys.stdout.write(f"{table.drawn(outcomes)}\n\n{table.noted(outcomes)}\n")
    if not only:
        table.write(outcomes, seed, full, time.monotonic() - began)
    return 0 if all(outcome.kept for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
