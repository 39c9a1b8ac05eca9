"""What Slack's answer to one message means for the next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from outboxes import add, claim, lease_passes, run, subjects
from sqlalchemy import Float, literal

from storage import claims, pace
from storage.database import Database


def test_a_429_holds_the_lane_for_as_long_as_slack_says(database: Database) -> None:
    for name in ("first", "second"):
        add(database, name, "C1")
    (post,) = claim(database)
    with database.begin() as tx:
        assert claims.limit(tx, post, database.clock, 30, "chat.postMessage", 8)
    for seconds, next_one in ((20, []), (11, ["first"])):
        run(database, f"UPDATE pace SET free_at = free_at - {seconds} WHERE name = 'C1'")
        run(database, f"UPDATE outbox SET held_until = held_until - {seconds} WHERE held_until > 0")
        assert subjects(claim(database)) == next_one


def test_who_gives_up_too_late_does_not_free_the_lane(database: Database) -> None:
    add(database, "first", "C1")
    (late,) = claim(database)
    lease_passes(database)
    assert subjects(claim(database)) == ["first"]
    held = run(database, "SELECT free_at FROM pace WHERE name = 'C1'")
    with database.begin() as tx:
        assert not claims.postpone(tx, late, database.clock, 1, trouble="timeout")
    assert run(database, "SELECT free_at FROM pace WHERE name = 'C1'") == held


def a_turn(database: Database, now: float) -> float | None:
    """A turn of what may be done once in a second, taken when the database's clock shows `now`."""
    with database.begin() as tx:
        return pace.next_turn(tx, "views.publish", literal(now, Float), 1.0, 2.0)


def test_turns_come_one_a_second_and_nobody_waits_for_long(database: Database) -> None:
    assert [a_turn(database, 1000.0) for _ in range(5)] == [0.0, 1.0, 2.0, None, None]
    assert [a_turn(database, now) for now in (1001.5, 1010.0, 1010.25)] == [1.5, 0.0, 0.75]


def test_a_turn_that_was_taken_before_the_clock_was_set_back_is_over(database: Database) -> None:
    assert [a_turn(database, now) for now in (5000.0, 1000.0)] == [0.0, 0.0]


@pytest.mark.postgres
def test_of_two_who_want_a_turn_at_once_one_waits(postgres_url: str) -> None:
    database = Database(postgres_url)
    a_turn(database, 1000.0)
    with ThreadPoolExecutor(4) as pool:
        waits = sorted(pool.map(lambda _: a_turn(database, 1010.0), range(3)))
    database.close()
    assert waits == [0.0, 1.0, 2.0]
