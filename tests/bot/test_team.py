"""How the team stands, on a lead's App Home."""

from __future__ import annotations

from dataclasses import replace

from desks import ANNA, BEN, JANE, LEA, LOU, TICKET, a_followup, a_gesture, a_request, clock_of, run, with_rules

from bot import decisions, followups, gestures, home, limits
from bot.desk import Desk, Roster
from storage.records import Person, Reference, TeamDay

TOM = Reference("email", "tom@example.com", "tom@example.com")


def stands(desk: Desk, lead: Person = LEA) -> TeamDay:
    found = home.day(desk, lead).team
    assert found
    return found


class TestOverdue:
    def test_counts_whose_it_is_and_holds_the_oldest(self, desk: Desk) -> None:
        for _ in range(4):
            a_followup(desk, BEN, hours=1)
        for hours in (0.5, 2, 3, 30):
            a_followup(desk, hours=hours)
        followups.done(desk, a_request(), BEN, 1)
        clock_of(desk).pass_by(hours=3, minutes=10)
        found = stands(desk)
        assert found.owners == ((BEN.id, 3), (ANNA.id, 2)), "what came due just now is no reproach yet"
        assert (found.overdue_count, [f.id for f in found.overdue]) == (5, [5, 2, 3, 4, 6])

    def test_nothing_is_overdue(self, desk: Desk) -> None:
        a_followup(desk)
        assert (stands(desk).owners, stands(desk).overdue) == ((), ())

    def test_an_agent_sees_only_their_own(self, desk: Desk) -> None:
        a_followup(desk, BEN, hours=1)
        clock_of(desk).pass_by(hours=3)
        assert home.day(desk, ANNA).team is None


class TestSpending:
    def test_is_what_counts_against_each_agent_s_budget(self, desk: Desk) -> None:
        a_gesture(desk, 2_000)
        a_gesture(desk, 1_500, customer=TOM)
        a_gesture(desk, 1_000, BEN)
        asked = a_gesture(desk, 12_000, BEN, customer=TOM)
        decisions.approve(desk, a_request(), LEA, asked.id)
        a_gesture(desk, 13_000, BEN)  # nobody has decided it
        gestures.withdraw(desk, a_request(), ANNA, 1)
        spent = stands(desk).spending
        assert spent
        assert (spent.days, spent.each, spent.total, spent.count) == (30, 50_000, 14_500, 3)
        assert spent.alone == ((ANNA.id, 1_500), (BEN.id, 1_000))
        with desk.database.read() as tx:
            for person, amount in spent.alone:
                assert limits.granted_alone(tx, desk, person, desk.clock()) == amount

    def test_another_currency_is_in_no_sum(self, desk: Desk) -> None:
        a_gesture(desk, 2_000)
        for amount in (1_500, 12_000):
            a_gesture(desk, amount, BEN, customer=TOM)
        decisions.approve(desk, a_request(), LEA, 3)
        run(desk.database, "UPDATE gestures SET currency = 'EUR' WHERE requester = :ben", ben=BEN.id)
        spent = stands(desk).spending
        assert spent
        assert (spent.total, spent.count, spent.foreign, spent.alone) == (2_000, 1, 2, ((ANNA.id, 2_000),))

    def test_what_was_granted_before_counts_no_more(self, desk: Desk) -> None:
        a_gesture(desk, 2_000)
        clock_of(desk).pass_by(days=31)
        spent = stands(desk).spending
        assert spent
        assert (spent.total, spent.alone) == (0, ())

    def test_a_team_without_limits_has_none(self, desk: Desk) -> None:
        free = with_rules(desk, agent_budget=None, customer_limit=None)
        assert (stands(free).spending, stands(free).limit) == (None, None)


class TestLimit:
    def test_names_the_customers_who_wait_and_come_nearest(self, desk: Desk) -> None:
        a_gesture(desk, 2_000, customer=JANE)
        a_gesture(desk, 12_000, customer=JANE)
        a_gesture(desk, 30_000, customer=TOM)
        a_gesture(desk, 2_500, customer=TICKET, person=Reference("name", "max moon", "Max Moon"))
        limit = stands(desk).limit
        assert limit
        assert [(customer.label, amount) for customer, amount in limit.nearest] == [
            ("tom@example.com", 30_000),
            ("jane.doe@example.com", 14_000),
        ]
        assert (limit.amount, limit.days) == (200_000, 365)


class TestWhoLeads:
    def test_a_lead_of_whom_slack_has_not_spoken_lately_still_has_their_day(self, desk: Desk) -> None:
        a_gesture(desk)
        roster = Roster(frozenset({LEA.id}), from_slack=True)
        stale = replace(desk, roster=roster)
        found = home.day(stale, LEA)
        assert found.team
        assert (found.is_lead, found.team.is_doubtful, [g.id for g in found.to_decide]) == (True, True, [1])
        roster.learn(frozenset({LEA.id}), None)
        assert not stands(stale).is_doubtful

    def test_somebody_who_works_alone(self, desk: Desk) -> None:
        alone = replace(desk, policy=replace(desk.policy, team=replace(desk.policy.team, leads=(LEA.id,))))
        alone = replace(alone, roster=Roster(frozenset({LEA.id})))
        a_followup(alone, LEA, hours=1)
        a_gesture(alone, 12_000, LEA)
        clock_of(alone).pass_by(hours=2)
        found = home.day(alone, LEA)
        assert found.team
        assert ([f.id for f in found.overdue], found.team.owners, found.to_decide) == ([1], ((LEA.id, 1),), ())
        assert [g.id for g in found.requests] == [1]


def test_counts_go_beyond_what_is_held(desk: Desk) -> None:
    for _ in range(home.MOST + 3):
        a_gesture(desk, 100)
        a_gesture(desk, 2_600, kind="credit")
    a_gesture(desk, 12_000, LOU)
    run(desk.database, "DELETE FROM timers")
    mine = home.day(desk, ANNA)
    assert (len(mine.undelivered), mine.undelivered_count) == (home.MOST, 18)
    assert (len(mine.requests), mine.requests_count) == (home.MOST, 18)
    lead = home.day(desk, LOU)
    assert (len(lead.to_decide), lead.to_decide_count, lead.requests_count) == (home.MOST, 18, 1)
    assert LOU.id not in {g.requester for g in lead.to_decide}
