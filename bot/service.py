"""How well the team keeps its promises: the figures of a week or a month."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from bot import hours
from bot.desk import Desk
from storage import figures
from storage.records import Figures

Period = Literal["week", "month"]
DAYS: dict[Period, int] = {"week": 7, "month": 30}


def over(desk: Desk, period: Period) -> Figures:
    """The team's figures over the last 7 or 30 days. On time: done before the bot would have reminded again."""
    now = desk.clock()
    team = desk.policy.team
    again = hours.add_duration(now, desk.policy.followups.remind_again_after, str(team.timezone), team.hours)
    with desk.database.read() as tx:
        since = now - timedelta(days=DAYS[period])
        return figures.between(tx, since, now, now, team.currency, again - now)
