"""Measures the running bot, prints a table and keeps it in `benchmarks/results.md`.

`python -m benchmarks pace day` measures only these groups, and keeps nothing but their plots.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import traceback
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from benchmarks import (
    delivering,
    disk,
    drafting,
    figures,
    goodwill,
    homes,
    mornings,
    phrases,
    postgresql,
    problems,
    recording,
    report,
    resting,
)
from benchmarks.recording import Recording
from benchmarks.report import Row
from benchmarks.workspace import workspace

ROUNDS, ROUND_SECONDS, DISK_SECONDS = 5, 3.0, 1.0
STARTS = 5
SHARE, P99_MS, MEMORY_MB, START_SECONDS, WRITING_MS = 0.40, 300, 180, 4.0, 60


async def on_sqlite(directory: Path) -> list[Row]:
    """`/followup` on SQLite, held against the goals."""
    async with workspace() as slack:
        found = await recording.measure(
            slack,
            f"sqlite:///{directory / 'followups.db'}",
            lambda: disk.sqlite_commits(directory, DISK_SECONDS),
            ROUNDS,
            ROUND_SECONDS,
        )
    answers, share = f"{found.median:.0f} ms, {found.worst_p99:.0f} ms", found.rate / found.acker_rate
    return [
        Row("/followup by 16 people at once, SQLite: recorded and answered", f"{found.rate:.0f} a second"),
        Row(
            "· its answer: median, 99th percentile of the slowest round",
            answers,
            *_under(found.worst_p99, P99_MS, "ms"),
        ),
        Row("· answers of 500 and above", str(found.failed), "none", found.failed == 0),
        Row("· a Bolt listener that only acknowledges, set up as the bot's", f"{found.acker_rate:.0f} a second"),
        Row("· share of that", f"{share:.0%}", f"at least {SHARE:.0%}", share >= SHARE),
        Row("· a Bolt listener that only acknowledges, by Bolt's defaults", f"{found.stock_rate:.0f} a second"),
        Row("· share of that", f"{found.rate / found.stock_rate:.0%}"),
        Row("· the disk, commits of one row", _commits(found)),
    ]


async def on_postgresql(directory: Path) -> list[Row]:
    """`/followup` on PostgreSQL, to know it."""
    with postgresql.server() as url:
        async with workspace() as slack:
            found = await recording.measure(
                slack, url, lambda: disk.postgresql_commits(url, DISK_SECONDS), 2, ROUND_SECONDS
            )
    answers = f"{found.median:.0f} ms, {found.worst_p99:.0f} ms, {found.failed} of 500 and above"
    return [
        Row("/followup by 16 people at once, PostgreSQL: recorded and answered", f"{found.rate:.0f} a second"),
        Row("· its answer: median, 99th percentile of the slowest round", answers),
        Row("· the server, commits of one row over one connection", _commits(found)),
    ]


def _commits(found: Recording) -> str:
    return f"{min(found.commits):.0f} to {max(found.commits):.0f} a second"


async def of_resting(directory: Path) -> list[Row]:
    """Memory and start."""
    async with workspace() as slack:
        found = await resting.measure(slack, directory, STARTS)
    return [
        Row("idle memory, after 10 s", f"{found.memory:.0f} MB", *_under(found.memory, MEMORY_MB, "MB")),
        Row(
            f"start until /readyz answers (median of {STARTS}, most)",
            f"{found.start:.1f} s, {found.slowest_start:.1f} s",
            *_under(found.start, START_SECONDS, "s"),
        ),
    ]


async def of_drafting(directory: Path) -> list[Row]:
    """Drafts by the phrasebook, and sixty that hang at a model."""
    async with workspace() as slack:
        found = await drafting.measure(slack, directory)
    async with workspace() as slack:
        hanging = await drafting.hanging(slack, directory)
    within = drafting.DEADLINE_SECONDS + 1
    return [
        Row(
            "a draft by the phrasebook: the writing (median)",
            f"{found.writing:.1f} ms",
            *_under(found.writing, WRITING_MS, "ms"),
        ),
        Row("· from the command to the draft on the screen (median)", f"{found.on_screen:.0f} ms"),
        Row(
            f"{drafting.HANGING} drafts at a model that says nothing: others’ answers meanwhile (p99)",
            f"{hanging.beside.p99:.0f} ms ({hanging.alone.p99:.0f} ms without)",
            *_under(hanging.beside.p99, P99_MS, "ms"),
        ),
        Row(
            f"· {hanging.calls} calls to it; shown in its stead, of the phrasebook, the last of them",
            f"{hanging.answered} after {hanging.slowest:.1f} s",
            f"{drafting.HANGING} within {within} s",
            hanging.answered == drafting.HANGING and hanging.slowest <= within,
        ),
    ]


def _under(figure: float, goal: float, unit: str) -> tuple[str, bool]:
    return f"under {goal:g} {unit}", figure < goal


GROUPS: Mapping[str, Callable[[Path], Coroutine[None, None, list[Row]]]] = {
    "sqlite": on_sqlite,
    "postgresql": on_postgresql,
    "claiming": delivering.of_claiming,
    "reminders": delivering.of_reminders,
    "pace": delivering.of_pace,
    "day": delivering.of_day,
    "mornings": mornings.of_mornings,
    "homes": homes.of_homes,
    "phrases": phrases.of_phrases,
    "goodwill": goodwill.of_goodwill,
    "figures": figures.of_figures,
    "problems": problems.of_problems,
    "drafting": of_drafting,
    "resting": of_resting,
}


def _title(group: str) -> str:
    return (GROUPS[group].__doc__ or group).rstrip(".")


def main() -> None:
    """Runs everything, or what is named. A missed goal stands in the table and is no error: the machine may have been
    busy."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures the running bot.")
    arguments.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    arguments.add_argument("--keep", action="store_true", help="keep what was measured in results.md")
    wanted = arguments.parse_args()
    named = wanted.groups or list(GROUPS)
    if unknown := set(named) - set(GROUPS):
        arguments.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    rows: list[Row] = []
    broken: list[str] = []
    for number, name in enumerate(named, 1):
        print(f"{number}/{len(named)} {_title(name)}.", file=sys.stderr, flush=True)
        # What one group measured is not lost with the next one, nor are the later ones with an earlier.
        try:
            with tempfile.TemporaryDirectory(prefix="extramile-bench-") as place:
                measured = asyncio.run(GROUPS[name](Path(place)))
        except Exception:  # noqa: BLE001 (whatever broke it is printed, named in the table, and fails the run)
            traceback.print_exc()
            broken.append(name)
            measured = [Row(_title(name), "broke off", "measured", reached=False)]
        print(report.table(measured), flush=True)
        rows += measured
        if wanted.keep and name not in broken:
            report.keep(_title(name), measured, [_title(group) for group in GROUPS])
    print(f"\n{report.table(rows)}\n\n{report.machine()}")
    if broken:
        sys.exit(f"broke off: {', '.join(broken)}")


if __name__ == "__main__":
    main()
