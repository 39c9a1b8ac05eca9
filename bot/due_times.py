"""Due times: when to remind of something, when it comes again, and when it is if its owner has other hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot import hours, moments
from bot.desk import Desk
from bot.moments import Moment
from storage.records import Followup, Person

_MORNING = re.compile(r"\b(?:first thing|morning|früh|vormittags?|morgens)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to remind of something: `moved` says that `quiet` put it off into working hours, `promised_by` until when
    the customer was promised to hear from us."""

    due_at: datetime
    exact: bool
    moved: bool = False
    promised_by: datetime | None = None
    repeat: str | None = None


def schedule(
    desk: Desk, owner: Person, moment: Moment, now: datetime, *, promised: bool = False, they_owe: bool = False
) -> Schedule:
    """When to remind of what somebody asked for at `now`.

    An exact time stands to the letter; one that we chose falls into the owner's working hours if `quiet`. What was
    promised by a time (`promised`, or said with 'by') is reminded of early enough to keep it; what they owe us is no
    promise of ours.
    """
    if (promised or moment.deadline) and moment.repeat is None and not they_owe:
        by = moment.at if moment.exact else _end_of_its_day(desk, owner, moment)
        return Schedule(_in_time(desk, owner, by, moment.exact, now), exact=False, promised_by=by)
    due = moment.at
    if not moment.exact and desk.policy.followups.quiet:
        due = hours.next_working_moment(due, owner.zone, desk.hours_of(owner))
    return Schedule(due, moment.exact, moved=due != moment.at.astimezone(UTC), repeat=moment.repeat)


def _end_of_its_day(desk: Desk, owner: Person, moment: Moment) -> datetime:
    """'by friday' means until work ends on it, 'friday morning' and 'first thing friday' until noon."""
    working = desk.hours_of(owner)
    day = moment.at.astimezone(ZoneInfo(owner.zone)).date()
    ends = hours.end_of_day(day, owner.zone, working)
    noon = hours.instant(datetime.combine(day, time(12)), owner.zone)
    return max(moment.at, min(noon, ends) if _MORNING.search(moment.phrase) else ends)


def _in_time(desk: Desk, owner: Person, by: datetime, exact: bool, now: datetime) -> datetime:
    """Early enough to keep a promise: by a day, when work starts on it; by a time, `promise_lead` before, inside of
    working hours if `quiet` and there are any until then; half-way if even `promise_lead` before is past already."""
    working, quiet = desk.hours_of(owner), desk.policy.followups.quiet
    at = early = hours.add_duration(by, -desk.policy.followups.promise_lead, owner.zone, working)
    if not exact:
        at = hours.start_of_day(by.astimezone(ZoneInfo(owner.zone)).date(), owner.zone, working)
    later = hours.next_working_moment(at, owner.zone, working)
    if quiet:
        at = later if later <= at + (by - at) / 2 else hours.last_working_moment(at, owner.zone, working)
    last = hours.last_working_moment(by, owner.zone, working)
    return next((it for it in (at, last, later, early) if now < it < by), now + (by - now) / 2)


def next_time(desk: Desk, followup: Followup, owner: Person, now: datetime) -> datetime | None:
    """When a repeating follow-up comes next after `now`; None for one that does not repeat."""
    coming = occurrence(desk, followup, owner, now)
    return coming.due_at if coming else None


def occurrence(desk: Desk, followup: Followup, owner: Person, after: datetime) -> Schedule | None:
    """The next time of a repeating one; None for one that does not repeat."""
    if followup.repeat is None:
        return None
    at = due = moments.next_occurrence(followup.repeat, followup.due_at, followup.zone, after)
    if not followup.exact and desk.policy.followups.quiet:
        due = hours.next_working_moment(at, followup.zone, desk.hours_of(owner))
    return Schedule(due, followup.exact, moved=due != at)


def fitted(desk: Desk, owner: Person, followup: Followup, now: datetime) -> tuple[datetime, bool]:
    """When to remind of it in its owner's hours, and whether `quiet` moves it: on the same day as before, and early
    enough for what was promised."""
    if followup.exact or not desk.policy.followups.quiet:
        return followup.due_at, followup.moved
    working, by = desk.hours_of(owner), followup.promised_by
    wall = followup.due_at.astimezone(ZoneInfo(followup.zone)).replace(tzinfo=None)
    asked = max(now, hours.instant(wall, owner.zone))
    at = hours.next_working_moment(asked, owner.zone, working)
    if by is None or at < by or followup.due_at >= by:
        # With the morning message comes only what is due when work starts.
        starts = hours.start_of_day(at.astimezone(ZoneInfo(owner.zone)).date(), owner.zone, working)
        return at, at != asked or (followup.moved and at == starts)
    earlier = hours.last_working_moment(min(followup.due_at, by), owner.zone, working)
    return (earlier if earlier > now else followup.due_at), followup.moved
