"""The figures as CSV: every value with its unit, its cases and the same of the time before."""

from __future__ import annotations

import csv
import io

from desks import ANNA, a_followup, a_gesture, a_request, clock_of

from bot import figure_rows, followups, giving, service
from bot.desk import Desk


def values(desk: Desk, period: service.Period = "week") -> dict[str, dict[str, str]]:
    """The rows by the figure's name."""
    text = figure_rows.as_csv(service.over(desk, period))
    return {row["figure"]: row for row in csv.DictReader(io.StringIO(text))}


def row_of(figure: str, *said: str) -> dict[str, str]:
    return dict(zip(figure_rows.COLUMNS, (figure, *said), strict=True))


def test_each_figure_is_a_row(desk: Desk) -> None:
    a_gesture(desk, 1_250)
    giving.deliver(desk, a_request(), ANNA, 1)
    clock_of(desk).pass_by(days=8)
    for hours in (1, 4):
        followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        clock_of(desk).pass_by(hours=hours)
    a_gesture(desk, 2_000)
    a_gesture(desk, 1_000, kind="discount", price=8_000)
    clock_of(desk).pass_by(seconds=1)
    found = values(desk)
    assert len(found) == len(list(figure_rows.rows(service.over(desk, "week")))), "no name stands twice"
    assert found["follow-ups done"] == row_of("follow-ups done", "2", "count", "", "0", "")
    assert found["on time"] == row_of("on time", "100.0", "percent", "2", "", "0")
    assert found["lateness median"] == row_of("lateness median", "0.0", "seconds", "2", "", "0")
    assert found["NPS"] == row_of("NPS", "", "score", "0", "", "0")
    assert found["gestures cost"] == row_of("gestures cost", "28.00", "USD", "2", "12.50", "1")
    kind = "gestures cost by kind: Account credit"
    assert found[kind] == row_of(kind, "20.00", "USD", "1", "12.50", "1")
    assert found["until"]["value"] == "2026-12-01T16:00:01.000000Z"
    days = [row for name, row in found.items() if name.startswith("done on 20")]
    assert sum(int(row["value"]) for row in days) == 2
    months = [name for name in values(desk, "month") if name.startswith("done in the week of")]
    assert months[-1] == "done in the week of 2026-11-30"


def test_an_empty_time_has_its_rows_too(sqlite_desk: Desk) -> None:
    found = values(sqlite_desk, "month")
    assert found["promises kept"] == row_of("promises kept", "", "percent", "0", "", "0")
    assert found["follow-ups recorded"]["value"] == "0"
