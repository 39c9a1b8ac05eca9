"""Does kindness work? What is counted is counted again, and known effects are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

import pytest
from desks import ANNA, JANE, a_draft, a_followup, a_gesture, a_request, clock_of
from kind_year import EFFECTS, NOW, POINTS, Year, made, tally
from kindness_again import Found, Rows, counted
from sqlalchemy import insert

from bot import followups, giving, kindness, outcomes
from bot.desk import Desk
from bot.kindness import Compared, Cost, Line, Price, Report, compare, cost_of
from storage.records import Followup, Reference
from storage.records.kindness import Answers, Sample, Share, Spent, Tally
from storage.service_tables import scores

GRACE = timedelta(hours=2)
KINDS = ("credit", "note", "discount")


def lines(report: Report) -> dict[str, Line]:
    """The lines of a report, by what they are about."""
    return {line.label if line.what == "kind" else line.what: line for line in report.lines}


def measures(line: Line) -> dict[str, Compared]:
    """How cases compare, by measure."""
    return {one.measure: one for one in line.compared}


@pytest.fixture
def year(desk: Desk) -> Desk:
    """A desk at the end of a made-up year."""
    Year(7, made(7)).write(desk.database)
    clock_of(desk).now = NOW
    return desk


@pytest.mark.parametrize("now", [NOW, NOW - timedelta(days=100), NOW - timedelta(days=340)])
@pytest.mark.parametrize("period", ["quarter", "year"])
def test_every_count_is_what_the_rows_say(year: Desk, period: kindness.Period, now: datetime) -> None:
    clock_of(year).now = now
    report = kindness.report(year, period)
    found = list(Rows(year.database).cases(now - timedelta(days=kindness.DAYS[period]), now, GRACE))
    assert report.cases == len(found)
    assert [line.what for line in report.lines] == ["gesture", "kind", "kind", "kind", "on time", "kept"]
    labels = {kind: year.policy.gestures.kinds[kind].label for kind in KINDS}
    for name, line in lines(report).items():
        kind = next((kind for kind in KINDS if labels[kind] == name), name)
        with_it = [one for one in found if kind in one.case.kindness]
        ours = counted(with_it)
        without = "gesture" if kind in KINDS else kind
        theirs = counted([one for one in found if without not in one.case.kindness])
        assert (line.cases, line.others) == (ours.cases, theirs.cases)
        assert line.compared == compare(ours, theirs), name
        assert line.cost == cost_of(spent(with_it, kind), ours, line.compared)


def spent(found: Sequence[Found], kind: str) -> Spent:
    """What the gestures of a kind cost, or all gestures."""
    given = [(one.case, money) for one in found for name, all_of in one.given.items() for money in all_of
             if kind in (name, "gesture")]  # fmt: skip
    ours = [(case, cost) for case, (cost, currency) in given if currency == "USD"]
    foreign = sum(cost > 0 and currency != "USD" for _, (cost, currency) in given)
    told = sum(cost for case, cost in ours if case.solved is not None)
    heard = [
        sum(cost for case, cost in ours if None not in answers(case)[first:])
        for answers in (attrgetter("csat"), attrgetter("nps"))
        for first in (0, 1)
    ]
    return Spent(sum(cost for _, cost in ours), told, foreign, *heard)


def effect(measure: str, name: str) -> float:
    """How much more of a measure truly goes with a kindness in the made-up year."""
    what = "risen" if measure in POINTS else measure
    return EFFECTS[what].get(name, 0) * POINTS.get(measure, 1)


def test_known_effects_are_found(year: Desk) -> None:
    found = lines(kindness.report(year, "year"))
    for name, kind in (("on time", "on time"), ("kept", "kept"), ("Account credit", "credit")):
        for measure, compared in measures(found[name]).items():
            assert compared.interval is not None
            assert effect(measure, kind) in compared.interval, (name, measure)
    credit = measures(found["Account credit"])
    assert not credit["solved"].may_be_chance
    assert not credit["csat"].may_be_chance


@pytest.mark.parametrize("name", ["on time", "kept", "credit", "note", "discount"])
@pytest.mark.parametrize("measure", ["solved", "back", "csat", "nps"])
def test_the_truth_is_mostly_in_the_interval(
    worlds: Sequence[dict[str, dict[str, Compared]]], name: str, measure: str
) -> None:
    """Of 200 made-up years: 95 in a hundred is what is promised; by chance it may be a few less."""
    intervals = [interval for world in worlds if (interval := world[name][measure].interval)]
    assert len(intervals) >= 0.9 * len(worlds), "there are cases enough"
    assert sum(effect(measure, name) in interval for interval in intervals) >= 0.9 * len(intervals)


@pytest.fixture(scope="module")
def worlds() -> Sequence[dict[str, dict[str, Compared]]]:
    """200 years' comparisons, by kindness and measure."""
    found = []
    for seed in range(200):
        cases = made(seed)
        world = {}
        for name in ("on time", "kept", *KINDS):
            groups = (tally(c for c in cases if (name in c.kindness) is holds) for holds in (True, False))
            world[name] = {one.measure: one for one in compare(*groups)}
        found.append(world)
    return found


