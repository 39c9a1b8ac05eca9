"""The team's figures."""

from __future__ import annotations

from desks import ANNA, BEN, LEA, LOU, a_draft, a_followup, a_gesture, a_request, clock_of

from bot import decisions, drafts, followups, gestures, service
from bot.desk import Desk


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
    gestures.deliver(desk, a_request(), ANNA, 1)
    for number, minutes in ((2, 10), (3, 20), (4, 60)):
        a_gesture(desk, 30_000 if number == 4 else 3_000, kind="credit")
        clock_of(desk).pass_by(minutes=minutes)
        (decisions.approve if number != 3 else lambda *a: decisions.decline(*a, "no"))(desk, a_request(), LEA, number)
    clock_of(desk).pass_by(minutes=5)
    decisions.approve(desk, a_request(), LOU, 4)
    gestures.withdraw(desk, a_request(), ANNA, a_gesture(desk, 1_000, kind="discount").id)
    a_gesture(desk, 2_000, kind="discount")
    clock_of(desk).pass_by(seconds=1)
    found = service.over(desk, "week")
    assert (found.since < start, found.until, found.currency) == (True, desk.clock(), "USD")
    assert (found.recorded, found.done, found.done_on_time, found.open_overdue) == (7, 3, 2, 2)
    assert (found.drafts, found.drafts_used) == (2, 1)
    assert (found.gestures_granted, found.gestures_undelivered, found.gestures_cost) == (3, 2, 35_000)
    assert found.requests_waiting == 1
    assert found.median_decision_seconds == 20 * 60
    assert found.by_kind == (("Account credit", 3, 35_000),)
    assert service.over(desk, "month").recorded == 8


def test_nothing_yet(desk: Desk) -> None:
    found = service.over(desk, "month")
    assert (found.recorded, found.gestures_cost, found.median_decision_seconds, found.by_kind) == (0, 0, None, ())
