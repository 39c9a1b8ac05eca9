"""Asking again for what nobody decided in time, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    CREDIT,
    JANE,
    LEA,
    LOU,
    TICKET,
    a_gesture,
    a_request,
    at_once,
    chain_is_valid,
    clock_of,
    log_of,
    run,
    send_all,
    timers_of,
    waiting,
    with_rules,
)
from sqlalchemy.exc import IntegrityError

from bot import customers, decisions, delivery, gestures, renewals, timers
from bot.desk import Desk
from bot.errors import AskAnew, GivenSince, NotFound, NotYours, OverPolicy, OwnRequest, WhoseTicket
from bot.policy import Limit
from storage.records import Gesture, Person, Reference, Renewal

FACTS = frozenset({"asked", "photo"})


def expired(desk: Desk, requester: Person = ANNA, **asked: object) -> Gesture:
    """A request that nobody decided in time, and whoever asked was told so."""
    gesture = a_gesture(desk, requester=requester, **asked)  # type: ignore[arg-type]
    clock_of(desk).pass_by(hours=8)
    timers.ring(desk)
    send_all(desk)
    found = gestures.get(desk, gesture.id)
    assert found.state == "expired"
    return found


def expired_by_midnight(desk: Desk) -> Gesture:
    """The same when it is eight hours and more until any lead is at work."""
    gesture = expired(desk)
    clock_of(desk).pass_by(hours=4, minutes=30)
    return gesture


def again(desk: Desk, number: int = 1, person: Person = ANNA) -> Gesture:
    return renewals.ask_again(desk, a_request(), person, number)


def count(desk: Desk) -> int:
    return gestures.log(desk, None)[1]


class TestAskingAgain:
    def test_asks_for_the_same_and_names_what_expired(self, desk: Desk) -> None:
        old = expired(desk, kind="discount", amount=4_000, price=8_000, code="late", units=3, facts=FACTS)
        new = again(desk)
        same = ("kind", "amount", "price", "customer", "reason", "code", "units", "facts", "requester", "cost", "needs")
        assert {name: getattr(new, name) for name in same} == {name: getattr(old, name) for name in same}
        assert (new.state, new.again_of, new.requested_at) == ("requested", old.id, desk.clock())
        assert new.expires_at == desk.clock() + timedelta(hours=8)
        assert set(timers_of(desk, "gesture:2")) == {"request_waits", "request_expires"}
        assert new == gestures.get(desk, new.id)
        assert gestures.get(desk, old.id) == replace(old, again_as=new.id)
        assert set(waiting(desk)) >= {
            ("card", "gesture:1", "C0LEADS"), ("told", "gesture:1", ANNA.id), ("card", "gesture:2", "C0LEADS"),
        }  # fmt: skip
        ((said,),) = run(desk.database, "SELECT data FROM audit WHERE subject = 'gesture:2'")
        assert json.loads(str(said))["again_of"] == 1
        assert chain_is_valid(desk)
        assert decisions.approve(desk, a_request(), LEA, new.id).again_of == old.id

    def test_however_often_it_is_pressed_it_is_one(self, desk: Desk) -> None:
        expired(desk)
        answers = at_once(*[lambda: again(desk)] * 4)
        assert {answer.id for answer in answers if isinstance(answer, Gesture)} == {2}
        request = a_request()
        for _ in range(2):
            assert renewals.ask_again(desk, request, ANNA, 1).id == 2
        decisions.decline(desk, a_request(), LEA, 2, "no")
        assert again(desk).state == "declined", "what became of it, and no third"
        assert count(desk) == 2
        assert log_of(desk).count("gesture.requested") == 2

    def test_the_database_holds_one_for_each(self, desk: Desk) -> None:
        expired(desk)
        again(desk)
        a_gesture(desk)
        with pytest.raises(IntegrityError):
            run(desk.database, "UPDATE gestures SET again_of = 1 WHERE id = 3")

    def test_what_expires_twice_is_asked_a_third_time(self, desk: Desk) -> None:
        expired(desk)
        again(desk)
        clock_of(desk).pass_by(hours=8)
        timers.ring(desk)
        assert again(desk, 2).again_of == 2
        assert again(desk, 1).id == 2
        assert count(desk) == 3

    def test_only_by_who_asked_and_never_decided_by_them(self, desk: Desk) -> None:
        expired(desk, LEA)
        for other in (ANNA, LOU):
            with pytest.raises(NotYours):
                again(desk, person=other)
        with pytest.raises(NotFound):
            again(desk, 99)
        assert count(desk) == 1
        again(desk, person=LEA)
        with pytest.raises(OwnRequest):
            decisions.approve(desk, a_request(), LEA, 2)
        assert decisions.approve(desk, a_request(), LOU, 2).state == "approved"

    @pytest.mark.parametrize("state", ["requested", "withdrawn", "declined", "approved"])
    def test_not_what_did_not_expire(self, desk: Desk, state: str) -> None:
        gesture = a_gesture(desk)
        if state == "withdrawn":
            gestures.withdraw(desk, a_request(), ANNA, gesture.id)
        elif state == "declined":
            decisions.decline(desk, a_request(), LEA, gesture.id, "no")
        elif state == "approved":
            decisions.approve(desk, a_request(), LEA, gesture.id)
        stands = again(desk)
        assert (stands.id, stands.state) == (gesture.id, state)
        assert count(desk) == 1

    def test_a_colleagues_request_for_the_same_is_what_one_gets(self, desk: Desk) -> None:
        expired(desk, reason="late again")
        a_gesture(desk, requester=BEN, reason="Late  again")
        first = again(desk)
        assert (first.id, first.requester, first.again_of) == (2, BEN.id, None)
        assert gestures.get(desk, 1).again_as is None
        assert count(desk) == 2


class TestTypedAnew:
    def test_what_the_leads_have_before_them_is_what_one_gets(self, desk: Desk) -> None:
        expired(desk, reason="late again")
        anew = a_gesture(desk, 13_000, reason="their parcel was late")
        assert again(desk) == gestures.get(desk, anew.id)
        assert count(desk) == 2

    @pytest.mark.parametrize(
        ("amount", "reason"), [(12_000, "it came too late"), (15_000, "it came too late"), (1_500, "Late  again")]
    )
    def test_what_they_got_since_is_not_given_twice(self, desk: Desk, amount: int, reason: str) -> None:
        expired(desk, reason="late again")
        anew = a_gesture(desk, amount, reason=reason)
        if anew.state == "requested":
            decisions.approve(desk, a_request(), LEA, anew.id)
        with pytest.raises(GivenSince, match=f"since \\(G-{anew.id}\\), so I asked for nothing more"):
            again(desk)
        assert count(desk) == 2

    def test_a_little_something_for_another_reason_stands_for_nothing_else(self, desk: Desk) -> None:
        expired(desk, reason="late again")
        assert a_gesture(desk, 500, reason="the voucher did not work").state == "granted"
        assert again(desk).again_of == 1

    def test_what_was_withdrawn_for_somebody_else_or_asked_before_is_no_hindrance(self, desk: Desk) -> None:
        a_gesture(desk, 1_000)
        expired(desk)
        gestures.withdraw(desk, a_request(), ANNA, a_gesture(desk, 1_100).id)
        a_gesture(desk, 1_200, customer=Reference("email", "bob@example.com", "bob@example.com"))
        a_gesture(desk, 1_300, requester=BEN)
        a_gesture(desk, kind="note", amount=1)
        assert again(desk, 2).again_of == 2

    def test_two_that_expired_are_both_asked_again(self, desk: Desk) -> None:
        first, second = a_gesture(desk), a_gesture(desk)
        clock_of(desk).pass_by(hours=8)
        timers.ring(desk)
        assert [again(desk, one.id).again_of for one in (first, second)] == [first.id, second.id]


class TestWhereNobodyIsThere:
    def test_it_is_put_off_until_a_lead_is_at_work(self, desk: Desk) -> None:
        expired_by_midnight(desk)
        late = renewals.put_off(desk, ANNA, 1)
        assert late
        assert late.expires_at == desk.clock() + timedelta(hours=8)
        assert late.at_work > late.expires_at
        assert renewals.put_off(desk, ANNA, 1) == late
        clock_of(desk).now = late.at_work
        timers.ring(desk)
        assert waiting(desk).count((renewals.KIND, "gesture:1", ANNA.id)) == 1
        assert renewals.too_late(desk, ANNA, 1) is None
        assert renewals.put_off(desk, ANNA, 1) is None
        assert again(desk).again_of == 1
        assert chain_is_valid(desk)

    def test_nobody_is_reminded_of_what_was_asked_meanwhile(self, desk: Desk) -> None:
        expired_by_midnight(desk)
        late = renewals.put_off(desk, ANNA, 1)
        again(desk)
        assert late
        clock_of(desk).now = late.at_work
        timers.ring(desk)
        assert (renewals.KIND, "gesture:1", ANNA.id) not in waiting(desk)

    @pytest.mark.parametrize(("amount", "since"), [(500, None), (12_000, 2)])
    def test_the_promised_word_comes_whatever_was_given_since(self, desk: Desk, amount: int, since: int | None) -> None:
        expired_by_midnight(desk)
        late = renewals.put_off(desk, ANNA, 1)
        anew = a_gesture(desk, amount)
        if anew.state == "requested":
            decisions.approve(desk, a_request(), LEA, anew.id)
        assert late
        clock_of(desk).now = late.at_work
        timers.ring(desk)
        (post,) = (post for post in send_all(desk) if post.kind == renewals.KIND)
        shown = delivery.load(desk, [post])[post.id]
        assert isinstance(shown, Renewal)
        assert (shown.gesture.id, shown.since and shown.since.id) == (1, since)

    def test_nobody_is_reminded_of_what_the_leads_have_before_them(self, desk: Desk) -> None:
        expired_by_midnight(desk)
        late = renewals.put_off(desk, ANNA, 1)
        clock_of(desk).pass_by(hours=8)
        a_gesture(desk)
        assert late
        clock_of(desk).now = late.at_work
        timers.ring(desk)
        assert (renewals.KIND, "gesture:1", ANNA.id) not in waiting(desk)

    def test_only_by_who_asked(self, desk: Desk) -> None:
        expired(desk)
        assert renewals.too_late(desk, BEN, 1) is None
        with pytest.raises(NotYours):
            renewals.put_off(desk, BEN, 1)
        assert renewals.KIND not in timers_of(desk, "gesture:1")


class TestAsThingsStand:
    def test_limits_are_looked_at_anew(self, desk: Desk) -> None:
        expired(desk)
        a_gesture(desk, 15_000, requester=BEN)
        tight = with_rules(desk, customer_limit=Limit(20_000, 365))
        with pytest.raises(OverPolicy, match="up to \\$200"):
            again(tight)
        assert (count(desk), gestures.get(desk, 1).again_as) == (2, None)
        assert again(desk).state == "requested", "a refusal is not the last word"

    @pytest.mark.parametrize(("limit", "state", "needs"), [(12_000, "granted", 0), (0, "requested", 1)])
    def test_so_is_the_policy(self, desk: Desk, limit: int, state: str, needs: int) -> None:
        expired(desk)
        kinds = {**desk.policy.gestures.kinds, "credit": replace(CREDIT, agent_limit=limit)}
        new = again(with_rules(desk, kinds=kinds))
        assert (new.state, new.needs, new.again_of) == (state, needs, 1)

    def test_a_kind_that_is_gone_or_another_is_asked_for_anew(self, desk: Desk) -> None:
        expired(desk)
        kinds = desk.policy.gestures.kinds
        with pytest.raises(OverPolicy, match="no Account credit any more"):
            again(with_rules(desk, kinds={"note": kinds["note"]}))
        with pytest.raises(AskAnew, match="G-1 cannot be asked for again"):
            again(with_rules(desk, kinds={"credit": replace(kinds["discount"], key="credit")}))
        euros = replace(desk.policy, team=replace(desk.policy.team, currency="EUR"))
        with pytest.raises(AskAnew):
            again(replace(desk, policy=euros))
        assert count(desk) == 1

    def test_for_whom_was_forgotten_nobody_asks(self, desk: Desk) -> None:
        expired(desk)
        customers.forget(desk, JANE.value)
        with pytest.raises(AskAnew):
            again(desk)
        assert list(gestures.list_mine(desk, ANNA)) == []

    def test_a_ticket_that_costs_by_now_is_asked_whose_it_is(self, desk: Desk) -> None:
        kinds = desk.policy.gestures.kinds
        free = with_rules(desk, kinds={"free_time": replace(kinds["free_time"], costs=0)})
        expired(free, kind="free_time", amount=1, customer=TICKET)
        with pytest.raises(WhoseTicket):
            again(desk)


class TestOnesList:
    def test_shows_what_expired_until_it_is_asked_again(self, desk: Desk) -> None:
        expired(desk)
        expired(desk, BEN)
        assert [gesture.id for gesture in gestures.list_mine(desk, ANNA)] == [1]
        again(desk)
        assert [(gesture.id, gesture.state) for gesture in gestures.list_mine(desk, ANNA)] == [(3, "requested")]

    def test_shows_it_for_a_week(self, desk: Desk) -> None:
        gesture = expired(desk)
        clock_of(desk).now = gesture.requested_at + timedelta(days=7)
        assert [one.id for one in gestures.list_mine(desk, ANNA)] == [1]
        clock_of(desk).pass_by(seconds=1)
        assert list(gestures.list_mine(desk, ANNA)) == []
        assert again(desk).again_of == 1, "its message still has the button"