def test_nothing_yet(desk: Desk) -> None:
    assert kindness.report(desk, "year") == Report("year", 0, "USD", ())


def test_one_case_says_nothing(desk: Desk) -> None:
    solve(desk)
    report = kindness.report(desk, "quarter")
    (on_time,) = report.lines
    assert on_time.what == "on time"
    assert (report.cases, on_time.cases, on_time.others) == (1, 1, 0)
    assert on_time.compared == (Compared("solved", Share(1, 1), Share(0, 0)),)


def solve(desk: Desk, customer: Reference = JANE) -> Followup:
    """A customer's matter, done and solved."""
    followup = a_followup(desk, customer=customer)
    followups.done(desk, a_request(), ANNA, followup.id)
    solved = outcomes.solved(desk, a_request(), ANNA, followup.id)
    clock_of(desk).pass_by(seconds=1)
    return solved


def test_where_everybody_got_a_gesture_there_is_nothing_to_hold_it_against(desk: Desk) -> None:
    for number in range(12):
        whose = Reference("email", f"c{number}@example.com", f"c{number}@example.com")
        a_gesture(desk, 1_000, customer=whose)
        solve(desk, whose)
    found = lines(kindness.report(desk, "quarter"))
    assert list(found) == ["Account credit", "on time"], "one kind alone needs no sum"
    credit = found["Account credit"]
    assert (credit.cases, credit.others) == (12, 0)
    assert measures(credit)["solved"] == Compared("solved", Share(12, 12), Share(0, 0))
    assert credit.cost is not None
    assert credit.cost.each == 1_000
    assert [(price.of, price.each) for price in credit.cost.prices] == [("solved", 1_000)]


def back(desk: Desk, name: str = "on time") -> Share | Sample | None:
    """How many with a kindness came back."""
    compared = measures(lines(kindness.report(desk, "quarter"))[name]).get("back")
    return compared.with_it if compared else None


def test_who_is_back_is_known_when_their_time_is_over(desk: Desk) -> None:
    solve(desk)
    a_followup(desk, what="something else")
    clock_of(desk).pass_by(days=29)
    assert back(desk) is None
    clock_of(desk).pass_by(days=1)
    assert back(desk) == Share(1, 1)


async def test_a_message_of_theirs_counts_and_one_of_somebody_else_does_not(desk: Desk) -> None:
    solve(desk)
    await a_draft(desk)
    clock_of(desk).pass_by(days=40)
    assert back(desk) == Share(0, 1)
    clock_of(desk).pass_by(days=-20)
    await a_draft(desk, customer=JANE)
    clock_of(desk).pass_by(days=20)
    assert back(desk) == Share(1, 1)


def test_what_we_do_by_ourselves_is_no_coming_back(desk: Desk) -> None:
    given = a_gesture(desk, 1_000)
    followup = a_followup(desk)
    followups.done(desk, a_request(), ANNA, followup.id)
    clock_of(desk).pass_by(hours=1)
    assert outcomes.not_yet(desk, a_request(), ANNA, followup.id).follows == followup.id
    giving.deliver(desk, a_request(), ANNA, given.id)
    clock_of(desk).pass_by(days=31)
    assert back(desk, "Account credit") == Share(0, 1)
    clock_of(desk).pass_by(days=-20)
    a_followup(desk)
    clock_of(desk).pass_by(days=20)
    assert back(desk, "Account credit") == Share(1, 1)


