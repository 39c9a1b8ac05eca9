"""How well the team keeps its promises: the figures of a week or a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot import hours
from bot.desk import Desk
from storage import figures
from storage.figures import Promises
from storage.records import Figures

Period = Literal["week", "month"]
DAYS: dict[Period, int] = {"week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period, and what became of the promises of the one before."""

    figures: Figures
    before: Promises


def over(desk: Desk, period: Period) -> Report:
    """The team's figures over the last 7 or 30 days. On time: done before the bot would have reminded again."""
    now = desk.clock()
    team = desk.policy.team
    again = hours.add_duration(now, desk.policy.followups.remind_again_after, str(team.timezone), team.hours)
    span = timedelta(days=DAYS[period])
    with desk.database.read() as tx:
        found = figures.between(tx, now - span, now, now, team.currency, again - now)
        return Report(found, figures.promises(tx, now - 2 * span, now - span, now))
