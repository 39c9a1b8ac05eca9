"""What leads decide, and what the database refuses even when no Python checks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from desks import (
    ANNA,
    BEN,
    CREDIT,
    JANE,
    LEA,
    LOU,
    POLICY,
    a_gesture,
    a_request,
    at_once,
    chain_is_valid,
    clock_of,
    loaded,
    log_of,
    run,
    send_all,
    timers_of,
    waiting,
    with_rules,
)  # fmt: skip
from sqlalchemy.exc import DBAPIError

from bot import decisions, gestures, giving, timers
from bot.desk import Desk, Roster
from bot.errors import (
    AlreadyDecided,
    NotALead,
    NotFound,
    OverPolicy,
    OwnRequest,
    PeopleUnknown,
    SameAmount,
    YouApprovedAlready,
)
from bot.policy import Limit
from bot.rules import Cap
from storage.records import Card, Gesture, Person, Reference

ZOE = Person("U0ZOE", "Zoe", "Europe/Berlin", "en-GB", "member")
LARGE = 50_000  # $500, which takes two leads


def approve(desk: Desk, lead: Person, number: int = 1) -> Gesture:
    return decisions.approve(desk, a_request(), lead, number)


def with_kind(desk: Desk, **limits: int) -> Desk:
    """The same desk under other limits for credit."""
    return with_rules(desk, kinds={**desk.policy.gestures.kinds, "credit": replace(CREDIT, **limits)})


class TestApproving:
    def test_one_lead(self, desk: Desk) -> None:
        a_gesture(desk)
        clock_of(desk).pass_by(minutes=5)
        approved = approve(desk, LEA)
        assert (approved.state, approved.decided_at) == ("approved", desk.clock())
        assert [said.lead for said in approved.approvals] == [LEA.id]
        assert timers_of(desk, "gesture:1") == {}
        assert waiting(desk) == [("card", "gesture:1", "C0LEADS"), ("told", "gesture:1", ANNA.id)]
        assert log_of(desk) == ["gesture.requested", "gesture.approved"]

    def test_two_different_leads(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        assert approve(desk, LEA).state == "requested"
        with pytest.raises(YouApprovedAlready, match="second, different lead"):
            approve(desk, LEA)
        approved = approve(desk, LOU)
        assert (approved.state, [said.lead for said in approved.approvals]) == ("approved", [LEA.id, LOU.id])
        assert log_of(desk) == ["gesture.requested", "gesture.approved_once", "gesture.approved"]

    def test_repeated_delivery_decides_once(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        request = a_request()
        first = decisions.approve(desk, request, LEA, 1)
        assert decisions.approve(desk, request, LEA, 1) == first
        assert log_of(desk).count("gesture.approved_once") == 1

    def test_the_update_reaches_the_card(self, desk: Desk) -> None:
        a_gesture(desk)
        send_all(desk)
        approve(desk, LEA)
        assert {(post.kind, post.ts is not None) for post in send_all(desk)} == {("card", True), ("told", False)}

    def test_names_the_policy_it_was_decided_under(self, desk: Desk) -> None:
        a_gesture(desk)
        later = replace(desk, policy=replace(desk.policy, digest="new", text="[team]"))
        assert approve(later, LEA).policy == "new"
        assert run(desk.database, "SELECT data FROM audit WHERE action = 'gesture.approved'")[0][0].count('"new"') == 1

    def test_judged_again_as_things_stand(self, desk: Desk) -> None:
        a_gesture(desk)
        with pytest.raises(OverPolicy, match="One customer may get up to"):
            approve(with_rules(desk, customer_limit=Limit(11_999, 365)), LEA)
        with pytest.raises(OverPolicy, match="no Account credit any more"):
            approve(with_rules(desk, kinds={}), LEA)
        assert gestures.get(desk, 1).state == "requested"
        assert log_of(desk) == ["gesture.requested"]

    def test_a_stricter_policy_asks_for_more_leads(self, desk: Desk) -> None:
        a_gesture(desk)
        strict = with_kind(desk, lead_limit=10_000)
        once = approve(strict, LEA)
        assert (once.state, once.needs, once.rule) == ("requested", 2, "over_lead_limit")
        assert "two different leads" in once.why
        assert set(timers_of(desk, "gesture:1")) == {"request_waits", "request_expires"}
        assert approve(desk, LOU).state == "approved"
        assert log_of(desk) == ["gesture.requested", "gesture.approved_once", "gesture.approved"]

    @pytest.mark.parametrize("laxer", [{"lead_limit": 60_000}, {"agent_limit": 60_000, "lead_limit": 60_000}])
    def test_a_laxer_policy_does_not_undo_the_asking(self, desk: Desk, laxer: dict[str, int]) -> None:
        a_gesture(desk, LARGE)
        once = approve(with_kind(desk, **laxer), LEA)
        assert (once.state, once.needs) == ("requested", 2)

    def test_not_after_its_time_even_before_the_bot_noticed(self, desk: Desk) -> None:
        for _ in range(3):
            a_gesture(desk)
        clock_of(desk).pass_by(hours=8, microseconds=-1)
        assert approve(desk, LEA).state == "approved"
        clock_of(desk).pass_by(microseconds=1)
        for act in (
            lambda: approve(desk, LEA, 2),
            lambda: decisions.decline(desk, a_request(), LEA, 2, "no"),
            lambda: decisions.change(desk, a_request(), LEA, 2, 3_000, None, "less"),
            lambda: decisions.look(desk, LEA, 2),
        ):
            with pytest.raises(AlreadyDecided, match="G-2 expired before anybody decided"):
                act()
        assert gestures.get(desk, 2).decisions == ()
        assert gestures.withdraw(desk, a_request(), ANNA, 2).state == "withdrawn"
        timers.ring(desk)
        assert gestures.get(desk, 3).state == "expired"


class TestWho:
    @pytest.mark.parametrize("asker", [ANNA, LEA])
    def test_not_who_asked(self, desk: Desk, asker: Person) -> None:
        a_gesture(desk, requester=asker)
        refusal = OwnRequest if asker == LEA else NotALead
        with pytest.raises(refusal):
            approve(desk, asker)
        with pytest.raises(refusal):
            decisions.decline(desk, a_request(), asker, 1, "no")
        with pytest.raises(refusal):
            decisions.change(desk, a_request(), asker, 1, 3_000, None, "less")
        with pytest.raises(refusal):
            decisions.look(desk, asker, 1)
        assert run(desk.database, "SELECT count(*) FROM decisions") == [(0,)]
        assert log_of(desk) == ["gesture.requested"]

    def test_not_another_agent(self, desk: Desk) -> None:
        a_gesture(desk)
        with pytest.raises(NotALead, match="Only a lead can decide G-1"):
            approve(desk, BEN)

    def test_a_refused_press_may_be_repeated(self, desk: Desk) -> None:
        a_gesture(desk)
        request = a_request()
        for _ in range(2):
            with pytest.raises(NotALead):
                decisions.approve(desk, request, BEN, 1)

    def test_whom_slack_calls_a_lead(self, desk: Desk) -> None:
        a_gesture(desk)
        slack = Roster(frozenset(POLICY.team.leads), from_slack=True)
        asked = replace(desk, roster=slack)
        with pytest.raises(PeopleUnknown):
            approve(asked, ZOE)
        slack.learn(frozenset({ZOE.id}), None)
        assert approve(asked, ZOE).state == "approved"

    def test_unknown(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="G-1"):
            approve(desk, LEA)
        with pytest.raises(NotFound):
            decisions.look(desk, LEA, 1)


class TestTooLate:
    @pytest.mark.parametrize(
        ("end", "words", "people"),
        [
            ("approved", "G-1 was already approved by <@U0LEAD> and <@U0LEAD2>", [LEA.id, LOU.id]),
            ("withdrawn", "G-1 was already withdrawn by <@U0ANNA>", [ANNA.id]),
            ("delivered", "G-1 was already delivered by <@U0ANNA>", [ANNA.id]),
        ],
    )
    def test_is_told_what_became_of_it_and_through_whom(
        self, desk: Desk, end: str, words: str, people: list[str]
    ) -> None:
        a_gesture(desk, LARGE)
        if end != "withdrawn":
            approve(desk, LEA)
            approve(desk, LOU)
        if end != "approved":
            (gestures.withdraw if end == "withdrawn" else giving.deliver)(desk, a_request(), ANNA, 1)
        with pytest.raises(AlreadyDecided, match=words) as refused:
            approve(desk, LEA)
        assert refused.value.people == people


class TestDeclining:
    def test_says_why_and_ends_it(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        approve(desk, LEA)
        declined = decisions.decline(desk, a_request(), LOU, 1, "not this time")
        assert (declined.state, declined.decisions[-1].words) == ("declined", "not this time")
        assert timers_of(desk, "gesture:1") == {}
        assert ("told", "gesture:1", ANNA.id) in waiting(desk)
        with pytest.raises(AlreadyDecided, match="G-1 was already declined by <@U0LEAD2>") as refused:
            approve(desk, LEA)
        assert refused.value.people == [LOU.id]


class TestChanging:
    def test_within_a_lead_s_limit_approves(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        changed = decisions.change(desk, a_request(), LOU, 1, 20_000, None, "half")
        assert (changed.state, changed.amount, changed.cost, changed.needs) == ("approved", 20_000, 20_000, 1)
        assert [(said.lead, said.verdict) for said in changed.decisions] == [(LOU.id, "change"), (LOU.id, "approve")]
        assert log_of(desk) == ["gesture.requested", "gesture.approved"]

    def test_voids_what_was_approved(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        approve(desk, LEA)
        changed = decisions.change(desk, a_request(), LOU, 1, 60_000, None, "more")
        assert (changed.state, changed.round, changed.approvals, changed.needs) == ("requested", 2, (), 2)
        assert waiting(desk) == [("card", "gesture:1", "C0LEADS"), ("told", "gesture:1", ANNA.id)]
        assert approve(desk, LEA).state == "requested"
        assert approve(desk, LOU).state == "approved"

    def test_stands_under_the_new_amount_s_rule(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        changed = decisions.change(desk, a_request(), LOU, 1, 20_000, None, "half")
        assert (changed.rule, "takes one lead" in changed.why) == ("over_agent_limit", True)

    def test_keeps_the_rule_that_brought_it_here_when_an_agent_could_have_granted_it(self, desk: Desk) -> None:
        asked = a_gesture(desk)
        changed = decisions.change(desk, a_request(), LOU, 1, 2_500, None, "less")
        assert (changed.state, changed.amount, changed.needs) == ("approved", 2_500, 1)
        assert changed.rule == asked.rule

    def test_gives_no_reason_that_names_the_amount_before(self, desk: Desk) -> None:
        assert "$30 takes one lead" in a_gesture(desk, 3_000).why
        changed = decisions.change(desk, a_request(), LEA, 1, 2_000, None, "less")
        assert changed.why == "Account credit: up to $25 the agent decides alone; a lead set this amount."
        assert "$40 takes one lead" in a_gesture(desk, 4_000).why
        assert "$35 takes one lead" in decisions.change(desk, a_request(), LEA, 2, 3_500, None, "a bit less").why

    def test_beyond_policy(self, desk: Desk) -> None:
        a_gesture(desk)
        with pytest.raises(OverPolicy, match="allows up to"):
            decisions.change(desk, a_request(), LEA, 1, 100_001, None, "more")
        low = with_rules(desk, customer_limit=Limit(13_000, 365))
        with pytest.raises(OverPolicy, match="One customer"):
            decisions.change(low, a_request(), LEA, 1, 13_001, None, "more")
        assert gestures.get(desk, 1).amount == 12_000

    def test_the_same_amount_is_no_change_and_approves_nothing(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        approve(desk, LEA)
        with pytest.raises(SameAmount, match="Press Approve, or type another amount"):
            decisions.change(desk, a_request(), LOU, 1, LARGE, None, "let me see")
        found = gestures.get(desk, 1)
        assert (found.state, found.round, [said.lead for said in found.approvals]) == ("requested", 1, [LEA.id])
        assert decisions.change(desk, a_request(), LOU, 1, 20_000, None, "less").state == "approved"

    def test_does_not_count_itself_twice(self, desk: Desk) -> None:
        low = with_rules(desk, customer_limit=Limit(13_000, 365))
        a_gesture(low)
        assert decisions.change(low, a_request(), LEA, 1, 13_000, None, "more").state == "approved"

    def test_what_takes_two_by_a_rule_takes_two_at_any_amount(self, desk: Desk) -> None:
        desk = with_rules(desk, caps=(Cap("customer", 30, count=1, then="two_leads"),))
        a_gesture(desk, 1_000)
        assert a_gesture(desk, 3_000).needs == 2
        changed = decisions.change(desk, a_request(), LEA, 2, 2_600, None, "a bit less")
        assert (changed.state, changed.needs) == ("requested", 2)
        assert approve(desk, LOU, 2).state == "requested"
        assert approve(desk, LEA, 2).state == "approved"

    def test_who_asks_later_makes_nothing_harder(self, desk: Desk) -> None:
        desk = with_rules(desk, caps=(Cap("customer", 30, count=1, then="two_leads"),))
        assert [a_gesture(desk).needs, a_gesture(desk).needs] == [1, 2]
        assert approve(desk, LEA, 1).state == "approved"


class TestBeside:
    """The cards of one customer's requests tell of each other."""

    def cards(self, desk: Desk) -> dict[str, Card]:
        """The cards that are drawn anew now, by what they are about, as they then are."""
        shown = {post.subject: loaded(desk, post) for post in send_all(desk) if post.kind == "card"}
        return {subject: card for subject, card in shown.items() if isinstance(card, Card)}

    def two_wait(self, desk: Desk) -> None:
        a_gesture(desk)
        a_gesture(desk, LARGE)
        send_all(desk)

    def test_an_approval_stands_on_the_other_card(self, desk: Desk) -> None:
        self.two_wait(desk)
        approve(desk, LEA)
        other = self.cards(desk)["gesture:2"]
        assert ([g.id for g in other.before], other.before_count, other.before_cost) == ([1], 1, 12_000)
        assert other.also == ()

    @pytest.mark.parametrize(
        "end",
        [
            lambda desk: decisions.decline(desk, a_request(), LEA, 1, "no"),
            lambda desk: gestures.withdraw(desk, a_request(), ANNA, 1),
            lambda desk: (clock_of(desk).pass_by(hours=8), timers.ring(desk)),
        ],
        ids=["declined", "withdrawn", "expired"],
    )
    def test_what_no_longer_waits_goes_from_the_other_card(self, desk: Desk, end: Callable[[Desk], object]) -> None:
        a_gesture(desk)
        clock_of(desk).pass_by(minutes=1)
        a_gesture(desk, LARGE)
        assert [g.id for g in self.cards(desk)["gesture:2"].also] == [1]
        end(desk)
        other = self.cards(desk)["gesture:2"]
        assert (other.also, other.before_count) == ((), 0)

    def test_what_was_given_and_is_taken_back_goes_too(self, desk: Desk) -> None:
        self.two_wait(desk)
        approve(desk, LEA)
        send_all(desk)
        gestures.withdraw(desk, a_request(), ANNA, 1)
        assert self.cards(desk)["gesture:2"].before_count == 0

    def test_a_changed_amount_stands_on_the_other_card(self, desk: Desk) -> None:
        self.two_wait(desk)
        decisions.change(desk, a_request(), LEA, 2, 60_000, None, "more")
        assert [g.amount for g in self.cards(desk)["gesture:1"].also] == [60_000]

    def test_what_is_asked_for_or_granted_later_stands_there_too(self, desk: Desk) -> None:
        a_gesture(desk)
        assert self.cards(desk)["gesture:1"].also == ()
        a_gesture(desk)
        cards = self.cards(desk)
        assert {subject: [g.id for g in card.also] for subject, card in cards.items()} == {
            "gesture:1": [2],
            "gesture:2": [1],
        }
        a_gesture(desk, 1_000)
        assert {card.before_cost for card in self.cards(desk).values()} == {1_000}

    def test_what_is_delivered_was_told_when_it_was_granted(self, desk: Desk) -> None:
        self.two_wait(desk)
        approve(desk, LEA)
        send_all(desk)
        giving.deliver(desk, a_request(), ANNA, 1)
        assert "gesture:2" not in self.cards(desk)

    def test_another_customer_s_card_stays_as_it_is(self, desk: Desk) -> None:
        self.two_wait(desk)
        a_gesture(desk, customer=Reference("email", "mara@example.com", "mara@example.com"))
        send_all(desk)
        approve(desk, LEA)
        assert set(self.cards(desk)) == {"gesture:1", "gesture:2"}

    def test_of_very_many_the_newest_are_drawn_anew(self, desk: Desk) -> None:
        desk = with_rules(desk, customer_limit=None)
        for _ in range(gestures.MOST_BESIDE + 3):
            a_gesture(desk)
        send_all(desk)
        approve(desk, LEA)
        assert len(self.cards(desk)) == gestures.MOST_BESIDE + 1

    def test_two_leads_about_two_requests_wait_in_no_circle(self, desk: Desk) -> None:
        self.two_wait(desk)
        answers = at_once(
            lambda: approve(desk, LEA, 1),
            lambda: decisions.decline(desk, a_request(), LOU, 2, "no"),
        )
        assert [type(answer) for answer in answers] == [Gesture, Gesture]
        assert set(self.cards(desk)) == {"gesture:1", "gesture:2"}


