"""The table of what was measured, beside what it should reach."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
PLOTS = Path(__file__).parent / "plots"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in words. `reached` is None where there is nothing to reach."""

    what: str
    figure: str
    goal: str = ""
    reached: bool | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal was reached, in a word."""
        return {True: "reached", False: "missed", None: ""}[self.reached]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table whose columns line up, so that it reads well in a terminal too."""
    lines = [["measured", "figure", "goal", ""], *([row.what, row.figure, row.goal, row.verdict] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    drawn = [f"| {' | '.join(cells)} |" for cells in padded]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([drawn[0], rule, *drawn[1:]])


def machine() -> str:
    """What it was measured on, in general terms."""
    memory = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9)
    return f"{os.cpu_count()} cores, {memory} GB of memory, {platform.system()}, Python {platform.python_version()}"


def write(rows: list[Row]) -> None:
    """Keeps the table beside the benchmarks."""
    RESULTS.write_text(
        "# What was measured\n\n"
        f"By `make bench` on {datetime.now(UTC):%Y-%m-%d}: {machine()}, everything on one machine. The bot, what drives"
        " it\nand the practice workspace share the cores, so the figures are lower than on a machine of the bot's own."
        f"\n\n{table(rows)}\n\nHow phrases of time are read, by us and by others: [phrases.md](phrases.md)."
        f" What holds when things break: [faults.md](faults.md).\n\n## Pictures\n\n{_pictures()}\n"
    )


def _pictures() -> str:
    return "\n".join(f"![{plot.stem}](plots/{plot.name})" for plot in sorted(PLOTS.glob("*.svg")))
