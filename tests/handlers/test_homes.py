"""Whose App Home is open, when it is shown anew, and what becomes of it when Slack does not take it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from offices import NOON, Work
from sqlalchemy import delete

from bot import followups, people
from bot import home as day
from bot.followups import NewFollowup
from bot.moments import Moment
from handlers import home
from handlers.homes import AGAIN_SECONDS, GAP_SECONDS, MOST, OPEN_SECONDS, Homes
from sandbox.faults import Kind
from storage.records import Person, Reference
from storage.tables import pace


class Clock:
    """Monotonic time that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class TestTurns:
    def test_whoever_waited_longest_comes_first_and_each_once_in_a_while(self) -> None:
        homes = Homes(clock := Clock())
        for person in "ABC":
            homes.open(person)
        homes.changed("B")
        assert homes.take() is None, "they only just saw it"
        clock.now += GAP_SECONDS
        homes.changed()
        assert [homes.take() for _ in range(4)] == ["B", "A", "C", None]

    def test_what_nobody_wrote_down_is_looked_for_in_any_case(self) -> None:
        homes = Homes(clock := Clock())
        homes.open("A")
        clock.now += AGAIN_SECONDS - 1
        assert homes.take() is None
        clock.now += 1
        assert (homes.take(), homes.take()) == ("A", None)

    def test_an_open_one_counts_as_closed_after_a_day_s_work(self) -> None:
        homes = Homes(clock := Clock())
        homes.open("A")
        clock.now += OPEN_SECONDS - 1
        homes.open("B")
        assert homes.are_open()
        clock.now += 1
        assert homes.are_open()
        assert (homes.get("A"), homes.get("B") is None) == (None, False)
        clock.now += OPEN_SECONDS
        assert not homes.are_open()

    def test_only_so_many_are_kept_up(self) -> None:
        homes = Homes(Clock())
        for number in range(MOST + 1):
            homes.open(f"U{number}")
        assert homes.get("U0") is None
        assert homes.get("U1")

    def test_while_slack_takes_none_nobody_has_a_turn(self) -> None:
        homes = Homes(clock := Clock())
        homes.open("A")
        homes.pause(90)
        homes.pause(1)
        clock.now += 89
        assert (homes.is_paused, homes.take()) == (True, None)
        clock.now += 1
        assert (homes.is_paused, homes.take()) == (False, "A")


@pytest.fixture
def clock(work: Work) -> Clock:
    work.office.homes = Homes(clock := Clock())
    return clock


async def record(work: Work, owner: Person, what: str) -> None:
    moment = Moment(NOON + timedelta(hours=2), "Europe/Berlin", True, "in 2h")
    new = NewFollowup(what, owner, Reference("ticket", "#4312", "4312"), what, moment)
    await work.office.write(followups.record, new)


async def look(work: Work, clock: Clock, seconds: float = GAP_SECONDS, *, free: bool = True) -> None:
    """Time passes, and one looks once, when it is our turn unless it is not `free`."""
    clock.now += seconds
    if free:
        with work.office.desk.database.begin() as tx:
            tx.execute(delete(pace))
    await home.look(work.office)
    await work.office.settle(5)


def shown(work: Work) -> list[str]:
    """To whom a Home was shown, or was to be, in order."""
    return [call.args["user_id"] for call in work.slack.workspace.calls if call.method == "views.publish"]


def reads(work: Work, person: Person) -> str:
    return work.slack.workspace.homes[person.id].words()


async def test_a_change_is_shown_to_whom_it_concerns_and_to_nobody_else(work: Work, clock: Clock) -> None:
    for person in (work.ava, work.ben):
        await home.publish(work.office, person)
    await look(work, clock)
    await look(work, clock)
    assert shown(work) == [work.ava.id, work.ben.id], "nothing had changed"
    await record(work, work.ben, "ring them")
    await look(work, clock)
    assert shown(work) == [work.ava.id, work.ben.id, work.ben.id]
    assert "ring them" in reads(work, work.ben)
    await look(work, clock)
    assert len(shown(work)) == 3


async def test_nobody_has_a_turn_while_other_replicas_take_theirs(work: Work, clock: Clock) -> None:
    await home.publish(work.office, work.ava)
    await record(work, work.ava, "ring them")
    await work.office.write(day.hold_off, 60.0)
    await look(work, clock, free=False)
    assert len(shown(work)) == 1
    await home.publish(work.office, work.ben)
    assert shown(work) == [work.ava.id, work.ben.id], "whoever opens theirs sees it all the same"
    await look(work, clock)
    assert "ring them" in reads(work, work.ava)


async def test_several_changes_are_one(work: Work, clock: Clock) -> None:
    await home.publish(work.office, work.ava)
    await look(work, clock)
    for number in range(5):
        await record(work, work.ava, f"promise {number}")
        await look(work, clock, 0.5)
    await look(work, clock)
    assert len(shown(work)) == 2
    assert "Today (5)" in reads(work, work.ava)


async def test_several_wishes_at_once_are_two_at_most(work: Work, clock: Clock) -> None:
    for _ in range(6):
        work.office.later(home.publish(work.office, work.ava))
    await work.office.settle(5)
    assert len(shown(work)) <= 2


async def test_nobody_looks_and_nothing_is_asked(work: Work, clock: Clock) -> None:
    await home.publish(work.office, work.ava)
    await look(work, clock)
    assert work.office.homes.seen == 0
    await look(work, clock, OPEN_SECONDS)
    assert work.office.homes.seen is None
    await record(work, work.ava, "ring them")
    await look(work, clock)
    assert len(shown(work)) == 1


async def test_slack_says_not_so_fast(work: Work, clock: Clock) -> None:
    work.slack.faults.add("views.publish", "ratelimited", seconds=30)
    await home.publish(work.office, work.ava)
    await home.publish(work.office, work.ben)
    assert shown(work) == [], "nobody else is tried meanwhile"
    assert await work.office.write(day.turn) is None, "nor by another replica"
    await look(work, clock, 29)
    assert shown(work) == []
    await look(work, clock, 1)
    await look(work, clock, 1)
    assert sorted(shown(work)) == [work.ava.id, work.ben.id]


@pytest.mark.parametrize("kind", ["lost_answer", "dropped", "error_before"])
async def test_an_answer_that_is_lost_is_made_good_for_within_a_minute(work: Work, clock: Clock, kind: Kind) -> None:
    work.slack.faults.add("views.publish", kind)
    await home.publish(work.office, work.ava)
    before = len(shown(work))
    await look(work, clock, AGAIN_SECONDS)
    assert len(shown(work)) == before + 1
    assert "Nothing is due today" in reads(work, work.ava)


async def test_whoever_is_on_the_team_no_more_sees_no_more_of_it(work: Work, clock: Clock) -> None:
    await home.publish(work.office, work.ava)
    await work.office.write(people.remember, replace(work.ava, membership="gone"))
    await record(work, work.ava, "ring them")
    await look(work, clock, AGAIN_SECONDS)
    assert shown(work) == [work.ava.id]
    assert work.office.homes.get(work.ava.id) is None


async def test_where_slack_refuses_for_good_it_is_not_tried_again(work: Work, clock: Clock) -> None:
    stranger = replace(work.ava, id="U0NOBODY")
    await home.publish(work.office, stranger)
    assert work.office.homes.get(stranger.id) is None
