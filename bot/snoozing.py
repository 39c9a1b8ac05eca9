"""Snoozing: a follow-up comes later, at a preset, at a picked time, or when it comes next."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import due_times, escalations, followups, hours, reminders
from bot.desk import Desk
from bot.errors import BadTime
from bot.moments import Moment
from storage import followups as stored
from storage import inbox, people
from storage.records import Followup, Person

Preset = Literal["In 1 hour", "This afternoon", "Tomorrow morning", "Next Monday"]


def snooze(desk: Desk, request: str, actor: Person, number: int, until: Preset | Moment) -> Followup:
    """Reminds later: at a preset, or at a time that the person picked. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = followups.mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        followups.require_open(followup)
        owner = followups.owner_of(tx, followup, actor)
        _move(tx, desk, owner, followup, moment_of(desk, owner, until, now), now)
        if isinstance(until, Moment) and actor.id == owner.id:
            people.picked(tx, owner.id, _as_typed(until, now))
        return followups.changed(tx, actor, "followup.snoozed", number, now)


def next_time(desk: Desk, request: str, actor: Person, number: int) -> Followup:
    """A repeating one is for this time: reminds when it comes next. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        followup = followups.mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None:
            return followup
        followups.require_open(followup)
        owner = followups.owner_of(tx, followup, actor)
        at = due_times.next_time(desk, followup, owner, now)
        if at is not None:
            stored.change(tx, number, due_at=at, **escalations.heeded(followup))
            reminders.arm(tx, desk, followups.find(tx, number), owner, now)
        return followups.changed(tx, actor, "followup.next_time", number, now)


def moment_of(desk: Desk, owner: Person, until: Preset | Moment, now: datetime) -> Moment:
    """The time that a preset means for its owner at `now`."""
    if isinstance(until, Moment):
        return until
    presets = hours.snooze_presets(now, owner.zone, desk.hours_of(owner), desk.policy.followups.quiet)
    if until not in presets:
        raise BadTime(problem=f"{until} is too near, or over: pick another time.")
    return Moment(presets[until], owner.zone, until == "In 1 hour", until)


def _move(tx: Connection, desk: Desk, owner: Person, followup: Followup, moment: Moment, now: datetime) -> None:
    """To another time: what was promised, and that it repeats, stays."""
    planned = due_times.schedule(desk, owner, moment, now)
    values: dict[str, object] = {"due_at": planned.due_at, "moved": planned.moved}
    if followup.repeat is None:  # else how its own times were named stays
        values |= {"exact": planned.exact, "asked": moment.phrase}
    stored.change(tx, followup.id, zone=owner.zone, **values, **escalations.heeded(followup))
    reminders.arm(tx, desk, followups.find(tx, followup.id), owner, now)


def _as_typed(picked: Moment, now: datetime) -> str:
    """A picked time as one would type it on any day: 'tomorrow 14:30', 'in 3 days 9:00'."""
    here = ZoneInfo(picked.zone)
    local = picked.at.astimezone(here)
    days = (local.date() - now.astimezone(here).date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"{day} {local:%H:%M}"
