"""The team's figures."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

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

from bot import decisions, drafts, followups, gestures, giving, outcomes, service
from bot.desk import Desk
from storage import customers, figures, tables
from storage import followups as stored
from storage.records import Followup


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
    assert (found.recorded, found.done, found.done_on_time, found.open_overdue) == (7, 3, 2, 2)
    assert (found.drafts, found.drafts_used) == (2, 1)
    assert (found.gestures_granted, found.gestures_undelivered, found.gestures_cost) == (3, 2, 35_000)
    assert found.requests_waiting == 1
    assert found.median_decision_seconds == 20 * 60
    assert found.by_kind == (("Account credit", 3, 35_000),)
    assert service.over(desk, "month").figures.recorded == 8


def test_nothing_yet(desk: Desk) -> None:
    report = service.over(desk, "month")
    found = report.figures
    assert (found.recorded, found.gestures_cost, found.median_decision_seconds, found.by_kind) == (0, 0, None, ())
    assert (found.promises_kept, found.promises_late, found.promises_broken) == (0, 0, 0)
    assert (found.solved_at_once, found.solved_or_not, report.before) == (0, 0, (0, 0, 0))


def a_promise(desk: Desk, hours: float = 4) -> Followup:
    """A follow-up for what the customer was promised by then."""
    new = followups.NewFollowup(a_request(), ANNA, JANE, "tell her", in_hours(desk, hours), promised=True)
    return followups.record(desk, new)


def ledger(desk: Desk, period: service.Period = "week") -> tuple[int, int, int]:
    """How many promises were kept, kept late, broken."""
    found = service.over(desk, period).figures
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
        followups.snooze(desk, a_request(), ANNA, promise.id, in_hours(desk, 24))
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
        assert service.over(desk, "week").before == (2, 0, 1)
        assert (ledger(desk, "month"), service.over(desk, "month").before) == ((3, 0, 1), (0, 0, 0))

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
        correction = followups.Correction(JANE, "tell her", moment, promised=promised)
        return followups.change(desk, a_request(), ANNA, number, correction)

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
