"""What goes out to Slack, in which order, and what each message is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from desks import (  # fmt: skip
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    behind,
    chain_is_valid,
    claim_some,
    clock_of,
    finished,
    in_hours,
    loaded,
    log_of,
    run,
    send_all,
    waiting,
)
from troubles import a_problem, offer

from bot import (
    anchors,
    blankets,
    customers,
    decisions,
    delivery,
    drafts,
    followups,
    gestures,
    handovers,
    leave,
    renewals,
    reviews,
    snoozing,
    subjects,
    thanks,
    timers,
    weekly,
    wins,
)
from bot.blankets import Order
from bot.desk import Desk
from bot.policy_values import Weekly
from bot.service import Report
from bot.thanks import NewThanks
from storage import outbox
from storage import timers as stored_timers
from storage.records import (
    Anchor,
    Blanket,
    Card,
    Draft,
    Escalation,
    Followup,
    Gesture,
    Handover,
    Letter,
    Morning,
    Offers,
    Overdue,
    Post,
    Problem,
    Reminder,
    Renewal,
    Reviewing,
    Sent,
    Thanked,
    Unsolved,
    Waiting,
    Wins,
)


def claim(desk: Desk, most: int = 50) -> list[Post]:
    return list(claim_some(desk, most))


def a_reminder(desk: Desk) -> Followup:
    followup = a_followup(desk, hours=1)
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)
    return followup


def sent(desk: Desk, kind: str) -> dict[int, delivery.Record | None]:
    """What each message of this kind says that is sent or updated now, by its number."""
    found: dict[int, delivery.Record | None] = {}
    while posts := claim(desk):
        for post in posts:
            record = loaded(desk, post)
            if post.kind == kind:
                found[post.occurrence] = record
            assert finished(desk, post) if record else delivery.drop(desk, post, 8)
    return found


def told(desk: Desk) -> dict[str, type]:
    """What the messages that wait are about, by their kinds; Slack has them then."""
    found: dict[str, type] = {}
    while posts := claim(desk):
        for post in posts:
            found[post.kind] = type(loaded(desk, post))
            assert finished(desk, post)
    return found


class TestWhatItIsAbout:
    def test_reminder(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1, seconds=90)
        timers.ring(desk)
        (post,) = claim(desk)
        assert loaded(desk, post) == Reminder(followups.get(desk, followup.id), latest=True, late=90.0)

    def test_each_reminder_is_late_by_its_own_time(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1, seconds=90)
        timers.ring(desk)
        send_all(desk)
        clock_of(desk).pass_by(hours=2, seconds=5)
        timers.ring(desk)
        again = followups.get(desk, followup.id)
        assert again.reminders == 2
        assert sent(desk, "reminder") == {1: Reminder(again, False, 90.0), 2: Reminder(again, True, 5.0)}

    def test_on_its_way_it_becomes_later(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        clock_of(desk).pass_by(minutes=4)
        (post,) = claim(desk)
        reminder = loaded(desk, post)
        assert isinstance(reminder, Reminder)
        assert reminder.late == 240.0

    def test_moved_it_is_late_no_more(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1, seconds=90)
        timers.ring(desk)
        send_all(desk)
        moved = snoozing.snooze(desk, a_request(), ANNA, followup.id, "In 1 hour")
        assert sent(desk, "reminder") == {1: Reminder(moved, latest=True, late=0.0)}

    def test_that_a_request_waits_is_said_by_the_latest_alone(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        said = []
        for minutes in (30, 60, 180):
            clock_of(desk).pass_by(minutes=minutes)
            timers.ring(desk)
            said.append(sent(desk, "waiting"))
        latest, earlier = Waiting(gesture, True), Waiting(gesture, False)
        assert said == [{1: latest}, {1: earlier, 2: latest}, {2: earlier, 3: latest}]

    def test_that_a_request_waits_is_not_said_once_overtaken(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        for minutes in (30, 60):
            clock_of(desk).pass_by(minutes=minutes)
            timers.ring(desk)
        assert sent(desk, "waiting") == {1: None, 2: Waiting(gesture, True)}

    def test_the_day_is_shown_by_the_latest_morning_message_alone(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        said = []
        for day in (24, 25, 26):
            clock_of(desk).now = datetime(2026, 11, day, 8, tzinfo=UTC)
            timers.ring(desk)
            mornings = sent(desk, "digest")
            assert {type(found) for found in mornings.values()} == {Morning}
            said.append({n: found.latest for n, found in mornings.items() if isinstance(found, Morning)})
        assert said == [{1: True}, {1: False, 2: True}, {2: False, 3: True}]

    def test_a_morning_message_that_was_overtaken_before_it_was_shown_is_not_said(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        for day in (24, 25):
            clock_of(desk).now = datetime(2026, 11, day, 8, tzinfo=UTC)
            timers.ring(desk)
        mornings = sent(desk, "digest")
        assert (mornings[1], type(mornings[2])) == (None, Morning)

    def test_whoever_took_it_over_gets_the_reminder_and_the_other_one_says_so(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (first,) = send_all(desk)
        handovers.take_over(desk, a_request(), BEN, followup.id)
        timers.ring(desk)
        latest = {post.recipient: loaded(desk, post) for post in claim(desk)}
        assert {to: found.mine for to, found in latest.items() if isinstance(found, Reminder)} == {
            ANNA.id: False, BEN.id: True
        }  # fmt: skip
        assert first.recipient == ANNA.id

    def test_overtaken_before_it_was_shown(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (post,) = claim(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        assert loaded(desk, post) is None
        assert delivery.drop(desk, post, 8)
        assert waiting(desk) == []

    def test_card_with_what_they_got_before(self, desk: Desk) -> None:
        for _ in range(7):
            a_gesture(desk, 1_000)
        gesture = a_gesture(desk)
        (post,) = claim(desk)
        card = loaded(desk, post)
        assert isinstance(card, Card)
        assert (card.gesture, [g.id for g in card.before]) == (gesture, [7, 6, 5, 4, 3])
        assert (card.before_count, card.before_cost) == (7, 7_000)

    async def test_every_kind(self, desk: Desk) -> None:
        a_reminder(desk)
        anchors.keep(desk)
        tuesdays = replace(desk.policy.service, weekly=Weekly(1, time(9)), wins_at=Weekly(1, time(9)))
        team = replace(desk.policy.team, wins_channel="C0WINS")
        desk = replace(desk, policy=replace(desk.policy, team=team, service=tuesdays))
        weekly.keep(desk)
        wins.keep(desk)
        thanks.give(desk, NewThanks(a_request(), BEN, (ANNA,), "stayed late"))
        clock_of(desk).pass_by(days=1)
        timers.ring(desk)
        a_gesture(desk)
        clock_of(desk).pass_by(minutes=30)
        timers.ring(desk)
        decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
        reviews.ask(desk, a_request(), ANNA, (await a_draft(desk)).id)
        reviews.fine(desk, a_request(), LEA, 1)
        drafts.use(desk, a_request(), ANNA, (await a_draft(desk)).id)
        handovers.give(desk, a_request(), ANNA, a_followup(desk).id, BEN)
        for owner in (ANNA, BEN, BEN):
            a_followup(desk, owner, hours=0.1)
        leave.go(desk, a_request(), ANNA, in_hours(desk, 50), None)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        timers.ring(desk)
        assert delivery.bury(desk, claim(desk, most=1)[0], "is_archived")
        blankets.begin(desk, Order(LEA, a_problem(desk), offer(), ()))
        found = told(desk)
        clock_of(desk).pass_by(days=1)
        timers.ring(desk)
        with desk.database.begin() as tx:
            stored_timers.arm(tx, renewals.KIND, "gesture:1", desk.clock())  # which expired over it
        timers.ring(desk)
        found = told(desk) | found  # the next day's word of a problem; of the others what was told first
        assert found == {
            "reminder": Reminder, "escalation": Escalation, "handed": Handover, "offers": Offers, "overdue": Overdue,
            "card": Card, "ask_again": Renewal,
            "waiting": Waiting, "told": Gesture, "draft": Draft, "reply": Draft, "review": Reviewing,
            "reviewed": Reviewing, "digest": Morning, "letter": Letter,
            "anchor": Anchor, "weekly": Report, "problem": Problem, "blanket": Blanket,
            "unsolved": Unsolved,
            "thanked": Thanked, "wins": Wins,
        }  # fmt: skip
        assert set(found) == set(subjects.SUBJECTS)

    def test_unknown_kind(self, desk: Desk) -> None:
        a_gesture(desk)
        run(desk.database, "UPDATE outbox SET kind = 'from_tomorrow'")
        (post,) = claim(desk)
        with pytest.raises(delivery.UnknownKind):
            loaded(desk, post)

    def test_a_forgotten_customer_is_shown_as_one(self, desk: Desk) -> None:
        a_gesture(desk)
        send_all(desk)
        customers.forget(desk, JANE.value)
        (post,) = claim(desk)
        card = loaded(desk, post)
        assert isinstance(card, Card)
        assert (card.gesture.customer.label, card.gesture.reason) == ("a forgotten customer", "")


class TestSeveralChanges:
    def test_become_one_update(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        send_all(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        followups.reopen(desk, a_request(), ANNA, followup.id)
        followups.done(desk, a_request(), ANNA, followup.id)
        (update,) = send_all(desk)
        assert update.ts is not None

    def test_made_while_it_is_on_its_way_are_not_lost(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (post,) = claim(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        followups.reopen(desk, a_request(), ANNA, followup.id)
        assert finished(desk, post)
        (update,) = claim(desk)
        assert (update.id, update.ts is not None) == (post.id, True)
        assert finished(desk, update)
        assert claim(desk) == []

    def test_a_change_goes_before_new_messages(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (post,) = claim(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        for _ in range(3):
            a_gesture(desk)
        finished(desk, post)
        assert [post.kind for post in claim(desk, most=1)] == ["reminder"]

    def test_two_decisions_show_the_last(self, desk: Desk) -> None:
        a_gesture(desk, 50_000)
        send_all(desk)
        decisions.approve(desk, a_request(), LEA, 1)
        decisions.approve(desk, a_request(), LOU, 1)
        card = next(post for post in claim(desk) if post.kind == "card")
        found = loaded(desk, card)
        assert isinstance(found, Card)
        assert found.gesture.state == "approved"


def test_what_waits_is_counted(desk: Desk) -> None:
    assert (delivery.depth(desk), delivery.oldest_due(desk)) == ({}, None)
    a_gesture(desk)
    since = desk.clock()
    clock_of(desk).pass_by(minutes=1)
    gestures.withdraw(desk, a_request(), ANNA, a_gesture(desk).id)
    assert (delivery.depth(desk), delivery.oldest_due(desk)) == ({"ready": 2}, since)
    (post,) = claim(desk)
    assert delivery.depth(desk) == {"ready": 1, "sending": 1}
    assert delivery.postpone(desk, post, 60, "timeout")
    (other,) = claim(desk)
    wait = delivery.claim(desk, 5, 5).wait
    assert wait is not None
    assert 0 < wait <= 5, "the lease of the other one"
    assert delivery.bury(desk, other, "channel_not_found")
    wait = delivery.claim(desk, 0, 5).wait
    assert wait is not None
    assert 50 < wait <= 60
    assert delivery.depth(desk) == {"ready": 3, "dead": 1}, "two leads get a letter"
    assert delivery.is_ready(desk)


def test_two_that_claim_at_once_never_get_the_same(desk: Desk) -> None:
    for n in range(40):
        a_gesture(desk, 3_000)
        run(desk.database, "UPDATE outbox SET recipient = :to WHERE subject = :of", to=f"C{n}", of=f"gesture:{n + 1}")
    found = at_once(*[lambda: delivery.claim(desk, 12, 40).posts] * 4)
    assert [error for error in found if isinstance(error, Exception)] == []
    taken = [post.id for posts in found if not isinstance(posts, Exception) for post in posts]
    assert len(taken) == len(set(taken))
    rest = [post.id for post in claim(desk)]
    assert sorted(taken + rest) == list(range(1, 41))


class TestSentTooLate:
    def lost(self, desk: Desk) -> tuple[Post, Post]:
        """A message whose sender froze past its lease, and the same one in other hands."""
        a_reminder(desk)
        (first,) = claim(desk)
        run(desk.database, "UPDATE outbox SET held_until = 1")
        (second,) = claim(desk)
        return first, second

    def test_beside_another_it_is_extra(self, desk: Desk) -> None:
        first, second = self.lost(desk)
        assert not delivery.is_extra(desk, first, "17.1"), "whoever took it over may find it, and keep it"
        assert finished(desk, second, "17.2")
        assert not finished(desk, first, "17.1")
        assert delivery.is_extra(desk, first, "17.1")
        assert not delivery.is_extra(desk, first, "17.2"), "it was found, and is the one that stands"

    def test_where_nothing_is_left_to_say_it_is_extra(self, desk: Desk) -> None:
        first, second = self.lost(desk)
        assert delivery.drop(desk, second, 8)
        assert delivery.is_extra(desk, first, "17.1")

    def test_its_twin_is_looked_for_and_its_end_written_down(self, desk: Desk) -> None:
        _, second = self.lost(desk)
        assert finished(desk, second, "17.2", twin=True)
        assert not delivery.twins_are_due(desk)
        run(desk.database, "UPDATE outbox SET look_at = 1")
        assert delivery.twins_are_due(desk)
        (shown,) = delivery.claim_twins(desk, 10)
        assert (shown.key, shown.channel, shown.ts) == (second.key, f"D-{ANNA.id}", "17.2")
        delivery.twin_removed(desk, shown.key, shown.subject, "17.1")
        assert log_of(desk, "followup:1")[-1] == "message.twin_removed"
        assert chain_is_valid(desk)


def test_one_that_cannot_be_read_keeps_no_other_from_being_told(desk: Desk) -> None:
    a_reminder(desk)
    for kind in ("from_tomorrow", "card"):
        gesture = a_gesture(desk)
        run(desk.database, "UPDATE outbox SET kind = :kind WHERE subject = :of", kind=kind, of=f"gesture:{gesture.id}")
    run(desk.database, "UPDATE outbox SET recipient = 'C' || id")
    run(desk.database, "UPDATE outbox SET subject = 'gesture:oops' WHERE kind = 'card'")
    posts = claim(desk)
    found = {post.kind: about for post in posts for about in [delivery.load(desk, posts)[post.id]]}
    assert {kind: type(about) for kind, about in found.items()} == {
        "reminder": type(None), "from_tomorrow": delivery.UnknownKind, "card": ValueError
    }  # fmt: skip


def test_what_somebody_is_changing_this_moment_is_finished_all_the_same(postgres_desk: Desk) -> None:
    desk = postgres_desk
    for _ in range(2):
        a_reminder(desk)
    run(desk.database, "UPDATE outbox SET recipient = 'C' || id")
    posts = claim(desk)
    assert len(posts) == 2
    with desk.database.begin() as tx:
        outbox.changed(tx, "followup:1")
        ending = behind(desk, lambda: delivery.finish(desk, [Sent(post, "C1", f"17.{post.id}", "x") for post in posts]))
        assert not ending.done(), "the other one is not held up, and this one is waited for"
        assert run(desk.database, "SELECT state FROM outbox WHERE subject = 'followup:2'") == [("settled",)]
    assert ending.result() == {post.id for post in posts}
    assert [post.subject for post in claim(desk)] == ["followup:1"], "with the change made meanwhile"


def test_what_somebody_changes_for_long_keeps_no_other_from_its_end(
    postgres_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = postgres_desk
    for _ in range(2):
        a_reminder(desk)
    run(desk.database, "UPDATE outbox SET recipient = 'C' || id")
    posts = {post.subject: post for post in claim(desk)}
    with desk.database.begin() as tx:
        outbox.changed(tx, "followup:1")
        ended = delivery.finish(desk, [Sent(post, "C1", f"17.{post.id}", "x") for post in posts.values()])
    assert ended == {posts["followup:2"].id}
    assert f"message {posts['followup:1'].key} is left to its lease" in caplog.text


def test_what_an_older_version_did_not_know_is_sent_by_this_one(desk: Desk) -> None:
    a_gesture(desk)
    (post,) = claim(desk)
    assert delivery.bury(desk, post, delivery.UNKNOWN_KIND)
    assert delivery.revive_known(desk) == 1
    assert post.id in [again.id for again in claim(desk)]
