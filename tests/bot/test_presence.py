"""The bot says when it was not there, and what came late by it."""

from __future__ import annotations

from datetime import timedelta

from desks import ANNA, BEN, LEA, a_followup, a_gesture, clock_of, run, send_all

from bot import home, presence, timers
from bot.desk import Desk
from storage.records import Absence


def time_passes(desk: Desk, seconds: float) -> None:
    """For everybody, the database's clock included."""
    clock_of(desk).pass_by(seconds=seconds)
    run(desk.database, "UPDATE presence SET beat = beat - :seconds", seconds=seconds)


def test_while_it_beats_it_is_there(desk: Desk) -> None:
    assert presence.beat(desk) is None
    for _ in range(4):
        a_followup(desk, hours=0.001)
        time_passes(desk, 10)
        assert presence.beat(desk) is None
    assert presence.latest(desk) is None


def test_it_counts_whose_reminders_came_late(desk: Desk) -> None:
    presence.beat(desk)
    since = desk.clock()
    for owner in (ANNA, ANNA, BEN):
        a_followup(desk, owner, hours=0.25)
    a_followup(desk, ANNA, hours=4)
    a_gesture(desk)
    time_passes(desk, 29 * 60)
    expected = Absence(since, desk.clock(), 3)
    assert presence.beat(desk) == expected
    timers.ring(desk)
    assert presence.latest(desk) == expected
    assert home.day(desk, ANNA).absence == Absence(since, expected.until, 2)
    assert home.day(desk, BEN).absence == Absence(since, expected.until, 1)
    assert home.day(desk, LEA).absence == expected, "a lead sees the team's"
    assert presence.beat(desk) is None, "it is said once"


def test_messages_that_waited_for_slack_count_too(desk: Desk) -> None:
    a_followup(desk, hours=0.001)
    presence.beat(desk)
    since = desk.clock()
    time_passes(desk, 5)
    timers.ring(desk)
    time_passes(desk, 60)
    assert presence.beat(desk) == Absence(since, desk.clock(), 1)


def test_what_nobody_noticed_is_not_said(desk: Desk) -> None:
    presence.beat(desk)
    time_passes(desk, presence.NOTABLE_SECONDS - 1)
    assert presence.beat(desk) is None
    a_followup(desk, hours=0.001)
    time_passes(desk, presence.ABSENT_SECONDS - 1)
    assert presence.beat(desk) is None
    assert presence.latest(desk) is None


def test_a_long_absence_is_said_to_leads_even_if_nothing_was_late(desk: Desk) -> None:
    presence.beat(desk)
    since = desk.clock()
    time_passes(desk, 3600)
    assert presence.beat(desk) == Absence(since, desk.clock(), 0)
    assert home.day(desk, ANNA).absence is None
    assert home.day(desk, LEA).absence is not None
    clock_of(desk).pass_by(hours=13)
    assert home.day(desk, LEA).absence is None, "that is long over"


def test_a_wall_clock_that_is_moved_makes_nobody_absent(desk: Desk) -> None:
    presence.beat(desk)
    a_followup(desk, hours=1)
    clock_of(desk).now += timedelta(days=1)
    assert presence.beat(desk) is None
    clock_of(desk).now -= timedelta(days=3)
    assert presence.beat(desk) is None


def test_reminders_in_slack_are_not_late(desk: Desk) -> None:
    presence.beat(desk)
    a_followup(desk, hours=0.001)
    clock_of(desk).pass_by(seconds=5)
    timers.ring(desk)
    send_all(desk)
    time_passes(desk, 30)
    assert presence.beat(desk) is None
