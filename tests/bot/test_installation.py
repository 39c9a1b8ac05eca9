"""The app leaves the workspace, and comes back: nothing is sent meanwhile, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    LEA,
    LOU,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    behind,
    chain_is_valid,
    claim_some,
    clock_of,
    finished,
    log_of,
    run,
    send_all,
    waiting,
)

from bot import customers, followups, installation, people, presence, timers
from bot.desk import Desk
from storage import audit, inbox, outbox
from storage import people as stored_people
from storage.records import Person


def leave(desk: Desk, event: str = "app_uninstalled", request: str | None = None) -> bool:
    return installation.uninstalled(desk, request or a_request(), event)


def known(desk: Desk) -> set[str]:
    return {str(row[0]) for row in run(desk.database, "SELECT id FROM people")}


def states(desk: Desk) -> list[str]:
    return [str(row[0]) for row in run(desk.database, "SELECT state FROM outbox ORDER BY id")]


class TestLeaving:
    def test_it_is_gone_from_then_on(self, desk: Desk) -> None:
        assert installation.gone_since(desk) is None
        assert leave(desk)
        assert installation.gone_since(desk) == desk.clock()
        assert log_of(desk) == ["app.uninstalled"]
        assert chain_is_valid(desk)

    def test_told_twice_it_left_once(self, desk: Desk) -> None:
        assert leave(desk, "tokens_revoked", "one")
        assert not leave(desk, "app_uninstalled", "two")
        assert not leave(desk, "tokens_revoked", "one")
        assert log_of(desk) == ["app.uninstalled"]

    def test_two_of_us_told_at_once(self, desk: Desk) -> None:
        said = at_once(*[lambda: leave(desk)] * 3)
        assert sorted(map(str, said)) == ["False", "False", "True"]
        assert log_of(desk) == ["app.uninstalled"]

    @pytest.mark.postgres
    def test_one_waits_for_the_other(self, postgres_desk: Desk) -> None:
        desk = postgres_desk
        with desk.database.begin() as tx:
            inbox.enter(tx, "app.uninstalled:0", desk.clock())
            second = behind(desk, lambda: leave(desk))
            assert not second.done()
        assert second.result() is False

    def test_what_waited_is_sent_no_more_and_is_no_dead_letter(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        a_gesture(desk)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        (under_way,) = claim_some(desk, 1)
        leave(desk)
        assert set(states(desk)) == {"dropped"}
        assert claim_some(desk) == []
        assert not finished(desk, under_way), "whoever sends it has lost it"
        with desk.database.read() as tx:
            entry = audit.last(tx)
        assert entry is not None
        assert entry.data == {"event": "app_uninstalled", "messages": 3, "people": 1}

    def test_what_comes_to_wait_later_is_set_aside_too(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        installation.set_aside(desk)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        installation.set_aside(desk)
        assert states(desk) == ["ready"], "the app is there"
        leave(desk)
        run(desk.database, "UPDATE outbox SET state = 'ready'")
        installation.set_aside(desk)
        assert states(desk) == ["dropped"]


class TestPeople:
    def test_those_are_let_go_of_whom_nothing_needs(self, desk: Desk) -> None:
        """Leads, whoever has something open, is away or stands in, and whoever set something themselves stay."""
        for name in ("HOURS", "SHY", "AWAY", "STANDIN", "ASKS", "DONE", "NOBODY"):
            people.remember(desk, Person(f"U0{name}", name, BERLIN, "en-GB", "member"))
        a_followup(desk, ANNA)
        a_gesture(desk, requester=Person("U0ASKS", "Asks", BERLIN, "en-GB", "member"))
        done = Person("U0DONE", "Done", BERLIN, "en-GB", "member")
        followups.done(desk, a_request(), done, a_followup(desk, done).id)
        run(desk.database, "UPDATE people SET hours_days = 'mon-fri' WHERE id = 'U0HOURS'")
        run(desk.database, "UPDATE people SET praised = false WHERE id = 'U0SHY'")
        run(desk.database, "UPDATE people SET away_until = (SELECT max(due_at) FROM followups), stand_in = 'U0STANDIN'"
            " WHERE id = 'U0AWAY'")  # fmt: skip
        leave(desk)
        kept = {"U0HOURS", "U0SHY", "U0AWAY", "U0STANDIN", "U0ASKS", ANNA.id, LEA.id, LOU.id}
        assert known(desk) == kept
        assert BEN.id not in kept

    @pytest.mark.postgres
    def test_they_are_held_before_messages_as_by_everybody(self, postgres_desk: Desk) -> None:
        desk = postgres_desk
        a_gesture(desk)
        people.remember(desk, BEN)
        with desk.database.begin() as tx:
            stored_people.lock(tx, BEN.id)
            second = behind(desk, lambda: leave(desk))
            outbox.changed(tx, "gesture:1")
        assert second.result() is True


class TestComingBack:
    def test_what_waited_and_what_came_due_is_sent(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        a_gesture(desk)
        presence.beat(desk)
        leave(desk)
        clock_of(desk).pass_by(hours=3)
        assert installation.installed_again(desk)
        assert installation.gone_since(desk) is None
        timers.ring(desk)
        assert {post.kind for post in send_all(desk)} >= {"card", "reminder"}
        assert log_of(desk).count("app.installed_again") == 1
        assert chain_is_valid(desk)

    def test_it_is_late_as_after_downtime(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        presence.beat(desk)
        since = desk.clock()
        leave(desk)
        clock_of(desk).pass_by(hours=3)
        run(desk.database, "UPDATE presence SET beat = beat - 10800")
        installation.installed_again(desk)
        found = presence.beat(desk)
        assert found is not None
        assert (found.since, found.until, found.late) == (since, since + timedelta(hours=3), 1)

    def test_one_that_was_never_gone(self, desk: Desk) -> None:
        assert not installation.installed_again(desk)
        leave(desk)
        assert installation.installed_again(desk)
        assert not installation.installed_again(desk)
        assert log_of(desk) == ["app.uninstalled", "app.installed_again"]

    def test_it_may_leave_again(self, desk: Desk) -> None:
        for event in ("one", "two"):
            assert leave(desk, request=event)
            clock_of(desk).pass_by(hours=1)
            assert installation.installed_again(desk)
        assert not leave(desk, request="one"), "a repeat of what was told before"
        assert installation.gone_since(desk) is None

    def test_what_was_under_way_is_looked_for_before_it_is_sent_again(self, desk: Desk) -> None:
        a_gesture(desk)
        claim_some(desk)
        leave(desk)
        installation.installed_again(desk)
        (post,) = [post for post in claim_some(desk) if post.kind == "card"]
        assert post.doubtful

    def test_a_customer_forgotten_meanwhile_vanishes_from_what_stands_there(self, desk: Desk) -> None:
        a_gesture(desk)
        send_all(desk)
        leave(desk)
        customers.forget(desk, "jane.doe@example.com")
        installation.set_aside(desk)
        assert waiting(desk) == []
        installation.installed_again(desk)
        assert ("card", "gesture:1", "C0LEADS") in waiting(desk)
