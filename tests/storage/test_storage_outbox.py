"""The outbox: who sends what next, and who may say that it was sent."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage import outbox
from storage.database import Database
from storage.records import Post

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


def add(database: Database, subject: str, to: str = "C1", priority: int = 20, minutes: float = 0) -> None:
    with database.begin() as tx:
        outbox.add(tx, "card", subject, to, priority, NOW + timedelta(minutes=minutes), NOW)


def claim(database: Database, most: int = 50, most_new: int = 50, busy: tuple[str, ...] = ()) -> list[Post]:
    with database.begin() as tx:
        return list(outbox.claim(tx, database.clock, most, most_new, busy))


def finish(database: Database, post: Post) -> bool:
    with database.begin() as tx:
        return outbox.finish(tx, post, post.recipient, f"17.{post.id}", "print")


def changed(database: Database, subject: str, *, everywhere: bool = False) -> None:
    with database.begin() as tx:
        outbox.changed(tx, subject, NOW, everywhere=everywhere)


def run(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.begin() as tx:
        result = tx.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def subjects(posts: list[Post]) -> list[str]:
    return [post.subject for post in posts]


class TestOrder:
    def test_the_pressing_first_then_the_oldest(self, database: Database) -> None:
        add(database, "late", "C1", 20, minutes=1)
        add(database, "old", "C2", 20)
        add(database, "pressing", "C3", 10, minutes=5)
        add(database, "older by number", "C4", 20)
        assert subjects(claim(database)) == ["pressing", "old", "older by number", "late"]

    def test_changes_before_all_else(self, database: Database) -> None:
        add(database, "shown", "C1", 30)
        (post,) = claim(database)
        finish(database, post)
        add(database, "pressing", "C2", 10)
        changed(database, "shown")
        assert subjects(claim(database)) == ["shown", "pressing"]

    def test_one_a_recipient_at_a_time(self, database: Database) -> None:
        for name in ("first", "second", "third"):
            add(database, name, "C1")
        add(database, "elsewhere", "C2")
        first = claim(database)
        assert subjects(first) == ["first", "elsewhere"]
        finish(database, first[0])
        assert subjects(claim(database)) == ["second"]

    def test_busy_channels_are_left_alone(self, database: Database) -> None:
        add(database, "a", "C1")
        add(database, "b", "C2")
        assert subjects(claim(database, busy=("C1",))) == ["b"]
        assert claim(database, busy=("C1",)) == []

    def test_a_flooded_channel_hides_nobody(self, database: Database) -> None:
        for n in range(30):
            add(database, f"flood {n}", "C1")
        add(database, "lonely", "C2", minutes=5)
        assert "lonely" in subjects(claim(database, most=2, busy=("C1",)))

    def test_no_more_new_ones_than_slack_s_pace_allows(self, database: Database) -> None:
        add(database, "shown", "C0")
        finish(database, claim(database)[0])
        changed(database, "shown")
        for n in range(1, 4):
            add(database, f"new {n}", f"C{n}")
        assert subjects(claim(database, most_new=0)) == ["shown"]
        assert subjects(claim(database, most_new=2)) == ["new 1", "new 2"]
        assert subjects(claim(database, most=0)) == []

    def test_nothing_twice(self, database: Database) -> None:
        add(database, "a")
        assert len(claim(database)) == 1
        assert claim(database) == []

    def test_each_message_has_its_own_key_and_number(self, database: Database) -> None:
        add(database, "a", "C1")
        add(database, "a", "C1")
        add(database, "a", "C2")
        rows = run(database, "SELECT recipient, occurrence FROM outbox ORDER BY id")
        assert rows == [("C1", 1), ("C1", 2), ("C2", 1)]
        assert run(database, "SELECT count(DISTINCT key) FROM outbox") == [(3,)]
        with database.read() as tx:
            assert outbox.newest(tx, "card", "a", "C1") == 2
            assert outbox.newest(tx, "card", "b", "C1") == 0


class TestLease:
    def test_lapsed_means_doubtful_and_the_first_sender_comes_too_late(self, database: Database) -> None:
        add(database, "a")
        (first,) = claim(database)
        assert (first.doubtful, first.attempts) == (False, 1)
        run(database, "UPDATE outbox SET held_until = 1")
        (second,) = claim(database)
        assert (second.doubtful, second.attempts, second.fence) == (True, 2, first.fence + 1)
        assert not finish(database, first)
        with database.begin() as tx:
            assert not outbox.drop(tx, first)
            assert not outbox.bury(tx, first, "not_in_channel")
            assert not outbox.postpone(tx, first, database.clock, 1, trouble="ratelimited")
        assert finish(database, second)
        assert run(database, "SELECT state, shown, doubtful FROM outbox") in (
            [("settled", 1, 0)],
            [("settled", 1, False)],
        )

    def test_runs_for_its_seconds_on_the_database_s_clock(self, database: Database) -> None:
        add(database, "a")
        before = time.time()
        claim(database)
        ((held_until,),) = run(database, "SELECT held_until FROM outbox")
        assert before - 1 < float(str(held_until)) - outbox.LEASE_SECONDS < time.time() + 1
        with database.read() as tx:
            wait = outbox.next_in(tx, database.clock)
        assert wait is not None
        assert 0 < wait <= outbox.LEASE_SECONDS

    def test_finished_twice_counts_once(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database)
        assert finish(database, post)
        assert not finish(database, post)

    @pytest.mark.parametrize(
        ("doubtful", "trouble", "tries"), [(True, "timeout", 2), (False, "fatal_error", 2), (False, "ratelimited", 1)]
    )
    def test_postponed(self, database: Database, doubtful: bool, trouble: str, tries: int) -> None:
        """Waiting for one's turn is no try."""
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            assert outbox.postpone(tx, post, database.clock, 30, doubtful=doubtful, trouble=trouble)
        assert claim(database) == []
        run(database, "UPDATE outbox SET held_until = 1")
        (again,) = claim(database)
        assert (again.doubtful, again.attempts) == (doubtful, tries)
        assert run(database, "SELECT trouble FROM outbox") == [(trouble,)]

    def test_once_doubtful_it_stays_so_until_it_is_shown(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            outbox.postpone(tx, post, database.clock, -1, doubtful=True, trouble="timeout")
        (post,) = claim(database)
        with database.begin() as tx:
            outbox.postpone(tx, post, database.clock, -1, trouble="ratelimited")
        (post,) = claim(database)
        assert post.doubtful
        finish(database, post)
        changed(database, "a")
        assert not claim(database)[0].doubtful

    @pytest.mark.parametrize("end", ["drop", "bury"])
    def test_what_is_over_comes_no_more(self, database: Database, end: str) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            assert outbox.drop(tx, post) if end == "drop" else outbox.bury(tx, post, "channel_not_found")
        changed(database, "a", everywhere=True)
        assert claim(database) == []
        with database.read() as tx:
            assert outbox.depth(tx) == ({} if end == "drop" else {"dead": 1})


class TestChanges:
    def test_only_the_latest_message_follows(self, database: Database) -> None:
        for _ in range(2):
            add(database, "a")
            finish(database, claim(database)[0])
        changed(database, "a")
        assert [post.occurrence for post in claim(database)] == [2]

    def test_or_all_of_them(self, database: Database) -> None:
        for to in ("C1", "C1", "C2"):
            add(database, "a", to)
            finish(database, claim(database)[0])
        changed(database, "a", everywhere=True)
        first = claim(database)
        for post in first:
            finish(database, post)
        assert sorted((p.recipient, p.occurrence) for p in first + claim(database)) == [("C1", 1), ("C1", 2), ("C2", 1)]

    def test_other_subjects_stay(self, database: Database) -> None:
        add(database, "a")
        finish(database, claim(database)[0])
        changed(database, "b")
        assert claim(database) == []

    def test_superseded_messages_say_so(self, database: Database) -> None:
        add(database, "a")
        finish(database, claim(database)[0])
        with database.begin() as tx:
            outbox.supersede(tx, "card", "a")
            outbox.add(tx, "card", "a", "C1", 20, NOW + timedelta(hours=1), NOW)
        assert [post.occurrence for post in claim(database)] == [1]

    def test_of_several_only_the_latest_to_each_recipient_is_superseded(self, database: Database) -> None:
        for to in ("C1", "C1", "C2"):
            add(database, "a", to)
            finish(database, claim(database)[0])
        add(database, "b")
        finish(database, claim(database)[0])
        with database.begin() as tx:
            outbox.supersede(tx, "card", "a")
            outbox.supersede(tx, "digest", "b")
        found = [(post.subject, post.recipient, post.occurrence) for post in claim(database)]
        assert sorted(found) == [("a", "C1", 2), ("a", "C2", 1)]
        assert run(database, "SELECT count(*) FROM outbox WHERE wanted > shown") == [(2,)]

    def test_what_was_given_up_but_stands_in_slack_is_changed_with_all(self, database: Database) -> None:
        add(database, "a")
        finish(database, claim(database)[0])
        changed(database, "a")
        (update,) = claim(database)
        with database.begin() as tx:
            outbox.bury(tx, update, "cant_update_message")
        run(database, "UPDATE outbox SET held_until = 1")
        changed(database, "a")
        assert claim(database) == []
        changed(database, "a", everywhere=True)
        assert subjects(claim(database)) == ["a"]

    def test_what_a_kind_is_about(self, database: Database) -> None:
        for subject in ("b", "a", "b"):
            add(database, subject)
        with database.read() as tx:
            assert (outbox.subjects(tx, "card"), outbox.subjects(tx, "digest")) == (["a", "b"], [])

    def test_what_slack_knows_travels_along(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            outbox.finish(tx, post, "D9", "17.5", "print")
        changed(database, "a")
        (update,) = claim(database)
        assert (update.channel, update.ts, update.fingerprint, update.key) == ("D9", "17.5", "print", post.key)
        assert update.attempts == 1
