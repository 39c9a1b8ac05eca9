"""The database's clock is set back under messages that wait, are on their way and were sent: nothing is held longer
than was meant, and nothing goes sooner."""

from __future__ import annotations

import pytest
from outboxes import NOW, add, changed, run, subjects
from sqlalchemy.sql.elements import ColumnElement

from storage import claims, outbox, pace, twins
from storage.database import Database, that_never_goes_back
from storage.records import Post, Sent

START = 1_800_000_000.0
SET_BACK = [10.0, 90.0, 3600.0, 2 * 365 * 86400.0]


class Clock:
    """What the database's clock shows, in seconds from START: `by` when it is set to that, and otherwise as it goes."""

    def __init__(self, database: Database) -> None:
        self.database, self.shows = database, START

    @property
    def read(self) -> ColumnElement[float]:
        return that_never_goes_back(repr(self.shows))

    def goes_on(self, seconds: float) -> None:
        self.shows += seconds

    def is_set_back(self, seconds: float) -> None:
        self.shows -= seconds

    def claim(self, most: int = 50) -> list[Post]:
        with self.database.begin() as tx:
            return list(claims.claim(tx, self.read, most, 50).posts)

    def finish(self, post: Post, *, twin: bool = False) -> bool:
        sent = Sent(post, post.recipient, f"17.{post.id}", "print", may_have_twin=twin)
        with self.database.begin() as tx:
            return claims.finish(tx, self.read, NOW, [sent])[0] == {post.id}


@pytest.fixture
def clock(database: Database) -> Clock:
    return Clock(database)


@pytest.mark.parametrize("seconds", SET_BACK)
def test_the_next_message_to_somebody_waits_its_second_and_no_longer(clock: Clock, seconds: float) -> None:
    for name in ("first", "second"):
        add(clock.database, name, "C1")
    (first,) = clock.claim()
    clock.goes_on(0.2)
    assert clock.finish(first)
    clock.goes_on(0.2)
    clock.is_set_back(seconds)
    assert clock.claim() == []
    clock.goes_on(pace.LANE_SECONDS + 0.4)  # the clock goes on from where the first one was claimed
    assert subjects(clock.claim()) == ["second"]


@pytest.mark.parametrize("seconds", SET_BACK)
def test_what_is_on_its_way_is_its_sender_s_until_the_lease_is_over(clock: Clock, seconds: float) -> None:
    add(clock.database, "a")
    clock.claim()
    clock.goes_on(1.0)
    clock.is_set_back(seconds)
    assert clock.claim() == []
    clock.goes_on(claims.LEASE_SECONDS - 1.5)
    assert clock.claim() == []
    clock.goes_on(2.0)
    (again,) = clock.claim()
    assert again.doubtful
    assert clock.finish(again)


@pytest.mark.parametrize("seconds", SET_BACK)
def test_a_pause_is_as_long_as_was_said(clock: Clock, seconds: float) -> None:
    add(clock.database, "a")
    (post,) = clock.claim()
    with clock.database.begin() as tx:
        assert claims.postpone(tx, post, clock.read, 30, trouble="timeout")
    clock.is_set_back(seconds)
    assert clock.claim() == []
    clock.goes_on(29.0)
    assert clock.claim() == []
    clock.goes_on(1.1)
    assert subjects(clock.claim()) == ["a"]


@pytest.mark.parametrize("seconds", SET_BACK)
def test_what_nobody_waits_for_still_leaves_slack_s_patience_to_the_others(clock: Clock, seconds: float) -> None:
    for number in range(12):
        add(clock.database, f"m{number}", f"C{number}")
    for post in clock.claim():
        assert clock.finish(post)
    clock.goes_on(60.0)
    with clock.database.begin() as tx:
        for number in range(12):
            outbox.supersede(tx, "card", f"m{number}")
    gone = len(clock.claim())
    assert gone == pace.CHANGES_AT_ONCE / 2
    clock.is_set_back(seconds)
    assert clock.claim() == [], "Slack has not forgotten them"
    changed(clock.database, "m11")
    assert subjects(clock.claim()) == ["m11"], "somebody waits for this"
    clock.goes_on(2.6 / pace.CHANGES_PER_SECOND)
    assert len(clock.claim()) == 1, "one for that, and one that nobody waits for"


@pytest.mark.parametrize("seconds", SET_BACK)
def test_a_late_twin_is_looked_for_in_time(clock: Clock, seconds: float) -> None:
    add(clock.database, "a")
    (post,) = clock.claim()
    assert clock.finish(post, twin=True)
    clock.is_set_back(seconds)
    clock.claim()
    clock.goes_on(twins.PAUSES[0] + 0.1)
    with clock.database.read() as tx:
        assert twins.are_due(tx, clock.read)


def test_what_was_set_back_twice_counts_twice_and_is_not_forgotten(clock: Clock) -> None:
    for _ in range(2):
        clock.claim()
        clock.is_set_back(3600.0)
    with clock.database.begin() as tx:
        assert pace.hold(tx, clock.read)[0] == pytest.approx(START)
        pace.clear_old(tx, clock.read)
        assert pace.hold(tx, clock.read)[0] == pytest.approx(START)


def test_a_set_back_between_two_notes_costs_no_more_than_lies_between_them(clock: Clock) -> None:
    clock.claim()
    clock.goes_on(pace.NOTED_SECONDS - 1.0)
    clock.claim()
    clock.is_set_back(60.0)
    with clock.database.begin() as tx:
        assert START <= pace.hold(tx, clock.read)[0] <= START + pace.NOTED_SECONDS


def test_who_only_looks_writes_nothing_between_two_notes(database: Database) -> None:
    clock = Clock(database)
    clock.claim()
    before = run(database, "SELECT * FROM pace ORDER BY name")
    clock.goes_on(pace.NOTED_SECONDS - 1.0)
    clock.claim()
    assert run(database, "SELECT * FROM pace ORDER BY name") == before
