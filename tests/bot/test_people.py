"""Who may use the bot, and the hours that people set themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from desks import ANNA, BEN, LEA, a_request, log_of

from bot import people
from bot.desk import Desk, Roster
from bot.errors import BadHours, NotOnTheTeam, PeopleUnknown
from storage.records import Membership


def test_what_slack_says_is_kept_and_own_hours_stay(desk: Desk) -> None:
    people.set_hours(desk, a_request(), ANNA, "tue-sat", "10:00", "16:00")
    moved = people.remember(desk, replace(ANNA, zone="Europe/Lisbon"))
    assert (moved.zone, moved.hours_days, moved.hours_end) == ("Europe/Lisbon", "tue-sat", "16:00")
    assert people.known(desk, ANNA.id) == moved
    assert people.known(desk, "U0NOBODY") is None
    assert desk.hours_of(moved).end == time(16)
    assert desk.hours_of(BEN) == desk.policy.team.hours
    assert log_of(desk) == ["person.hours_set"]


@pytest.mark.parametrize(("start", "end", "days"), [("18:00", "09:00", "mon-fri"), ("9", "18:00", "mon"), ("", "", "")])
def test_hours_that_nobody_could_work(sqlite_desk: Desk, start: str, end: str, days: str) -> None:
    with pytest.raises(BadHours):
        people.set_hours(sqlite_desk, a_request(), ANNA, days, start, end)
    assert people.known(sqlite_desk, ANNA.id) == ANNA
    assert log_of(sqlite_desk) == []


@pytest.mark.parametrize("membership", ["guest", "outsider", "gone"])
def test_only_full_members(sqlite_desk: Desk, membership: Membership) -> None:
    assert people.admit(sqlite_desk, ANNA) == ANNA
    with pytest.raises(NotOnTheTeam):
        people.admit(sqlite_desk, replace(LEA, membership=membership))


def test_only_the_usergroup_if_there_is_one(sqlite_desk: Desk) -> None:
    roster = Roster(frozenset({LEA.id}), from_slack=True)
    team = replace(sqlite_desk.policy.team, agents_usergroup="S0AGENTS")
    grouped = replace(sqlite_desk, policy=replace(sqlite_desk.policy, team=team), roster=roster)
    with pytest.raises(PeopleUnknown):
        people.admit(grouped, ANNA)
    roster.learn(frozenset({LEA.id}), frozenset({ANNA.id}))
    assert people.admit(grouped, ANNA) == ANNA
    assert people.admit(grouped, LEA) == LEA
    with pytest.raises(NotOnTheTeam):
        people.admit(grouped, BEN)
    rescued = replace(grouped.policy, gestures=replace(grouped.policy.gestures, fallback_lead=BEN.id))
    assert people.admit(replace(grouped, policy=rescued), BEN) == BEN
    assert roster.known_at is not None
    roster.known_at -= 60
    with pytest.raises(PeopleUnknown):
        people.admit(grouped, ANNA)
