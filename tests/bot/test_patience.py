"""How long after its time something is on time, whenever that is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from desks import ANNA, MONDAY_NOON, a_followup, a_request, clock_of
from kind_year import NOW

from bot import followups, hours, kindness, patience, service
from bot.desk import Desk
from storage.records import Reference


@pytest.fixture
def patient(desk: Desk) -> Desk:
    """A desk that reminds again after a business day."""
    rules = replace(desk.policy.followups, remind_again_after=hours.parse_duration("1 business day"))
    return replace(desk, policy=replace(desk.policy, followups=rules))


@pytest.mark.parametrize("asked", [4, 5, 8])
def test_a_business_day_is_that_after_it_was_due(patient: Desk, asked: int) -> None:
    clock = clock_of(patient)
    late = a_followup(patient, hours=1, customer=Reference("email", "late@example.com", "late@example.com"))
    friday = a_followup(patient, hours=4 * 24 + 5)
    clock.now = MONDAY_NOON + timedelta(hours=45)
    followups.done(patient, a_request(), ANNA, late.id)
    clock.now = MONDAY_NOON + timedelta(days=7, hours=4)
    followups.done(patient, a_request(), ANNA, friday.id)
    for day in range(asked + 4, asked + 6):
        clock.now = MONDAY_NOON + timedelta(days=day)
        found = service.over(patient, "month").figures
        assert (found.done, found.done_on_time) == (2, 1)
        (line,) = kindness.report(patient, "quarter").lines
        assert (line.what, line.cases, line.others) == ("on time", 1, 1)


def test_days_alike_are_one(patient: Desk, desk: Desk) -> None:
    clock_of(desk).now = NOW
    (always,) = patience.graces(desk, NOW - timedelta(days=365), NOW)
    assert always.span == timedelta(hours=2)
    assert always.since < NOW - timedelta(days=365)
    week = patience.graces(patient, NOW - timedelta(days=7), NOW)
    spans = [grace.span / timedelta(days=1) for grace in week if grace.since > NOW - timedelta(days=7)]
    assert spans == [3, 2, 1]
