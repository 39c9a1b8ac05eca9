"""Retention: what is over for longer than the policy keeps its words loses them, night by night.

The work is done a stretch of records at a time, each in a transaction of its own and the next a moment later, so that
no command waits for it; a process that dies goes on where it was. Amounts, states, decisions and the audit chain stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours, wins
from bot.desk import Desk
from storage import erasures, outbox, problems, thanks, timers
from storage.audit import Happening
from storage.erasures import Measure, Progress
from storage.subjects import number_of
from storage.timers import Timer

KIND, SUBJECT = "retention", "team"
NIGHT = time(3)
AT_ONCE = 200  # records that are erased in one transaction
# The messages wait together, and Slack takes no more at once without telling us to wait, with all that others press.
MESSAGES = 15
MEASURE = Measure(looked_at=2000, records=AT_ONCE, messages=MESSAGES)
PAUSE_SECONDS = 0.25
# Slack lets a message be changed some 50 times a minute (https://docs.slack.dev/reference/methods/chat.update), and
# half of that is for buttons that somebody presses.
SECONDS_A_MESSAGE = 2.0


def keep(desk: Desk) -> None:
    """Sees to it that the next night erases what it must, if the policy names anything."""
    with desk.database.begin() as tx:
        if desk.policy.keeps:
            timers.arm_by(tx, KIND, SUBJECT, _next_night(desk, desk.clock()))
        else:
            timers.disarm(tx, SUBJECT, KIND)


def erase(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """Erases the next stretch; at the end of the last one, says how many of each kind lost their words."""
    now, run = desk.clock(), erasures.progress(tx)
    for kind, span in desk.policy.keeps.items():
        come = run.get(kind, Progress(0, 0))
        if come.looked_up_to is None:
            continue
        before = hours.add_duration(now, -span, desk.policy.team.timezone, desk.policy.team.hours)
        stretch = erasures.erase(tx, kind, before, come.looked_up_to, MEASURE)
        erasures.keep_progress(tx, kind, Progress(stretch.end, come.erased + stretch.erased))
        quoting = [*_weeks(tx, kind, stretch.subjects), *problems.of_subjects(tx, stretch.subjects)]
        messages = outbox.changed_at_night(tx, [*stretch.subjects, *quoting])
        rest = max(PAUSE_SECONDS, messages * SECONDS_A_MESSAGE)
        timers.arm(tx, KIND, SUBJECT, now + timedelta(seconds=rest))
        return None
    return _end(tx, desk, run, now)


def _weeks(tx: Connection, kind: str, subjects: Sequence[str]) -> Sequence[str]:
    """The weeks' good turns in which these thanks stand."""
    if kind != "thanks":
        return ()
    return wins.telling(tx, [one.at for one in thanks.get_many(tx, [number_of(it) for it in subjects])])


def _end(tx: Connection, desk: Desk, run: Mapping[str, Progress], now: datetime) -> Happening | None:
    """The night's work is done: the trail gets the counts, and nothing else."""
    erasures.end(tx)
    if desk.policy.keeps:
        timers.arm(tx, KIND, SUBJECT, _next_night(desk, now))
    counts = {kind: come.erased for kind, come in run.items() if come.erased}
    return Happening("extra-mile", "words.erased", SUBJECT, counts) if counts else None


def _next_night(desk: Desk, after: datetime) -> datetime:
    """The next time that it is three at night where the team is."""
    zone = desk.policy.team.timezone
    day = after.astimezone(ZoneInfo(zone)).date()
    while (at := hours.instant(datetime.combine(day, NIGHT), zone)) <= after:
        day += timedelta(days=1)
    return at
