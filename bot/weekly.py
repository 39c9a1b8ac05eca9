"""The week's figures, told to the leads once a week; that there is nothing to tell, they are told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot import improvements, service, unsolved, weeks
from bot.desk import Desk
from bot.service import Report
from storage import outbox, timers
from storage.records import Post
from storage.subjects import number_of
from storage.timers import Timer

KIND, SUBJECT = "weekly", "team"
PRIORITY = 35


def keep(desk: Desk) -> None:
    """Sees to it that the next one comes, or none where the policy wants none."""
    when = desk.policy.service.weekly
    with desk.database.begin() as tx:
        if when is None:
            timers.disarm(tx, SUBJECT, KIND)
        else:
            timers.arm_by(tx, KIND, SUBJECT, weeks.next_one(when, desk.policy.team.timezone, desk.clock()))


def post(tx: Connection, desk: Desk, timer: Timer) -> None:
    """Posts the week up to its last time by the policy, and sets the next one.

    A timer that was set under another policy, for a time that has not come since, posts nothing.
    """
    now, when, zone = desk.clock(), desk.policy.service.weekly, desk.policy.team.timezone
    if when is None:
        return
    timers.arm(tx, KIND, SUBJECT, weeks.next_one(when, zone, now))
    last = weeks.last_one(when, zone, now)
    if timer.due_at <= last:
        outbox.add(tx, KIND, f"{KIND}:{int(last.timestamp())}", desk.policy.team.approvals_channel, PRIORITY, last, now)


def load(tx: Connection, desk: Desk, post: Post) -> Report | None:
    """The figures of the week that a message is about, and what nobody has fixed; None for a quiet week after a quiet
    one: whoever reads the same each Monday soon reads nothing."""
    until = datetime.fromtimestamp(number_of(post.subject), UTC)
    report = replace(service.within(tx, desk, "week", until), problems=tuple(unsolved.listed(tx, desk)))
    if report.is_quiet and report.before.is_empty and post.ts is None:
        return None
    return replace(report, reasons=tuple(improvements.of_week(tx, desk, until)))
