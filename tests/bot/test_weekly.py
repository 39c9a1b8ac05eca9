"""The week's figures come to the leads by themselves, when the policy says and there is anything to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from desks import ANNA, LEA, a_followup, a_gesture, a_request, clock_of, loaded, send_all, timers_of, waiting
from troubles import a_problem

from bot import followups, improvements, problems, service, timers, weekly
from bot.desk import Desk
from bot.policy_values import Weekly
from storage.records import Post

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)  # at nine in Berlin


def under(desk: Desk, when: Weekly | None) -> Desk:
    """The same desk, with the week told at another time."""
    return replace(desk, policy=replace(desk.policy, service=replace(desk.policy.service, weekly=when)))


def rung(desk: Desk, at: datetime) -> list[Post]:
    """The weeks that are told when the bot looks at its timers then."""
    clock_of(desk).now = at
    while timers.ring(desk).taken:
        pass
    return [post for post in send_all(desk) if post.kind == "weekly"]


def set_for(desk: Desk) -> datetime | None:
    """When the next one comes."""
    return timers_of(desk, "team").get("weekly")


def test_it_comes_every_week_to_the_approvals_channel(desk: Desk) -> None:
    weekly.keep(desk)
    weekly.keep(desk)
    assert set_for(desk) == MONDAY
    followups.done(desk, a_request(), ANNA, a_followup(desk).id)
    (posted,) = rung(desk, MONDAY)
    said = loaded(desk, posted)
    assert isinstance(said, service.Report)
    assert (posted.recipient, said.figures.until, said.figures.done) == ("C0LEADS", MONDAY, 1)
    assert set_for(desk) == MONDAY + timedelta(days=7)
    a_followup(desk, hours=400)
    clock_of(desk).pass_by(days=3)
    assert loaded(desk, posted) == said, "the week that it told does not move"
    assert [post.subject for post in rung(desk, MONDAY + timedelta(days=7))] != [posted.subject]


def test_it_tells_what_came_up_most_in_that_week(desk: Desk) -> None:
    desk = replace(desk, policy=replace(desk.policy, gestures=replace(desk.policy.gestures, reasons={"late": "Late"})))
    weekly.keep(desk)
    a_gesture(desk, 100, code="late")
    (posted,) = rung(desk, MONDAY)
    a_gesture(desk, 100, code="late")
    improvements.note(desk, a_request(), LEA, "code:late", "two carriers")
    said = loaded(desk, posted)
    assert isinstance(said, service.Report)
    assert [(one.key, one.texts) for one in said.reasons] == [("code:late", 1)], "and not of the week after"
    assert said.reasons[0].improvement is not None
    assert service.over(desk, "week").reasons == (), "who asks for the figures asks for reasons by themselves"


def test_a_week_in_which_nothing_happened_is_not_told(sqlite_desk: Desk) -> None:
    weekly.keep(sqlite_desk)
    clock_of(sqlite_desk).now = MONDAY
    timers.ring(sqlite_desk)
    assert [kind for kind, _, _ in waiting(sqlite_desk)] == ["weekly"]
    (post,) = rung(sqlite_desk, MONDAY)
    assert loaded(sqlite_desk, post) is None, "which drops the message"


def test_after_a_week_with_something_a_quiet_one_is_told_once(sqlite_desk: Desk) -> None:
    weekly.keep(sqlite_desk)
    followups.done(sqlite_desk, a_request(), ANNA, a_followup(sqlite_desk).id)
    weeks = [rung(sqlite_desk, MONDAY + timedelta(days=7 * week))[0] for week in range(3)]
    busy, quiet, quiet_again = (loaded(sqlite_desk, replace(post, ts=None)) for post in weeks)
    assert isinstance(busy, service.Report)
    assert isinstance(quiet, service.Report)
    assert (busy.is_quiet, quiet.is_quiet) == (False, True)
    assert quiet_again is None


def test_that_something_is_overdue_is_told_each_week(sqlite_desk: Desk) -> None:
    weekly.keep(sqlite_desk)
    a_followup(sqlite_desk)
    weeks = [rung(sqlite_desk, MONDAY + timedelta(days=7 * week))[0] for week in range(4)]
    said = loaded(sqlite_desk, replace(weeks[-1], ts=None))
    assert isinstance(said, service.Report)
    assert (said.figures.is_empty, said.figures.open_overdue) == (True, 1)


def test_but_that_a_problem_of_many_is_not_fixed_is_told(sqlite_desk: Desk) -> None:
    number = a_problem(sqlite_desk)
    weekly.keep(sqlite_desk)
    (post,) = rung(sqlite_desk, MONDAY + timedelta(days=7))
    said = loaded(sqlite_desk, post)
    assert isinstance(said, service.Report)
    assert [problem.name for problem in said.problems] == ["P-1"]
    problems.fixed(sqlite_desk, a_request(), LEA, number)
    later = loaded(sqlite_desk, post)
    assert isinstance(later, service.Report), "the week before was none of the quiet ones"
    assert later.problems == ()


def test_a_team_that_wants_none_gets_none(sqlite_desk: Desk) -> None:
    weekly.keep(sqlite_desk)
    weekly.keep(under(sqlite_desk, None))
    assert set_for(sqlite_desk) is None
    weekly.keep(sqlite_desk)
    a_followup(sqlite_desk)
    assert rung(under(sqlite_desk, None), MONDAY) == []
    assert set_for(sqlite_desk) is None


def test_another_time_counts_from_the_next_start_on(sqlite_desk: Desk) -> None:
    weekly.keep(sqlite_desk)
    a_followup(sqlite_desk)
    for when, at in (
        (Weekly(4, time(16, 30)), datetime(2026, 11, 27, 15, 30, tzinfo=UTC)),
        (Weekly(0, time(11)), datetime(2026, 11, 27, 15, 30, tzinfo=UTC)),
    ):
        weekly.keep(under(sqlite_desk, when))
        assert set_for(sqlite_desk) == at, "no later than before; what it finds then is set right"
    later = under(sqlite_desk, Weekly(0, time(11)))
    assert rung(later, datetime(2026, 11, 27, 15, 30, tzinfo=UTC)) == []
    assert set_for(sqlite_desk) == MONDAY + timedelta(hours=2)
    assert len(rung(later, MONDAY + timedelta(hours=2))) == 1


@pytest.mark.parametrize(("away", "told"), [(timedelta(hours=3), MONDAY), (timedelta(days=17), MONDAY + timedelta(14))])
def test_after_a_time_without_the_bot_the_last_week_is_told(sqlite_desk: Desk, away: timedelta, told: datetime) -> None:
    weekly.keep(sqlite_desk)
    (posted,) = rung(sqlite_desk, MONDAY + away)
    assert posted.subject == f"weekly:{int(told.timestamp())}"


def test_a_start_on_the_dot_does_not_skip_it(sqlite_desk: Desk) -> None:
    weekly.keep(sqlite_desk)
    clock_of(sqlite_desk).now = MONDAY
    weekly.keep(sqlite_desk)
    assert set_for(sqlite_desk) == MONDAY
    assert len(rung(sqlite_desk, MONDAY)) == 1


def test_it_keeps_its_clock_time_when_clocks_change(sqlite_desk: Desk) -> None:
    clock_of(sqlite_desk).now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    weekly.keep(sqlite_desk)
    assert set_for(sqlite_desk) == datetime(2026, 3, 30, 7, tzinfo=UTC), "nine in summer"
