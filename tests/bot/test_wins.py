"""The week's good turns: what stands in them, who does not, and when they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    MONDAY_NOON,
    a_followup,
    a_gesture,
    a_request,
    clock_of,
    in_hours,
    loaded,
    run,
    send_all,
    timers_of,
    waiting,
)  # fmt: skip

from bot import aliases, customers, followups, giving, letters, outcomes, people, thanks, timers, wins
from bot import delivery as deliveries
from bot.desk import Desk
from bot.policy_values import Weekly
from bot.thanks import NewThanks
from storage import customers as stored_customers
from storage import service_tables
from storage.records import Landed, Person, Post, Praise, Reference, Wins

FRIDAY = datetime(2026, 11, 27, 14, tzinfo=UTC)  # at three in Berlin
A_WEEK = timedelta(days=7)
ZOE = Person("U0ZOE", "Élodie", "Europe/Paris", "fr-FR", "member")
MARA = Reference("name", "Mara Lindt", "mara lindt")


def with_wins(desk: Desk, **policy: object) -> Desk:
    team = replace(desk.policy.team, wins_channel="C0WINS")
    return replace(desk, policy=replace(desk.policy, team=team, **policy))


@pytest.fixture
def praising(desk: Desk) -> Desk:
    """The desk of a team that tells its good turns, on each database."""
    opened = with_wins(desk)
    people.remember(opened, ZOE)
    wins.keep(opened)
    return opened


@pytest.fixture
def quick(sqlite_desk: Desk) -> Desk:
    """The same on SQLite alone."""
    opened = with_wins(sqlite_desk)
    wins.keep(opened)
    return opened


def a_kept_promise(desk: Desk, owner: Person = ANNA) -> None:
    kept = followups.record(
        desk, followups.NewFollowup(a_request(), owner, JANE, "tell her", in_hours(desk, 4), promised=True)
    )
    followups.done(desk, a_request(), owner, kept.id)


def a_landed_gesture(desk: Desk, giver: Person = ANNA, customer: Reference = JANE, amount: int = 2_000) -> None:
    giving.deliver(desk, a_request(), giver, a_gesture(desk, amount, giver, customer=customer).id)


def thank(desk: Desk, author: Person, *colleagues: Person, words: str = "for staying late", **more: object) -> None:
    thanks.give(desk, NewThanks(a_request(), author, colleagues, words, **more))  # type: ignore[arg-type]


def opt_out(desk: Desk, person: Person) -> None:
    thanks.set_praised(desk, a_request(), person, praised=False)


def on_friday(desk: Desk, at: datetime = FRIDAY) -> list[Post]:
    """The posts of the week that are told when Friday has come; all else that waited is sent too."""
    clock_of(desk).now = at
    while timers.ring(desk).taken:
        pass
    return [post for post in send_all(desk) if post.kind == "wins"]


def told(desk: Desk, post: Post) -> Wins:
    said = loaded(desk, replace(post, ts="1.1"))
    assert isinstance(said, Wins)
    return said


def the_week(desk: Desk) -> Wins:
    (post,) = on_friday(desk)
    return told(desk, post)


class TestWhen:
    def test_every_friday_at_three_where_the_team_is(self, praising: Desk) -> None:
        wins.keep(praising)
        assert timers_of(praising, "team") == {"wins": FRIDAY}
        a_kept_promise(praising)
        (post,) = on_friday(praising, FRIDAY + timedelta(minutes=3))
        assert (post.recipient, post.due_at) == ("C0WINS", FRIDAY)
        assert timers_of(praising, "team") == {"wins": FRIDAY + A_WEEK}
        said = told(praising, post)
        assert (said.since, said.until) == (FRIDAY - A_WEEK, FRIDAY)

    def test_not_without_a_channel_or_a_time(self, quick: Desk) -> None:
        for off in (
            replace(quick.policy, team=replace(quick.policy.team, wins_channel=None)),
            replace(quick.policy, service=replace(quick.policy.service, wins_at=None)),
        ):
            silent = replace(quick, policy=off)
            a_kept_promise(silent)
            assert not wins.is_on(silent)
            clock_of(silent).now = FRIDAY
            timers.ring(silent)
            assert [kind for kind, _, _ in waiting(silent) if kind == "wins"] == []
            assert "wins" not in timers_of(silent, "team")
            wins.keep(quick)
            wins.keep(silent)
            assert "wins" not in timers_of(silent, "team")
            clock_of(quick).now = MONDAY_NOON

    def test_another_time_counts_from_the_start_on(self, quick: Desk) -> None:
        service = replace(quick.policy.service, wins_at=Weekly(3, time(10)))
        other = replace(quick, policy=replace(quick.policy, service=service))
        wins.keep(other)
        thursday = datetime(2026, 11, 26, 9, tzinfo=UTC)
        assert timers_of(other, "team") == {"wins": thursday}
        service = replace(service, wins_at=Weekly(5, time(10)))
        wins.keep(replace(quick, policy=replace(quick.policy, service=service)))
        assert timers_of(other, "team") == {"wins": thursday + timedelta(days=2)}

    def test_a_week_that_came_due_while_nobody_was_there_is_told(self, quick: Desk) -> None:
        a_kept_promise(quick)
        clock_of(quick).now = FRIDAY + timedelta(days=16)
        wins.keep(quick)
        (post,) = on_friday(quick, clock_of(quick).now)
        assert told(quick, post).until == FRIDAY, "and no empty one for the weeks between"
        assert timers_of(quick, "team")["wins"] == FRIDAY + 3 * A_WEEK

    def test_one_that_was_set_aside_is_tried_again(self, quick: Desk) -> None:
        a_kept_promise(quick)
        run(quick.database, "UPDATE timers SET failed = true WHERE kind = 'wins'")
        clock_of(quick).now = FRIDAY + timedelta(days=1)
        wins.keep(quick)
        (post,) = on_friday(quick, clock_of(quick).now)
        assert told(quick, post).until == FRIDAY

    def test_nothing_to_say_is_not_said(self, praising: Desk) -> None:
        a_followup(praising)
        a_gesture(praising, 2_000)
        assert on_friday(praising) == []
        assert timers_of(praising, "team") == {"wins": FRIDAY + A_WEEK}


class TestPromises:
    def test_the_team_s_number_and_names_in_alphabetical_order(self, praising: Desk) -> None:
        for owner in (LOU, ZOE, BEN, ANNA, ANNA):
            a_kept_promise(praising, owner)
        missed = followups.NewFollowup(a_request(), LEA, JANE, "tell her", in_hours(praising, 4), promised=True)
        followups.record(praising, missed)
        said = the_week(praising)
        assert (said.kept, [who.name for who in said.keepers]) == (5, ["Anna", "Ben", "Élodie", "Lou"])
        assert not said.others

    def test_of_a_team_of_one_there_is_no_number(self, praising: Desk) -> None:
        a_kept_promise(praising)
        a_kept_promise(praising)
        said = the_week(praising)
        assert (said.kept, said.keepers, said.others) == (None, (people.remember(praising, ANNA),), False)

    def test_who_opted_out_is_counted_with_the_team_only(self, praising: Desk) -> None:
        a_kept_promise(praising)
        a_kept_promise(praising, BEN)
        opt_out(praising, BEN)
        said = the_week(praising)
        assert (said.kept, [who.name for who in said.keepers], said.others) == (2, ["Anna"], True)

    def test_the_only_one_who_opted_out_is_not_given_away_by_a_number(self, praising: Desk) -> None:
        a_kept_promise(praising)
        opt_out(praising, ANNA)
        assert on_friday(praising) == []

    def test_what_was_kept_stays_kept_when_it_is_reopened(self, praising: Desk) -> None:
        a_kept_promise(praising)
        clock_of(praising).pass_by(hours=5)
        followups.reopen(praising, a_request(), ANNA, 1)
        assert [who.name for who in the_week(praising).keepers] == ["Anna"]

    def test_each_week_has_its_own(self, praising: Desk) -> None:
        a_kept_promise(praising)
        on_friday(praising)
        assert on_friday(praising, FRIDAY + A_WEEK) == []


class TestGestures:
    def test_what_and_who_gave_it_but_not_to_whom_or_why(self, praising: Desk) -> None:
        a_landed_gesture(praising)
        said = the_week(praising).landed
        assert said == (Landed("Account credit of $20", people.remember(praising, ANNA)),)

    def test_those_that_are_known_to_have_done_good_come_first(self, praising: Desk) -> None:
        for number, giver in ((1, ANNA), (2, BEN), (3, LEA)):
            customer = Reference("email", f"c{number}@example.com", f"c{number}@example.com")
            a_landed_gesture(praising, giver, customer, amount=number * 100)
            clock_of(praising).pass_by(minutes=1)
        checking = run(praising.database, "SELECT id FROM followups WHERE owner = 'U0ANNA'")[0][0]
        assert isinstance(checking, int)
        followups.done(praising, a_request(), ANNA, checking)
        outcomes.solved(praising, a_request(), ANNA, checking)
        with praising.database.begin() as tx:
            ben_s = Reference("email", "c2@example.com", "c2@example.com")
            whose = stored_customers.find_or_create(tx, ben_s, MONDAY_NOON).id
            answer = {"customer_id": whose, "kind": "nps", "value": 9, "at": MONDAY_NOON + timedelta(hours=1)}
            tx.execute(service_tables.scores.insert().values(answer))
        said = the_week(praising).landed
        assert [(it.what, it.giver.name, it.solved, it.content) for it in said] == [
            ("Account credit of $2", "Ben", False, True),
            ("Account credit of $1", "Anna", True, False),
        ]

    @pytest.mark.parametrize(("kind", "value", "many"), [("csat", 2, 0), ("csat", 3, 1), ("nps", 6, 0), ("nps", 7, 1)])
    def test_none_after_which_a_customer_was_unhappy(self, quick: Desk, kind: str, value: int, many: int) -> None:
        a_landed_gesture(quick)
        with quick.database.begin() as tx:
            for late, said in ((1, value), (-1, 1)):  # what was said before it counts for nothing
                at = MONDAY_NOON + timedelta(hours=late)
                answer = {"customer_id": 1, "kind": kind, "value": said, "at": at}
                tx.execute(service_tables.scores.insert().values(answer))
        a_kept_promise(quick)
        assert len(the_week(quick).landed) == many

    def test_none_that_did_not_solve_it(self, quick: Desk) -> None:
        a_landed_gesture(quick)
        a_kept_promise(quick)
        followups.done(quick, a_request(), ANNA, 1)
        outcomes.not_yet(quick, a_request(), ANNA, 1)
        assert the_week(quick).landed == ()

    def test_two_people_rather_than_one_twice(self, quick: Desk) -> None:
        for giver in (BEN, ANNA, ANNA):
            a_landed_gesture(quick, giver)
            clock_of(quick).pass_by(minutes=1)
        assert [it.giver.name for it in the_week(quick).landed] == ["Anna", "Ben"]

    def test_a_note_is_the_writer_s(self, quick: Desk) -> None:
        note = a_gesture(quick, 0, kind="note")
        giving.claim(quick, a_request(), BEN, note.id)
        giving.deliver(quick, a_request(), BEN, note.id)
        assert [(it.what, it.giver.name) for it in the_week(quick).landed] == [("Handwritten note", "Ben")]

    def test_none_of_those_who_opted_out(self, praising: Desk) -> None:
        a_landed_gesture(praising)
        opt_out(praising, ANNA)
        assert on_friday(praising) == []


class TestThanks:
    def test_who_was_thanked_by_whom_and_with_which_words(self, praising: Desk) -> None:
        thank(praising, LEA, BEN, ANNA, words="🎉 both of you")
        thank(praising, ANNA, LOU, words="you saved her day", customer=MARA)
        named = {who.id: people.remember(praising, who) for who in (ANNA, BEN, LEA, LOU)}
        assert the_week(praising).praises == (
            Praise((named[ANNA.id], named[BEN.id]), named[LEA.id], "🎉 both of you", by_customer=False),
            Praise((named[LOU.id],), named[ANNA.id], "you saved her day", by_customer=True),
        )

    def test_what_tells_who_a_customer_is_stays_out_of_the_channel(self, praising: Desk) -> None:
        a_followup(praising, customer=MARA)
        aliases.add(praising, a_request(), ANNA, MARA, Reference("alias", "Minty", "minty"))
        said = "You made Mara’s day, Ben: MINTY wrote from jo@example.com, +49 30 1234567, about #4312"
        thank(praising, LEA, BEN, words=said, customer=MARA)
        thank(praising, ANNA, BEN, words="Thanks Ben, jo@example.com is so happy")
        thank(praising, BEN, LOU, words="for Mara Lindt's sake, and Mara Lindtner's")
        first, second, third = the_week(praising).praises
        assert third.words == "for a customer's sake, and a customer Lindtner's"
        assert first.words == "You made a customer’s day, Ben: a customer wrote from …, …, about …"
        assert second.words == "Thanks Ben, … is so happy"

    def test_who_opted_out_is_left_out_everywhere(self, praising: Desk) -> None:
        thank(praising, LEA, BEN, ANNA)
        thank(praising, BEN, LOU, words="as Ben says")
        thank(praising, LEA, LOU, words="you and @ben were great")
        thank(praising, LEA, BEN, words="alone")
        opt_out(praising, BEN)
        first, second, third = the_week(praising).praises
        assert [who.name for who in first.persons] == ["Anna"]
        assert (second.author, second.words, third.words) == (None, "", "")
        assert third.author is not None

    def test_who_opts_out_later_disappears_from_what_was_told(self, praising: Desk) -> None:
        thank(praising, LEA, BEN)
        a_kept_promise(praising)
        (post,) = on_friday(praising)
        opt_out(praising, BEN)
        assert waiting(praising) == [("thanked", "thanks:1", "U0BEN"), ("wins", post.subject, "C0WINS")]
        assert told(praising, post).praises == ()
        opt_out(praising, ANNA)
        assert told(praising, post).is_empty, "it stands there, so it says that it is over"
        thanks.set_praised(praising, a_request(), BEN, praised=True)
        assert len(told(praising, post).praises) == 1

    def test_who_opts_out_before_it_is_posted_leaves_nothing_to_post(self, quick: Desk) -> None:
        thank(quick, LEA, BEN)
        clock_of(quick).now = FRIDAY
        timers.ring(quick)
        opt_out(quick, BEN)
        (post,) = [post for post in deliveries.claim(quick, 50, 50).posts if post.kind == "wins"]
        assert loaded(quick, post) is None

    def test_a_forgotten_customer_s_words_disappear_from_it(self, praising: Desk) -> None:
        thank(praising, LEA, BEN, words="secret", customer=MARA)
        (post,) = on_friday(praising)
        customers.forget(praising, "Mara Lindt")
        assert ("wins", post.subject, "C0WINS") in waiting(praising)
        (praise,) = told(praising, post).praises
        assert (praise.words, praise.by_customer) == ("", True)


class TestTrouble:
    """A channel that cannot be reached is put before the leads; Retry goes there, not into the leads' channel."""

    @pytest.mark.parametrize("moved", [False, True])
    def test_retry(self, quick: Desk, moved: bool) -> None:
        a_kept_promise(quick)
        clock_of(quick).now = FRIDAY
        timers.ring(quick)
        (post,) = [post for post in deliveries.claim(quick, 50, 50).posts if post.kind == "wins"]
        assert deliveries.bury(quick, post, "not_in_channel")
        (letter,) = [post for post in deliveries.claim(quick, 50, 50).posts if post.kind == "letter"]
        team = replace(quick.policy.team, wins_channel="C0PRAISE")
        there = replace(quick, policy=replace(quick.policy, team=team)) if moved else quick
        letters.retry(there, a_request(), LEA, letter.id)
        assert ("wins", post.subject, "C0PRAISE" if moved else "C0WINS") in waiting(there)
