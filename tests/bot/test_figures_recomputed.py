"""Every figure of a made-up year equals what pandas makes of the same tables, and shows the change that is in it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from desks import clock_of
from recomputing import Tables
from synthetic import BEGINS, CHANGES, ENDS, Year

from bot import service
from bot.desk import Desk
from storage.records import Figures

MOMENTS = (
    BEGINS - timedelta(days=40),  # before anything happened
    BEGINS + timedelta(days=3),  # nothing before to hold it against
    datetime(2026, 3, 30, 7, tzinfo=UTC),  # Monday at nine, a day after clocks went forward
    CHANGES,
    datetime(2026, 10, 26, 8, tzinfo=UTC),  # and back
    ENDS,
)


@pytest.fixture
def year(desk: Desk) -> Desk:
    """A desk at the end of the made-up year."""
    Year(7).write(desk.database)
    clock_of(desk).now = ENDS
    return desk


def said(figures: Figures) -> dict[str, Any]:
    """The record as plain values, with groups in the order of their names."""
    found = asdict(figures)
    return {
        **{name: value for name, value in found.items() if name not in ("since", "until", "currency")},
        "by_kind": sorted(tuple(given) for given in figures.by_kind),
        "by_reason": sorted(tuple(given) for given in figures.by_reason),
    }


def same(ours: Any, theirs: Any) -> bool:
    """Whether two values are equal; spans of time to the microsecond."""
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(same(ours[name], theirs[name]) for name in ours)
    return bool(ours == (pytest.approx(theirs, abs=1e-6) if isinstance(theirs, float) else theirs))


def test_every_figure_is_what_pandas_finds(year: Desk) -> None:
    tables = Tables(year.database)
    for until in MOMENTS:
        for period, days in (("week", 7), ("month", 30)):
            report = service.over(year, period, until)
            span = timedelta(days=days)
            ours, theirs = said(report.figures), tables.figures(until - span, until, ENDS)
            before, theirs_before = said(report.before), tables.figures(until - 2 * span, until - span, ENDS)
            for name in ("open_overdue", "requests_waiting"):  # of now alone
                assert before.pop(name) == 0
                del theirs_before[name]
            wrong = {name: (ours[name], value) for name, value in theirs.items() if not same(ours[name], value)}
            wrong |= {name: (before[name], v) for name, v in theirs_before.items() if not same(before[name], v)}
            assert wrong == {}, (period, until)
            assert ours.keys() == theirs.keys(), "no figure is left out"
            days_done = {day: count for day, count in report.done_on if count}
            assert days_done == tables.done_on(until - span, until, by_week=period == "month")


def test_the_known_change_shows(year: Desk) -> None:
    report = service.over(year, "month", CHANGES + timedelta(days=30))
    before, after = report.before, report.figures
    for figures in (before, after):
        assert min(figures.done, figures.solved_or_not, figures.csat.answers, figures.nps.answers) > 50
    assert (after.lateness.median or 0) > 3 * (before.lateness.median or 0)
    assert after.done_on_time / after.done < before.done_on_time / before.done - 0.2
    assert after.solved_at_once / after.solved_or_not < before.solved_at_once / before.solved_or_not - 0.15
    assert after.reopened / after.closings > 2 * before.reopened / before.closings
    assert (after.decision.median or 0) > 2 * (before.decision.median or 0)
    assert (after.csat.mean or 0) < (before.csat.mean or 0) - 0.5
    assert (after.nps.score or 0) < (before.nps.score or 0) - 40
    assert after.first_draft.median == pytest.approx(before.first_draft.median, rel=0.5), "and nothing else changed"
