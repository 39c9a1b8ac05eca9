"""The table of what became of each promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report
from tests.faults.outcome import Outcome

RESULTS = Path(report.__file__).with_name("faults.md")
HEAD = ("fault", "on", "times", "lost", "duplicates left", "slowest recovery", "")


def drawn(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a Markdown table whose columns line up."""
    lines = [HEAD, *(_cells(outcome) for outcome in outcomes)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    rows = [f"| {' | '.join(cells)} |" for cells in padded]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([rows[0], rule, *rows[1:]])


def _cells(outcome: Outcome) -> tuple[str, ...]:
    worst = "" if outcome.worst is None else f"{outcome.worst:.1f} s"
    return (
        outcome.fault,
        outcome.base,
        str(outcome.count),
        str(outcome.lost),
        str(outcome.duplicates),
        worst,
        "kept" if outcome.kept else "broken",
    )


def noted(outcomes: Sequence[Outcome]) -> str:
    """What is good to know of each, as a list."""
    told = ((each, [*(f"**{words}**" for words in each.broken), *filter(None, [each.notes])]) for each in outcomes)
    return "\n".join(f"- {each.fault}, {each.base}: {'; '.join(words)}" for each, words in told if words)


def write(outcomes: Sequence[Outcome], seed: int, full: bool, seconds: float) -> None:
    """Keeps the table beside the benchmarks."""
    command = f"{'FAULTS=full ' if full else ''}SEED={seed} make faults"
    RESULTS.write_text(
        "# What became of the promises when things broke\n\n"
        f"By `{command}` on {datetime.now(UTC):%Y-%m-%d}, in {seconds / 60:.0f} minutes: {report.machine()}, everything"
        " on one\nmachine. A recovery lasts from when the process listens again, or from a message's first try, until"
        f" all is said.\n\n{drawn(outcomes)}\n\n{noted(outcomes)}\n"
    )
