"""Over a year in ten time zones nothing that the bot chose falls outside a person's hours, and what a person named
comes at its time."""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest
from years import Year

from bot.desk import Desk

DAYS, MANY = int(os.environ.get("YEAR_DAYS", "60")), int(os.environ.get("YEAR_FOLLOWUPS", "60"))  # `make year`: all


@pytest.mark.timeout(1800)
def test_a_year_of_follow_ups(sqlite_desk: Desk) -> None:
    team = sqlite_desk.policy.team
    observed = replace(team, hours=replace(team.hours, holidays="DE"))
    desk = replace(sqlite_desk, policy=replace(sqlite_desk.policy, team=observed))
    year = Year(desk, Random(4))
    year.pass_by(DAYS, MANY)
    assert year.wrong == []
    assert year.kinds.keys() - {"overdue"} == {"reminder", "escalation", "digest"}
    assert year.exact_due == {}
