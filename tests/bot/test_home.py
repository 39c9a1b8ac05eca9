"""One person's day, and the morning message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    clock_of,
    in_hours,
    run,
    send_all,
    timers_of,
    waiting,
)

from bot import decisions, drafts, followups, home, people, snoozing, timers
from bot.desk import Desk
from storage.records import Followup


class TestDay:
    def test_sorted_by_when(self, desk: Desk) -> None:
        for hours in (30, 11.9, 1, 12):  # it is noon
            a_followup(desk, hours=hours)
        a_followup(desk, BEN)
        clock_of(desk).pass_by(hours=1, minutes=15)
        day = home.day(desk, ANNA)
        assert [f.id for f in day.overdue] == [3]
        assert [f.id for f in day.today] == [2]
        assert [f.id for f in day.later] == [4, 1]
        assert (day.later_count, day.is_lead, day.to_decide) == (2, False, ())

    def test_midnight_is_the_person_s_own(self, desk: Desk) -> None:
        a_followup(desk, LOU, hours=14)  # 20:00 in New York, tomorrow in Berlin
        assert [f.id for f in home.day(desk, LOU).today] == [1]

    def test_counts_later_ones_beyond_the_list(self, desk: Desk) -> None:
        for _ in range(50):
            a_followup(desk, hours=48)
        day = home.day(desk, ANNA)
        assert (len(day.later), day.later_count) == (home.MOST, 50)

    def test_a_pile_of_overdue_ones_is_not_called_later(self, desk: Desk) -> None:
        for _ in range(50):
            a_followup(desk, hours=1)
        a_followup(desk, hours=72)
        clock_of(desk).pass_by(hours=2)
        assert home.day(desk, ANNA).later_count == 1

    async def test_drafts_that_may_still_be_used_the_newest_first(self, desk: Desk) -> None:
        made = [await a_draft(desk, f"Where is parcel {n}? " * 30, JANE) for n in range(8)]
        send_all(desk)
        drafts.use(desk, a_request(), ANNA, made[7].id)
        drafts.discard(desk, a_request(), ANNA, made[6].id)
        found = home.day(desk, ANNA)
        assert [one.id for one in found.drafts] == [6, 5, 4, 3, 2]
        assert found.drafts_count == 6
        newest = found.drafts[0]
        assert newest.customer == made[5].customer
        assert newest.message.startswith("Where is parcel 5?")
        assert len(newest.message) == 200, "whoever lists them does not load them whole"
        assert (newest.channel, newest.ts) == (f"D-{ANNA.id}", "1700000000.000006")
        assert home.day(desk, BEN).drafts == ()

    async def test_a_draft_on_its_way_stands_nowhere_yet_and_an_old_one_is_no_work_any_more(self, desk: Desk) -> None:
        await a_draft(desk)
        (one,) = home.day(desk, ANNA).drafts
        assert (one.channel, one.ts, one.customer) == (None, None, None)
        clock_of(desk).pass_by(days=8)
        assert home.day(desk, ANNA).drafts_count == 0

    def test_gestures_and_decisions(self, desk: Desk) -> None:
        a_gesture(desk)
        a_gesture(desk, 2_000)
        a_gesture(desk, requester=LEA)
        mine = home.day(desk, ANNA)
        assert ([g.id for g in mine.requests], [g.id for g in mine.undelivered]) == ([1], [2])
        assert any("$480 is left" in line for line in mine.allowance)
        lead = home.day(desk, LEA)
        assert (lead.is_lead, [g.id for g in lead.to_decide]) == (True, [1])  # never one's own
        assert [g.id for g in home.day(desk, LOU).to_decide] == [1, 3]


class TestPromises:
    def test_one_that_is_to_be_kept_today_is_at_risk_however_it_was_snoozed(self, desk: Desk) -> None:
        for hours in (1, 2, 24 * 3):
            a_promise(desk, hours)
        a_followup(desk, hours=1)
        snoozing.snooze(desk, a_request(), ANNA, 2, in_hours(desk, 48))
        day = home.day(desk, ANNA)
        assert ([f.id for f in day.at_risk], day.at_risk_count) == ([1, 2], 2)
        assert ([f.id for f in day.today], [f.id for f in day.later]) == ([4], [3])

    def test_no_pile_of_overdue_ones_hides_it(self, desk: Desk) -> None:
        for _ in range(60):
            a_followup(desk, hours=1)
        promise = a_promise(desk, 8)
        clock_of(desk).pass_by(hours=2)
        day = home.day(desk, ANNA)
        assert [f.id for f in day.at_risk] == [promise.id]
        assert (len(day.overdue), day.overdue_count) == (home.MOST, 60)


def a_promise(desk: Desk, hours: float) -> Followup:
    """The customer was promised to hear from us in so many hours."""
    promise = followups.NewFollowup(a_request(), ANNA, JANE, "call her back", in_hours(desk, hours), promised=True)
    return followups.record(desk, promise)


class TestMorning:
    def test_comes_on_the_next_working_day_and_again(self, desk: Desk) -> None:
        clock_of(desk).now = datetime(2026, 11, 27, 14, tzinfo=UTC)  # a Friday
        a_followup(desk, hours=24 * 30)
        a_gesture(desk, 2_000)
        monday = datetime(2026, 11, 30, 8, tzinfo=UTC)
        assert timers_of(desk, "person:U0ANNA") == {"digest": monday}
        clock_of(desk).now = monday
        timers.ring(desk)
        assert waiting(desk) == [("digest", "person:U0ANNA", ANNA.id)]
        assert timers_of(desk, "person:U0ANNA") == {"digest": monday + timedelta(days=1)}

    @pytest.mark.parametrize(("quiet", "hour"), [(True, 9), (False, 8)])
    def test_quiet_waits_for_the_person_s_hours(self, desk: Desk, quiet: bool, hour: int) -> None:
        rules = replace(desk.policy, followups=replace(desk.policy.followups, quiet=quiet))
        desk = replace(desk, policy=rules)
        anna = people.set_hours(desk, a_request(), ANNA, "tue-fri", "10:00", "16:00")
        a_followup(desk, anna, hours=1)
        for day in (24, 25):
            begins = datetime(2026, 11, day, hour, tzinfo=UTC)
            assert timers_of(desk, "person:U0ANNA") == {"digest": begins}
            clock_of(desk).now = begins
            timers.ring(desk)
        send_all(desk)
        ((count,),) = run(desk.database, "SELECT count(*) FROM outbox WHERE kind = 'digest' AND state = 'settled'")
        assert count == 2

    def test_one_that_was_set_aside_starts_anew(self, desk: Desk) -> None:
        a_followup(desk)
        run(desk.database, "UPDATE people SET zone = 'Nowhere/At_all' WHERE id = :id", id=ANNA.id)
        clock_of(desk).now = datetime(2026, 11, 24, 8, tzinfo=UTC)
        timers.ring(desk)
        assert (timers.failed(desk), timers_of(desk, "person:U0ANNA")) == (1, {})
        people.remember(desk, ANNA)
        a_followup(desk)
        assert timers.failed(desk) == 0
        assert timers_of(desk, "person:U0ANNA") == {"digest": datetime(2026, 11, 25, 8, tzinfo=UTC)}

    def test_says_nothing_when_there_is_nothing(self, desk: Desk) -> None:
        followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        clock_of(desk).now = datetime(2026, 11, 24, 8, tzinfo=UTC)
        timers.ring(desk)
        assert waiting(desk) == []
        assert set(timers_of(desk, "person:U0ANNA")) == {"digest"}

    def test_follows_what_is_done_from_it(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=30)
        clock_of(desk).now = datetime(2026, 11, 24, 8, tzinfo=UTC)
        timers.ring(desk)
        send_all(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        assert ("digest", "person:U0ANNA", ANNA.id) in waiting(desk)

    def test_shows_the_first_of_each_part_and_counts_the_others(self, desk: Desk) -> None:
        for _ in range(home.MOST + 5):
            a_followup(desk, hours=1)
        for _ in range(home.MOST + 2):
            a_followup(desk, hours=5)
        clock_of(desk).pass_by(hours=2)
        with desk.database.read() as tx:
            day = home.mornings(tx, desk, {ANNA.id})[ANNA.id]
        assert ([f.id for f in day.overdue], day.overdue_count) == (list(range(1, 16)), 20)
        assert ([f.id for f in day.today], day.today_count) == (list(range(21, 36)), 17)
        assert (day.at_risk, day.at_risk_count, day.later, day.later_count) == ((), 0, (), 0)

    def test_each_gets_their_own(self, desk: Desk) -> None:
        a_followup(desk, hours=2)
        a_followup(desk, BEN, hours=2)
        a_gesture(desk, 2_000, BEN)
        a_gesture(desk)
        with desk.database.read() as tx:
            days = home.mornings(tx, desk, {ANNA.id, BEN.id, LEA.id, "U0NOBODY"})
        assert {person: [f.id for f in day.today] for person, day in days.items()} == {
            **{ANNA.id: [1], BEN.id: [2]},
            LEA.id: [],
        }
        assert ([g.id for g in days[BEN.id].undelivered], [g.id for g in days[ANNA.id].requests]) == ([1], [2])
        assert [g.id for g in days[LEA.id].to_decide] == [2]

    def test_a_lead_s_own_request_is_nothing_to_decide(self, desk: Desk) -> None:
        a_gesture(desk, requester=LEA)
        clock_of(desk).now = datetime(2026, 11, 24, 8, tzinfo=UTC)
        run(desk.database, "DELETE FROM timers WHERE kind <> 'digest'")
        timers.ring(desk)
        assert "digest" not in {kind for kind, _, _ in waiting(desk)}

    def test_what_a_lead_has_approved_waits_for_another_lead(self, desk: Desk) -> None:
        a_gesture(desk, 50_000)
        decisions.approve(desk, a_request(), LEA, 1)
        assert [g.id for g in home.day(desk, LEA).to_decide] == []
        assert [g.id for g in home.day(desk, LOU).to_decide] == [1]
        decisions.change(desk, a_request(), LOU, 1, 40_000, None, "less")
        assert [g.id for g in home.day(desk, LEA).to_decide] == [1], "another amount, another round"

    @pytest.mark.parametrize("amount", [2_000, 12_000])
    def test_a_gesture_is_reason_enough(self, desk: Desk, amount: int) -> None:
        a_gesture(desk, amount)  # granted at once, or for a lead to decide
        a_followup(desk, LEA, hours=24 * 30)
        clock_of(desk).now = datetime(2026, 11, 24, 8, tzinfo=UTC)
        run(desk.database, "DELETE FROM timers WHERE kind <> 'digest'")
        timers.ring(desk)
        told = {recipient for kind, _, recipient in waiting(desk) if kind == "digest"}
        assert told == ({ANNA.id} if amount == 2_000 else {LEA.id})
