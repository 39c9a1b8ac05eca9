"""Deciding for leads who are away: deputies for a holiday, and the fallback lead when nobody is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import ANNA, BEN, BERLIN, LEA, LOU, a_gesture, a_request, clock_of, log_of, run, waiting, with_rules
from sqlalchemy.exc import DBAPIError

from bot import decisions, deputies, gestures, leave, people
from bot.desk import Desk, Roster
from bot.errors import NotALead, OwnRequest, YouApprovedAlready
from bot.hours import parse_duration
from bot.moments import Moment
from bot.policy import Policy
from storage import gestures as stored
from storage.records import Decision, Person

ZOE = Person("U0ZOE", "Zoe", BERLIN, "en-GB", "member")


def goes(desk: Desk, lead: Person, stand_in: Person | None = None, *, deputise: bool = True, days: int = 3) -> None:
    """The lead is away for some days."""
    until = Moment(desk.clock() + timedelta(days=days), BERLIN, False, "then")
    leave.go(desk, a_request(), lead, until, stand_in, deputise=deputise)


class TestNobodyBefore:
    """It is Monday in Berlin, where a request expires eight hours later."""

    EVENING = datetime(2026, 11, 23, 18, tzinfo=UTC)  # 19:00, and 13:00 where Lou is
    MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def test_where_a_lead_is_at_work(self, desk: Desk) -> None:
        assert deputies.nobody_before(desk, a_gesture(desk)) is None
        clock_of(desk).now = self.EVENING
        assert deputies.nobody_before(desk, a_gesture(desk)) is None, "Lou is"

    def test_where_the_next_one_comes_after_it_expired(self, desk: Desk) -> None:
        clock_of(desk).now = self.EVENING
        assert deputies.nobody_before(desk, a_gesture(desk, requester=LOU)) == self.MORNING
        goes(desk, LOU)
        assert deputies.nobody_before(desk, a_gesture(desk)) == self.MORNING
        patient = with_rules(desk, requests_expire_after=parse_duration("14h"))
        assert deputies.nobody_before(patient, a_gesture(patient)) is None, "just in time"
        goes(desk, LEA)
        assert deputies.nobody_before(desk, a_gesture(desk)) == datetime(2026, 11, 26, 18, tzinfo=UTC), "Lou is back"

    def test_where_it_takes_two(self, desk: Desk) -> None:
        clock_of(desk).now = self.EVENING
        assert deputies.nobody_before(desk, a_gesture(desk, 30_000)) == self.MORNING
        assert deputies.nobody_before(desk, a_gesture(desk, 30_000, LOU)) is None, "there is only one, ever"

    def test_where_somebody_decides_for_who_is_away(self, desk: Desk) -> None:
        zoe = replace(ZOE, zone="America/New_York")
        people.remember(desk, zoe)
        clock_of(desk).now = self.EVENING
        goes(desk, LOU, zoe, deputise=False)
        assert deputies.nobody_before(desk, a_gesture(desk)) == self.MORNING
        goes(desk, LOU, zoe)
        assert deputies.nobody_before(desk, a_gesture(desk)) is None
        assert deputies.nobody_before(desk, a_gesture(desk, requester=zoe)) == self.MORNING

    def test_where_the_fallback_lead_is_asked(self, desk: Desk) -> None:
        zoe = replace(ZOE, zone="America/New_York")
        people.remember(desk, zoe)
        desk = with_rules(desk, fallback_lead=zoe.id)
        clock_of(desk).now = self.EVENING
        goes(desk, LOU)
        assert deputies.nobody_before(desk, a_gesture(desk)) == self.MORNING, "Lea is not away"
        goes(desk, LEA)
        assert deputies.nobody_before(desk, a_gesture(desk)) is None

    def test_a_lead_of_whom_we_know_nothing_works_as_the_team_does(self, desk: Desk) -> None:
        run(desk.database, "DELETE FROM people WHERE id <> 'U0ANNA'")
        clock_of(desk).now = self.EVENING
        assert deputies.nobody_before(desk, a_gesture(desk)) == self.MORNING

    def test_of_what_is_decided_nothing_is_said(self, desk: Desk) -> None:
        clock_of(desk).now = self.EVENING
        goes(desk, LOU)
        assert deputies.nobody_before(desk, a_gesture(desk, 2_000)) is None
        assert deputies.nobody_before(desk, decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)) is None


def approve(desk: Desk, person: Person, number: int = 1) -> str:
    return decisions.approve(desk, a_request(), person, number).state


class TestDeputies:
    def test_decide_until_the_lead_is_back(self, desk: Desk) -> None:
        a_gesture(desk)
        a_gesture(desk)
        with pytest.raises(NotALead):
            approve(desk, BEN)
        goes(desk, LEA, BEN)
        assert approve(desk, BEN) == "approved"
        leave.come_back(desk, a_request(), LEA)
        with pytest.raises(NotALead):
            approve(desk, BEN, 2)

    def test_of_whom_nobody_said_so_do_not_decide(self, desk: Desk) -> None:
        a_gesture(desk)
        goes(desk, LEA, BEN, deputise=False)
        with pytest.raises(NotALead):
            approve(desk, BEN)

    def test_an_agent_has_none(self, desk: Desk) -> None:
        a_gesture(desk, requester=BEN)
        goes(desk, ANNA, LOU and BEN)
        with pytest.raises(NotALead):
            approve(desk, BEN)

    def test_never_decide_their_own_request(self, desk: Desk) -> None:
        a_gesture(desk, requester=BEN)
        goes(desk, LEA, BEN)
        with pytest.raises(OwnRequest):
            approve(desk, BEN)
        assert gestures.get(desk, 1).state == "requested"

    def test_do_not_decide_what_their_lead_asked_for(self, desk: Desk) -> None:
        a_gesture(desk, requester=LEA)
        goes(desk, LEA, BEN)
        with pytest.raises(OwnRequest):
            approve(desk, BEN)
        assert (("card", "gesture:1", BEN.id)) not in waiting(desk)

    def test_a_leads_word_counts_once_whoever_says_it(self, desk: Desk) -> None:
        a_gesture(desk, 50_000)
        a_gesture(desk, 50_000)
        approve(desk, LEA)
        goes(desk, LEA, BEN)
        with pytest.raises(YouApprovedAlready):
            approve(desk, BEN)
        assert approve(desk, BEN, 2) == "requested"
        with pytest.raises(YouApprovedAlready):
            approve(desk, LEA, 2)
        assert approve(desk, LOU, 2) == "approved"

    def test_the_database_counts_authority_and_not_hands(self, desk: Desk) -> None:
        a_gesture(desk, 50_000)
        approve(desk, LEA)
        with desk.database.begin() as tx:
            stored.decide(tx, 1, Decision(BEN.id, "approve", 50_000, "", desk.clock(), 1, LEA.id))
        with desk.database.begin() as tx, pytest.raises(DBAPIError, match="not enough leads"):
            stored.change(tx, 1, state="approved", decided_at=desk.clock())

    def test_when_the_time_is_over_they_no_longer_decide(self, desk: Desk) -> None:
        goes(desk, LEA, BEN, days=1)
        clock_of(desk).pass_by(days=1)
        a_gesture(desk)
        with pytest.raises(NotALead):
            approve(desk, BEN)

    def test_see_what_waits_and_what_comes(self, desk: Desk) -> None:
        a_gesture(desk)
        goes(desk, LEA, BEN)
        a_gesture(desk)
        a_gesture(desk, requester=BEN)
        cards = [(subject, to) for kind, subject, to in waiting(desk) if kind == "card" and to == BEN.id]
        assert cards == [("gesture:1", BEN.id), ("gesture:2", BEN.id)]

    def test_the_trail_says_for_whom(self, desk: Desk) -> None:
        a_gesture(desk)
        goes(desk, LEA, BEN)
        approve(desk, BEN)
        data = run(desk.database, "SELECT data FROM audit WHERE action = 'gesture.approved'")[0][0]
        assert '"for":"U0LEAD"' in data
        assert "person.away" in log_of(desk)


class TestTooFew:
    def test_a_request_of_the_only_lead_waits_for_nobody(self, desk: Desk) -> None:
        assert not deputies.too_few(desk, a_gesture(desk))
        alone = replace(desk, roster=Roster(frozenset()), policy=_led_by(desk.policy, LEA.id))
        assert not deputies.too_few(alone, a_gesture(alone, reason="the other parcel"))
        assert deputies.too_few(alone, a_gesture(alone, requester=LEA, reason="a third parcel"))
        rescued = with_rules(alone, fallback_lead=ZOE.id)
        assert not deputies.too_few(rescued, a_gesture(rescued, requester=LEA, reason="a fourth parcel"))

    def test_two_leads_are_two(self, desk: Desk) -> None:
        alone = replace(desk, roster=Roster(frozenset()), policy=_led_by(desk.policy, LEA.id))
        assert deputies.too_few(alone, a_gesture(alone, 30_000))

    def test_nothing_is_said_before_slack_has_told_who_leads(self, desk: Desk) -> None:
        unknown = replace(desk, roster=Roster(frozenset(), from_slack=True), policy=_led_by(desk.policy))
        assert not deputies.too_few(unknown, a_gesture(unknown))


def _led_by(policy: Policy, *leads: str) -> Policy:
    return replace(policy, team=replace(policy.team, leads=leads))


class TestFallback:
    def fallback(self, desk: Desk) -> Desk:
        people.remember(desk, ZOE)
        return with_rules(desk, fallback_lead=ZOE.id)

    def test_decides_only_while_every_lead_is_away(self, desk: Desk) -> None:
        desk = self.fallback(desk)
        a_gesture(desk)
        goes(desk, LEA)
        with pytest.raises(NotALead):
            approve(desk, ZOE)
        goes(desk, LOU)
        assert approve(desk, ZOE) == "approved"

    def test_is_asked_when_nobody_is_there(self, desk: Desk) -> None:
        desk = self.fallback(desk)
        goes(desk, LEA)
        a_gesture(desk)
        goes(desk, LOU)
        a_gesture(desk)
        assert [(s, to) for kind, s, to in waiting(desk) if kind == "card" and to == ZOE.id] == [
            ("gesture:1", ZOE.id), ("gesture:2", ZOE.id),
        ]  # fmt: skip

    def test_is_asked_when_the_only_lead_there_asks(self, desk: Desk) -> None:
        desk = self.fallback(desk)
        goes(desk, LEA)
        a_gesture(desk, requester=LOU)
        assert ("card", "gesture:1", ZOE.id) in waiting(desk)
        assert approve(desk, ZOE) == "approved"

    def test_is_asked_when_the_deputy_asks(self, desk: Desk) -> None:
        desk = self.fallback(desk)
        goes(desk, LEA, BEN)
        goes(desk, LOU)
        a_gesture(desk, requester=BEN)
        assert ("card", "gesture:1", ZOE.id) in waiting(desk)

    def test_a_deputy_comes_first(self, desk: Desk) -> None:
        desk = self.fallback(desk)
        goes(desk, LEA, BEN)
        goes(desk, LOU)
        a_gesture(desk)
        assert {to for kind, _, to in waiting(desk) if kind == "card"} == {"C0LEADS", BEN.id}
