"""Claims: who sends what next, at Slack's pace, and who may say that it was sent."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outboxes import add, changed, claim, claim_all, finish, lease_passes, pace_passes, run, subjects

from storage import claims, letters, outbox, pace, twins
from storage.database import Database
from storage.records import Post, Shown


class TestOrder:
    def test_the_pressing_first_then_the_oldest(self, database: Database) -> None:
        add(database, "late", "C1", 20, minutes=1)
        add(database, "old", "C2", 20)
        add(database, "pressing", "C3", 10, minutes=5)
        add(database, "older by number", "C4", 20)
        assert subjects(claim(database)) == ["pressing", "old", "older by number", "late"]

    def test_changes_before_all_else_and_without_a_turn(self, database: Database) -> None:
        add(database, "shown", "C1", 30)
        (post,) = claim(database)
        finish(database, post)
        add(database, "pressing", "C1", 10)
        changed(database, "shown")
        assert subjects(claim(database)) == ["shown"], "the lane is busy, but not for a change"
        pace_passes(database)
        assert subjects(claim(database)) == ["pressing"]

    def test_one_a_lane_at_a_time(self, database: Database) -> None:
        for name in ("first", "second", "third"):
            add(database, name, "C1")
        add(database, "elsewhere", "C2")
        first = claim(database)
        assert subjects(first) == ["first", "elsewhere"]
        assert claim(database) == []
        finish(database, first[0])
        assert claim(database) == [], "a second has to pass"
        pace_passes(database)
        assert subjects(claim(database)) == ["second"]

    def test_whether_any_is_left_for_later(self, database: Database) -> None:
        add(database, "first", "C1")
        assert not claim_all(database).is_more
        add(database, "second", "C1")
        assert claim_all(database).is_more, "it waits for the lane"
        pace_passes(database)
        assert not claim_all(database).is_more

    def test_the_most_pressing_of_a_lane_comes_first(self, database: Database) -> None:
        add(database, "digest", "C1", 30)
        add(database, "reminder", "C1", 20, minutes=9)
        add(database, "decision", "C1", 10, minutes=10)
        assert subjects(claim(database)) == ["decision"]

    def test_a_flooded_lane_hides_nobody(self, database: Database) -> None:
        for n in range(300):
            add(database, f"flood {n}", "C1")
        add(database, "lonely", "C2", minutes=5)
        assert subjects(claim(database, most=2)) == ["flood 0", "lonely"]

    def test_no_more_new_ones_than_the_workspace_s_budget_allows(self, database: Database) -> None:
        add(database, "shown", "C0")
        finish(database, claim(database)[0])
        pace_passes(database)
        changed(database, "shown")
        for n in range(1, 8):
            add(database, f"new {n}", f"C{n}")
        found = claim_all(database, per_second=5)
        assert subjects(list(found.posts)) == ["shown", *(f"new {n}" for n in range(1, 5))]
        found = claim_all(database, per_second=5)
        assert found.posts == []
        assert found.wait is not None
        assert 0 < found.wait <= 0.2
        assert claim(database, most=0) == []

    def test_what_nobody_waits_for_comes_after_new_messages(self, database: Database) -> None:
        for n in range(6):
            add(database, f"old {n}", f"C{n}")
        for post in claim(database):
            finish(database, post)
        pace_passes(database)
        for n in range(6):
            changed(database, f"old {n}", everywhere=True)
        add(database, "new", "C9")
        assert subjects(claim(database, most=2)) == ["new", "old 0"]

    def test_what_nobody_would_miss_leaves_half_of_slack_s_patience_to_the_others(self, database: Database) -> None:
        half = pace.CHANGES_AT_ONCE // 2
        for n in range(2 * half):
            add(database, f"old {n}", f"C{n}")
        for post in claim(database):
            finish(database, post)
        with database.begin() as tx:
            for n in range(2 * half):
                outbox.supersede(tx, "card", f"old {n}")
        gone = claim(database)
        assert subjects(gone) == [f"old {n}" for n in range(half)]
        for post in gone:
            finish(database, post)
        assert claim(database) == []
        for n in range(half):
            changed(database, f"old {n}")
        changed(database, f"old {half}", everywhere=True)
        assert len(claim(database)) == half + 1, "what somebody waits for goes, and what has to be gone soon"
        run(database, "UPDATE pace SET free_at = free_at - 24 WHERE name = 'chat.update, unhurried'")
        assert 0 < len(claim(database)) < half

    def test_what_need_not_go_gives_its_turn_back(self, database: Database) -> None:
        for name in ("moot", "next"):
            add(database, name, "C1")
        (post,) = claim(database, per_second=1)
        with database.begin() as tx:
            assert claims.drop(tx, post, database.clock, 1)
        assert subjects(claim(database, per_second=1)) == ["next"]

    def test_nothing_twice(self, database: Database) -> None:
        add(database, "a")
        assert len(claim(database)) == 1
        assert claim(database) == []

    @pytest.mark.parametrize("kept", ["yesterday-ish", "0001-01-01T00:00:00+14:00"])
    def test_what_nobody_of_ours_wrote_is_set_aside_and_the_rest_goes_on(self, sqlite_url: str, kept: str) -> None:
        database = Database(sqlite_url)
        for name in ("broken", "sound"):
            add(database, name, f"C-{name}")
        run(database, f"UPDATE outbox SET created_at = '{kept}' WHERE subject = 'broken'")
        found = claim_all(database)
        assert (subjects(list(found.posts)), found.unreadable) == (["sound"], [1])
        assert run(database, "SELECT subject, state, trouble FROM outbox WHERE id = 1") == [
            ("broken", "dead", "unreadable")
        ]
        database.close()

    @pytest.mark.postgres
    def test_a_time_that_is_none_is_set_aside_too(self, postgres_url: str) -> None:
        database = Database(postgres_url)
        for name in ("broken", "sound"):
            add(database, name, f"C-{name}")
        run(database, "UPDATE outbox SET created_at = '-infinity' WHERE subject = 'broken'")
        found = claim_all(database)
        assert (subjects(list(found.posts)), found.unreadable) == (["sound"], [1])
        database.close()


class TestLease:
    def test_lapsed_means_doubtful_and_the_first_sender_comes_too_late(self, database: Database) -> None:
        add(database, "a")
        (first,) = claim(database)
        assert (first.doubtful, first.attempts) == (False, 1)
        lease_passes(database)
        (second,) = claim(database)
        assert (second.doubtful, second.attempts, second.fence) == (True, 2, first.fence + 1)
        assert not finish(database, first)
        with database.begin() as tx:
            clock = database.clock
            assert not claims.drop(tx, first, clock, 8)
            assert not claims.bury(tx, first, clock, "not_in_channel")
            assert not claims.postpone(tx, first, clock, 1, trouble="timeout")
            assert not claims.limit(tx, first, clock, 1, "chat.postMessage", 8)
            assert not claims.release(tx, first, clock, "unreachable")
        assert finish(database, second)
        assert run(database, "SELECT state, shown, doubtful FROM outbox") in (
            [("settled", 1, 0)],
            [("settled", 1, False)],
        )

    def test_a_late_sender_does_not_free_the_lane(self, database: Database) -> None:
        add(database, "a")
        (first,) = claim(database)
        lease_passes(database)
        claim(database)
        held = run(database, "SELECT free_at FROM pace WHERE name = 'C1'")
        assert not finish(database, first)
        assert run(database, "SELECT free_at FROM pace WHERE name = 'C1'") == held

    def test_runs_for_its_seconds_on_the_database_s_clock(self, database: Database) -> None:
        add(database, "a")
        before = time.time()
        claim(database)
        ((held_until,),) = run(database, "SELECT held_until FROM outbox")
        assert before - 1 < float(str(held_until)) - claims.LEASE_SECONDS < time.time() + 1
        wait = claim_all(database).wait
        assert wait is not None
        assert 0 < wait <= claims.LEASE_SECONDS

    def test_finished_twice_counts_once(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database)
        assert finish(database, post)
        assert not finish(database, post)

    @pytest.mark.parametrize("doubtful", [True, False])
    def test_postponed(self, database: Database, doubtful: bool) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            assert claims.postpone(tx, post, database.clock, 30, doubtful=doubtful, trouble="timeout")
        pace_passes(database)
        found = claim_all(database)
        assert found.posts == []
        assert found.wait is not None
        assert 28 < found.wait <= 30
        lease_passes(database)
        (again,) = claim(database)
        assert (again.doubtful, again.attempts) == (doubtful, 2)
        assert run(database, "SELECT trouble FROM outbox") == [("timeout",)]

    def test_released_it_is_as_if_nobody_had_tried(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            assert claims.release(tx, post, database.clock, "unreachable")
        pace_passes(database)
        (again,) = claim(database)
        assert (again.doubtful, again.attempts) == (False, 1)

    def test_given_back_it_and_its_turn_are_as_if_nobody_had_come(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database, per_second=1)
        with database.begin() as tx:
            assert claims.give_back(tx, post, database.clock, 1)
            assert not claims.give_back(tx, post, database.clock, 1)
        (again,) = claim(database, per_second=1)
        assert (again.id, again.doubtful, again.attempts) == (post.id, False, 1)

    def test_once_doubtful_it_stays_so_until_it_is_shown(self, database: Database) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            claims.postpone(tx, post, database.clock, -1, doubtful=True, trouble="timeout")
        pace_passes(database)
        (post,) = claim(database)
        with database.begin() as tx:
            claims.postpone(tx, post, database.clock, -1, trouble="fatal")
        pace_passes(database)
        (post,) = claim(database)
        assert post.doubtful
        finish(database, post)
        changed(database, "a")
        assert not claim(database)[0].doubtful

    @pytest.mark.parametrize("then", ["limited", "put off", "released"])
    def test_after_a_lapse_it_stays_doubtful_whatever_comes_before_it_is_looked_for(
        self, database: Database, then: str
    ) -> None:
        add(database, "a")
        claim(database)
        lease_passes(database)
        (second,) = claim(database)
        with database.begin() as tx:
            clock = database.clock
            if then == "limited":
                assert claims.limit(tx, second, clock, 1, "conversations.history", 8)
            elif then == "put off":
                assert claims.postpone(tx, second, clock, 1, trouble="fatal")
            else:
                assert claims.release(tx, second, clock, "unreachable")
        lease_passes(database)
        (third,) = claim(database)
        assert third.doubtful

    @pytest.mark.parametrize("end", ["drop", "bury"])
    def test_what_is_over_comes_no_more(self, database: Database, end: str) -> None:
        add(database, "a")
        (post,) = claim(database)
        with database.begin() as tx:
            clock = database.clock
            assert claims.drop(tx, post, clock, 8) if end == "drop" else claims.bury(tx, post, clock, "is_archived")
        changed(database, "a", everywhere=True)
        pace_passes(database)
        assert claim(database) == []
        with database.read() as tx:
            assert outbox.depth(tx) == ({} if end == "drop" else {"dead": 1})

    def test_what_an_older_version_gave_up_for_its_kind_is_revived(self, database: Database) -> None:
        for name in ("a", "b"):
            add(database, name, name)
        for post, trouble in zip(claim(database), ("unknown_kind", "is_archived"), strict=True):
            with database.begin() as tx:
                claims.bury(tx, post, database.clock, trouble)
        with database.begin() as tx:
            assert claims.revive(tx, "unknown_kind", ["letter"]) == []
            assert claims.revive(tx, "unknown_kind", ["letter", "card"]) == ["a"]
        pace_passes(database)
        assert subjects(claim(database)) == ["a"]


class TestLimits:
    def limited(self, database: Database, seconds: float, method: str = "chat.postMessage", most: int = 50) -> None:
        for post in claim(database, most):
            with database.begin() as tx:
                assert claims.limit(tx, post, database.clock, seconds, method, 50)

    def test_a_429_holds_the_message_and_its_lane_and_is_no_try(self, database: Database) -> None:
        for name in ("a", "b"):
            add(database, name, "C1")
        add(database, "elsewhere", "C2", minutes=1)
        self.limited(database, 30, most=1)
        assert subjects(claim(database)) == ["elsewhere"], "one channel delays nobody else"
        run(database, "UPDATE outbox SET held_until = 0")
        assert claim(database) == [], "the lane waits as well"
        lease_passes(database)
        (again,) = claim(database, most=1)
        assert (again.subject, again.attempts, again.doubtful) == ("a", 1, False)

    def test_several_lanes_limited_at_once_mean_the_workspace_is(self, database: Database) -> None:
        for n in range(pace.LIMITED_LANES):
            add(database, f"m{n}", f"C{n}")
        self.limited(database, 30)
        add(database, "another", "C-other")
        found = claim_all(database)
        assert found.posts == []
        assert found.wait is not None
        assert 28 < found.wait <= 31

    def test_then_the_budget_starts_empty_when_retry_after_is_over(self, database: Database) -> None:
        for n in range(pace.LIMITED_LANES):
            add(database, f"m{n}", f"C{n}")
        with database.begin() as tx:
            before, _ = pace.hold(tx, database.clock)
        self.limited(database, 30)
        with database.begin() as tx:
            after, full_at = pace.hold(tx, database.clock)
        assert pace.allowance(full_at, before + 29.9, 50) <= 0
        assert pace.allowance(full_at, before + 30.0, 50) <= 1
        assert pace.allowance(full_at, after + 30.0, 50) >= 0

    def test_a_shorter_wait_never_undoes_a_longer_one(self, database: Database) -> None:
        add(database, "a", "C1")
        self.limited(database, 30, most=1)
        with database.begin() as tx:
            pace.limit(tx, "C1", database.clock, 1, 8)
            now, _ = pace.hold(tx, database.clock)
            pace.occupy(tx, "C1", now, now + 1)
        ((free_at,),) = run(database, "SELECT free_at FROM pace WHERE name = 'C1'")
        assert float(str(free_at)) > now + 28

    def test_a_limited_update_holds_updates_and_no_new_message(self, database: Database) -> None:
        for name in ("a", "b"):
            add(database, name, name)
        for post in claim(database):
            finish(database, post)
        pace_passes(database)
        for name in ("a", "b"):
            changed(database, name)
        self.limited(database, 30, "chat.update", most=1)
        add(database, "new", "C9")
        assert subjects(claim(database)) == ["new"]

    def test_after_a_limited_update_what_nobody_waits_for_comes_last(self, database: Database) -> None:
        for name in ("a", "b"):
            add(database, name, name)
        for post in claim(database):
            finish(database, post)
        with database.begin() as tx:
            outbox.supersede(tx, "card", "a")
            pace.limit(tx, pace.CHANGES, database.clock, 30, 50)
        run(database, "UPDATE pace SET free_at = free_at - 31 WHERE name = 'chat.update'")
        changed(database, "b")
        assert subjects(claim(database)) == ["b"]
        run(database, "UPDATE pace SET free_at = free_at - 30")
        assert subjects(claim(database)) == ["a"]

    @given(
        per_second=st.sampled_from([0.5, 1.0, 3.0, 8.0, 100.0]),
        steps=st.lists(st.tuples(st.floats(0, 2), st.integers(0, 200)), max_size=60),
    )
    def test_never_more_than_a_second_s_worth_at_once_nor_faster_in_the_long_run(
        self, per_second: float, steps: list[tuple[float, int]]
    ) -> None:
        now, full_at = 1_000.0, 0.0
        sent: list[tuple[float, int]] = []
        for pause, wanted in steps:
            now += pause
            allowed = pace.allowance(full_at, now, per_second)
            taken = min(wanted, max(0, allowed))
            full_at = max(full_at, now) + taken / per_second
            sent.append((now, taken))
            if allowed <= 0:
                refilled = now + pace.refill_in(full_at, now, per_second)
                assert pace.allowance(full_at, refilled + 1e-6, per_second) >= 1
        for at, (start, _) in enumerate(sent):
            for end, _ in sent[at:]:
                count = sum(taken for when, taken in sent if start <= when <= end)
                assert count <= max(1.0, per_second) + (end - start) * per_second + 1e-3


class TestClockSetBack:
    @pytest.mark.parametrize("hours", [1, 2 * 365 * 24])
    def test_what_was_written_in_the_future_holds_nothing_up(self, database: Database, hours: int) -> None:
        for name in ("a", "b"):
            add(database, name, "C1")
        (first,) = claim(database)
        finish(database, first, twin=True)
        add(database, "held", "C2")
        (held,) = claim(database)
        with database.begin() as tx:
            claims.postpone(tx, held, database.clock, 60, trouble="timeout")
        ahead = hours * 3600
        run(database, f"UPDATE outbox SET held_until = held_until + {ahead}, look_at = look_at + {ahead}")
        run(database, f"UPDATE pace SET free_at = free_at + {ahead} WHERE name <> 'clock'")  # of which nobody knew
        assert sorted(subjects(claim(database))) == ["b", "held"]
        with database.begin() as tx:
            assert twins.are_due(tx, database.clock)


class TestTwins:
    def test_only_what_was_sent_again_is_looked_for(self, database: Database) -> None:
        for name in ("a", "b"):
            add(database, name, name)
        for post in claim(database):
            finish(database, post, twin=post.subject == "b")
        with database.begin() as tx:
            assert not twins.are_due(tx, database.clock)
        run(database, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
        with database.begin() as tx:
            assert twins.are_due(tx, database.clock)
            (shown,) = twins.claim(tx, database.clock, 10)
            assert (shown.subject, shown.channel, shown.ts) == ("b", "b", "17.2")
            assert twins.claim(tx, database.clock, 10) == []
            twins.look_later(tx, database.clock, [shown.key], 30)
        assert run(database, "SELECT looks FROM outbox WHERE look_at IS NOT NULL") == [(0,)], "that was no look"

    @pytest.mark.parametrize("end", ["drop", "discard", "take back"])
    @pytest.mark.parametrize("doubtful", [True, False])
    def test_what_is_over_is_looked_for_if_slack_may_have_heard_of_it(
        self, database: Database, end: str, doubtful: bool
    ) -> None:
        add(database, "a", "C7")
        (post,) = claim(database)
        if doubtful:
            lease_passes(database)
            (post,) = claim(database)
        with database.begin() as tx:
            clock = database.clock
            if end == "drop":
                assert claims.drop(tx, post, clock, 8)
            elif end == "discard":
                assert claims.discard(tx, post, clock)
            else:
                assert claims.bury(tx, post, clock, "timeout")
                assert letters.take_back(tx, "C7", clock)
        run(database, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
        with database.begin() as tx:
            found = [(shown.key, shown.channel, shown.ts) for shown in twins.claim(tx, clock, 10)]
        assert found == ([(post.key, "C7", None)] if doubtful else [])

    def test_for_about_five_minutes_and_never_longer_apart_than_a_minute(self, database: Database) -> None:
        add(database, "a")
        finish(database, claim(database)[0], twin=True)
        looks = 0
        while run(database, "SELECT look_at FROM outbox") != [(None,)]:
            run(database, "UPDATE outbox SET look_at = 1")
            with database.begin() as tx:
                assert len(twins.claim(tx, database.clock, 10)) == 1
            looks += 1
        assert looks == len(twins.PAUSES)
        assert max(twins.PAUSES) < 60
        assert 240 < sum(twins.PAUSES) < 360


class TestLateChanges:
    """An old change must not stand over a newer one for good."""

    def changing(self, database: Database) -> Post:
        """A change that is on its way to a message in Slack."""
        add(database, "a")
        finish(database, claim(database)[0])
        changed(database, "a")
        return claim(database)[0]

    def later(self, database: Database) -> list[Shown]:
        """What is looked for when all looks are due."""
        run(database, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
        with database.begin() as tx:
            return twins.claim(tx, database.clock, 10)

    def test_whoever_comes_too_late_with_one_has_the_newer_one_shown_again(self, database: Database) -> None:
        first = self.changing(database)
        lease_passes(database)
        (second,) = claim(database)
        assert finish(database, second)
        assert not finish(database, first)
        (again,) = claim(database)
        assert (again.id, again.doubtful) == (first.id, True)

    def test_also_while_the_newer_one_is_on_its_way(self, database: Database) -> None:
        first = self.changing(database)
        lease_passes(database)
        (second,) = claim(database)
        assert not finish(database, first)
        assert finish(database, second)
        (again,) = claim(database)
        assert (again.id, again.doubtful) == (first.id, True)

    def test_also_whoever_got_no_answer(self, database: Database) -> None:
        first = self.changing(database)
        lease_passes(database)
        finish(database, claim(database)[0])
        with database.begin() as tx:
            assert not claims.postpone(tx, first, database.clock, 1, doubtful=True, trouble="timeout")
        assert [post.id for post in claim(database)] == [first.id]

    def test_what_got_no_answer_is_shown_once_more_when_slack_can_no_longer_take_it(self, database: Database) -> None:
        change = self.changing(database)
        with database.begin() as tx:
            assert claims.postpone(tx, change, database.clock, -1, doubtful=True, trouble="timeout")
        (again,) = claim(database)
        assert again.doubtful
        assert finish(database, again)
        assert claim(database) == []
        changed(database, "a")
        (between,) = claim(database)
        assert between.doubtful, "whatever it shows, it is sent"
        assert finish(database, between)
        assert self.later(database) == [], "there is no twin to look for"
        (last,) = claim(database)
        assert (last.doubtful, last.fingerprint) == (False, None)
        assert finish(database, last)
        assert (self.later(database), claim(database)) == ([], [])

    def test_the_looks_for_a_twin_go_on(self, database: Database) -> None:
        add(database, "a")
        finish(database, claim(database)[0], twin=True)
        assert len(self.later(database)) == 1
        changed(database, "a")
        (change,) = claim(database)
        with database.begin() as tx:
            assert claims.postpone(tx, change, database.clock, -1, doubtful=True, trouble="timeout")
        assert finish(database, claim(database)[0])
        looks = 1
        while self.later(database):
            looks += 1
        assert looks == len(twins.PAUSES)


def test_lanes_that_have_long_been_free_are_forgotten(database: Database) -> None:
    for to in ("C1", "C2"):
        add(database, to, to)
    for post in claim(database):
        finish(database, post)
    run(database, "UPDATE pace SET free_at = 1 WHERE name = 'C1'")
    with database.begin() as tx:
        pace.clear_old(tx, database.clock)
    assert {name for (name,) in run(database, "SELECT name FROM pace")} == {"C2", "chat.postMessage", "clock"}
