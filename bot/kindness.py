"""Does kindness work? What became of customers' matters with some kindness in them, held against those without.

It shows what went together, never what caused it: nobody tossed a coin who gets a gesture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from bot import intervals, patience
from bot.desk import Desk
from bot.intervals import Interval
from storage import kindness
from storage.kindness import What
from storage.records.kindness import Answers, Sample, Share, Spent, Tally

Period: TypeAlias = Literal["quarter", "year"]
Measure: TypeAlias = Literal["solved", "back", "csat", "nps"]
DAYS: dict[Period, int] = {"quarter": 90, "year": 365}
GIFT_DAYS, BACK_DAYS = 30, 30
ANSWERED_BEFORE_DAYS, ANSWERED_AFTER_DAYS = 365, 90
ENOUGH = 10  # cases on either side, below which nothing is said of a difference


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of the cases with a kindness, and of the others. Shares are from 0 to 1, answers in points; they are
    changes of a customer's answer, or where too few have two of them (`after_only`) the answers afterwards.

    `interval`: where the difference lies with 95 % confidence; None for too few cases, or where nothing varies.
    """

    measure: Measure
    with_it: Share | Sample
    without: Share | Sample
    difference: float | None = None
    interval: Interval | None = None
    after_only: bool = False

    @property
    def may_be_chance(self) -> bool:
        """Whether no difference at all is among what the cases allow."""
        return self.interval is None or 0 in self.interval


@dataclass(frozen=True, slots=True)
class Price:
    """What one of something cost, in minor units, and from what to what with 95 % confidence."""

    of: Literal["solved", "csat", "nps"]
    each: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of gesture cost a case, in minor units, what it cost for each matter that was solved, whether or not
    that came of it, and what one point of satisfaction more that went with it did.
    `foreign`: how many gestures cost another currency, and are not in it."""

    each: float
    prices: tuple[Price, ...]
    foreign: int


@dataclass(frozen=True, slots=True)
class Line:
    """One kindness: how many cases had it and how many had not (for a kind of gesture: had no gesture
    at all), how they compare, and what it cost, if anything."""

    what: What
    label: str
    cases: int
    others: int
    compared: tuple[Compared, ...]
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Report:
    """Every kindness of a time, over so many cases: gestures, those that were given most first, then what was done on
    time and as promised."""

    period: Period
    cases: int
    currency: str
    lines: tuple[Line, ...]


def report(desk: Desk, period: Period) -> Report:
    """What went with kindness in the last 90 or 365 days."""
    now, team = desk.clock(), desk.policy.team
    since = now - timedelta(days=DAYS[period])
    span = kindness.Span(
        since=since,
        until=now,
        before=timedelta(days=GIFT_DAYS),
        back=timedelta(days=BACK_DAYS),
        answered_before=timedelta(days=ANSWERED_BEFORE_DAYS),
        answered_after=timedelta(days=ANSWERED_AFTER_DAYS),
        graces=patience.graces(desk, since, now),
    )
    with desk.database.read() as tx:
        everything, *found = kindness.lines(tx, span, team.currency)
    kinds = sum(line.what == "kind" for line in found)
    shown = [line for line in found if line.what != "gesture" or kinds > 1]  # of one kind, it would say the same twice
    order: list[What] = ["gesture", "kind", "on time", "kept"]
    shown.sort(key=lambda line: (order.index(line.what), -line.tally.cases, line.kind))
    whole = everything.tally
    bare = whole - sum((line.tally for line in found if line.what == "gesture"), Tally())
    return Report(period, whole.cases, team.currency, tuple(_line(desk, line, whole, bare) for line in shown))


def _line(desk: Desk, line: kindness.Line, whole: Tally, bare: Tally) -> Line:
    """A gesture of any kind is held against no gesture at all (`bare`), everything else against the other cases."""
    rule = desk.policy.gestures.kinds.get(line.kind)
    with_it = line.tally
    without = bare if line.what in ("gesture", "kind") else whole - with_it
    compared = compare(with_it, without)
    cost = cost_of(line.spent, with_it, compared)
    return Line(line.what, rule.label if rule else line.label, with_it.cases, without.cases, compared, cost)


def compare(with_it: Tally, without: Tally) -> tuple[Compared, ...]:
    """Every measure of which there is a case on either side."""
    return tuple(
        compared
        for compared in (
            _shares("solved", with_it.solved, without.solved),
            _shares("back", with_it.back, without.back),
            _answers("csat", with_it.csat, without.csat),
            _answers("nps", with_it.nps, without.nps),
        )
        if cases(compared.with_it) or cases(compared.without)
    )


def cases(of: Share | Sample) -> int:
    """How many cases are behind it."""
    return of.whole if isinstance(of, Share) else of.cases


def _shares(measure: Measure, ours: Share, theirs: Share) -> Compared:
    if min(ours.whole, theirs.whole) < ENOUGH:
        return Compared(measure, ours, theirs)
    return Compared(measure, ours, theirs, ours.value - theirs.value, intervals.of_shares(ours, theirs))


def _answers(measure: Measure, ours: Answers, theirs: Answers) -> Compared:
    if min(ours.change.cases, theirs.change.cases) >= ENOUGH:
        return _means(measure, ours.change, theirs.change, after_only=False)
    return _means(measure, ours.after, theirs.after, after_only=True)


def _means(measure: Measure, ours: Sample, theirs: Sample, *, after_only: bool) -> Compared:
    if min(ours.cases, theirs.cases) < ENOUGH:
        return Compared(measure, ours, theirs, after_only=after_only)
    interval = intervals.of_means(ours, theirs)
    return Compared(measure, ours, theirs, ours.mean - theirs.mean, interval, after_only)


def cost_of(spent: Spent, tally: Tally, compared: Sequence[Compared]) -> Cost | None:
    """What a kindness cost that has cost anything."""
    if not spent.total and not spent.foreign:
        return None
    each = spent.total / tally.cases
    return Cost(each, tuple(_prices(spent, tally, compared)), spent.foreign)


def _prices(spent: Spent, tally: Tally, compared: Sequence[Compared]) -> Iterator[Price]:
    """Only of a difference that is surely above nothing: else a price for it means nothing. Each counts what was spent
    on the very cases that it is about."""
    if tally.solved.whole >= ENOUGH and tally.solved.some and spent.told:
        told, share = spent.told / tally.solved.whole, intervals.of_share(tally.solved)
        yield Price("solved", told / tally.solved.value, _divided(told, share))
    for one in compared:
        if one.measure in ("csat", "nps") and one.difference and one.interval and one.interval.low > 0:
            cost: int = getattr(spent, f"{one.measure}_{'after' if one.after_only else 'change'}")
            heard = cost / cases(one.with_it)
            if heard:
                yield Price(one.measure, heard / one.difference, _divided(heard, one.interval))


def _divided(cost: float, by: Interval) -> Interval:
    """The mean cost itself is taken as known: it varies far less than what came of it."""
    return Interval(cost / by.high, cost / by.low)