def test_each_customer_counts_once_with_their_first(desk: Desk) -> None:
    never_done, first, second = (a_followup(desk, hours=1) for _ in range(3))
    followups.done(desk, a_request(), ANNA, second.id)
    clock_of(desk).pass_by(hours=10)
    followups.done(desk, a_request(), ANNA, first.id)
    followups.cancel(desk, a_request(), ANNA, never_done.id)
    clock_of(desk).pass_by(seconds=1)
    report = kindness.report(desk, "quarter")
    assert (report.cases, report.lines) == (1, ()), "the first one was late"


def test_answers_of_customers_with_two_are_held_against_each_other() -> None:
    ours = Tally(20, csat=Answers(sample(20, 1, 2), sample(20, 5)))
    theirs = Tally(30, csat=Answers(sample(30, 0, 1), sample(30, 1)))
    (compared,) = compare(ours, theirs)
    assert (compared.difference, compared.after_only) == (1, False)


def sample(many: int, *values: int) -> Sample:
    """So many answers, each of these values in turn."""
    found = [values[number % len(values)] for number in range(many)]
    return Sample(many, sum(found), sum(value**2 for value in found))


def test_with_too_few_of_two_the_answers_afterwards_are_compared() -> None:
    ours = Tally(20, csat=Answers(sample(9, 1, 2), sample(20, 4, 5)))
    theirs = Tally(30, csat=Answers(sample(30, 0, 1), sample(30, 3, 4)))
    (compared,) = compare(ours, theirs)
    assert compared.after_only
    assert (compared.with_it, compared.without) == (ours.csat.after, theirs.csat.after)
    few = replace(theirs, csat=Answers(Sample(), sample(9, 3, 4)))
    (compared,) = compare(ours, few)
    assert (compared.difference, compared.interval, compared.may_be_chance) == (None, None, True)


def test_where_all_answer_alike_there_is_no_interval() -> None:
    (compared,) = compare(Tally(nps=Answers(after=sample(12, 9))), Tally(nps=Answers(after=sample(12, 7))))
    assert (compared.difference, compared.interval) == (2, None)


def test_a_point_has_a_price_only_where_there_surely_is_one() -> None:
    more = compare(Tally(csat=Answers(sample(40, 1, 2))), Tally(csat=Answers(sample(40, 0, 1))))
    cost = cost_of(Spent(total=60_000, csat_change=40_000), Tally(50), more)
    assert isinstance(cost, Cost)
    (price,) = cost.prices
    assert isinstance(price, Price)
    assert (cost.each, price.of, price.each) == (1_200, "csat", 1_000), "of those who answered"
    assert price.interval.low < 1_000 < price.interval.high
    for other in ((0, 1), (-1, 0), (0, 1, 2)):
        same = compare(Tally(csat=Answers(sample(40, *other))), Tally(csat=Answers(sample(40, 0, 1, 1))))
        unsure = cost_of(Spent(total=40_000, csat_change=40_000), Tally(40), same)
        assert unsure is not None
        assert (unsure.prices == ()) == (same[0].interval is not None and same[0].interval.low <= 0)


def test_what_costs_nothing_has_no_cost() -> None:
    assert cost_of(Spent(), Tally(40), ()) is None
    assert cost_of(Spent(foreign=2), Tally(40), ()) == Cost(0, (), 2)


@pytest.mark.parametrize(("days", "counts"), [(89, True), (91, False)])
def test_an_answer_counts_within_its_time(desk: Desk, days: int, counts: bool) -> None:
    done = solve(desk)
    assert done.closed_at is not None
    answer = {"customer_id": done.customer.id, "kind": "csat", "value": 4, "at": done.closed_at + timedelta(days=days)}
    with desk.database.begin() as tx:
        tx.execute(insert(scores), answer)
    clock_of(desk).pass_by(days=100)
    found = measures(lines(kindness.report(desk, "year"))["on time"]).get("csat")
    assert (found is not None and found.with_it == Sample(1, 4, 16)) is counts
