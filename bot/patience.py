"""How long after its time a follow-up is still on time: until the bot would have reminded again, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import hours
from bot.desk import Desk
from storage.records import Grace

A_DAY = timedelta(days=1)


def graces(desk: Desk, since: datetime, until: datetime) -> Sequence[Grace]:
    """The grace of what was due on each of the team's days, as far as it can matter to what was done in
    [since, until); days alike are one. On a day on which clocks change it is that of noon."""
    team, after = desk.policy.team, desk.policy.followups.remind_again_after
    here = ZoneInfo(team.timezone)

    def end_of(at: datetime) -> datetime:
        return hours.add_duration(at, after, team.timezone, team.hours)

    day = since.astimezone(here).date()
    while end_of(_at(day + A_DAY, here)) > since:
        day -= A_DAY
    found: list[Grace] = []
    while (begin := _at(day, here)) < until:
        noon = _at(day, here, time(12))
        day += A_DAY
        grace = Grace(begin, _at(day, here), end_of(noon) - noon)
        if found and found[-1].span == grace.span:
            grace = Grace(found.pop().since, grace.until, grace.span)
        found.append(grace)
    return found


def _at(day: date, zone: ZoneInfo, wall: time = time()) -> datetime:
    return hours.instant(datetime.combine(day, wall), zone).astimezone(UTC)
