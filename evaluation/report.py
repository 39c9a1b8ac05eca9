"""The tables of what was scored, beside what they should reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Row, table

REPORT = Path(__file__).with_name("report.md")
__all__ = ["Part", "Row", "grid", "share", "table", "write"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report: its figures with their goals, and the tables that tell more."""

    title: str
    rows: tuple[Row, ...]
    tables: str = ""
    misses: tuple[str, ...] = ()
    """What was missed where nothing was held back, a line each: for whoever tunes, not for the report."""

    def __str__(self) -> str:
        return "\n\n".join(filter(None, (f"## {self.title}", table(list(self.rows)), self.tables)))


def share(verdicts: Iterable[bool | None]) -> str:
    """How many of those that apply are true, as '93 % of 40'; a dash where none applies."""
    counted = [verdict for verdict in verdicts if verdict is not None]
    return f"{percent(sum(counted), len(counted))} of {len(counted)}" if counted else "–"


def percent(part: int, whole: int) -> str:
    """A share in whole percent, rounded down, so that 100 % says that nothing is missing."""
    return f"{100 * part // whole} %" if whole else "–"


def grid(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns line up, so that it reads well in a terminal too."""
    cells = [list(head), *(list(line) for line in lines)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    drawn = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in cells]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([drawn[0], rule, *drawn[1:]])


def write(parts: Sequence[Part], path: Path = REPORT) -> None:
    """Keeps the report beside the evaluation."""
    path.write_text(
        f"# How good the words are\n\nBy `make eval` on {datetime.now(UTC):%Y-%m-%d}. A third of the messages, the"
        " second half of the everyday ones and a third of the guard's replies\nwere held back while the writers and the"
        " guard were tuned; their scores stand apart."
        " Judged by [qualities.py](qualities.py),\n[stock_phrases.toml](stock_phrases.toml),"
        " [manners.toml](manners.toml) and, where a model is configured, by the [rubric](rubric.md).\n\n"
        + "\n\n".join(map(str, parts))
        + "\n",
        encoding="utf-8",
    )
