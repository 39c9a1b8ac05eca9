"""The figures as charts, as Slack draws them: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block

The SDK has no model of them. What a chart shows stands in the message's words too, for whom no chart can be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.service import Report
from handlers.views.blocks import Shown, excerpt
from handlers.views.figure_words import FEW
from storage.records import Figures

TITLE, NAME = 50, 20  # characters that Slack takes
MOST_CATEGORIES = 20
LEAST = 2  # bars: a single one compares nothing, and the line that has its figure says all there is


def bars(title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]], axis: str) -> Shown:
    """A bar for each category, or one of each series side by side; `axis` says what they measure."""
    names = [excerpt(name, NAME) for name in categories[:MOST_CATEGORIES]]
    return {
        "type": "data_visualization",
        "title": excerpt(title, TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": excerpt(name, NAME),
                    "data": [{"label": at, "value": value} for at, value in zip(names, values, strict=False)],
                }
                for name, values in series.items()
            ],
            "axis_config": {"categories": names, "y_label": excerpt(axis, TITLE)},
        },
    }


def _compared(r: Report) -> list[tuple[str, float, float | None]]:
    """The shares that enough cases stand behind, in percent, and before if enough did then."""

    def percent(some: int, whole: int) -> float | None:
        return round(100 * some / whole, 1) if whole >= FEW else None

    named: tuple[tuple[str, Callable[[Figures], tuple[int, int]]], ...] = (
        ("Promises kept", lambda f: (f.promises_kept, f.promised)),
        ("On time", lambda f: (f.done_on_time, f.done)),
        ("Solved at once", lambda f: (f.solved_at_once, f.solved_or_not)),
        ("Drafts used", lambda f: (f.drafts_used, f.drafts)),
        ("CSAT 4 or 5", lambda f: (f.csat.satisfied, f.csat.answers)),
    )
    found = ((name, percent(*of(r.figures)), percent(*of(r.before))) for name, of in named)
    return [(name, now, before) for name, now, before in found if now is not None]


def shares(r: Report) -> Shown | None:
    """A chart of the shares, where there are two to compare; of the time before too if all of them can be."""
    compared = _compared(r)
    if len(compared) < LEAST:
        return None
    names, now, before = zip(*compared, strict=True)
    earlier = {} if None in before else {"Before": before}
    return bars("Shares, in percent", names, {**earlier, "Now": now}, "percent")


def days(r: Report) -> Shown | None:
    """A chart of how many follow-ups were done, day by day or week by week, where there are two such to compare."""
    if not _is_spread(r):
        return None
    title = "Follow-ups done each day" if r.period == "week" else "Follow-ups done each week"
    names = [_day(r, day) for day, _ in r.done_on]
    return bars(title, names, {"Done": [count for _, count in r.done_on]}, "follow-ups")


def _is_spread(r: Report) -> bool:
    return sum(count > 0 for _, count in r.done_on) >= LEAST


def _day(r: Report, day: date) -> str:
    return f"{day:%a} {day.day}" if r.period == "week" else f"{day.day} {day:%b}"


def spoken(r: Report) -> str:
    """What the charts show, in words."""
    said = ""
    if len(compared := _compared(r)) >= LEAST:
        each = (f"{n} {now:g}%" + (f", before {b:g}%" if b is not None else "") for n, now, b in compared)
        said += f" In percent: {'; '.join(each)}."
    if _is_spread(r):
        each = (f"{_day(r, day)}: {count}" for day, count in r.done_on)
        said += f" Done by {'day' if r.period == 'week' else 'week'}: {', '.join(each)}."
    return said
