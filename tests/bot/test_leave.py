"""Being away: until when, who looks after what comes due, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    a_followup,
    a_request,
    chain_is_valid,
    clock_of,
    in_hours,
    loaded,
    log_of,
    send_all,
    timers_of,
    waiting,
)

from bot import followups, leave, people, timers
from bot.desk import Desk
from bot.errors import BadTime, NotTheirTeam, StandsInForThemselves
from bot.moments import Moment
from storage.records import Handover, Person

MONDAY = Moment(datetime(2026, 11, 30, 8, tzinfo=UTC), BERLIN, False, "2026-11-30")  # it is the Monday before


def known(desk: Desk, person: Person) -> Person:
    found = people.known(desk, person.id)
    assert found
    return found


class TestGo:
    def test_a_stand_in_gets_what_comes_due_and_is_told_once(self, desk: Desk) -> None:
        soon, sooner = a_followup(desk, hours=30), a_followup(desk, hours=4)
        later = a_followup(desk, hours=24 * 10)
        away, handed = leave.go(desk, a_request(), ANNA, MONDAY, BEN)
        assert (away.away_until, away.stand_in, handed) == (MONDAY.at, BEN.id, 2)
        assert [followups.get(desk, f.id).owner for f in (soon, sooner, later)] == [BEN.id, BEN.id, ANNA.id]
        (told,) = [post for post in send_all(desk) if post.kind == "handed"]
        assert told.recipient == BEN.id
        said = loaded(desk, replace(told, ts="1.0"))
        assert isinstance(said, Handover)
        assert (said.giver, [f.id for f in said.followups], said.away_until) == (ANNA.id, [2, 1], MONDAY.at)
        assert log_of(desk, "person:U0ANNA") == ["person.away"]
        assert chain_is_valid(desk)

    def test_what_is_overdue_is_brought_to_the_stand_in_at_once(self, desk: Desk) -> None:
        a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=2)
        timers.ring(desk)
        send_all(desk)
        leave.go(desk, a_request(), ANNA, MONDAY, BEN)
        timers.ring(desk)
        assert ("reminder", "followup:1", BEN.id) in waiting(desk)

    def test_nobody_means_that_nothing_moves(self, desk: Desk) -> None:
        followup = a_followup(desk)
        away, handed = leave.go(desk, a_request(), ANNA, MONDAY, None)
        assert (away.away_until, away.stand_in, handed) == (MONDAY.at, None, 0)
        assert followups.get(desk, followup.id).owner == ANNA.id
        assert "handed" not in {kind for kind, _, _ in waiting(desk)}

    def test_without_a_stand_in_the_team_is_offered_it_as_it_comes_due(self, desk: Desk) -> None:
        a_followup(desk, hours=2)
        leave.go(desk, a_request(), ANNA, MONDAY, None)
        clock_of(desk).pass_by(hours=2)
        timers.ring(desk)
        timers.ring(desk)
        channel = desk.policy.team.approvals_channel
        assert ("offers", "away:U0ANNA", channel) in waiting(desk)

    def test_a_repeated_delivery_hands_nothing_over_twice(self, desk: Desk) -> None:
        request, followup = a_request(), a_followup(desk)
        leave.go(desk, request, ANNA, MONDAY, BEN)
        mine = a_followup(desk, hours=3)
        leave.go(desk, request, ANNA, MONDAY, BEN)
        assert [followups.get(desk, f.id).owner for f in (followup, mine)] == [BEN.id, ANNA.id]
        assert log_of(desk, "person:U0ANNA") == ["person.away"]

    @pytest.mark.parametrize(
        ("stand_in", "refusal"),
        [
            (ANNA, StandsInForThemselves),
            (replace(BEN, membership="guest"), NotTheirTeam),
            (replace(BEN, membership="gone"), NotTheirTeam),
        ],
    )
    def test_who_cannot_stand_in(self, desk: Desk, stand_in: Person, refusal: type[Exception]) -> None:
        followup = a_followup(desk)
        with pytest.raises(refusal):
            leave.go(desk, a_request(), ANNA, MONDAY, stand_in)
        assert known(desk, ANNA).away_until is None
        assert followups.get(desk, followup.id).owner == ANNA.id

    def test_every_friday_is_no_day_to_come_back_on(self, desk: Desk) -> None:
        with pytest.raises(BadTime):
            leave.go(desk, a_request(), ANNA, replace(in_hours(desk, 48), repeat="FREQ=WEEKLY"), None)
        assert known(desk, ANNA).away_until is None


class TestComeBack:
    def test_what_a_stand_in_took_on_stays_with_them(self, desk: Desk) -> None:
        followup = a_followup(desk)
        leave.go(desk, a_request(), ANNA, MONDAY, BEN)
        back = leave.come_back(desk, a_request(), ANNA)
        assert (back.away_until, back.stand_in) == (None, None)
        assert followups.get(desk, followup.id).owner == BEN.id
        assert log_of(desk, "person:U0ANNA") == ["person.away", "person.back"]

    def test_by_themselves_when_the_day_has_come(self, desk: Desk) -> None:
        leave.go(desk, a_request(), ANNA, MONDAY, None)
        assert known(desk, ANNA).is_away(MONDAY.at - timedelta(seconds=1))
        assert not known(desk, ANNA).is_away(MONDAY.at)


class TestMornings:
    def test_none_while_away_and_one_on_the_day_back(self, desk: Desk) -> None:
        a_followup(desk, hours=24 * 20)
        a_followup(desk, hours=1)
        leave.go(desk, a_request(), ANNA, MONDAY, None)
        while timers_of(desk, "person:U0ANNA")["digest"] < MONDAY.at:
            clock_of(desk).now = timers_of(desk, "person:U0ANNA")["digest"]
            timers.ring(desk)
            assert "digest" not in {kind for kind, _, _ in waiting(desk)}
        clock_of(desk).now = MONDAY.at
        timers.ring(desk)
        assert ("digest", "person:U0ANNA", ANNA.id) in waiting(desk)
