"""How well the team keeps its promises: the figures of a week or a month, beside those of the one before."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours, patience
from bot.desk import Desk
from bot.worktime import A_SECOND, MICROSECOND, micros, worked
from storage import figures
from storage.figures import Done, Granted
from storage.records import Csat, Figures, Given, Grace, Nps, Problem, Reason, Spread

Period = Literal["week", "month"]
DAYS: dict[Period, int] = {"week": 7, "month": 30}
SATISFIED, PROMOTER, DETRACTOR = 4, 9, 6  # from here on, from here on, up to here


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period, those of the same time before it, and how much was done on which of the team's days.

    `done_on`: for a week each day, for a month each week by its Monday; the first of them may have begun before.
    """

    period: Period
    figures: Figures
    before: Figures
    done_on: tuple[tuple[date, int], ...]
    reasons: tuple[Reason, ...] = ()
    """What came up most, where that is told with the figures."""
    problems: tuple[Problem, ...] = ()
    """What many customers have and nobody has fixed, where that is told with them."""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened, and nothing waits that should not."""
        f = self.figures
        return f.is_empty and not (f.open_overdue or f.requests_waiting or self.problems)


def over(desk: Desk, period: Period, until: datetime | None = None) -> Report:
    """The team's figures over the 7 or 30 days until then, until now as a rule, as they stand now.

    On time: done before the bot would have reminded again.
    """
    with desk.database.read() as tx:
        return within(tx, desk, period, until or _second_after(desk.clock()))


def within(tx: Connection, desk: Desk, period: Period, until: datetime) -> Report:
    """The same inside of a transaction."""
    now, team, span = desk.clock(), desk.policy.team, timedelta(days=DAYS[period])
    periods = ((until - span, until), (until - 2 * span, until - span))
    graces = patience.graces(desk, periods[1][0], until)
    done, begin = figures.done(tx, periods[1][0], until), micros(periods[0][0])
    lately = [each for each in done if each.closed_at >= begin]
    done_before = [each for each in done if each.closed_at < begin]
    recorded, recorded_before = figures.recorded(tx, *periods)
    found = _figures(tx, desk, periods[0], now, recorded, lately, graces)
    return Report(
        period,
        replace(found, open_overdue=figures.overdue(tx, now), requests_waiting=figures.waiting(tx)),
        _figures(tx, desk, periods[1], now, recorded_before, done_before, graces),
        _done_on(period, *periods[0], team.timezone, [each.closed_at for each in lately]),
    )


def _second_after(now: datetime) -> datetime:
    """A moment that a button can name and that leaves out nothing."""
    whole = now.replace(microsecond=0)
    return whole if whole == now else whole + timedelta(seconds=1)


def _figures(
    tx: Connection, desk: Desk, period: figures.Period, now: datetime, recorded: int, done: Sequence[Done],
    graces: Sequence[Grace],
) -> Figures:  # fmt: skip
    team = desk.policy.team
    became = figures.promises(tx, *period, now)
    late = [_lateness(each) for each in done]
    starts, spans = [micros(each.since) for each in graces], [each.span // MICROSECOND for each in graces]
    said = [each for each in done if each.solved is not None and each.follows is None]
    drafted = figures.drafted(tx, *period)
    written = [(each.asked_at, each.written_at) for each in drafted if each.written_at is not None]
    were_late = [(each.closed_at - by, each.closed_at) for each, by in zip(done, late, strict=True)]
    granted = figures.granted(tx, *period, team.currency)
    waited = figures.decided(tx, *period)
    answers = figures.answers(tx, *period)
    return Figures(
        since=period[0],
        until=period[1],
        currency=team.currency,
        recorded=recorded,
        promises_kept=became.kept,
        promises_late=became.late,
        promises_broken=became.broken,
        solved_at_once=sum(bool(each.solved) for each in said),
        solved_or_not=len(said),
        done=len(done),
        done_on_time=sum(
            not by or d.closed_at - d.due_at <= spans[max(0, bisect_right(starts, d.due_at) - 1)]
            for d, by in zip(done, late, strict=True)
        ),
        lateness=_took(were_late),
        lateness_at_work=_took_at_work(desk, were_late),
        reopened=figures.reopened(tx, *period),
        drafts=len(drafted),
        drafts_used=sum(each.state == "used" for each in drafted),
        first_draft=_took(written),
        first_draft_at_work=_took_at_work(desk, written),
        gestures_granted=sum(each.many for each in granted),
        gestures_undelivered=sum(each.many for each in granted if each.state != "delivered"),
        gestures_cost=sum(each.cost for each in granted),
        gestures_foreign=sum(each.foreign for each in granted),
        decision=_took(waited),
        decision_at_work=_took_at_work(desk, waited),
        by_kind=_given((each.label, each) for each in granted),
        by_reason=_given((desk.policy.gestures.reasons.get(g.code, g.code), g) for g in granted if g.code),
        csat=_csat(answers),
        nps=_nps(answers),
    )


def _took(spans: Sequence[tuple[int, int]]) -> Spread:
    return Spread.of((end - begin) / A_SECOND for begin, end in spans)


def _took_at_work(desk: Desk, spans: Sequence[tuple[int, int]]) -> Spread:
    """The same of what of each span falls into the team's working hours."""
    return Spread.of(worked(spans, desk.policy.team.timezone, desk.policy.team.hours))


def _lateness(each: Done) -> int:
    """How many microseconds after its time it was done, 0 for before."""
    return max(0, each.closed_at - max(each.due_at, each.promised_by or 0))


def _given(named: Iterable[tuple[str, Granted]]) -> tuple[Given, ...]:
    """Gestures by that name, the most frequent first."""
    counts, costs = Counter[str](), Counter[str]()
    for name, alike in named:
        counts[name] += alike.many
        costs[name] += alike.cost
    return tuple(sorted((Given(name, counts[name], costs[name]) for name in counts), key=lambda it: (-it.many, it)))


def _csat(answers: Mapping[tuple[str, int], int]) -> Csat:
    said = {value: count for (kind, value), count in answers.items() if kind == "csat"}
    total = sum(said.values())
    satisfied = sum(count for value, count in said.items() if value >= SATISFIED)
    return Csat(total, satisfied, sum(value * count for value, count in said.items()) / total if total else None)


def _nps(answers: Mapping[tuple[str, int], int]) -> Nps:
    said = {value: count for (kind, value), count in answers.items() if kind == "nps"}
    promoters = sum(count for value, count in said.items() if value >= PROMOTER)
    return Nps(sum(said.values()), promoters, sum(count for value, count in said.items() if value <= DETRACTOR))


def _done_on(
    period: Period, since: datetime, until: datetime, zone: str, closed: Sequence[int]
) -> tuple[tuple[date, int], ...]:
    here = ZoneInfo(zone)
    first, last = since.astimezone(here).date(), (until - MICROSECOND).astimezone(here).date()
    step = timedelta(days=1 if period == "week" else 7)
    if period == "month":
        first -= timedelta(days=first.weekday())
    days = [first + turn * step for turn in range((last - first) // step + 1)]
    starts = [micros(hours.instant(datetime.combine(day, time()), here)) for day in days]
    counts = Counter(bisect_right(starts, at) - 1 for at in closed)
    return tuple((day, counts[turn]) for turn, day in enumerate(days))
