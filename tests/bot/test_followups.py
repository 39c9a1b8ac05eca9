"""Follow-ups from the first word to the last, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import (  # fmt: skip
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    TICKET,
    a_followup,
    a_request,
    at_once,
    chain_is_valid,
    clock_of,
    in_hours,
    log_of,
    run,
    send_all,
    timers_of,
    waiting,
)

from bot import corrections, followups, handovers, home, lists, people, snoozing, timers
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import LeadsOnly, NoLongerOpen, NotFound, NotYours
from storage.records import Followup, Reference


def overdue(desk: Desk) -> Followup:
    """A follow-up whose reminder was sent."""
    followup = a_followup(desk, hours=1)
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)
    send_all(desk)
    return followups.get(desk, followup.id)


class TestRecording:
    def test_keeps_what_was_said(self, desk: Desk) -> None:
        recorded = a_followup(desk, hours=2)
        assert recorded == followups.get(desk, recorded.id)
        assert (recorded.what, recorded.owner, recorded.state) == ("call her back", ANNA.id, "open")
        assert recorded.customer.label == "jane.doe@example.com"
        assert recorded.due_at == desk.clock() + timedelta(hours=2)
        assert timers_of(desk, f"followup:{recorded.id}") == {"reminder": recorded.due_at}
        assert log_of(desk) == ["followup.recorded"]

    def test_repeated_delivery_gets_the_first_one(self, desk: Desk) -> None:
        new = followups.NewFollowup(a_request(), ANNA, JANE, "call", in_hours(desk, 2))
        first = followups.record(desk, new)
        assert followups.record(desk, replace(new, what="something else")) == first
        assert lists.mine(desk, ANNA).total == 1
        assert log_of(desk) == ["followup.recorded"]

    def test_repeats_at_the_same_moment_make_one(self, desk: Desk) -> None:
        new = followups.NewFollowup(a_request(), ANNA, JANE, "call", in_hours(desk, 2))
        answers = at_once(*[lambda: followups.record(desk, new)] * 6)
        assert {answer.id for answer in answers if isinstance(answer, Followup)} == {1}
        assert len([a for a in answers if isinstance(a, Followup)]) == 6
        assert lists.mine(desk, ANNA).total == 1

    def test_a_new_customer_named_by_many_at_once_is_one_customer(self, desk: Desk) -> None:
        answers = at_once(*[lambda: a_followup(desk)] * 12)
        assert {answer.customer.id for answer in answers if isinstance(answer, Followup)} == {
            followups.get(desk, 1).customer.id
        }
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert lists.mine(desk, ANNA).total == 12
        assert chain_is_valid(desk)

    def test_exact_time_stands_whatever_the_hour(self, desk: Desk) -> None:
        at_night = in_hours(desk, 11)  # 23:00
        recorded = followups.record(desk, followups.NewFollowup(a_request(), ANNA, JANE, "call", at_night))
        assert recorded.due_at == at_night.at

    def test_quiet_moves_a_time_that_was_not_named(self, desk: Desk) -> None:
        recorded = a_followup(desk, hours=11, exact=False)
        assert recorded.due_at == datetime(2026, 11, 24, 8, tzinfo=UTC)  # Tuesday 9:00 in Berlin

    def test_without_quiet_nothing_moves(self, desk: Desk) -> None:
        loud = replace(desk, policy=replace(desk.policy, followups=replace(desk.policy.followups, quiet=False)))
        assert a_followup(loud, hours=11, exact=False).due_at == desk.clock() + timedelta(hours=11)

    def test_a_time_without_a_zone_records_nothing(self, desk: Desk) -> None:
        moment = replace(in_hours(desk, 1), at=datetime(2026, 12, 1, 9))  # noqa: DTZ001
        with pytest.raises(Exception, match="zone"):
            followups.record(desk, followups.NewFollowup(a_request(), ANNA, JANE, "call", moment))
        assert lists.mine(desk, ANNA).total == 0
        assert log_of(desk) == []


class TestChanging:
    def test_corrects_customer_words_and_time(self, desk: Desk) -> None:
        followup = a_followup(desk)
        moment = in_hours(desk, 5)
        changed = corrections.change(desk, a_request(), ANNA, followup.id, Correction(TICKET, "write", moment))
        assert (changed.customer.label, changed.what, changed.due_at) == ("#4312", "write", moment.at)
        assert timers_of(desk, "followup:1") == {"reminder": moment.at}
        assert log_of(desk) == ["followup.recorded", "followup.changed"]

    def test_without_a_time_keeps_it(self, desk: Desk) -> None:
        followup = a_followup(desk)
        changed = corrections.change(desk, a_request(), ANNA, followup.id, Correction(JANE, "write", None))
        assert (changed.what, changed.due_at) == ("write", followup.due_at)

    def test_repeated_delivery_changes_nothing_more(self, desk: Desk) -> None:
        followup, request = a_followup(desk), a_request()
        corrections.change(desk, request, ANNA, followup.id, Correction(JANE, "write", None))
        corrections.change(desk, a_request(), ANNA, followup.id, Correction(JANE, "visit", None))
        again = corrections.change(desk, request, ANNA, followup.id, Correction(JANE, "write", None))
        assert again.what == "visit"

    def test_only_what_is_open(self, desk: Desk) -> None:
        followup = followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        with pytest.raises(NoLongerOpen, match="F-1 is done"):
            corrections.change(desk, a_request(), ANNA, followup.id, Correction(JANE, "write", None))
        with pytest.raises(NoLongerOpen):
            snoozing.snooze(desk, a_request(), ANNA, followup.id, "In 1 hour")
        with pytest.raises(NoLongerOpen):
            handovers.take_over(desk, a_request(), BEN, followup.id)


class TestClosing:
    @pytest.mark.parametrize(("close", "state"), [(followups.done, "done"), (followups.cancel, "cancelled")])
    def test_closes_once_and_reminds_no_more(self, desk: Desk, close: type, state: str) -> None:
        followup = a_followup(desk)
        assert close(desk, a_request(), ANNA, followup.id).state == state
        clock_of(desk).pass_by(minutes=1)
        again = close(desk, a_request(), ANNA, followup.id)
        assert (again.state, again.closed_at) == (state, followup.created_at)
        assert timers_of(desk, "followup:1") == {}
        assert log_of(desk) == ["followup.recorded", f"followup.{state}"]

    def test_cancel_after_done_leaves_it_done(self, desk: Desk) -> None:
        followup = followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        assert followups.cancel(desk, a_request(), ANNA, followup.id).state == "done"

    def test_reopened_before_its_time_reminds_on_time(self, desk: Desk) -> None:
        followup = a_followup(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        reopened = followups.reopen(desk, a_request(), ANNA, followup.id)
        assert (reopened.state, reopened.closed_at) == ("open", None)
        assert timers_of(desk, "followup:1") == {"reminder": followup.due_at}
        followups.reopen(desk, a_request(), ANNA, followup.id)
        assert log_of(desk) == ["followup.recorded", "followup.done", "followup.reopened"]

    def test_reopened_after_its_reminder_is_watched_again(self, desk: Desk) -> None:
        followup = overdue(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        clock_of(desk).pass_by(minutes=10)
        followups.reopen(desk, a_request(), ANNA, followup.id)
        assert set(timers_of(desk, "followup:1")) == {"remind_again", "escalation"}
        assert timers_of(desk, "followup:1")["remind_again"] == desk.clock() + timedelta(hours=2)

    def test_two_presses_at_once_have_one_effect(self, desk: Desk) -> None:
        followup = a_followup(desk)
        answers = at_once(*[lambda: followups.done(desk, a_request(), ANNA, followup.id)] * 6)
        assert [answer.state for answer in answers if isinstance(answer, Followup)] == ["done"] * 6
        assert log_of(desk) == ["followup.recorded", "followup.done"]


class TestSnoozing:
    def test_in_an_hour_is_exact(self, desk: Desk) -> None:
        followup = overdue(desk)
        snoozed = snoozing.snooze(desk, a_request(), ANNA, followup.id, "In 1 hour")
        assert snoozed.due_at == desk.clock() + timedelta(hours=1)
        assert snoozed.exact
        assert not snoozed.is_due
        assert timers_of(desk, "followup:1") == {"reminder": snoozed.due_at}

    @pytest.mark.parametrize(
        ("preset", "due"),
        [("Tomorrow morning", datetime(2026, 11, 24, 8)), ("Next Monday", datetime(2026, 11, 30, 8))],  # noqa: DTZ001
    )
    def test_presets(self, desk: Desk, preset: snoozing.Preset, due: datetime) -> None:
        snoozed = snoozing.snooze(desk, a_request(), ANNA, overdue(desk).id, preset)
        assert (snoozed.due_at, snoozed.exact) == (due.replace(tzinfo=UTC), False)

    def test_at_a_picked_time_and_the_same_message_shows_it(self, desk: Desk) -> None:
        followup = overdue(desk)
        snoozing.snooze(desk, a_request(), ANNA, followup.id, in_hours(desk, 30))
        assert waiting(desk) == [("reminder", "followup:1", ANNA.id)]
        (update,) = send_all(desk)
        assert (update.occurrence, update.ts is not None) == (1, True)

    def test_reminds_anew_and_the_earlier_message_says_so(self, desk: Desk) -> None:
        followup = overdue(desk)
        snoozing.snooze(desk, a_request(), ANNA, followup.id, "In 1 hour")
        send_all(desk)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        assert followups.get(desk, followup.id).is_due
        assert [(post.occurrence, post.ts is None) for post in send_all(desk)] == [(2, True), (1, False)]

    @pytest.mark.parametrize("how", ["snooze", "change"])
    def test_a_lead_s_press_counts_in_the_owner_s_zone_and_hours(self, desk: Desk, how: str) -> None:
        people.set_hours(desk, a_request(), LOU, "tue-sat", "10:00", "16:00")
        followup = a_followup(desk, LOU)
        if how == "snooze":
            moved = snoozing.snooze(desk, a_request(), LEA, followup.id, "Tomorrow morning")
        else:
            moment = in_hours(desk, 20, exact=False)  # 8:00 in Berlin, 2:00 in New York
            moved = corrections.change(desk, a_request(), LEA, followup.id, Correction(JANE, "write", moment))
        assert (moved.zone, moved.due_at) == ("America/New_York", datetime(2026, 11, 24, 15, tzinfo=UTC))


class TestReminding:
    def test_not_a_moment_too_early(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1, microseconds=-1)
        assert timers.ring(desk).lateness == ()
        clock_of(desk).pass_by(microseconds=1)
        assert timers.ring(desk).lateness == (0.0,)
        assert waiting(desk) == [("reminder", "followup:1", ANNA.id)]

    def test_again_and_then_the_leads_hear_of_it(self, desk: Desk) -> None:
        followup = overdue(desk)
        due = timers_of(desk, "followup:1")
        assert due["remind_again"] == followup.due_at + timedelta(hours=2)
        assert due["escalation"] == followup.due_at + timedelta(days=1)
        clock_of(desk).now = due["remind_again"]
        timers.ring(desk)
        again = followups.get(desk, followup.id)
        assert (again.reminders, again.reminded_at) == (2, followup.reminded_at)
        clock_of(desk).now = due["escalation"]
        timers.ring(desk)
        assert ("escalation", "followup:1", "C0LEADS") in waiting(desk)
        assert timers_of(desk, "followup:1") == {}
        assert log_of(desk, "followup:1") == [
            "followup.recorded", "followup.reminded", "followup.reminded", "followup.escalated"
        ]  # fmt: skip

    def test_watching_is_quiet(self, desk: Desk) -> None:
        a_followup(desk, hours=5)  # 17:00, so two hours later nobody works
        clock_of(desk).pass_by(hours=5)
        timers.ring(desk)
        assert timers_of(desk, "followup:1")["remind_again"] == datetime(2026, 11, 24, 8, tzinfo=UTC)

    def test_done_ends_the_watching(self, desk: Desk) -> None:
        followups.done(desk, a_request(), ANNA, overdue(desk).id)
        assert timers_of(desk, "followup:1") == {}

    def test_a_timer_that_comes_too_late_says_nothing(self, desk: Desk) -> None:
        followups.done(desk, a_request(), ANNA, a_followup(desk, hours=1).id)
        run(desk.database, "INSERT INTO timers (kind, subject, due_at, failed) "
            "SELECT 'reminder', 'followup:1', due_at, false FROM followups")  # fmt: skip
        run(desk.database, "INSERT INTO timers (kind, subject, due_at, failed) "
            "SELECT 'escalation', 'followup:1', due_at, false FROM followups")  # fmt: skip
        clock_of(desk).pass_by(hours=1)
        assert len(timers.ring(desk).lateness) == 2
        assert waiting(desk) == []


class TestTakingOver:
    def test_makes_it_theirs_and_reminds_now(self, desk: Desk) -> None:
        followup = overdue(desk)
        taken = handovers.take_over(desk, a_request(), LOU, followup.id)
        assert (taken.owner, taken.zone) == (LOU.id, "America/New_York")
        timers.ring(desk)
        assert {(kind, to) for kind, _, to in waiting(desk)} == {("reminder", ANNA.id), ("reminder", LOU.id)}
        assert handovers.take_over(desk, a_request(), LOU, followup.id).owner == LOU.id
        assert log_of(desk).count("followup.taken_over") == 1
        assert lists.mine(desk, ANNA).total == 0

    def test_only_what_is_due(self, desk: Desk) -> None:
        for followup in (a_followup(desk), snoozing.snooze(desk, a_request(), ANNA, overdue(desk).id, "In 1 hour")):
            with pytest.raises(NotYours, match=f"{followup.name} is <@U0ANNA>’s"):
                handovers.take_over(desk, a_request(), BEN, followup.id)
            assert followups.get(desk, followup.id).owner == ANNA.id
        assert "followup.taken_over" not in log_of(desk)

    def test_mornings_follow(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        clock_of(desk).now = datetime(2026, 11, 24, 8, tzinfo=UTC)  # when mornings begin in Berlin
        timers.ring(desk)
        send_all(desk)
        assert timers_of(desk, "person:U0BEN") == {}
        handovers.take_over(desk, a_request(), BEN, followup.id)
        assert ("digest", "person:U0ANNA", ANNA.id) in waiting(desk)
        assert home.day(desk, ANNA).overdue == ()
        assert timers_of(desk, "person:U0BEN") == {"digest": datetime(2026, 11, 25, 8, tzinfo=UTC)}

    def test_two_at_once_come_one_after_the_other(self, desk: Desk) -> None:
        followup = overdue(desk)
        at_once(
            lambda: handovers.take_over(desk, a_request(), BEN, followup.id),
            lambda: handovers.take_over(desk, a_request(), LOU, followup.id),
        )
        rows = run(desk.database, "SELECT actor, data FROM audit WHERE action = 'followup.taken_over' ORDER BY seq")
        (first, _), (last, told) = rows
        assert followups.get(desk, followup.id).owner == last
        assert f'"from":"{first}"' in str(told)

    def test_unknown(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="F-99"):
            handovers.take_over(desk, a_request(), BEN, 99)


class TestWhose:
    @pytest.mark.parametrize("act", [followups.done, followups.cancel, followups.reopen])
    def test_not_yours(self, desk: Desk, act: type) -> None:
        followup = a_followup(desk)
        with pytest.raises(NotYours, match=r"F-1 is <@U0ANNA>’s") as refused:
            act(desk, a_request(), BEN, followup.id)
        assert refused.value.people == [ANNA.id]
        with pytest.raises(NotYours):
            snoozing.snooze(desk, a_request(), BEN, followup.id, "In 1 hour")
        with pytest.raises(NotYours):
            corrections.change(desk, a_request(), BEN, followup.id, Correction(JANE, "mine now"))
        assert followups.get(desk, followup.id) == followup
        assert log_of(desk) == ["followup.recorded"]

    def test_a_lead_may(self, desk: Desk) -> None:
        followup = a_followup(desk)
        assert followups.done(desk, a_request(), LEA, followup.id).state == "done"
        assert followups.reopen(desk, a_request(), LEA, followup.id).state == "open"

    @pytest.mark.parametrize("act", [followups.done, followups.cancel, followups.reopen])
    def test_unknown(self, desk: Desk, act: type) -> None:
        with pytest.raises(NotFound, match="I know no F-99"):
            act(desk, a_request(), ANNA, 99)
        with pytest.raises(NotFound):
            followups.get(desk, 99)


class TestLists:
    def test_the_most_urgent_first_with_the_total(self, desk: Desk) -> None:
        for hours in (3, 1, 2):
            a_followup(desk, hours=hours)
        a_followup(desk, BEN)
        followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        page = lists.mine(desk, ANNA)
        assert [f.id for f in page.followups] == [2, 3, 1]
        assert page.total == 3

    def test_the_team_s_is_for_leads(self, desk: Desk) -> None:
        a_followup(desk)
        a_followup(desk, BEN)
        assert lists.team(desk, LEA).total == 2
        with pytest.raises(LeadsOnly, match="/followup list"):
            lists.team(desk, ANNA)

    def test_one_is_for_its_owner_and_for_leads(self, desk: Desk) -> None:
        followup = a_followup(desk)
        assert followups.look(desk, ANNA, 1) == followups.look(desk, LEA, 1) == followup
        with pytest.raises(NotYours):
            followups.look(desk, BEN, 1)
        with pytest.raises(NotFound):
            followups.look(desk, ANNA, 2)

    def test_search_takes_words_literally(self, desk: Desk) -> None:
        for what in ("give 100% back", "100 percent", "code a_b", "path C:\\x", "Über die grosse Straße"):
            a_followup(desk, what=what)
        for words, found in {
            "100%": [1], "%": [1], "a_b": [3], "_": [3], "\\": [4], "100 percent": [2], "PERCENT": [2], "straße": [5],
            "GROSSE STRAßE": [5], "über": [5], "ÜBER": [5], "jane.doe": [1, 2, 3, 4, 5], "nobody": [],
            "'; DROP TABLE followups; --": [],
        }.items():  # fmt: skip
            assert [f.id for f in lists.find(desk, ANNA, words).followups] == found, words

    def test_search_is_one_s_own_but_for_leads(self, desk: Desk) -> None:
        a_followup(desk)
        a_followup(desk, BEN, customer=Reference("name", "Ann Call", "ann call"), what="write")
        assert lists.find(desk, ANNA, "call").total == 1
        assert lists.find(desk, LEA, "call").total == 2
