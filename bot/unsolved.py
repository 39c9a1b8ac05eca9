"""Problems of many customers that nobody has fixed yet: put before the leads again, once a working day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import hours, matters
from bot.desk import Desk
from bot.hours import Duration
from storage import outbox, timers
from storage import problems as stored
from storage.audit import Happening
from storage.records import Post, Problem, Unsolved
from storage.subjects import number_of
from storage.timers import Timer

KIND = "unsolved"
PRIORITY = 27
A_DAY = Duration(business_days=1)
LISTED = 5


def keep(tx: Connection, desk: Desk, subject: str) -> None:
    """Sees to it that the leads hear of a problem that is still open in a working day."""
    timers.arm_by(tx, KIND, subject, _in_a_day(desk))


def end(tx: Connection, subject: str) -> None:
    """It is no longer open."""
    timers.disarm(tx, subject, KIND)


def _in_a_day(desk: Desk) -> datetime:
    team = desk.policy.team
    at = hours.add_duration(desk.clock(), A_DAY, team.timezone, team.hours)
    return hours.next_working_moment(at, team.timezone, team.hours)


def nudge(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """A problem, which is held, has been open for one more working day: says so to the leads if it still is."""
    problem, now = stored.get(tx, number_of(timer.subject)), desk.clock()
    if problem is None or problem.state != "confirmed":
        return None
    outbox.supersede(tx, KIND, timer.subject)
    outbox.add(tx, KIND, timer.subject, desk.policy.team.approvals_channel, PRIORITY, timer.due_at, now)
    timers.arm(tx, KIND, timer.subject, _in_a_day(desk))
    return Happening("extra-mile", "problem.still_open", timer.subject, {"customers": problem.customers})


def load(tx: Connection, desk: Desk, post: Post) -> Unsolved | None:
    """A problem as the word that it is still open shows it; None for one that was settled before anybody saw that."""
    problem = stored.get(tx, number_of(post.subject))
    latest = post.occurrence == outbox.newest(tx, post.kind, post.subject, post.recipient)
    if problem is None or (post.ts is None and (problem.state != "confirmed" or not latest)):
        return None
    return Unsolved(_labelled(desk, problem), latest)


def listed(tx: Connection, desk: Desk) -> Sequence[Problem]:
    """What is confirmed and not fixed, as leads read it elsewhere: the oldest first."""
    return [_labelled(desk, problem) for problem in stored.confirmed(tx, LISTED)]


def _labelled(desk: Desk, problem: Problem) -> Problem:
    return replace(problem, label=matters.label(desk.policy, problem.matter))
