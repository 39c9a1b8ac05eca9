"""The outbox: what is to be said, and which messages a change concerns."""

from __future__ import annotations

from datetime import timedelta

from outboxes import NOW, add, changed, claim, finish, lease_passes, pace_passes, run, subjects

from storage import claims, outbox
from storage.database import Database
from storage.records import Sent


def show(database: Database) -> None:
    """Slack takes the next message."""
    (post,) = claim(database, most=1)
    assert finish(database, post)
    pace_passes(database)


def test_each_message_has_its_own_key_and_number(database: Database) -> None:
    add(database, "a", "C1")
    add(database, "a", "C1")
    add(database, "a", "C2")
    rows = run(database, "SELECT recipient, occurrence FROM outbox ORDER BY id")
    assert rows == [("C1", 1), ("C1", 2), ("C2", 1)]
    assert run(database, "SELECT count(DISTINCT key) FROM outbox") == [(3,)]
    with database.read() as tx:
        assert outbox.newest(tx, "card", "a", "C1") == 2
        assert outbox.newest(tx, "card", "b", "C1") == 0


class TestChanges:
    def test_only_the_latest_message_follows(self, database: Database) -> None:
        for _ in range(2):
            add(database, "a")
            show(database)
        changed(database, "a")
        assert [post.occurrence for post in claim(database)] == [2]

    def test_or_all_of_them(self, database: Database) -> None:
        for to in ("C1", "C1", "C2"):
            add(database, "a", to)
            show(database)
        changed(database, "a", everywhere=True)
        first = claim(database)
        for post in first:
            finish(database, post)
        assert sorted((p.recipient, p.occurrence) for p in first + claim(database)) == [("C1", 1), ("C1", 2), ("C2", 1)]

    def test_other_subjects_stay(self, database: Database) -> None:
        add(database, "a")
        show(database)
        changed(database, "b")
        assert claim(database) == []

    def test_superseded_messages_say_so(self, database: Database) -> None:
        add(database, "a")
        show(database)
        with database.begin() as tx:
            outbox.supersede(tx, "card", "a")
            outbox.add(tx, "card", "a", "C1", 20, NOW + timedelta(hours=1), NOW)
        assert [post.occurrence for post in claim(database)] == [2, 1]

    def test_what_is_superseded_is_hastened_when_it_names_somebody_who_is_forgotten(self, database: Database) -> None:
        add(database, "a")
        finish(database, claim(database)[0])
        with database.begin() as tx:
            outbox.supersede(tx, "card", "a")
            outbox.hasten(tx, ("digest",))
        assert run(database, "SELECT priority FROM outbox") == [(outbox.IDLE_PRIORITY,)]
        with database.begin() as tx:
            outbox.hasten(tx, ("card",))
        assert run(database, "SELECT priority FROM outbox") == [(outbox.LATER_PRIORITY,)]

    def test_of_several_only_the_latest_to_each_recipient_is_superseded(self, database: Database) -> None:
        for to in ("C1", "C1", "C2"):
            add(database, "a", to)
            show(database)
        add(database, "b")
        show(database)
        with database.begin() as tx:
            outbox.supersede(tx, "card", "a")
            outbox.supersede(tx, "digest", "b")
        found = [(post.subject, post.recipient, post.occurrence) for post in claim(database)]
        assert sorted(found) == [("a", "C1", 2), ("a", "C2", 1)]
        assert run(database, "SELECT count(*) FROM outbox WHERE wanted > shown") == [(2,)]

    def test_what_waits_for_slack_s_patience_waits_no_more_once_somebody_looks(self, database: Database) -> None:
        for name in ("first", "second"):
            add(database, name, name)
            show(database)
        with database.begin() as tx:
            outbox.changed(tx, "first", urgency=outbox.IDLE_PRIORITY)
            outbox.changed(tx, "second", urgency=outbox.IDLE_PRIORITY)
            outbox.changed(tx, "second", urgency=outbox.BESIDE_PRIORITY)
        assert subjects(claim(database, most=1)) == ["second"]

    def test_a_change_that_waits_for_room_is_not_overdue(self, database: Database) -> None:
        add(database, "a")
        show(database)
        changed(database, "a")
        with database.read() as tx:
            assert (outbox.oldest_due(tx), outbox.depth(tx)) == (None, {"ready": 1})

    def test_what_was_given_up_but_stands_in_slack_is_changed_with_all(self, database: Database) -> None:
        add(database, "a")
        show(database)
        changed(database, "a")
        (update,) = claim(database)
        with database.begin() as tx:
            claims.bury(tx, update, database.clock, "cant_update_message")
        lease_passes(database)
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
            claims.finish(tx, database.clock, NOW, [Sent(post, "D9", "17.5", "print")])
        changed(database, "a")
        (update,) = claim(database)
        assert (update.channel, update.ts, update.fingerprint, update.key) == ("D9", "17.5", "print", post.key)
        assert (update.attempts, update.shown_at) == (1, NOW)
