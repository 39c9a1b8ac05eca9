"""Gestures from the asking to the delivery, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    POLICY,
    TICKET,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    chain_is_valid,
    clock_of,
    log_of,
    open_desk,
    run,
    send_all,
    timers_of,
    waiting,
    with_rules,
)  # fmt: skip

from bot import allowances, decisions, followups, gestures, giving, lists, timers
from bot.desk import Desk
from bot.errors import AlreadyDecided, NotFound, NotYetDecided, NotYours, OverPolicy, WhoseTicket
from bot.hours import parse_duration
from bot.policy import Limit
from storage import audit
from storage.database import Database
from storage.records import Gesture, Person, Reference

SMALL = 2_000  # $20, which an agent grants alone
SATURDAY_NIGHT = datetime(2026, 11, 28, 1, 4, tzinfo=UTC)  # 2:04 in Berlin
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)  # when work starts there


class TestAsking:
    @pytest.mark.parametrize(
        ("kind", "amount", "state", "needs", "rule", "cost"),
        [
            ("credit", 2_500, "granted", 0, "within_agent_limit", 2_500),
            ("credit", 2_501, "requested", 1, "over_agent_limit", 2_501),
            ("credit", 20_001, "requested", 2, "over_lead_limit", 20_001),
            ("discount", 1_000, "granted", 0, "within_agent_limit", 1_000),
            ("discount", 5_000, "requested", 2, "over_lead_limit", 5_000),
            ("free_time", 1, "requested", 1, "over_agent_limit", 3_000),
            ("free_time", 3, "requested", 2, "over_lead_limit", 9_000),
            ("note", 0, "granted", 0, "agent_decides", 0),
        ],
    )
    def test_the_policy_decides(
        self, sqlite_desk: Desk, kind: str, amount: int, state: str, needs: int, rule: str, cost: int
    ) -> None:
        gesture = a_gesture(sqlite_desk, amount, kind=kind)
        assert (gesture.state, gesture.needs, gesture.rule, gesture.cost) == (state, needs, rule, cost)
        assert gesture == gestures.get(sqlite_desk, gesture.id)
        assert log_of(sqlite_desk) == [f"gesture.{state}"]
        card = [("card", "gesture:1", "C0LEADS")] if state == "requested" else []
        assert waiting(sqlite_desk) == card
        assert set(timers_of(sqlite_desk, "gesture:1")) == ({"request_waits", "request_expires"} if card else set())

    @pytest.mark.parametrize(
        ("kind", "amount", "why"),
        [("credit", 100_001, "up to"), ("credit", 0, "above zero"), ("credit", -5, "above zero"),
         ("free_time", 4, "up to"), ("discount", 5_001, "up to")],
    )  # fmt: skip
    def test_refused_records_nothing(self, sqlite_desk: Desk, kind: str, amount: int, why: str) -> None:
        with pytest.raises(OverPolicy, match=why):
            a_gesture(sqlite_desk, amount, kind=kind)
        assert run(sqlite_desk.database, "SELECT count(*) FROM gestures") == [(0,)]
        assert run(sqlite_desk.database, "SELECT count(*) FROM customers") == [(0,)]
        assert log_of(sqlite_desk) == []

    def test_priced_percentage_costs_that_part_of_it(self, desk: Desk) -> None:
        gesture = a_gesture(desk, 1_250, kind="discount", price=9_999)
        assert (gesture.cost, gesture.price) == (1_250, 9_999)

    def test_repeated_delivery_gets_the_first_one(self, desk: Desk) -> None:
        request = a_request()
        first = a_gesture(desk, request=request)
        assert a_gesture(desk, 5_000, request=request) == first
        assert run(desk.database, "SELECT count(*) FROM gestures") == [(1,)]

    def test_a_delivery_repeated_at_once_makes_one(self, desk: Desk) -> None:
        request = a_request()
        answers = at_once(*[lambda: a_gesture(desk, request=request)] * 6)
        assert [answer.id for answer in answers if isinstance(answer, Gesture)] == [1] * 6
        assert log_of(desk) == ["gesture.requested"]

    def test_keeps_the_policy_it_was_judged_by(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        assert gesture.policy == POLICY.digest
        assert run(desk.database, "SELECT digest, text FROM policies") == [(POLICY.digest, POLICY.text)]
        a_gesture(replace(desk, policy=replace(desk.policy, digest="other", text="[team]")))
        assert run(desk.database, "SELECT count(*) FROM policies") == [(2,)]


class TestLimits:
    def test_customer_limit_counts_what_is_open_and_given(self, desk: Desk) -> None:
        desk = with_rules(desk, customer_limit=Limit(20_000, 365))
        a_gesture(desk, 12_000)
        with pytest.raises(OverPolicy, match=r"already has \$120"):
            a_gesture(desk, 8_001)
        assert a_gesture(desk, 8_000).state == "requested"
        with pytest.raises(OverPolicy):
            a_gesture(desk, 1)
        assert a_gesture(desk, 0, kind="note").state == "granted"
        assert a_gesture(desk, 8_001, customer=Reference("name", "Bo", "bo")).state == "requested"

    @pytest.mark.parametrize("end", ["withdraw", "decline", "expire"])
    def test_what_came_to_nothing_no_longer_counts(self, desk: Desk, end: str) -> None:
        desk = with_rules(desk, customer_limit=Limit(12_000, 365))
        gesture = a_gesture(desk)
        if end == "withdraw":
            gestures.withdraw(desk, a_request(), ANNA, gesture.id)
        elif end == "decline":
            decisions.decline(desk, a_request(), LEA, gesture.id, "no")
        else:
            clock_of(desk).pass_by(hours=8)
            timers.ring(desk)
        assert a_gesture(desk).state == "requested"

    def test_days_roll(self, desk: Desk) -> None:
        desk = with_rules(desk, customer_limit=Limit(12_000, 10))
        a_gesture(desk)
        clock_of(desk).pass_by(days=10)
        with pytest.raises(OverPolicy):
            a_gesture(desk)
        clock_of(desk).pass_by(microseconds=1)
        assert a_gesture(desk).state == "requested"

    def test_agent_budget_sends_it_to_a_lead(self, desk: Desk) -> None:
        desk = with_rules(desk, agent_budget=Limit(5_000, 30))
        assert [a_gesture(desk, SMALL).state for _ in range(3)] == ["granted", "granted", "requested"]
        assert gestures.get(desk, 3).rule == "over_agent_budget"
        assert a_gesture(desk, SMALL, BEN).state == "granted"
        gestures.withdraw(desk, a_request(), ANNA, 1)
        assert a_gesture(desk, SMALL).state == "granted"

    def test_a_budget_is_not_touched_by_what_leads_approved(self, desk: Desk) -> None:
        desk = with_rules(desk, agent_budget=Limit(2_000, 30))
        decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
        assert a_gesture(desk, SMALL).state == "granted"
        assert "$0 is left" in " ".join(allowances.today(desk, ANNA))

    def test_twenty_at_once_never_exceed_the_customer_limit(self, desk: Desk) -> None:
        desk = with_rules(desk, customer_limit=Limit(10_000, 365), agent_budget=None)
        people = (ANNA, BEN, LEA, LOU)
        answers = at_once(*[lambda n=n: a_gesture(desk, SMALL, people[n % 4]) for n in range(20)])
        assert sum(isinstance(answer, Gesture) for answer in answers) == 5
        assert {type(answer) for answer in answers} == {Gesture, OverPolicy}
        assert run(desk.database, "SELECT sum(cost) FROM gestures") == [(10_000,)]
        assert len(log_of(desk)) == 5
        assert chain_is_valid(desk)

    def test_twenty_at_once_never_exceed_the_agent_s_budget(self, desk: Desk) -> None:
        desk = with_rules(desk, agent_budget=Limit(10_000, 30))
        many = [Reference("name", f"Customer {n}", f"customer {n}") for n in range(20)]
        answers = at_once(*[lambda who=who: a_gesture(desk, SMALL, customer=who) for who in many])
        states = [answer.state for answer in answers if isinstance(answer, Gesture)]
        assert (states.count("granted"), states.count("requested")) == (5, 15)


class TestWhoseTicket:
    def test_what_costs_money_goes_to_a_person(self, desk: Desk) -> None:
        with pytest.raises(WhoseTicket, match="#4312"):
            a_gesture(desk, customer=TICKET)
        with pytest.raises(WhoseTicket):
            a_gesture(desk, customer=TICKET, person=Reference("ticket", "#77", "77"))
        assert run(desk.database, "SELECT count(*) FROM customers") == [(0,)]
        assert a_gesture(desk, 0, kind="note", customer=TICKET).state == "granted"

    def test_linking_gives_the_person_what_the_ticket_had(self, desk: Desk) -> None:
        followup = a_followup(desk, customer=TICKET)
        note = a_gesture(desk, 0, kind="note", customer=TICKET)
        gesture = a_gesture(desk, customer=TICKET, person=JANE)
        assert gesture.customer.label == "jane.doe@example.com"
        assert {r.kind for r in gesture.customer.references} == {"email", "ticket"}
        assert followups.get(desk, followup.id).customer.id == gesture.customer.id
        assert gestures.get(desk, note.id).customer.id == gesture.customer.id
        assert a_gesture(desk, customer=TICKET).customer.id == gesture.customer.id
        assert gestures.log(desk, TICKET) == gestures.log(desk, JANE)
        assert [g.id for g in gestures.log(desk, JANE)[0]] == [3, 2, 1]
        (said,) = run(desk.database, "SELECT data FROM audit WHERE subject = 'gesture:2'")
        assert f'"linked":{followup.customer.id}' in str(said)

    def test_linking_does_not_get_around_the_limit(self, desk: Desk) -> None:
        desk = with_rules(desk, customer_limit=Limit(12_000, 365))
        a_gesture(desk)
        with pytest.raises(OverPolicy):
            a_gesture(desk, 1, customer=TICKET, person=JANE)
        with pytest.raises(WhoseTicket):
            a_gesture(desk, 1, customer=TICKET)

    def test_two_tickets_of_one_person_linked_at_once(self, desk: Desk) -> None:
        a_gesture(desk, SMALL)
        for n in range(6):
            a_followup(desk, customer=Reference("ticket", f"#{n}", f"{n}"))
        answers = at_once(*[
            lambda n=n: a_gesture(desk, SMALL, (ANNA, BEN)[n % 2], customer=Reference("ticket", f"#{n}", f"{n}"),
                                  person=JANE)
            for n in range(6)
        ])  # fmt: skip
        assert [type(answer) for answer in answers] == [Gesture] * 6
        assert gestures.log(desk, JANE)[1] == 7


class TestWithdrawing:
    def test_a_request(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        withdrawn = gestures.withdraw(desk, a_request(), ANNA, gesture.id)
        assert (withdrawn.state, withdrawn.decided_at) == ("withdrawn", desk.clock())
        assert timers_of(desk, "gesture:1") == {}
        assert gestures.withdraw(desk, a_request(), ANNA, gesture.id) == withdrawn
        assert log_of(desk) == ["gesture.requested", "gesture.withdrawn"]

    def test_what_was_granted_or_approved(self, desk: Desk) -> None:
        granted = a_gesture(desk, SMALL)
        assert gestures.withdraw(desk, a_request(), ANNA, granted.id).state == "withdrawn"
        approved = decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
        assert gestures.withdraw(desk, a_request(), ANNA, approved.id).state == "withdrawn"

    def test_only_one_s_own_leads_included(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        for other in (BEN, LEA):
            with pytest.raises(NotYours, match=r"G-1 is <@U0ANNA>’s"):
                gestures.withdraw(desk, a_request(), other, gesture.id)
        with pytest.raises(NotFound, match="G-9"):
            gestures.withdraw(desk, a_request(), ANNA, 9)
        assert gestures.get(desk, gesture.id).state == "requested"

    def test_not_what_is_over(self, desk: Desk) -> None:
        gesture = giving.deliver(desk, a_request(), ANNA, a_gesture(desk, SMALL).id)
        with pytest.raises(AlreadyDecided, match="G-1 was already delivered by <@U0ANNA>") as refused:
            gestures.withdraw(desk, a_request(), ANNA, gesture.id)
        assert refused.value.people == [ANNA.id]

    def test_a_lead_approves_while_it_is_withdrawn(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        at_once(
            lambda: gestures.withdraw(desk, a_request(), ANNA, gesture.id),
            lambda: decisions.approve(desk, a_request(), LEA, gesture.id),
        )
        assert gestures.get(desk, gesture.id).state == "withdrawn"
        assert chain_is_valid(desk)


class TestDelivering:
    def test_checks_in_later(self, desk: Desk) -> None:
        gesture = a_gesture(desk, SMALL)
        delivered = giving.deliver(desk, a_request(), ANNA, gesture.id)
        assert (delivered.state, delivered.delivered_at) == ("delivered", desk.clock())
        (check_in,) = lists.mine(desk, ANNA).followups
        assert check_in.what == "Check how it landed: Account credit of $20"
        assert (check_in.customer, check_in.owner) == (gesture.customer, ANNA.id)
        assert check_in.due_at == desk.clock() + timedelta(days=1)
        assert timers_of(desk, "followup:1") == {"reminder": check_in.due_at}
        assert log_of(desk) == ["gesture.granted", "gesture.delivered", "followup.recorded"]
        ((salt,),) = run(desk.database, "SELECT salt FROM followups")
        ((said,),) = run(desk.database, "SELECT data FROM audit WHERE subject = 'followup:1'")
        assert json.loads(str(said)) == {
            "customer": gesture.customer.id, "gesture": 1, "what": audit.digest(str(salt), check_in.what)
        }  # fmt: skip
        assert chain_is_valid(desk)
        assert giving.deliver(desk, a_request(), ANNA, gesture.id) == delivered
        assert lists.mine(desk, ANNA).total == 1

    def test_check_in_waits_for_work_to_begin(self, desk: Desk) -> None:
        clock_of(desk).now = datetime(2026, 11, 27, 14, tzinfo=UTC)  # a Friday
        giving.deliver(desk, a_request(), ANNA, a_gesture(desk, SMALL).id)
        assert followups.get(desk, 1).due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)

    def test_no_check_in_when_switched_off(self, desk: Desk) -> None:
        desk = with_rules(desk, follow_up_after=None)
        giving.deliver(desk, a_request(), ANNA, a_gesture(desk, SMALL).id)
        assert lists.mine(desk, ANNA).total == 0

    def test_only_what_was_won_and_by_the_requester(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        with pytest.raises(NotYetDecided, match="G-1 still waits for a lead"):
            giving.deliver(desk, a_request(), ANNA, gesture.id)
        decisions.approve(desk, a_request(), LEA, gesture.id)
        with pytest.raises(NotYours):
            giving.deliver(desk, a_request(), LEA, gesture.id)
        assert giving.deliver(desk, a_request(), ANNA, gesture.id).state == "delivered"

    def test_not_what_came_to_nothing(self, desk: Desk) -> None:
        gestures.withdraw(desk, a_request(), ANNA, a_gesture(desk).id)
        decisions.decline(desk, a_request(), LEA, a_gesture(desk).id, "no")
        for number, words in ((1, "withdrawn by <@U0ANNA>"), (2, "declined by <@U0LEAD>")):
            with pytest.raises(AlreadyDecided, match=f"G-{number} was already {words}"):
                giving.deliver(desk, a_request(), ANNA, number)
        assert lists.mine(desk, ANNA).total == 0

    def test_two_presses_at_once_check_in_once(self, desk: Desk) -> None:
        gesture = a_gesture(desk, SMALL)
        answers = at_once(*[lambda: giving.deliver(desk, a_request(), ANNA, gesture.id)] * 4)
        assert [answer.state for answer in answers if isinstance(answer, Gesture)] == ["delivered"] * 4
        assert lists.mine(desk, ANNA).total == 1


class TestWaiting:
    def test_leads_are_reminded_after_pauses_that_grow(self, desk: Desk) -> None:
        gesture = a_gesture(desk)
        send_all(desk)
        start = gesture.requested_at
        for minutes in (30, 90, 270):
            assert timers_of(desk, "gesture:1")["request_waits"] == start + timedelta(minutes=minutes)
            clock_of(desk).now = start + timedelta(minutes=minutes)
            timers.ring(desk)
            assert {kind for kind, _, _ in waiting(desk)} == {"waiting"}
            newest = max(post.occurrence for post in send_all(desk))
            assert newest == (30, 90, 270).index(minutes) + 1
        assert log_of(desk).count("gesture.leads_reminded") == 3

    @pytest.mark.parametrize(
        ("requester", "quiet", "again"),
        [
            (ANNA, True, MONDAY),
            (LEA, True, MONDAY + timedelta(hours=6)),  # Lou’s morning
            (ANNA, False, SATURDAY_NIGHT + timedelta(minutes=90)),
        ],
    )
    def test_once_said_it_waits_for_a_leads_hours(
        self, desk: Desk, requester: Person, quiet: bool, again: datetime
    ) -> None:
        policy = replace(desk.policy, followups=replace(desk.policy.followups, quiet=quiet))
        desk = with_rules(replace(desk, policy=policy), requests_expire_after=parse_duration("4d"))
        clock_of(desk).now = SATURDAY_NIGHT
        a_gesture(desk, requester=requester)
        first = SATURDAY_NIGHT + timedelta(minutes=30)
        assert timers_of(desk, "gesture:1")["request_waits"] == first, "a span that the policy names is calendar time"
        clock_of(desk).now = first
        timers.ring(desk)
        assert timers_of(desk, "gesture:1")["request_waits"] == again

    def test_expires_unless_decided(self, desk: Desk) -> None:
        first, second = a_gesture(desk), a_gesture(desk)
        decisions.approve(desk, a_request(), LEA, second.id)
        send_all(desk)
        clock_of(desk).pass_by(hours=8)
        timers.ring(desk)
        expired = gestures.get(desk, first.id)
        assert (expired.state, expired.decided_at) == ("expired", desk.clock())
        assert ("told", "gesture:1", ANNA.id) in waiting(desk)
        assert timers_of(desk, "gesture:1") == {}
        assert gestures.get(desk, second.id).state == "approved"
        with pytest.raises(AlreadyDecided, match="G-1 expired before anybody decided"):
            decisions.approve(desk, a_request(), LEA, first.id)
        with pytest.raises(AlreadyDecided, match="G-1 expired before anybody decided"):
            gestures.withdraw(desk, a_request(), ANNA, first.id)

    def test_a_lead_decides_while_it_expires(self, desk: Desk) -> None:
        for _ in range(4):
            a_gesture(desk)
        clock_of(desk).pass_by(hours=8)
        at_once(
            lambda: timers.ring(desk), *[lambda n=n: decisions.approve(desk, a_request(), LEA, n) for n in (4, 3, 2, 1)]
        )
        timers.ring(desk)
        assert {gestures.get(desk, n).state for n in (1, 2, 3, 4)} == {"expired"}
        assert log_of(desk).count("gesture.expired") == 4
        assert timers.failed(desk) == 0


class TestLists:
    def test_mine_until_delivered_the_oldest_first(self, desk: Desk) -> None:
        a_gesture(desk)
        a_gesture(desk, SMALL)
        a_gesture(desk, SMALL, BEN)
        assert [g.id for g in gestures.list_mine(desk, ANNA)] == [1, 2]
        giving.deliver(desk, a_request(), ANNA, 2)
        assert [g.id for g in gestures.list_mine(desk, ANNA)] == [1]

    def test_a_long_list_of_mine_is_whole(self, desk: Desk) -> None:
        for _ in range(25):
            a_gesture(desk, 0, kind="note")
        assert [g.id for g in gestures.list_mine(desk, ANNA)] == list(range(1, 26))

    def test_log(self, desk: Desk) -> None:
        a_gesture(desk)
        a_gesture(desk, SMALL, customer=Reference("name", "Bo", "bo"))
        assert ([g.id for g in gestures.log(desk, None)[0]], gestures.log(desk, None)[1]) == ([2, 1], 2)
        assert ([g.id for g in gestures.log(desk, JANE)[0]], gestures.log(desk, JANE)[1]) == ([1], 1)
        with pytest.raises(NotFound, match="customer Nobody"):
            gestures.log(desk, Reference("name", "Nobody", "nobody"))

    def test_log_counts_those_left_off(self, desk: Desk) -> None:
        a_gesture(desk, 0, kind="note", customer=Reference("name", "Bo", "bo"))
        for _ in range(22):
            a_gesture(desk, 0, kind="note")
        for reference, total in ((None, 23), (JANE, 22)):
            shown, counted = gestures.log(desk, reference)
            assert (len(shown), shown[0].id, counted) == (20, 23, total)


def test_yen_have_no_cents(database: Database) -> None:
    desk = open_desk(database, team=replace(POLICY.team, currency="JPY"))
    gesture = a_gesture(desk, 1_500)
    assert (gesture.cost, gesture.currency, gestures.describe(gesture)) == (1_500, "JPY", "Account credit of ¥1,500")
