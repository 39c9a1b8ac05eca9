"""The team's figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    JANE,
    LEA,
    LOU,
    MONDAY_NOON,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    clock_of,
    in_hours,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from troubles import a_problem, give_all, offer

from bot import (
    announcements,
    corrections,
    decisions,
    drafting,
    drafts,
    followups,
    gestures,
    giving,
    hours,
    improvements,
    outcomes,
    service,
    snoozing,
)
from bot.corrections import Correction
from bot.desk import Desk
from storage import customers, figures, tables
from storage import followups as stored
from storage.records import Csat, Followup, Nps, Spread
from storage.service_tables import reopenings, scores


async def test_a_week(desk: Desk) -> None:
    a_followup(desk, what="too old to count")
    clock_of(desk).pass_by(days=8)
    start = desk.clock()
    on_time, grace, late = (a_followup(desk, hours=1) for _ in range(3))
    a_followup(desk, hours=1)
    a_followup(desk, BEN, hours=50)
    followups.cancel(desk, a_request(), BEN, a_followup(desk, BEN).id)
    followups.done(desk, a_request(), ANNA, on_time.id)
    clock_of(desk).pass_by(hours=3)
    followups.done(desk, a_request(), ANNA, grace.id)
    clock_of(desk).pass_by(seconds=1)
    followups.done(desk, a_request(), ANNA, late.id)
    drafts.use(desk, a_request(), ANNA, (await a_draft(desk)).id)
    await a_draft(desk)
    a_gesture(desk, 2_000)
    giving.deliver(desk, a_request(), ANNA, 1)
    for number, minutes in ((2, 10), (3, 20), (4, 60)):
        a_gesture(desk, 30_000 if number == 4 else 3_000, kind="credit")
        clock_of(desk).pass_by(minutes=minutes)
        (decisions.approve if number != 3 else lambda *a: decisions.decline(*a, "no"))(desk, a_request(), LEA, number)
    clock_of(desk).pass_by(minutes=5)
    decisions.approve(desk, a_request(), LOU, 4)
    gestures.withdraw(desk, a_request(), ANNA, a_gesture(desk, 1_000, kind="discount").id)
    a_gesture(desk, 2_000, kind="discount")
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert (found.since < start, found.until, found.currency) == (True, desk.clock(), "USD")
    assert (found.recorded, found.done, found.done_on_time, found.open_overdue) == (6, 3, 2, 2), "a check-in is mine"
    assert (found.drafts, found.drafts_used) == (2, 1)
    assert (found.gestures_granted, found.gestures_undelivered, found.gestures_cost) == (3, 2, 35_000)
    assert found.requests_waiting == 1
    assert (found.decision.cases, found.decision.median) == (3, 20 * 60)
    assert found.decision_at_work == found.decision, "noon on a Monday is work"
    assert found.by_kind == (("Account credit", 3, 35_000),)
    assert service.over(desk, "month").figures.recorded == 7


def test_nothing_yet(desk: Desk) -> None:
    report = service.over(desk, "month")
    found = report.figures
    assert (found.recorded, found.gestures_cost, found.decision, found.by_kind) == (0, 0, Spread(), ())
    assert (found.is_empty, report.before.is_empty) == (True, True)
    assert (found.promises_kept, found.promises_late, found.promises_broken) == (0, 0, 0)
    assert (found.solved_at_once, found.solved_or_not, report.before.promised) == (0, 0, 0)


def a_promise(desk: Desk, hours: float = 4) -> Followup:
    """A follow-up for what the customer was promised by then."""
    new = followups.NewFollowup(a_request(), ANNA, JANE, "tell her", in_hours(desk, hours), promised=True)
    return followups.record(desk, new)


def ledger(desk: Desk, period: service.Period = "week", *, before: bool = False) -> tuple[int, int, int]:
    """How many promises were kept, kept late, broken."""
    report = service.over(desk, period)
    found = report.before if before else report.figures
    return found.promises_kept, found.promises_late, found.promises_broken


class TestPromises:
    def test_kept_late_and_broken(self, desk: Desk) -> None:
        kept, late, taken_back, cancelled, _never = (a_promise(desk) for _ in range(5))
        a_followup(desk, hours=4, what="promised to nobody")
        a_promise(desk, hours=400)
        followups.cancel(desk, a_request(), ANNA, taken_back.id)
        assert ledger(desk) == (0, 0, 0), "their time has not come"
        clock_of(desk).pass_by(hours=4)
        followups.done(desk, a_request(), ANNA, kept.id)
        assert ledger(desk) == (0, 0, 0), "on the dot there is still time"
        clock_of(desk).pass_by(seconds=1)
        assert ledger(desk) == (1, 0, 3)
        followups.done(desk, a_request(), ANNA, late.id)
        followups.cancel(desk, a_request(), ANNA, cancelled.id)
        assert ledger(desk) == (1, 1, 2)

    def test_snoozing_does_not_move_what_was_promised(self, desk: Desk) -> None:
        promise = a_promise(desk)
        snoozing.snooze(desk, a_request(), ANNA, promise.id, in_hours(desk, 24))
        clock_of(desk).pass_by(hours=23)
        followups.done(desk, a_request(), ANNA, promise.id)
        assert ledger(desk) == (0, 1, 0)

    def test_the_time_before_stands_beside(self, desk: Desk) -> None:
        for promise in (a_promise(desk), a_promise(desk)):
            followups.done(desk, a_request(), ANNA, promise.id)
        a_promise(desk)
        clock_of(desk).pass_by(days=8)
        followups.done(desk, a_request(), ANNA, a_promise(desk, hours=1).id)
        clock_of(desk).pass_by(hours=2)
        assert ledger(desk) == (1, 0, 0)
        assert ledger(desk, before=True) == (2, 0, 1)
        assert (ledger(desk, "month"), ledger(desk, "month", before=True)) == ((3, 0, 1), (0, 0, 0))

    def test_what_was_kept_as_promised_is_on_time(self, desk: Desk) -> None:
        """Its reminder comes before the promised time, by more than the patience with one that is due."""
        promise = a_promise(desk, hours=48)
        with desk.database.begin() as tx:
            stored.change(tx, promise.id, due_at=desk.clock() + timedelta(hours=2))
        clock_of(desk).pass_by(hours=47)
        followups.done(desk, a_request(), ANNA, promise.id)
        clock_of(desk).pass_by(hours=2)
        assert service.over(desk, "week").figures.done_on_time == 1


class TestWhatStays:
    """A promise whose time is over is not unmade by changing what stands."""

    def corrected(self, desk: Desk, number: int, hours: float | None, *, promised: bool = True) -> Followup:
        moment = None if hours is None else in_hours(desk, hours)
        correction = Correction(JANE, "tell her", moment, promised=promised)
        return corrections.change(desk, a_request(), ANNA, number, correction)

    @pytest.mark.parametrize(("hours", "promised"), [(20.0, True), (20.0, False), (None, False)])
    def test_what_was_missed_is_never_in_time_again(self, desk: Desk, hours: float | None, promised: bool) -> None:
        promise = a_promise(desk)
        clock_of(desk).pass_by(hours=5)
        self.corrected(desk, promise.id, hours, promised=promised)
        assert ledger(desk) == (0, 0, 1)
        clock_of(desk).pass_by(days=1)
        missed = 2 if hours and promised else 1  # the new time too
        assert ledger(desk) == (0, 0, missed)
        followups.done(desk, a_request(), ANNA, promise.id)
        assert ledger(desk) == (0, missed, 0)

    def test_a_new_time_for_what_was_missed_is_a_new_promise(self, desk: Desk) -> None:
        promise = a_promise(desk)
        clock_of(desk).pass_by(hours=5)
        self.corrected(desk, promise.id, 5 * 365 * 24)
        assert ledger(desk) == (0, 0, 1), "what was missed this week stays in this week"
        self.corrected(desk, promise.id, 2)
        followups.done(desk, a_request(), ANNA, promise.id)
        clock_of(desk).pass_by(hours=3)
        assert ledger(desk) == (1, 1, 0)

    def test_what_was_kept_says_nothing_of_the_next_promise(self, desk: Desk) -> None:
        promise = a_promise(desk)
        followups.done(desk, a_request(), ANNA, promise.id)
        clock_of(desk).pass_by(hours=5)
        assert followups.reopen(desk, a_request(), ANNA, promise.id).promised_by is None
        self.corrected(desk, promise.id, 2)
        clock_of(desk).pass_by(hours=3)
        assert ledger(desk) == (1, 0, 1)

    def test_in_time_a_promise_may_be_moved_or_taken_back(self, desk: Desk) -> None:
        moved, taken_back = a_promise(desk), a_promise(desk)
        self.corrected(desk, moved.id, 20)
        self.corrected(desk, taken_back.id, None, promised=False)
        clock_of(desk).pass_by(hours=10)
        followups.done(desk, a_request(), ANNA, moved.id)
        clock_of(desk).pass_by(days=2)
        assert ledger(desk) == (1, 0, 0)

    def test_what_was_kept_stays_kept_when_it_is_reopened(self, desk: Desk) -> None:
        promise = a_promise(desk)
        followups.done(desk, a_request(), ANNA, promise.id)
        clock_of(desk).pass_by(hours=5)
        followups.reopen(desk, a_request(), ANNA, promise.id)
        assert ledger(desk) == (1, 0, 0)

    def test_reopened_in_time_it_is_still_to_be_kept(self, desk: Desk) -> None:
        promise = a_promise(desk)
        followups.done(desk, a_request(), ANNA, promise.id)
        followups.reopen(desk, a_request(), ANNA, promise.id)
        clock_of(desk).pass_by(hours=5)
        assert ledger(desk) == (0, 0, 1)


HOURS = st.integers(-3, 3)
MADE = st.tuples(st.sampled_from(["open", "done", "cancelled"]), st.none() | HOURS, HOURS)


def at(hours: int) -> datetime:
    return MONDAY_NOON + timedelta(hours=hours)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MADE, max_size=8), HOURS, HOURS, HOURS)
def test_what_is_counted_is_what_the_rule_says(
    desk: Desk, made: list[tuple[str, int | None, int]], since: int, until: int, now: int
) -> None:
    """One rule, said twice: for one follow-up in Python, for all of a period in the database."""
    with desk.database.begin() as tx:
        tx.execute(tables.past_promises.delete())
        tx.execute(tables.followups.delete())
        whose = customers.find_or_create(tx, JANE, MONDAY_NOON)
        for state, promised, closed in made:
            f = stored.add(
                tx, whose, "", what="x", owner=ANNA.id, due_at=MONDAY_NOON, zone=BERLIN, exact=True,
                created_at=MONDAY_NOON, promised_by=None if promised is None else at(promised),
            )  # fmt: skip
            stored.change(tx, f.id, state=state, closed_at=None if state == "open" else at(closed))
        found = figures.promises(tx, at(since), at(until), at(now))
        promises = [f for f in stored.everything(tx, None) if f.promised_by and at(since) <= f.promised_by < at(until)]
        became = Counter(f.promise(at(now)) for f in promises)
    assert found == (became["kept"], became["kept late"], became["broken"])
    assert found.counted + became["pending"] + became[None] == len(promises)


def test_solved_at_the_first_contact(desk: Desk) -> None:
    at_once, second, unsaid, unsolved = (a_followup(desk) for _ in range(4))
    for followup in (at_once, second, unsaid, unsolved):
        followups.done(desk, a_request(), ANNA, followup.id)
    outcomes.solved(desk, a_request(), ANNA, at_once.id)
    following = outcomes.not_yet(desk, a_request(), ANNA, second.id)
    outcomes.not_yet(desk, a_request(), ANNA, unsolved.id)
    followups.done(desk, a_request(), ANNA, following.id)
    outcomes.solved(desk, a_request(), ANNA, following.id)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert (found.solved_at_once, found.solved_or_not) == (1, 3)
    clock_of(desk).pass_by(days=8)
    assert service.over(desk, "week").figures.solved_or_not == 0


def test_how_late(desk: Desk) -> None:
    """From its time to when it was done; what was done before, or as promised, is not late."""
    early, late = a_followup(desk, hours=1), a_followup(desk, hours=1)
    promised = a_promise(desk, hours=30)
    followups.done(desk, a_request(), ANNA, early.id)
    clock_of(desk).pass_by(hours=4)
    followups.done(desk, a_request(), ANNA, late.id)
    clock_of(desk).pass_by(hours=25)
    followups.done(desk, a_request(), ANNA, promised.id)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert (found.lateness.cases, found.lateness.median) == (3, 0)
    assert found.lateness.ninetieth == pytest.approx(0.8 * 3 * 3600)
    assert (found.done, found.done_on_time) == (3, 2)


def test_what_is_reopened_is_counted_where_it_was_done(desk: Desk) -> None:
    kept, again, mistaken = (a_followup(desk) for _ in range(3))
    followups.done(desk, a_request(), ANNA, kept.id)
    followups.done(desk, a_request(), ANNA, again.id)
    followups.cancel(desk, a_request(), ANNA, mistaken.id)
    done_at = desk.clock()
    clock_of(desk).pass_by(days=8)
    reopening = a_request()
    for _ in range(2):
        followups.reopen(desk, reopening, ANNA, again.id)
    followups.reopen(desk, a_request(), ANNA, mistaken.id)
    report = service.over(desk, "week")
    assert (report.figures.reopened, report.figures.closings) == (0, 0)
    assert (report.before.reopened, report.before.closings) == (1, 2), "one was only cancelled"
    with desk.database.read() as tx:
        (row,) = tx.execute(reopenings.select()).all()
    assert (row.followup_id, row.closed_at, row.reopened_at) == (again.id, done_at, desk.clock())
    followups.done(desk, a_request(), ANNA, again.id)
    clock_of(desk).pass_by(seconds=1)
    assert service.over(desk, "week").figures.closings == 1


def test_what_did_not_last_was_not_solved_at_the_first_contact(desk: Desk) -> None:
    lasting, again = (a_followup(desk) for _ in range(2))
    for followup in (lasting, again):
        followups.done(desk, a_request(), ANNA, followup.id)
        outcomes.solved(desk, a_request(), ANNA, followup.id)
    followups.reopen(desk, a_request(), ANNA, again.id)
    followups.done(desk, a_request(), ANNA, again.id)
    outcomes.solved(desk, a_request(), ANNA, again.id)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert (found.solved_at_once, found.solved_or_not) == (1, 2)


def test_what_the_bot_makes_itself_is_no_work_that_came_in(desk: Desk) -> None:
    desk = replace(desk, policy=replace(desk.policy, gestures=replace(desk.policy.gestures, reasons={"late": "Late"})))
    number = a_problem(desk)
    give_all(desk, LEA, number, offer(500, code="late"))
    for gesture in range(1, 5):
        giving.deliver(desk, a_request(), LEA, gesture)
        followups.done(desk, a_request(), LEA, 4 + gesture)
        outcomes.solved(desk, a_request(), LEA, 4 + gesture)
    announcements.draft(desk, a_request(), LEA, number)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert (found.recorded, found.drafts, found.first_draft.cases, found.solved_or_not) == (4, 0, 0, 0)
    assert (found.done, found.gestures_granted, found.by_reason) == (4, 4, ())
    assert improvements.top(desk) == []


async def test_the_first_draft(desk: Desk) -> None:
    await a_draft(desk)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert found.first_draft == Spread(1, 0, 0)


def test_decisions_by_the_calendar_and_at_work(desk: Desk) -> None:
    clock_of(desk).pass_by(days=4, hours=5, minutes=30)  # Friday, half an hour before work ends
    rules = desk.policy.gestures
    patient = replace(rules, requests_expire_after=hours.parse_duration("7d"))
    patient_desk = replace(desk, policy=replace(desk.policy, gestures=patient))
    a_gesture(patient_desk)
    clock_of(desk).pass_by(days=2, hours=16)  # Monday, half an hour after work starts
    decisions.decline(patient_desk, a_request(), LEA, 1, "no")
    clock_of(desk).pass_by(seconds=1)
    found = service.over(patient_desk, "week").figures
    assert (found.decision.median, found.decision_at_work.median) == (64 * 3600, 3600)
    assert (found.gestures_granted, found.is_empty) == (0, False)


async def test_what_waits_over_night_is_short_at_work(desk: Desk) -> None:
    late = a_followup(desk, hours=4)
    clock_of(desk).pass_by(hours=5, minutes=45)  # a quarter before work ends
    begun = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "where is it?"))
    clock_of(desk).pass_by(hours=15, minutes=30)  # a quarter after it starts again
    assert await drafting.write(desk, begun.draft.id, 1)
    followups.done(desk, a_request(), ANNA, late.id)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week").figures
    assert (found.lateness.median, found.lateness_at_work.median) == (17.25 * 3600, 2.25 * 3600)
    assert (found.first_draft.median, found.first_draft_at_work.median) == (15.5 * 3600, 1800)


def test_satisfaction(desk: Desk) -> None:
    said = {"csat": (5, 5, 4, 3, 1), "nps": (10, 9, 8, 7, 6, 0, 3)}
    with desk.database.begin() as tx:
        whose = customers.find_or_create(tx, JANE, MONDAY_NOON).id
        rows = [
            {"customer_id": whose, "kind": kind, "value": value, "at": MONDAY_NOON - timedelta(hours=number)}
            for kind, values in said.items()
            for number, value in enumerate(values, 1)
        ]
        tx.execute(scores.insert(), [*rows, {**rows[0], "at": MONDAY_NOON}])
    found = service.over(desk, "week").figures
    assert found.csat == Csat(5, 3, 3.6)
    assert (found.nps, found.nps.score) == (Nps(7, 2, 3), pytest.approx(-100 / 7))
    assert service.over(desk, "week").before.csat == Csat()


def test_gestures_by_reason(desk: Desk) -> None:
    rules = replace(desk.policy.gestures, reasons={"late": "Late parcel", "lost": "Lost parcel"})
    ruled = replace(desk, policy=replace(desk.policy, gestures=rules))
    for amount, code in ((1_000, "late"), (2_000, "late"), (500, "lost"), (700, None)):
        a_gesture(ruled, amount, code=code)
    clock_of(desk).pass_by(seconds=1)
    found = service.over(ruled, "week").figures
    assert found.by_reason == (("Late parcel", 2, 3_000), ("Lost parcel", 1, 500))
    assert found.by_kind == (("Account credit", 4, 4_200),)


def test_what_costs_another_currency_is_counted_and_not_added(desk: Desk) -> None:
    a_gesture(desk, 1_000)
    euros = replace(desk, policy=replace(desk.policy, team=replace(desk.policy.team, currency="EUR")))
    clock_of(desk).pass_by(seconds=1)
    found = service.over(euros, "week").figures
    assert (found.gestures_granted, found.gestures_cost, found.gestures_foreign) == (1, 0, 1)
    assert found.by_kind == (("Account credit", 1, 0),)
    assert service.over(desk, "week").figures.gestures_foreign == 0


@pytest.mark.parametrize(("period", "days"), [("week", 8), ("month", 6)])
def test_what_was_done_stands_on_its_day(sqlite_desk: Desk, period: service.Period, days: int) -> None:
    """By the team's calendar, the first and the last as far as they belong to the time."""
    for _ in range(2):
        followups.done(sqlite_desk, a_request(), ANNA, a_followup(sqlite_desk).id)
    clock_of(sqlite_desk).pass_by(hours=11, minutes=30)  # before midnight in Berlin
    followups.done(sqlite_desk, a_request(), ANNA, a_followup(sqlite_desk).id)
    clock_of(sqlite_desk).pass_by(hours=1)
    followups.done(sqlite_desk, a_request(), ANNA, a_followup(sqlite_desk).id)
    clock_of(sqlite_desk).pass_by(seconds=1)
    done_on = service.over(sqlite_desk, period).done_on
    assert len(done_on) == days
    assert sum(count for _, count in done_on) == 4
    ends = {"week": [(date(2026, 11, 23), 3), (date(2026, 11, 24), 1)], "month": [(date(2026, 11, 23), 4)]}
    assert list(done_on)[-len(ends[period]) :] == ends[period]


def test_a_past_time_is_counted_as_it_stands_now(desk: Desk) -> None:
    followups.done(desk, a_request(), ANNA, a_followup(desk).id)
    clock_of(desk).pass_by(seconds=1)
    then = service.over(desk, "week")
    clock_of(desk).pass_by(days=40)
    assert service.over(desk, "week", then.figures.until) == then
    assert service.over(desk, "week").figures.is_empty


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_a_spread_lies_within_its_cases(seconds: list[float]) -> None:
    found = Spread.of(seconds)
    assert found.cases == len(seconds)
    assert found.median == pytest.approx(median(seconds))
    assert found.ninetieth is not None
    assert found.median is not None
    assert min(seconds) <= found.median <= found.ninetieth <= max(seconds)
    assert sum(it <= found.ninetieth + 1e-6 for it in seconds) >= 0.9 * len(seconds) - 1
