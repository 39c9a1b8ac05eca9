"""What Slack's answer to one message means for the next."""

from __future__ import annotations

from outboxes import add, claim, lease_passes, run, subjects

from storage import claims
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
