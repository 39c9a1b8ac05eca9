"""When a reminder comes: promises early enough, quiet hours in one morning message, what repeats, who is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import (  # fmt: skip
    ANNA,
    BEN,
    BERLIN,
    JANE,
    LEA,
    LOU,
    MONDAY_NOON,
    a_followup,
    a_request,
    claim_some,
    clock_of,
    finished,
    loaded,
    log_of,
    run,
    send_all,
    timers_of,
    waiting,
)
from hypothesis import given
from hypothesis import strategies as st

from bot import corrections, due_times, followups, handovers, hours, leave, outcomes, people, snoozing, timers
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import (
    AwayNow,
    BadTime,
    NoLongerOpen,
    NotALead,
    NotDue,
    NotOnTheTeam,
    NotTheirTeam,
    NotYours,
    StandInAway,
    StandsInForThemselves,
)
from bot.moments import Moment
from storage import timers as stored_timers
from storage.records import Followup, Overdue, Person

TUESDAY_MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 27, 11, tzinfo=UTC)
FRIDAYS = "FREQ=WEEKLY;BYDAY=FR"


def asked(desk: Desk, at: datetime, owner: Person = ANNA, *, exact: bool = True, **kinds: bool | str) -> Followup:
    """A follow-up for that moment: `deadline`, `repeat` of the moment, `promised`, `they_owe` of the follow-up."""
    of_moment = {name: kinds.pop(name) for name in ("deadline", "repeat") if name in kinds}
    moment, what = Moment(at, owner.zone, exact, "as typed", **of_moment), str(kinds.pop("what", "call her back"))
    return followups.record(desk, followups.NewFollowup(a_request(), owner, JANE, what, moment, **kinds))


def come(desk: Desk, at: datetime) -> None:
    """It becomes that time, and what is due happens."""
    clock_of(desk).now = at
    while timers.ring(desk).taken:
        pass


class TestPromises:
    def test_are_reminded_of_an_hour_before(self, desk: Desk) -> None:
        promised = asked(desk, FRIDAY_NOON, deadline=True)
        assert (promised.promised_by, promised.due_at) == (FRIDAY_NOON, FRIDAY_NOON - timedelta(hours=1))
        assert timers_of(desk, "followup:1") == {"reminder": promised.due_at}

    def test_by_a_day_are_reminded_of_when_work_starts(self, desk: Desk) -> None:
        friday_morning, end_of_friday = (datetime(2026, 11, 27, hour, tzinfo=UTC) for hour in (8, 17))
        promised = asked(desk, friday_morning, exact=False, deadline=True)
        assert (promised.promised_by, promised.due_at) == (end_of_friday, friday_morning)

    def test_outside_of_hours_are_reminded_of_before(self, desk: Desk) -> None:
        saturday = datetime(2026, 11, 28, 11, tzinfo=UTC)
        assert asked(desk, saturday, promised=True).due_at == datetime(2026, 11, 27, 17, tzinfo=UTC)
        early = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)  # 9:30 in Berlin: at nine there is still half an hour
        assert asked(desk, early, promised=True).due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)

    def test_no_hours_are_left_until_then_so_it_comes_an_hour_before(self, desk: Desk) -> None:
        clock_of(desk).now = datetime(2026, 11, 27, 19, tzinfo=UTC)  # Friday evening
        saturday = datetime(2026, 11, 28, 9, tzinfo=UTC)
        assert asked(desk, saturday, deadline=True).due_at == saturday - timedelta(hours=1)

    def test_what_they_owe_by_a_time_is_no_promise_of_ours(self, desk: Desk) -> None:
        theirs = asked(desk, FRIDAY_NOON, deadline=True, they_owe=True)
        assert (theirs.promised_by, theirs.due_at, theirs.exact) == (None, FRIDAY_NOON, True)

    def test_soon_are_reminded_of_half_way(self, desk: Desk) -> None:
        assert asked(desk, MONDAY_NOON + timedelta(minutes=30), promised=True).due_at == MONDAY_NOON + timedelta(
            minutes=15
        )

    def test_of_theirs_are_no_promise_of_ours(self, desk: Desk) -> None:
        theirs = asked(desk, FRIDAY_NOON, promised=True, they_owe=True)
        assert (theirs.promised_by, theirs.due_at, theirs.they_owe) == (None, FRIDAY_NOON, True)

    def test_stay_as_made_when_the_reminder_is_put_off(self, desk: Desk) -> None:
        promised = asked(desk, FRIDAY_NOON, deadline=True)
        come(desk, promised.due_at)
        snoozed = snoozing.snooze(desk, a_request(), ANNA, promised.id, "In 1 hour")
        assert (snoozed.promised_by, snoozed.due_at) == (FRIDAY_NOON, FRIDAY_NOON)

    @pytest.mark.parametrize(
        ("closed", "minutes", "became"),
        [
            ("done", 0, "kept"),
            ("done", 1, "kept late"),
            ("cancelled", 0, None),
            ("cancelled", 1, "broken"),
            (None, 0, "pending"),
            (None, 1, "broken"),
        ],
    )
    def test_what_becomes_of_one(self, sqlite_desk: Desk, closed: str | None, minutes: int, became: str | None) -> None:
        desk, promised = sqlite_desk, asked(sqlite_desk, FRIDAY_NOON, deadline=True)
        clock_of(desk).now = FRIDAY_NOON + timedelta(minutes=minutes)
        if closed:
            act = followups.done if closed == "done" else followups.cancel
            promised = act(desk, a_request(), ANNA, promised.id)
        assert promised.promise(desk.clock()) == became

    @given(
        ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
        exact=st.booleans(),
        zone=st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"]),
    )
    def test_the_reminder_comes_in_time_and_never_in_the_past(self, ahead: timedelta, exact: bool, zone: str) -> None:
        owner = replace(ANNA, zone=zone)
        by = MONDAY_NOON + ahead
        planned = due_times.schedule(A_DESK, owner, Moment(by, zone, exact, "by then", deadline=True), MONDAY_NOON)
        assert planned.due_at > MONDAY_NOON
        assert planned.promised_by is not None
        assert planned.promised_by >= by
        assert planned.due_at < planned.promised_by


class RulesOnly:
    """As much of a desk as the rules of time look at."""

    def __init__(self) -> None:
        from desks import POLICY

        self.policy = POLICY

    def hours_of(self, person: Person) -> hours.Hours:
        return self.policy.team.hours


A_DESK: Desk = RulesOnly()  # type: ignore[assignment]


class TestQuiet:
    def test_what_was_put_off_comes_in_the_morning_message_alone(self, desk: Desk) -> None:
        put_off = [a_followup(desk, hours=11, exact=False) for _ in range(3)]
        named = asked(desk, TUESDAY_MORNING)
        assert [f.moved for f in put_off] == [True] * 3
        come(desk, TUESDAY_MORNING)
        told = {("digest", "person:U0ANNA", ANNA.id), ("reminder", f"followup:{named.id}", ANNA.id)}
        assert (set(waiting(desk)), len(waiting(desk))) == (told, 2)
        assert all(followups.get(desk, f.id).is_due for f in put_off)

    def test_reminding_again_after_hours_waits_for_the_morning_message(self, desk: Desk) -> None:
        late = a_followup(desk, hours=5)  # at 17:00, and two hours later nobody works
        come(desk, late.due_at)
        send_all(desk)
        come(desk, TUESDAY_MORNING)
        assert waiting(desk) == [("digest", "person:U0ANNA", ANNA.id)]
        assert followups.get(desk, late.id).reminders == 2

    def test_reminding_again_within_hours_is_a_message_of_its_own(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        send_all(desk)
        come(desk, followup.due_at + timedelta(hours=2))
        assert ("reminder", "followup:1", ANNA.id) in waiting(desk)

    def test_it_is_watched_all_the_same(self, desk: Desk) -> None:
        put_off = a_followup(desk, hours=11, exact=False)
        come(desk, TUESDAY_MORNING)
        assert set(timers_of(desk, f"followup:{put_off.id}")) == {"remind_again", "escalation"}


class TestRepeating:
    def test_comes_again_until_it_is_done(self, desk: Desk) -> None:
        every = asked(desk, FRIDAY_NOON, repeat=FRIDAYS)
        come(desk, FRIDAY_NOON)
        assert timers_of(desk, "followup:1")["repeat"] == FRIDAY_NOON + timedelta(days=7)
        send_all(desk)
        come(desk, FRIDAY_NOON + timedelta(days=7))
        again = followups.get(desk, every.id)
        assert (again.due_at, again.is_due) == (FRIDAY_NOON + timedelta(days=7), True)
        assert ("reminder", "followup:1", ANNA.id) in waiting(desk)
        followups.done(desk, a_request(), ANNA, every.id)
        assert timers_of(desk, "followup:1") == {}

    def test_for_this_time_waits_for_the_next(self, desk: Desk) -> None:
        every = asked(desk, FRIDAY_NOON, repeat=FRIDAYS)
        come(desk, FRIDAY_NOON)
        moved = snoozing.next_time(desk, a_request(), ANNA, every.id)
        assert moved.due_at == FRIDAY_NOON + timedelta(days=7)
        assert timers_of(desk, "followup:1") == {"reminder": moved.due_at}

    def test_keeps_the_wall_time_when_clocks_change(self, desk: Desk) -> None:
        clock_of(desk).now = datetime(2027, 3, 25, 12, tzinfo=UTC)
        every = asked(desk, datetime(2027, 3, 26, 11, tzinfo=UTC), repeat=FRIDAYS)  # 12:00 in Berlin
        come(desk, every.due_at)
        assert timers_of(desk, "followup:1")["repeat"] == datetime(2027, 4, 2, 10, tzinfo=UTC)

    def test_after_a_long_time_away_it_comes_once(self, desk: Desk) -> None:
        asked(desk, FRIDAY_NOON, repeat=FRIDAYS)
        come(desk, FRIDAY_NOON + timedelta(days=40))
        assert [kind for kind, _, _ in waiting(desk)].count("reminder") == 1
        assert timers_of(desk, "followup:1")["repeat"] > desk.clock()

    def test_a_daily_one_is_put_before_the_leads_once_until_somebody_acts(self, desk: Desk) -> None:
        daily = asked(desk, TUESDAY_MORNING, repeat="FREQ=DAILY")
        for days in range(3):
            come(desk, TUESDAY_MORNING + timedelta(days=days))
            send_all(desk)
        assert log_of(desk, "followup:1").count("followup.escalated") == 1
        snoozing.next_time(desk, a_request(), ANNA, daily.id)
        for days in (3, 6):  # after a weekend
            come(desk, TUESDAY_MORNING + timedelta(days=days))
        assert log_of(desk, "followup:1").count("followup.escalated") == 2

    def test_snoozing_one_time_changes_nothing_of_the_others(self, desk: Desk) -> None:
        evening = datetime(2026, 11, 23, 19, tzinfo=UTC)
        asked(desk, evening, repeat="DTSTART:20261123T200000\nRRULE:FREQ=DAILY")
        asked(desk, TUESDAY_MORNING, exact=False, repeat="DTSTART:20261124T090000\nRRULE:FREQ=DAILY")
        come(desk, TUESDAY_MORNING)
        for number, until in ((1, "Tomorrow morning"), (2, "In 1 hour")):
            snoozing.snooze(desk, a_request(), ANNA, number, until)  # type: ignore[arg-type]
        assert [followups.get(desk, number).exact for number in (1, 2)] == [True, False]
        come(desk, datetime(2026, 11, 25, 9, tzinfo=UTC))
        assert timers_of(desk, "followup:1")["repeat"] == datetime(2026, 11, 25, 19, tzinfo=UTC)

    def test_what_falls_on_a_free_day_comes_with_the_morning_and_the_others_by_themselves(self, desk: Desk) -> None:
        friday = datetime(2026, 11, 27, 8, tzinfo=UTC)
        asked(desk, friday, exact=False, repeat="DTSTART:20261127T090000\nRRULE:FREQ=DAILY")
        told = {}
        for days in (0, 3, 4):  # Saturday's waits for Monday
            come(desk, friday + timedelta(days=days))
            told[days] = [kind for kind, subject, _ in waiting(desk) if subject == "followup:1"]
            send_all(desk)
        assert "reminder" in told[0]
        assert "reminder" in told[4]


class TestElsewhere:
    """Hours and time zones that change take along what the bot chose, and nothing else."""

    def test_other_hours_move_what_we_chose(self, desk: Desk) -> None:
        named, bare = asked(desk, TUESDAY_MORNING), asked(desk, TUESDAY_MORNING, exact=False)
        people.set_hours(desk, a_request(), ANNA, "tue-fri", "11:00", "19:00")
        assert timers_of(desk, "followup:1") == {"reminder": named.due_at}
        later = TUESDAY_MORNING + timedelta(hours=2)
        assert timers_of(desk, "followup:2") == {"reminder": later}
        moved = followups.get(desk, bare.id)
        assert (moved.due_at, moved.moved) == (later, True)

    def test_a_promise_is_reminded_of_before_its_time_in_other_hours_too(self, desk: Desk) -> None:
        promised = asked(desk, FRIDAY_NOON, deadline=True)
        people.set_hours(desk, a_request(), ANNA, "mon-fri", "14:00", "20:00")
        moved = followups.get(desk, promised.id)
        assert (moved.promised_by, moved.due_at) == (FRIDAY_NOON, datetime(2026, 11, 26, 19, tzinfo=UTC))

    def test_in_another_zone_the_day_stays(self, desk: Desk) -> None:
        asked(desk, TUESDAY_MORNING)
        asked(desk, TUESDAY_MORNING, exact=False)
        people.remember(desk, replace(ANNA, zone="America/New_York"))
        nine_there = TUESDAY_MORNING + timedelta(hours=6)
        assert [followups.get(desk, number).due_at for number in (1, 2)] == [TUESDAY_MORNING, nine_there]
        assert {followups.get(desk, number).zone for number in (1, 2)} == {"America/New_York"}

    def test_what_is_due_follows_too(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        people.set_hours(desk, a_request(), ANNA, "mon-fri", "09:00", "14:30")
        due = timers_of(desk, "followup:1")
        assert due["remind_again"] == TUESDAY_MORNING
        assert due["escalation"] == followup.due_at + timedelta(days=1)

    def test_snoozed_beyond_its_time_a_promise_stays_where_it_was_put(self, desk: Desk) -> None:
        promised = asked(desk, FRIDAY_NOON, deadline=True)
        snoozing.snooze(desk, a_request(), ANNA, promised.id, "Next Monday")
        people.set_hours(desk, a_request(), ANNA, "mon-fri", "08:00", "18:00")
        assert followups.get(desk, promised.id).due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)

    def test_hours_there_and_back_lose_no_reminder(self, desk: Desk) -> None:
        asked(desk, TUESDAY_MORNING, exact=False)
        people.set_hours(desk, a_request(), ANNA, "mon-fri", "11:00", "19:00")
        assert followups.get(desk, 1).moved
        people.set_hours(desk, a_request(), ANNA, "mon-fri", "09:00", "18:00")
        assert not followups.get(desk, 1).moved

    def test_what_was_due_waits_for_nobody_but_the_one_who_has_it_now(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        handovers.give(desk, a_request(), ANNA, followup.id, LOU)
        assert set(timers_of(desk, "followup:1")) == {"reminder"}
        assert timers_of(desk, "followup:1")["reminder"] == datetime(2026, 11, 23, 14, tzinfo=UTC)

    def test_a_colleague_elsewhere_is_reminded_on_the_same_day_of_theirs(self, desk: Desk) -> None:
        followup = asked(desk, TUESDAY_MORNING, exact=False)
        given = handovers.give(desk, a_request(), ANNA, followup.id, LOU)
        assert (given.zone, given.due_at) == (LOU.zone, TUESDAY_MORNING + timedelta(hours=6))
        assert timers_of(desk, "followup:1") == {"reminder": given.due_at}

    def test_the_leads_hear_of_it_while_both_work(self, desk: Desk) -> None:
        late = asked(desk, datetime(2026, 11, 23, 21, tzinfo=UTC), LOU)  # 16:00 in New York, where Lou is
        come(desk, late.due_at)
        assert timers_of(desk, "followup:1")["escalation"] == datetime(2026, 11, 25, 14, tzinfo=UTC)


class TestWhy:
    def test_is_not_for_others(self, desk: Desk) -> None:
        a_followup(desk)
        with pytest.raises(NotYours):
            followups.why(desk, BEN, 1)
        assert followups.why(desk, LEA, 1).followup.owner == ANNA.id

    def test_says_what_comes_next(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        assert followups.why(desk, ANNA, 1).reminder_at == followup.due_at
        come(desk, followup.due_at)
        told = followups.why(desk, ANNA, 1)
        assert told.reminder_at is None
        assert (told.again_at, told.leads_at) == (
            followup.due_at + timedelta(hours=2), followup.due_at + timedelta(days=1)
        )  # fmt: skip


class TestEnding:
    def test_solved_is_kept_once(self, desk: Desk) -> None:
        followup = followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        assert outcomes.solved(desk, a_request(), ANNA, followup.id).solved is True
        assert outcomes.not_yet(desk, a_request(), ANNA, followup.id).id == followup.id
        assert log_of(desk).count("followup.solved") == 1

    def test_not_yet_makes_the_next_one_once(self, desk: Desk) -> None:
        followup = followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        following = outcomes.not_yet(desk, a_request(), ANNA, followup.id)
        assert (following.follows, following.due_at, following.what) == (followup.id, TUESDAY_MORNING, followup.what)
        assert outcomes.not_yet(desk, a_request(), ANNA, followup.id) == following
        assert followups.get(desk, followup.id).solved is False
        assert timers_of(desk, f"followup:{following.id}") == {"reminder": TUESDAY_MORNING}

    @pytest.mark.parametrize("say", [outcomes.solved, outcomes.not_yet])
    def test_only_of_what_is_done(self, desk: Desk, say: type) -> None:
        with pytest.raises(NoLongerOpen):
            say(desk, a_request(), ANNA, a_followup(desk).id)

    def test_a_reason_is_kept_until_it_is_reopened(self, desk: Desk) -> None:
        followup = followups.cancel(desk, a_request(), ANNA, a_followup(desk).id)
        assert outcomes.give_reason(desk, a_request(), ANNA, followup.id, "they found it").reason == "they found it"
        assert followups.reopen(desk, a_request(), ANNA, followup.id).reason is None
        with pytest.raises(NoLongerOpen):
            outcomes.give_reason(desk, a_request(), ANNA, followup.id, "no")


class TestSnoozingAsLastTime:
    def test_the_picked_time_is_remembered_as_one_would_type_it(self, desk: Desk) -> None:
        followup = a_followup(desk)
        picked = Moment(MONDAY_NOON + timedelta(days=1, hours=2, minutes=30), BERLIN, True, "2026-11-24 14:30")
        snoozing.snooze(desk, a_request(), ANNA, followup.id, picked)
        known = people.known(desk, ANNA.id)
        assert known is not None
        assert known.last_snooze == "tomorrow 14:30"

    def test_an_afternoon_that_has_begun_is_refused(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=8)
        clock_of(desk).pass_by(hours=3)
        with pytest.raises(BadTime, match="afternoon"):
            snoozing.snooze(desk, a_request(), ANNA, followup.id, "This afternoon")


class TestAnotherKind:
    """A follow-up that becomes a promise, or stops being one, with its time as it stands."""

    def test_as_a_promise_it_comes_early_enough(self, desk: Desk) -> None:
        asked(desk, FRIDAY_NOON)
        kept = corrections.change(desk, a_request(), ANNA, 1, Correction(JANE, "call", promised=True))
        assert (kept.promised_by, kept.due_at) == (FRIDAY_NOON, FRIDAY_NOON - timedelta(hours=1))
        assert timers_of(desk, "followup:1") == {"reminder": kept.due_at}

    def test_as_none_it_comes_at_its_time(self, desk: Desk) -> None:
        asked(desk, FRIDAY_NOON, deadline=True)
        plain = corrections.change(desk, a_request(), ANNA, 1, Correction(JANE, "call"))
        assert (plain.promised_by, plain.due_at) == (None, FRIDAY_NOON)
        assert timers_of(desk, "followup:1") == {"reminder": FRIDAY_NOON}


class TestLeads:
    def overdue(self, desk: Desk) -> Followup:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        come(desk, followup.due_at + timedelta(days=1))
        send_all(desk)
        return followups.get(desk, followup.id)

    def test_a_nudge_reminds_its_owner_and_is_said(self, desk: Desk) -> None:
        followup = self.overdue(desk)
        assert handovers.nudge(desk, a_request(), LEA, followup.id).nudged_by == LEA.id
        timers.ring(desk)
        assert {(kind, to) for kind, _, to in waiting(desk)} >= {("reminder", ANNA.id), ("escalation", "C0LEADS")}

    def test_a_nudge_after_hours_is_a_message_of_its_own_in_the_morning(self, desk: Desk) -> None:
        followup = self.overdue(desk)
        clock_of(desk).now = datetime(2026, 11, 24, 20, tzinfo=UTC)
        handovers.nudge(desk, a_request(), LEA, followup.id)
        send_all(desk)
        come(desk, datetime(2026, 11, 25, 8, tzinfo=UTC))
        assert ("reminder", "followup:1", ANNA.id) in waiting(desk)

    @pytest.mark.parametrize("deed", [handovers.nudge, handovers.leave])
    def test_what_was_moved_meanwhile_is_not_due(self, desk: Desk, deed: type) -> None:
        followup = self.overdue(desk)
        snoozing.snooze(desk, a_request(), ANNA, followup.id, "Next Monday")
        with pytest.raises(NotDue):
            deed(desk, a_request(), LEA, followup.id)

    def test_leaving_it_is_said(self, desk: Desk) -> None:
        followup = self.overdue(desk)
        assert handovers.leave(desk, a_request(), LEA, followup.id).left_by == LEA.id
        assert ("escalation", "followup:1", "C0LEADS") in waiting(desk)

    @pytest.mark.parametrize("deed", [handovers.nudge, handovers.leave])
    def test_is_for_leads(self, desk: Desk, deed: type) -> None:
        with pytest.raises(NotALead):
            deed(desk, a_request(), BEN, self.overdue(desk).id)


class TestSeveralLeftAtOnce:
    """On a Monday morning the leads hear of each person once, not of each of their promises."""

    def left(self, desk: Desk, many: int = 3) -> datetime:
        """Promises of Anna's for noon, which nobody looks at: when the leads hear of them."""
        for number in range(many):
            asked(desk, FRIDAY_NOON, what=f"call her back about parcel {number}")
        come(desk, FRIDAY_NOON)
        send_all(desk)
        return timers_of(desk, "followup:1")["escalation"]

    def told(self, desk: Desk) -> list[tuple[str, str, str]]:
        """What waits to be told to the leads."""
        return [one for one in waiting(desk) if one[2] == "C0LEADS"]

    def shown(self, desk: Desk) -> Overdue:
        """What the leads are told, once Slack has it."""
        posts = [post for post in claim_some(desk) if post.kind == "overdue"]
        about = loaded(desk, posts[-1])
        assert isinstance(about, Overdue)
        assert all(finished(desk, post) for post in posts)
        return about

    def test_are_one_message_about_their_owner(self, desk: Desk) -> None:
        come(desk, self.left(desk))
        assert self.told(desk) == [("overdue", "away:U0ANNA", "C0LEADS")]
        assert [f.id for f in self.shown(desk).followups] == [1, 2, 3]
        for number in (1, 2, 3):
            assert log_of(desk, f"followup:{number}").count("followup.escalated") == 1

    def test_are_a_message_for_each_owner(self, desk: Desk) -> None:
        asked(desk, FRIDAY_NOON, BEN)
        come(desk, self.left(desk))
        assert sorted(self.told(desk)) == [
            ("escalation", "followup:1", "C0LEADS"), ("overdue", "away:U0ANNA", "C0LEADS"),
        ]  # fmt: skip

    def test_one_alone_is_a_message_of_its_own(self, desk: Desk) -> None:
        come(desk, self.left(desk, many=1))
        assert self.told(desk) == [("escalation", "followup:1", "C0LEADS")]

    def test_whatever_becomes_of_one_the_message_follows(self, desk: Desk) -> None:
        come(desk, self.left(desk, many=5))
        assert self.shown(desk).total == 5
        followups.done(desk, a_request(), ANNA, 1)
        snoozing.snooze(desk, a_request(), ANNA, 2, "Next Monday")
        handovers.take_over(desk, a_request(), LEA, 3)
        handovers.nudge(desk, a_request(), LEA, 4)
        about = self.shown(desk)
        assert ([f.id for f in about.followups], about.total) == ([4, 5], 2)
        assert about.followups[0].nudged_by == LEA.id
        for number in (4, 5):
            followups.done(desk, a_request(), ANNA, number)
        assert self.shown(desk).total == 0

    def test_what_is_handed_to_somebody_else_leaves_it(self, desk: Desk) -> None:
        come(desk, self.left(desk))
        send_all(desk)
        handovers.give(desk, a_request(), ANNA, 1, BEN)
        assert self.shown(desk).total == 2

    def test_what_comes_right_after_joins_it_and_what_comes_later_does_not(self, desk: Desk) -> None:
        at = self.left(desk)
        with desk.database.begin() as tx:
            stored_timers.arm(tx, "escalation", "followup:3", at + timedelta(seconds=20))
        come(desk, at)
        assert self.shown(desk).total == 2
        come(desk, at + timedelta(seconds=20))
        assert self.told(desk) == [("overdue", "away:U0ANNA", "C0LEADS")]
        assert self.shown(desk).total == 3
        assert run(desk.database, "SELECT count(*) FROM outbox WHERE kind = 'overdue'") == [(1,)]

    def test_the_next_time_is_a_new_message_and_the_old_one_points_on(self, desk: Desk) -> None:
        come(desk, self.left(desk))
        send_all(desk)
        for number in (1, 2):
            snoozing.snooze(desk, a_request(), ANNA, number, "In 1 hour")
        send_all(desk)
        come(desk, desk.clock() + timedelta(hours=1))
        send_all(desk)
        come(desk, timers_of(desk, "followup:1")["escalation"])
        told = {post.occurrence: loaded(desk, post) for post in claim_some(desk) if post.kind == "overdue"}
        assert {occurrence: about.latest for occurrence, about in told.items() if isinstance(about, Overdue)} == {
            1: False, 2: True,
        }  # fmt: skip

    def test_what_is_in_hand_before_it_is_told_is_not_told(self, desk: Desk) -> None:
        come(desk, self.left(desk))
        for number in (1, 2, 3):
            followups.done(desk, a_request(), ANNA, number)
        posts = [post for post in claim_some(desk) if post.kind == "overdue"]
        assert [loaded(desk, post) for post in posts] == [None]


