"""The table of what was measured, beside what it should reach."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
PLOTS = Path(__file__).parent / "plots"
PICTURES = "Pictures"
INTRODUCTION = """# What was measured

By `make bench`, or one part at a time by `python -m benchmarks --keep PART`, with everything on one machine: the bot,
what drives it and the practice workspace share the cores, so the figures are lower than on a machine of the bot's own.
How phrases of time are read, by us and by others: [phrases.md](phrases.md). What holds when things break:
[faults.md](faults.md)."""


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


def keep(title: str, rows: list[Row], order: Sequence[str]) -> None:
    """Keeps a part's table on the page beside the benchmarks, with the day on which it was measured; the other parts
    stay as they are. `order` is that of the parts' titles."""
    parts = {**_kept(), title: f"On {datetime.now(UTC):%Y-%m-%d}, {machine()}.\n\n{table(rows)}"}
    kept = "\n\n".join(f"## {title}\n\n{parts[title]}" for title in order if title in parts)
    RESULTS.write_text(f"{INTRODUCTION}\n\n{kept}\n\n## {PICTURES}\n\n{_pictures()}\n", encoding="utf-8")


def _kept() -> dict[str, str]:
    """The parts that stand on the page, by their titles."""
    if not RESULTS.exists():
        return {}
    parts = (part.partition("\n\n") for part in RESULTS.read_text(encoding="utf-8").split("\n## ")[1:])
    return {title: body.strip() for title, _, body in parts if title != PICTURES}


def _pictures() -> str:
    return "\n".join(f"![{plot.stem}](plots/{plot.name})" for plot in sorted(PLOTS.glob("*.svg")))
