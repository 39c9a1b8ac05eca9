"""What goes out to Slack, in which order, and what each message is about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from desks import (
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
    clock_of,
    run,
    send_all,
    waiting,
)  # fmt: skip

from bot import customers, decisions, delivery, drafts, followups, gestures, timers
from bot.desk import Desk
from storage.records import Card, Day, Draft, Followup, Gesture, Post, Reminder


def claim(desk: Desk, most: int = 50, most_new: int = 50, busy: Sequence[str] = ()) -> list[Post]:
    return list(delivery.claim(desk, most, most_new, busy))


def a_reminder(desk: Desk) -> Followup:
    followup = a_followup(desk, hours=1)
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)
    return followup


def finish(desk: Desk, post: Post) -> bool:
    return delivery.finish(desk, post, "C1", f"1700000000.{post.id}", "print")


class TestWhatItIsAbout:
    def test_reminder(self, desk: Desk) -> None:
        followup = a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1, seconds=90)
        timers.ring(desk)
        (post,) = claim(desk)
        assert delivery.load(desk, post) == Reminder(followups.get(desk, followup.id), latest=True, late=90.0)

    def test_whoever_took_it_over_gets_the_reminder_and_the_other_one_says_so(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (first,) = send_all(desk)
        followups.take_over(desk, BEN, followup.id)
        timers.ring(desk)
        latest = {post.recipient: delivery.load(desk, post) for post in claim(desk)}
        assert {to: found.mine for to, found in latest.items() if isinstance(found, Reminder)} == {
            ANNA.id: False, BEN.id: True
        }  # fmt: skip
        assert first.recipient == ANNA.id

    def test_overtaken_before_it_was_shown(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (post,) = claim(desk)
        followups.done(desk, ANNA, followup.id)
        assert delivery.load(desk, post) is None
        assert delivery.drop(desk, post)
        assert waiting(desk) == []

    def test_card_with_what_they_got_before(self, desk: Desk) -> None:
        for _ in range(7):
            a_gesture(desk, 1_000)
        gesture = a_gesture(desk)
        (post,) = claim(desk)
        card = delivery.load(desk, post)
        assert isinstance(card, Card)
        assert (card.gesture, [g.id for g in card.before]) == (gesture, [7, 6, 5, 4, 3])
        assert (card.before_count, card.before_cost) == (7, 7_000)

    async def test_every_kind(self, desk: Desk) -> None:
        a_reminder(desk)
        clock_of(desk).pass_by(days=1)
        timers.ring(desk)
        a_gesture(desk)
        clock_of(desk).pass_by(minutes=30)
        timers.ring(desk)
        decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
        drafts.use(desk, ANNA, (await a_draft(desk)).id)
        found: dict[str, type] = {}
        while posts := claim(desk):
            for post in posts:
                found[post.kind] = type(delivery.load(desk, post))
                assert finish(desk, post)
        assert found == {
            "reminder": Reminder, "escalation": Followup, "card": Card, "waiting": Gesture, "told": Gesture,
            "draft": Draft, "reply": Draft, "digest": Day,
        }  # fmt: skip
        assert set(found) == set(delivery.SUBJECTS)

    def test_unknown_kind(self, desk: Desk) -> None:
        a_gesture(desk)
        run(desk.database, "UPDATE outbox SET kind = 'from_tomorrow'")
        (post,) = claim(desk)
        with pytest.raises(KeyError):
            delivery.load(desk, post)

    def test_a_forgotten_customer_is_shown_as_one(self, desk: Desk) -> None:
        a_gesture(desk)
        send_all(desk)
        customers.forget(desk, JANE.value)
        (post,) = claim(desk)
        card = delivery.load(desk, post)
        assert isinstance(card, Card)
        assert (card.gesture.customer.label, card.gesture.reason) == ("a forgotten customer", "")


class TestSeveralChanges:
    def test_become_one_update(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        send_all(desk)
        followups.done(desk, ANNA, followup.id)
        followups.reopen(desk, ANNA, followup.id)
        followups.done(desk, ANNA, followup.id)
        (update,) = send_all(desk)
        assert update.ts is not None

    def test_made_while_it_is_on_its_way_are_not_lost(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (post,) = claim(desk)
        followups.done(desk, ANNA, followup.id)
        followups.reopen(desk, ANNA, followup.id)
        assert finish(desk, post)
        (update,) = claim(desk)
        assert (update.id, update.ts is not None) == (post.id, True)
        assert finish(desk, update)
        assert claim(desk) == []

    def test_a_change_goes_before_new_messages(self, desk: Desk) -> None:
        followup = a_reminder(desk)
        (post,) = claim(desk)
        followups.done(desk, ANNA, followup.id)
        for _ in range(3):
            a_gesture(desk)
        finish(desk, post)
        assert [post.kind for post in claim(desk, most=1)] == ["reminder"]

    def test_two_decisions_show_the_last(self, desk: Desk) -> None:
        a_gesture(desk, 50_000)
        send_all(desk)
        decisions.approve(desk, a_request(), LEA, 1)
        decisions.approve(desk, a_request(), LOU, 1)
        card = next(post for post in claim(desk) if post.kind == "card")
        found = delivery.load(desk, card)
        assert isinstance(found, Card)
        assert found.gesture.state == "approved"


def test_depth_and_next(desk: Desk) -> None:
    assert (delivery.depth(desk), delivery.next_in(desk)) == ({}, None)
    a_gesture(desk)
    gestures.withdraw(desk, ANNA, a_gesture(desk).id)
    assert (delivery.depth(desk), delivery.next_in(desk)) == ({"ready": 2}, 0.0)
    (post,) = claim(desk)
    assert delivery.depth(desk) == {"ready": 1, "sending": 1}
    assert delivery.postpone(desk, post, 60, "ratelimited")
    (other,) = claim(desk)
    assert delivery.bury(desk, other, "channel_not_found")
    assert delivery.depth(desk) == {"ready": 1, "dead": 1}
    wait = delivery.next_in(desk)
    assert wait is not None
    assert 50 < wait <= 60
    assert delivery.is_ready(desk)


def test_two_that_claim_at_once_never_get_the_same(desk: Desk) -> None:
    for n in range(40):
        a_gesture(desk, 3_000)
        run(desk.database, "UPDATE outbox SET recipient = :to WHERE subject = :of", to=f"C{n}", of=f"gesture:{n + 1}")
    found = at_once(*[lambda: claim(desk, 12)] * 4)
    assert [error for error in found if isinstance(error, Exception)] == []
    taken = [post.id for posts in found if isinstance(posts, list) for post in posts]
    assert len(taken) == len(set(taken))
    rest = [post.id for post in claim(desk)]
    assert sorted(taken + rest) == list(range(1, 41))
