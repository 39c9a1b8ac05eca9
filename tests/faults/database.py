"""The database is down, locked or full at each statement of what people ask for.

Whoever is told that something is recorded finds it in the database and on their list; whoever is told that nothing
was recorded finds nothing, and their second try works once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
import threading
from collections import Counter as Tally
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as numbers
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from storage import audit
from tests.faults import troubles
from tests.faults.aside import aside
from tests.faults.counter import Counter, opened
from tests.faults.deeds import DEEDS, SUPPORT, Deed, customer
from tests.faults.line import Line
from tests.faults.outcome import Outcome
from tests.faults.troubles import Trouble

if TYPE_CHECKING:
    from tests.faults.bases import Base

FAULT = "database down, locked or full at each statement"
ON_FILE, ON_SERVER = ("locked", "full"), ("locked", "down", "terminated", "answer lost")
SIDE_BY_SIDE = 4  # databases of a server that are tried at once: most of the time is spent waiting for locks
CALM_SECONDS = 15.0
MEANINGS = (  # what people make of our words
    ("nothing was recorded", "nothing"),
    ("before you try again", "maybe"),
    ("It is recorded", "recorded"),
)


@dataclass(frozen=True)
class Bench:
    """A counter and what can befall its database, by name."""

    counter: Counter
    troubles: Mapping[str, Trouble]


@dataclass(frozen=True)
class Case:
    """One deed with one trouble: what the person was told, how often it is recorded, and what is wrong with that."""

    trouble: str
    deed: str
    statement: str
    told: str
    kept: int
    wrong: tuple[str, ...] = ()


async def at_each_statement(base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """Everything people ask for with every trouble at each of its statements, `count` times."""
    on_file = base.replicas == 1
    places = [Path(tempfile.mkdtemp(prefix="counter-", dir=directory)) for _ in range(1 if on_file else SIDE_BY_SIDE)]
    urls = [await asyncio.to_thread(base.fresh, place) for place in places]
    cases = await aside(_in_a_process, urls, count, seed)  # whose files alone stop growing
    return _outcome(base, cases)


def _in_a_process(urls: Sequence[str], count: int, seed: int) -> list[Case]:
    logging.disable(logging.CRITICAL)  # every trouble is told of there, and looked at here
    return asyncio.run(_side_by_side(urls, count, seed))


async def _side_by_side(urls: Sequence[str], count: int, seed: int) -> list[Case]:
    """Shares the work between these databases of one kind."""
    on_file = urls[0].startswith("sqlite")
    jobs = deque(product(range(count), ON_FILE if on_file else ON_SERVER, DEEDS))
    cases: list[Case] = []

    async def work(number: int, url: str) -> None:
        async with on_sqlite(url) if on_file else on_postgresql(url, Random(f"{seed} {FAULT} {number}")) as bench:
            while jobs:
                _, trouble, deed = jobs.popleft()
                cases.extend(await trials(bench, trouble, deed))

    await asyncio.gather(*(work(number, url) for number, url in enumerate(urls)))
    return cases


def _outcome(base: Base, cases: Sequence[Case]) -> Outcome:
    wrong = Tally(f"{case.deed}, {case.trouble}: {words}" for case in cases for words in case.wrong)
    told = Tally((case.trouble, case.told) for case in cases)
    notes = [f"{trouble}: {words} {times}" for (trouble, words), times in sorted(told.items())]
    return Outcome(
        FAULT,
        base.name,
        len(cases),
        lost=sum(case.told == "recorded" and case.kept == 0 for case in cases),
        duplicates=sum(case.kept > 1 for case in cases),
        broken=tuple(f"{words} ({times} times)" for words, times in wrong.items()),
        notes="; ".join(notes),
    )


@contextlib.asynccontextmanager
async def on_sqlite(url: str) -> AsyncIterator[Bench]:
    """A counter on a migrated SQLite file."""
    async with opened(url, url) as counter:
        database = counter.database
        yield Bench(counter, {"locked": troubles.locked_file(database), "full": troubles.full_disk(database)})


@contextlib.asynccontextmanager
async def on_postgresql(url: str, chance: Random) -> AsyncIterator[Bench]:
    """A counter on a migrated PostgreSQL database."""
    async with Line(url) as line, opened(line.near_url, url) as counter:
        yield Bench(
            counter,
            {
                "locked": troubles.locked_table(line, chance),
                "down": troubles.down(line),
                "terminated": troubles.terminated(line),
                "answer lost": troubles.answer_lost(line),
            },
        )


async def trials(bench: Bench, trouble: str, deed: Deed, step: int = 1) -> list[Case]:
    """A deed with a trouble at each of its statements, or at every so many-th."""
    cases = []
    for after in numbers(1, step):
        case = await trial(bench, trouble, deed, after)
        if case is None:  # it was over before that many statements
            break
        cases.append(case)
    with bench.counter.truth.read() as tx:
        assert audit.verify(tx).problem is None
    return cases


async def trial(bench: Bench, name: str, deed: Deed, after: int) -> Case | None:
    """A deed with a trouble at one statement; None if that statement was not reached."""
    counter, trouble = bench.counter, bench.troubles[name]
    agent, number = await counter.hire()
    ready = await deed.prepare(counter, agent, number) if deed.prepare else None
    trouble.aim(after)
    try:
        told = await _told(counter, deed, agent, number, ready)
    finally:
        await trouble.heal()
    if trouble.struck is None:
        return None
    await _calm(counter)
    kept, wrong = counter.count(deed.recorded, of=customer(number)), []
    if told == "recorded" and kept != 1:
        wrong.append(f"said to be recorded, but there {kept} times")
    if told == "nothing" and kept:
        wrong.append("said not to be recorded, but it is")
    if told not in ("recorded", "nothing", "maybe"):
        wrong.append(f"the person was told: {told}")
    if told != "recorded" and not (told == "maybe" and kept):
        again = await _told(counter, deed, agent, number, ready)
        kept = counter.count(deed.recorded, of=customer(number))
        if again != "recorded" or kept != 1:
            wrong.append(f"after a second try ({again}) there {kept} times")
    if not await _listed(counter, deed, agent, number):
        wrong.append(f"{deed.look} does not show it")
    return Case(name, deed.name, " ".join(trouble.struck.split())[:60], told, kept, tuple(wrong))


async def _told(counter: Counter, deed: Deed, agent: str, number: int, ready: Any) -> str:
    """Does it; what the person makes of all that they are told within Slack's three seconds and a little later."""
    before = counter.heard(agent)
    ack = await deed.do(counter, agent, number, ready)
    await counter.settle()
    news = [words for ts, words in counter.heard(agent) if (ts, words) not in before]
    said = "\n".join([*news, *ack.errors.values()])
    for words, meaning in (*MEANINGS, (deed.says, "recorded")):
        if words in said:
            return meaning
    return f"{ack.error or ''} {said}".strip()[:120] or "nothing at all"


async def _listed(counter: Counter, deed: Deed, agent: str, number: int) -> bool:
    """Whether the list that people look at says so too."""
    name, _, text = deed.look.format(customer(number)).partition(" ")
    listed = (await counter.slack.command(agent, name, text, channel=SUPPORT)).message
    return listed is not None and (customer(number) in listed.words()) == deed.shows


async def _calm(counter: Counter) -> None:
    """Waits until whatever the bot still does with the database is over, and all its threads meet."""
    everybody = threading.Barrier(counter.database.threads)
    executor = counter.office.desk.executor
    async with asyncio.timeout(CALM_SECONDS):
        await asyncio.gather(*(executor.write(everybody.wait) for _ in range(everybody.parties)))


def wrongs(cases: Iterable[Case]) -> list[Case]:
    """Those with which something is wrong."""
    return [case for case in cases if case.wrong]
