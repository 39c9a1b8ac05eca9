"""What could not be delivered is put before the leads, and what they can do about it."""

from __future__ import annotations

import pytest
from desks import (
    ANNA,
    BEN,
    LEA,
    LOU,
    POLICY,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    chain_is_valid,
    claim_some,
    clock_of,
    finished,
    loaded,
    log_of,
    run,
    timers_of,
    waiting,
)

from bot import customers, delivery, followups, home, letters, timers
from bot.desk import Desk
from bot.errors import NotALead, NothingUndelivered, SamePerson
from storage.records import Letter, Post

CHANNEL = POLICY.team.approvals_channel


def bury(desk: Desk, kind: str, trouble: str = "user_disabled") -> None:
    """The next message of this kind is given up."""
    while posts := claim_some(desk):
        for post in posts:
            if post.kind == kind:
                assert delivery.bury(desk, post, trouble)
                return
            assert finished(desk, post)
    raise AssertionError(f"no {kind} waits")


def an_undelivered_reminder(desk: Desk, what: str = "call her back") -> int:
    followup = a_followup(desk, hours=1, what=what)
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)
    bury(desk, "reminder")
    return followup.id


def the_letter(desk: Desk) -> tuple[Post, Letter]:
    """The letter that is sent or updated now."""
    post = next(post for post in claim_some(desk) if post.kind == "letter")
    letter = loaded(desk, post)
    assert isinstance(letter, Letter)
    assert finished(desk, post)
    return post, letter


def moment(desk: Desk) -> str:
    return desk.clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def letters_to(desk: Desk) -> list[str]:
    return [to for kind, _, to in waiting(desk) if kind == "letter"]