class TestHandingOver:
    def test_tells_the_colleague_and_reminds_of_what_is_due(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        send_all(desk)
        given = handovers.give(desk, a_request(), ANNA, followup.id, BEN)
        assert (given.owner, given.handed_by) == (BEN.id, ANNA.id)
        timers.ring(desk)
        assert {(kind, to) for kind, _, to in waiting(desk)} >= {("handed", BEN.id), ("reminder", BEN.id)}

    def test_done_from_the_word_of_it_changes_that_word(self, desk: Desk) -> None:
        handovers.give(desk, a_request(), ANNA, a_followup(desk, hours=5).id, BEN)
        send_all(desk)
        followups.done(desk, a_request(), BEN, 1)
        assert ("handed", "handover:U0ANNA", BEN.id) in waiting(desk)

    def test_whoever_did_not_ask_is_reminded_in_their_hours(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        clock_of(desk).now = datetime(2026, 11, 23, 20, tzinfo=UTC)
        handovers.give(desk, a_request(), ANNA, followup.id, BEN)
        assert timers_of(desk, "followup:1")["reminder"] == TUESDAY_MORNING

    def test_what_is_not_due_waits_for_its_time(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=5)
        handovers.give(desk, a_request(), ANNA, followup.id, BEN)
        assert timers_of(desk, "followup:1") == {"reminder": followup.due_at}
        assert [kind for kind, _, _ in waiting(desk)] == ["handed"]

    def test_only_to_the_team(self, desk: Desk) -> None:
        with pytest.raises(NotOnTheTeam):
            handovers.give(desk, a_request(), ANNA, a_followup(desk).id, replace(BEN, membership="guest"))


class TestBeingAway:
    def until(self, days: float = 4) -> Moment:
        return Moment(MONDAY_NOON + timedelta(days=days), BERLIN, False, "friday")

    def test_a_stand_in_gets_what_comes_due_meanwhile(self, desk: Desk) -> None:
        soon, far = a_followup(desk, hours=24), a_followup(desk, hours=24 * 6)
        away, handed = leave.go(desk, a_request(), ANNA, self.until(), BEN)
        assert (away.is_away(desk.clock()), away.stand_in, handed) == (True, BEN.id, 1)
        assert [followups.get(desk, f.id).owner for f in (soon, far)] == [BEN.id, ANNA.id]
        assert [kind for kind, _, to in waiting(desk) if to == BEN.id] == ["handed"]

    def test_without_one_the_team_is_offered_each_as_it_comes_due(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        leave.go(desk, a_request(), ANNA, self.until(), None)
        come(desk, followup.due_at)
        assert waiting(desk) == [("offers", "away:U0ANNA", "C0LEADS")]
        assert min(timers_of(desk, "followup:1").values()) > self.until().at, "it is watched again from then on"
        with pytest.raises(AwayNow):
            handovers.nudge(desk, a_request(), LEA, followup.id)
        send_all(desk)
        taken = handovers.take_over(desk, a_request(), BEN, followup.id)
        assert taken.owner == BEN.id
        assert ("offers", "away:U0ANNA", "C0LEADS") in waiting(desk)

    def test_one_message_a_day_holds_all_that_is_offered(self, desk: Desk) -> None:
        for hours_ahead in (1, 2, 3, 30):
            a_followup(desk, hours=hours_ahead)
        leave.go(desk, a_request(), ANNA, self.until(), None)
        for hours_ahead in (1, 2, 3):
            come(desk, MONDAY_NOON + timedelta(hours=hours_ahead))
            send_all(desk)
        offered = "SELECT count(*) FROM outbox WHERE kind = 'offers'"
        assert run(desk.database, offered) == [(1,)]
        come(desk, MONDAY_NOON + timedelta(hours=30))
        assert run(desk.database, offered) == [(2,)]

    def test_coming_back_ends_it(self, desk: Desk) -> None:
        leave.go(desk, a_request(), ANNA, self.until(), None)
        assert leave.come_back(desk, a_request(), ANNA).away_until is None
        assert timers_of(desk, "followup:1") == {}
        assert log_of(desk) == ["person.away", "person.back"]

    def test_what_is_overdue_is_before_the_leads_and_watched_again_afterwards(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        come(desk, followup.due_at)
        send_all(desk)
        leave.go(desk, a_request(), ANNA, self.until(), None)
        assert timers_of(desk, "followup:1") == {"escalation": desk.clock()}
        timers.ring(desk)
        assert {kind for kind, _, _ in waiting(desk)} >= {"offers"}
        clock_of(desk).pass_by(hours=1)
        leave.come_back(desk, a_request(), ANNA)
        assert timers_of(desk, "followup:1")["remind_again"] == desk.clock() + timedelta(hours=2)

    def test_a_stand_in_who_is_away_is_refused(self, desk: Desk) -> None:
        leave.go(desk, a_request(), BEN, self.until(), None)
        with pytest.raises(StandInAway):
            leave.go(desk, a_request(), ANNA, self.until(), BEN)

    def test_bad_input(self, desk: Desk) -> None:
        with pytest.raises(StandsInForThemselves):
            leave.go(desk, a_request(), ANNA, self.until(), ANNA)
        with pytest.raises(NotTheirTeam):
            leave.go(desk, a_request(), ANNA, self.until(), replace(BEN, membership="outsider"))
        assert log_of(desk) == []
