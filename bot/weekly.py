"""The week's figures, told to the leads once a week when there is anything to tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours, service
from bot.desk import Desk
from bot.policy_values import Weekly
from bot.service import Report
from storage import outbox, timers
from storage.records import Post
from storage.timers import Timer

KIND, SUBJECT = "weekly", "team"
PRIORITY = 35
A_WEEK = timedelta(days=7)


def keep(desk: Desk) -> None:
    """Sees to it that the next one comes, or none where the policy wants none."""
    when = desk.policy.service.weekly
    with desk.database.begin() as tx:
        if when is None:
            timers.disarm(tx, SUBJECT, KIND)
        else:
            timers.arm_by(tx, KIND, SUBJECT, _next(desk, when, desk.clock()))


def post(tx: Connection, desk: Desk, timer: Timer) -> None:
    """Posts the week up to its last time by the policy, and sets the next one.

    A timer that was set under another policy, for a time that has not come since, posts nothing.
    """
    now, when = desk.clock(), desk.policy.service.weekly
    if when is None:
        return
    following = _next(desk, when, now)
    timers.arm(tx, KIND, SUBJECT, following)
    last = _on(desk, when, _date(desk, following) - A_WEEK)
    if timer.due_at <= last:
        outbox.add(tx, KIND, f"{KIND}:{int(last.timestamp())}", desk.policy.team.approvals_channel, PRIORITY, last, now)


def load(tx: Connection, desk: Desk, post: Post) -> Report | None:
    """The figures of the week that a message is about; None when there are none."""
    until = datetime.fromtimestamp(int(post.subject.partition(":")[2]), UTC)
    report = service.within(tx, desk, "week", until)
    return None if report.figures.is_empty and post.ts is None else report


def _next(desk: Desk, when: Weekly, after: datetime) -> datetime:
    today = _date(desk, after)
    day = today + timedelta(days=(when.day - today.weekday()) % 7)
    at = _on(desk, when, day)
    return at if at > after else _on(desk, when, day + A_WEEK)


def _on(desk: Desk, when: Weekly, day: date) -> datetime:
    return hours.instant(datetime.combine(day, when.at), desk.policy.team.timezone)


def _date(desk: Desk, at: datetime) -> date:
    return at.astimezone(ZoneInfo(desk.policy.team.timezone)).date()