class TestTelling:
    def test_one_letter_gathers_what_could_not_be_delivered_to_somebody(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        post, letter = the_letter(desk)
        assert (post.recipient, letter.recipient, letter.total) == (CHANNEL, ANNA.id, 1)
        assert [(lost.kind, lost.name, lost.trouble) for lost in letter.lost] == [("reminder", "F-1", "user_disabled")]
        an_undelivered_reminder(desk)
        again, letter = the_letter(desk)
        assert (again.id, letter.total) == (post.id, 2)

    def test_about_the_approvals_channel_each_lead_is_told_by_direct_message(self, desk: Desk) -> None:
        a_gesture(desk)
        bury(desk, "card", "is_archived")
        assert letters_to(desk) == sorted(desk.roster.leads)

    def test_where_that_channel_takes_nothing_the_leads_get_the_letter_itself_and_one_about_it(
        self, desk: Desk
    ) -> None:
        an_undelivered_reminder(desk)
        bury(desk, "letter", "is_archived")
        to = [(subject, to) for kind, subject, to in waiting(desk) if kind == "letter"]
        leads = sorted(desk.roster.leads)
        assert to == [(f"undelivered:{about}", lead) for about in (ANNA.id, CHANNEL) for lead in leads]

    def test_a_lead_who_cannot_be_reached_either_is_no_reason_for_another_letter(self, desk: Desk) -> None:
        a_gesture(desk)
        bury(desk, "card", "is_archived")
        bury(desk, "letter")
        assert len(letters_to(desk)) == 1

    def test_what_was_given_up_without_a_word_before_hides_nothing(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        run(desk.database, "UPDATE timers SET due_at = :now WHERE kind = 'digest'", now=moment(desk))
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        run(desk.database, "UPDATE outbox SET state = 'dead' WHERE kind = 'digest'")
        bury(desk, "reminder")
        assert letters_to(desk) == [CHANNEL]
        assert [letter.recipient for letter in home.day(desk, LEA).letters] == [ANNA.id]

    def test_a_morning_message_is_missed_by_nobody(self, desk: Desk) -> None:
        a_followup(desk, hours=30)
        clock_of(desk).pass_by(hours=21)
        timers.ring(desk)
        bury(desk, "digest")
        assert waiting(desk) == []

    def test_a_row_that_cannot_be_read_is_named(self, sqlite_desk: Desk) -> None:
        desk = sqlite_desk
        a_gesture(desk)
        run(desk.database, "UPDATE outbox SET created_at = 'the other day'")
        assert claim_some(desk) == []
        assert letters_to(desk) == sorted(desk.roster.leads)

    def test_timers_that_could_not_be_carried_out(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        run(desk.database, "UPDATE timers SET kind = 'from_tomorrow' WHERE kind = 'reminder'")
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        _, letter = the_letter(desk)
        assert (letter.recipient, letter.total, letter.lost[0].name) == ("", 1, "F-1")

    @pytest.mark.parametrize("due", ["0 o clock", "one o clock", "0001-01-01T00:00:00+14:00"])
    def test_a_time_that_cannot_be_read_is_named_and_stops_nobody_else(self, sqlite_desk: Desk, due: str) -> None:
        desk = sqlite_desk
        for _ in range(2):
            a_followup(desk, hours=1)
        run(
            desk.database, "UPDATE timers SET due_at = :due WHERE subject = 'followup:1' AND kind = 'reminder'", due=due
        )
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        assert [subject for kind, subject, _ in waiting(desk) if kind == "reminder"] == ["followup:2"]
        assert timers.failed(desk) == 1
        assert letters_to(desk) == [CHANNEL]

    def test_a_number_that_is_none_is_named_and_stops_nobody_else(self, desk: Desk) -> None:
        for _ in range(2):
            a_followup(desk, hours=1)
        long = "9" * 30
        run(desk.database, "UPDATE timers SET subject = :of WHERE subject = 'followup:1'", of=f"followup:{long}")
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        assert [subject for kind, subject, _ in waiting(desk) if kind == "reminder"] == ["followup:2"]
        assert timers.failed(desk) == 1

    def test_a_lead_s_day_shows_what_waits_for_a_lead(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        (letter,) = home.day(desk, LEA).letters
        assert (letter.recipient, letter.total) == (ANNA.id, 1)
        assert home.day(desk, BEN).letters == ()
        letters.retry(desk, a_request(), LEA, letter.number)
        assert home.day(desk, LEA).letters == ()

    def test_a_forgotten_customer_is_named_no_more(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        _, letter = the_letter(desk)
        assert letter.lost[0].customer is not None
        assert letter.lost[0].customer.label == "jane.doe@example.com"
        customers.forget(desk, "jane.doe@example.com")
        _, letter = the_letter(desk)
        assert letter.lost[0].customer is not None
        assert letter.lost[0].customer.forgotten


class TestRetry:
    def test_sends_all_of_it_again(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        an_undelivered_reminder(desk)
        post, _ = the_letter(desk)
        request = a_request()
        letters.retry(desk, request, LEA, post.id)
        assert letters.retry(desk, request, LEA, post.id).total == 0
        again, letter = the_letter(desk)
        assert (again.id, letter.total, letter.outcome, letter.actor) == (post.id, 0, "retried", LEA.id)
        assert [kind for kind, _, _ in waiting(desk)] == ["reminder", "reminder"]
        assert log_of(desk, f"undelivered:{ANNA.id}") == ["letter.retried"]
        assert chain_is_valid(desk)

    def test_what_fails_once_more_is_a_new_letter(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        post, _ = the_letter(desk)
        letters.retry(desk, a_request(), LEA, post.id)
        bury(desk, "reminder")
        found = [loaded(desk, post) for post in claim_some(desk) if post.kind == "letter"]
        told = [(letter.total, letter.outcome) for letter in found if isinstance(letter, Letter)]
        assert sorted(told, key=str) == [(0, "superseded"), (1, None)]

    def test_what_was_for_an_old_approvals_channel_goes_to_the_present_one(self, desk: Desk) -> None:
        a_gesture(desk)
        run(desk.database, "UPDATE outbox SET recipient = 'C0OLD'")
        bury(desk, "card", "is_archived")
        post, letter = the_letter(desk)
        assert letter.recipient == "C0OLD"
        letters.retry(desk, a_request(), LEA, post.id)
        assert ("card", "gesture:1", CHANNEL) in waiting(desk)

    def test_a_timer_goes_off_after_all(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        run(desk.database, "UPDATE followups SET zone = 'Nowhere/At_all'")
        run(desk.database, "UPDATE people SET zone = 'Nowhere/At_all' WHERE id = :id", id=ANNA.id)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        post, letter = the_letter(desk)
        assert letter.total == 1
        run(desk.database, "UPDATE followups SET zone = 'Europe/Berlin'")
        run(desk.database, "UPDATE people SET zone = 'Europe/Berlin'")
        letters.retry(desk, a_request(), LEA, post.id)
        timers.ring(desk)
        assert ("reminder", "followup:1", ANNA.id) in waiting(desk)

    def test_only_by_leads_and_only_while_something_is_left(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        post, _ = the_letter(desk)
        with pytest.raises(NotALead):
            letters.retry(desk, a_request(), BEN, post.id)
        with pytest.raises(NotALead):
            letters.reassign(desk, a_request(), BEN, post.id, BEN)
        with pytest.raises(NothingUndelivered):
            letters.look(desk, LEA, 999)
        letters.retry(desk, a_request(), LEA, post.id)
        with pytest.raises(NothingUndelivered):
            letters.retry(desk, a_request(), LOU, post.id)


class TestReassign:
    def test_gives_a_colleague_all_that_is_open_and_what_was_to_be_told(self, desk: Desk) -> None:
        later = a_followup(desk, hours=50)
        due = an_undelivered_reminder(desk)
        post, _ = the_letter(desk)
        letters.reassign(desk, a_request(), LEA, post.id, BEN)
        assert [f.owner for f in (followups.get(desk, later.id), followups.get(desk, due))] == [BEN.id, BEN.id]
        assert timers_of(desk, f"followup:{due}")["reminder"] == desk.clock()
        assert timers_of(desk, f"followup:{later.id}") == {"reminder": later.due_at}
        assert "digest" in timers_of(desk, f"person:{BEN.id}")
        timers.ring(desk)
        assert ("reminder", f"followup:{due}", BEN.id) in waiting(desk)
        _, letter = the_letter(desk)
        assert (letter.outcome, letter.actor, letter.successor) == ("reassigned", LEA.id, BEN.id)
        assert log_of(desk, f"followup:{later.id}")[-1] == "followup.handed_over"
        assert chain_is_valid(desk)

    def test_is_nobody_s_own_and_no_channel_s(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        post, _ = the_letter(desk)
        with pytest.raises(SamePerson):
            letters.reassign(desk, a_request(), LEA, post.id, ANNA)
        a_gesture(desk)
        bury(desk, "card", "is_archived")
        post, letter = the_letter(desk)
        assert not letter.is_to_a_person
        with pytest.raises(NothingUndelivered):
            letters.reassign(desk, a_request(), LEA, post.id, BEN)

    def test_twice_is_once(self, desk: Desk) -> None:
        an_undelivered_reminder(desk)
        post, _ = the_letter(desk)
        request = a_request()
        letters.reassign(desk, request, LEA, post.id, BEN)
        letters.reassign(desk, request, LEA, post.id, LOU)
        assert followups.get(desk, 1).owner == BEN.id


@pytest.mark.postgres
def test_two_leads_at_once_send_nothing_twice(postgres_desk: Desk) -> None:
    desk = postgres_desk
    a_gesture(desk)
    run(desk.database, "UPDATE outbox SET recipient = 'C0OLD'")
    bury(desk, "card", "is_archived")
    post, _ = the_letter(desk)
    at_once(*[lambda lead=lead: letters.retry(desk, a_request(), lead, post.id) for lead in (LEA, LOU)])
    assert [kind for kind, _, _ in waiting(desk)].count("card") == 1
    assert log_of(desk, "undelivered:C0OLD") == ["letter.retried"]


def test_what_stands_in_slack_stays_ours_to_change(desk: Desk) -> None:
    an_undelivered_reminder(desk)
    run(desk.database, "UPDATE outbox SET channel = 'D1', ts = '17.1' WHERE state = 'dead'")
    post, _ = the_letter(desk)
    letters.reassign(desk, a_request(), LEA, post.id, BEN)
    customers.forget(desk, "jane.doe@example.com")
    assert ("reminder", "followup:1", ANNA.id) in waiting(desk), "the words are still to be taken out of it"


def test_what_is_over_before_its_letter_was_shown_is_not_said(desk: Desk) -> None:
    an_undelivered_reminder(desk)
    run(desk.database, "UPDATE outbox SET state = 'dropped' WHERE state = 'dead'")
    (post,) = (post for post in claim_some(desk) if post.kind == "letter")
    assert loaded(desk, post) is None