class TestAtOnce:
    @pytest.mark.parametrize("second", ["approve", "decline"])
    def test_two_leads_make_one_decision(self, desk: Desk, second: str) -> None:
        a_gesture(desk)

        def other() -> Gesture:
            return approve(desk, LOU) if second == "approve" else decisions.decline(desk, a_request(), LOU, 1, "no")

        answers = at_once(lambda: approve(desk, LEA), other)
        assert {type(answer) for answer in answers} == {Gesture, AlreadyDecided}
        (winner,) = (answer for answer in answers if isinstance(answer, Gesture))
        (refusal,) = (answer for answer in answers if isinstance(answer, AlreadyDecided))
        assert f"<@{winner.decisions[0].lead}>" in str(refusal)
        assert run(desk.database, "SELECT count(*) FROM decisions") == [(1,)]
        assert [kind for kind, _, _ in waiting(desk)].count("told") == 1
        assert len(log_of(desk)) == 2

    def test_two_leads_both_needed(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        answers = at_once(lambda: approve(desk, LEA), lambda: approve(desk, LOU))
        assert sorted(answer.state for answer in answers if isinstance(answer, Gesture)) == ["approved", "requested"]
        assert gestures.get(desk, 1).state == "approved"
        assert log_of(desk) == ["gesture.requested", "gesture.approved_once", "gesture.approved"]

    def test_one_lead_presses_six_times(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        answers = at_once(*[lambda: approve(desk, LEA)] * 6)
        assert sum(isinstance(answer, Gesture) for answer in answers) == 1
        assert sum(isinstance(answer, YouApprovedAlready) for answer in answers) == 5
        assert gestures.get(desk, 1).state == "requested"

    def test_approving_and_asking_never_exceed_the_limit(self, desk: Desk) -> None:
        desk = with_rules(desk, customer_limit=Limit(30_000, 365))
        for _ in range(2):
            a_gesture(desk, 12_000)
        at_once(
            *[lambda n=n: decisions.change(desk, a_request(), LEA, n, 15_000, None, "more") for n in (1, 2)],
            *[lambda: a_gesture(desk, 3_000, BEN) for _ in range(6)],
        )
        ((spent,),) = run(desk.database, "SELECT sum(cost) FROM gestures WHERE state IN ('requested', 'approved')")
        assert int(str(spent)) <= 30_000
        assert chain_is_valid(desk)


class TestTheDatabaseItself:
    """No use case stands between these statements and the tables."""

    DECIDE = (
        "INSERT INTO decisions (gesture_id, round, lead, verdict, amount, words, at) "
        "SELECT id, round, :lead, 'approve', amount, '', requested_at FROM gestures"
    )
    APPROVE = "UPDATE gestures SET state = 'approved', decided_at = requested_at"

    @pytest.mark.parametrize("amount", [12_000, LARGE])
    def test_nobody_decides_their_own(self, desk: Desk, amount: int) -> None:
        a_gesture(desk, amount)
        refused(desk, self.DECIDE, lead=ANNA.id)
        run(desk.database, self.DECIDE, lead=LEA.id)

    @pytest.mark.parametrize(("amount", "leads"), [(12_000, 0), (LARGE, 0), (LARGE, 1)])
    def test_not_given_without_enough_leads(self, desk: Desk, amount: int, leads: int) -> None:
        a_gesture(desk, amount)
        for lead in (LEA, LOU)[:leads]:
            run(desk.database, self.DECIDE, lead=lead.id)
        for change in (
            self.APPROVE,
            "UPDATE gestures SET state = 'delivered', decided_at = requested_at, delivered_at = requested_at",
            "UPDATE gestures SET state = 'granted', needs = 0, decided_at = requested_at",
            "UPDATE gestures SET state = 'delivered', needs = 0, decided_at = requested_at,"
            " delivered_at = requested_at",
            "UPDATE gestures SET state = 'approved', needs = 0, decided_at = requested_at",
        ):
            refused(desk, change)
        assert gestures.get(desk, 1).state == "requested"

    def test_given_with_enough_leads(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        for lead in (LEA, LOU):
            run(desk.database, self.DECIDE, lead=lead.id)
        run(desk.database, self.APPROVE)
        assert gestures.get(desk, 1).state == "approved"

    def test_two_leads_are_not_turned_into_one(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        run(desk.database, self.DECIDE, lead=LEA.id)
        refused(desk, "UPDATE gestures SET needs = 1")

    def test_a_lead_counts_once(self, desk: Desk) -> None:
        a_gesture(desk, LARGE)
        run(desk.database, self.DECIDE, lead=LEA.id)
        refused(desk, self.DECIDE, lead=LEA.id)

    def test_approvals_are_for_this_amount_and_round(self, desk: Desk) -> None:
        a_gesture(desk)
        run(desk.database, self.DECIDE, lead=LEA.id)
        refused(desk, "UPDATE gestures SET state = 'approved', decided_at = requested_at, amount = 15000")
        refused(desk, "UPDATE gestures SET state = 'approved', decided_at = requested_at, round = 2")
        run(desk.database, self.APPROVE)
        refused(desk, "UPDATE gestures SET amount = 99000")

    def test_what_was_said_stands(self, desk: Desk) -> None:
        a_gesture(desk)
        decisions.decline(desk, a_request(), LEA, 1, "not this time")
        for change in (
            "DELETE FROM decisions",
            "UPDATE decisions SET lead = 'U0LEAD2'",
            "UPDATE decisions SET amount = 1, words = ''",
            "UPDATE decisions SET words = 'other words'",
            "UPDATE decisions SET verdict = 'approve'",
            "DELETE FROM audit",
            "UPDATE audit SET data = '{}'",
            "DELETE FROM gestures",
            "DELETE FROM customers",
            "UPDATE gestures SET cost = -1",
            "UPDATE gestures SET state = 'won'",
            "INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '')",
        ):
            refused(desk, change)
        assert gestures.get(desk, 1).decisions[0].words == "not this time"
        assert chain_is_valid(desk)

    def test_words_may_be_forgotten(self, desk: Desk) -> None:
        a_gesture(desk)
        decisions.decline(desk, a_request(), LEA, 1, "not this time")
        run(desk.database, "UPDATE decisions SET words = ''")
        assert gestures.get(desk, 1).decisions[0].words == ""

    @pytest.mark.parametrize("table", ["audit", "decisions"])
    def test_nothing_is_truncated(self, desk: Desk, table: str) -> None:
        if desk.database.is_sqlite:
            pytest.skip("SQLite has no TRUNCATE")
        a_gesture(desk)
        refused(desk, f"TRUNCATE {table}")


def refused(desk: Desk, statement: str, **values: object) -> None:
    """Asserts that the database itself refuses the statement, as against not understanding it."""
    with pytest.raises(DBAPIError) as error:
        run(desk.database, statement, **values)
    assert type(error.value).__name__ == "IntegrityError", error.value


def test_before_counts_only_others(desk: Desk) -> None:
    from storage import gestures as stored

    first = a_gesture(desk, 2_000)
    second = a_gesture(desk, customer=JANE)
    with desk.database.read() as tx:
        assert stored.given_before(tx, second) == (1, 2_000)
        assert stored.given_before(tx, first) == (0, 0)
