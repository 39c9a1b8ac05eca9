"""The figures as rows of values for a spreadsheet: each with its unit, its cases, and the same of the time before."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from bot.money import minor_digits
from bot.service import Report
from storage.records import Figures, Given, Spread
from storage.types import SORTABLE

COLUMNS = ("figure", "value", "unit", "cases", "value_before", "cases_before")
Value: TypeAlias = str | int | float | None
Measure: TypeAlias = Callable[[Figures], tuple[Value, int | None]]


def as_csv(report: Report) -> str:
    """All of them as CSV, with a line of headings."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(rows(report))
    return text.getvalue()


def rows(report: Report) -> Iterator[tuple[Value, ...]]:
    """A row for each figure; a value that has no case behind it is None."""
    for name, unit, measure in _MEASURES:
        yield _row(report, name, unit, measure)
    yield _row(report, "gestures cost", report.figures.currency, _cost)
    yield _row(report, "overdue now", "count", lambda f: (f.open_overdue, None), is_present=True)
    yield _row(report, "requests waiting now", "count", lambda f: (f.requests_waiting, None), is_present=True)
    yield from _by_name(report, "kind", lambda f: f.by_kind)
    yield from _by_name(report, "reason", lambda f: f.by_reason)
    for day, count in report.done_on:
        yield f"done {'on' if report.period == 'week' else 'in the week of'} {day}", count, "count", None, None, None


def _row(report: Report, name: str, unit: str, measure: Measure, *, is_present: bool = False) -> tuple[Value, ...]:
    value, cases = measure(report.figures)
    before, cases_before = (None, None) if is_present else measure(report.before)
    return name, _rounded(value), unit, cases, _rounded(before), cases_before


def _rounded(value: Value) -> Value:
    return round(value, 3) if isinstance(value, float) else value


def _by_name(report: Report, what: str, of: Callable[[Figures], Sequence[Given]]) -> Iterator[tuple[Value, ...]]:
    now, before = ({given.name: given for given in of(figures)} for figures in (report.figures, report.before))
    for name in {**now, **before}:
        one, other = now.get(name, Given(name, 0, 0)), before.get(name, Given(name, 0, 0))
        currency = report.figures.currency
        yield f"gestures by {what}: {name}", one.many, "count", None, other.many, None
        costs = _exact(one.cost, currency), _exact(other.cost, currency)
        yield f"gestures cost by {what}: {name}", costs[0], currency, one.many, costs[1], other.many


def _exact(minor: int, currency: str) -> str:
    return str(Decimal(minor).scaleb(-minor_digits(currency)))


def _moment(of: Callable[[Figures], datetime]) -> Measure:
    return lambda f: (of(f).strftime(SORTABLE), None)


def _count(of: Callable[[Figures], int]) -> Measure:
    return lambda f: (of(f), None)


def _share(some: Callable[[Figures], int], whole: Callable[[Figures], int]) -> Measure:
    return lambda f: (100 * some(f) / whole(f) if whole(f) else None, whole(f))


def _median(of: Callable[[Figures], Spread]) -> Measure:
    return lambda f: (of(f).median, of(f).cases)


def _ninetieth(of: Callable[[Figures], Spread]) -> Measure:
    return lambda f: (of(f).ninetieth, of(f).cases)


def _cost(f: Figures) -> tuple[Value, int]:
    return _exact(f.gestures_cost, f.currency), f.gestures_granted - f.gestures_foreign


_SPREADS: tuple[tuple[str, Callable[[Figures], Spread]], ...] = (
    ("lateness", lambda f: f.lateness),
    ("lateness in working hours", lambda f: f.lateness_at_work),
    ("time to first draft", lambda f: f.first_draft),
    ("time to first draft in working hours", lambda f: f.first_draft_at_work),
    ("time to decision", lambda f: f.decision),
    ("time to decision in working hours", lambda f: f.decision_at_work),
)
_MEASURES: tuple[tuple[str, str, Measure], ...] = (
    ("since", "UTC", _moment(lambda f: f.since)),
    ("until", "UTC", _moment(lambda f: f.until)),
    ("promises kept", "percent", _share(lambda f: f.promises_kept, lambda f: f.promised)),
    ("promises kept late", "percent", _share(lambda f: f.promises_late, lambda f: f.promised)),
    ("promises broken", "percent", _share(lambda f: f.promises_broken, lambda f: f.promised)),
    ("follow-ups recorded", "count", _count(lambda f: f.recorded)),
    ("follow-ups done", "count", _count(lambda f: f.done)),
    ("on time", "percent", _share(lambda f: f.done_on_time, lambda f: f.done)),
    ("solved at the first contact", "percent", _share(lambda f: f.solved_at_once, lambda f: f.solved_or_not)),
    ("reopened", "percent", _share(lambda f: f.reopened, lambda f: f.closings)),
    ("drafts", "count", _count(lambda f: f.drafts)),
    ("drafts used", "percent", _share(lambda f: f.drafts_used, lambda f: f.drafts)),
    *((f"{name} median", "seconds", _median(of)) for name, of in _SPREADS),
    *((f"{name} 90th percentile", "seconds", _ninetieth(of)) for name, of in _SPREADS),
    ("CSAT share of 4 and 5", "percent", _share(lambda f: f.csat.satisfied, lambda f: f.csat.answers)),
    ("CSAT mean", "1 to 5", lambda f: (f.csat.mean, f.csat.answers)),
    ("NPS", "score", lambda f: (f.nps.score, f.nps.answers)),
    ("gestures granted", "count", _count(lambda f: f.gestures_granted)),
    ("gestures not delivered yet", "count", _count(lambda f: f.gestures_undelivered)),
    ("gestures in another currency, in no cost", "count", _count(lambda f: f.gestures_foreign)),
)
