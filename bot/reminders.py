"""Reminders: when one comes, what follows if it is left alone, and what waits for the morning message instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours, moments
from bot.desk import Desk
from bot.moments import Moment
from bot.policy import Followups as Rules
from bot.policy import Team
from storage import followups, outbox, people, timers
from storage.audit import Happening
from storage.records import Followup, Person, Why
from storage.subjects import number_of
from storage.timers import Timer

REMINDER_PRIORITY = 20
ESCALATION_PRIORITY = 25
TIMERS = ("reminder", "remind_again", "escalation", "repeat")
A_MOMENT = timedelta(seconds=1)


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
    """'by friday' means until work ends on it."""
    working = desk.hours_of(owner)
    day = moment.at.astimezone(ZoneInfo(owner.zone)).date()
    return max(moment.at, hours.end_of_day(day, owner.zone, working))


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


def remind(tx: Connection, desk: Desk, due: Sequence[Timer]) -> list[Happening]:
    """Follow-ups are due: tells their owners, then watches that they are done.

    What `quiet` had put off is told all together in the morning message, which comes when work starts; so is what
    came due while its owner was away, on their first morning.
    """
    now = desk.clock()
    timer_of = {number_of(timer.subject): timer for timer in due}
    found = [followup for followup in followups.get_many(tx, timer_of) if followup.state == "open"]
    if not found:
        return []
    again = due[0].kind == "remind_again"
    owners = people.get_many(tx, {followup.owner for followup in found})
    followups.reminded(
        tx,
        [
            {
                "of": followup.id,
                "reminders": followup.reminders + 1,
                "reminded_at": followup.reminded_at if again else now,
                "late": (now - timer_of[followup.id].due_at).total_seconds(),
            }
            for followup in found
        ],
    )
    about = [
        (subject_of(followup), followup.owner, timer_of[followup.id].due_at)
        for followup in found
        if not _waits(desk, owners.get(followup.owner), followup, timer_of[followup.id], now)
    ]
    if about:
        outbox.supersede_many(tx, "reminder", about)
        outbox.add_many(tx, "reminder", about, REMINDER_PRIORITY, now)
    if not again:
        _watch(tx, desk, found, owners, now)
    return [
        Happening("extra-mile", "followup.reminded", subject_of(f), {"due": said(timer_of[f.id].due_at)}) for f in found
    ]


def _waits(desk: Desk, owner: Person | None, followup: Followup, timer: Timer, now: datetime) -> bool:
    """Whether its owner is away, so that the leads see it instead, or `quiet` put it off until work starts."""
    rules = desk.policy.followups
    if owner is not None and owner.is_away(now):
        return True
    if owner is None or not rules.quiet:
        return False
    if timer.kind != "remind_again":
        return followup.moved
    if followup.reminded_at is None or followup.nudged_by is not None:
        return False  # what a lead asks for is a message of its own
    working = desk.hours_of(owner)
    asked = hours.add_duration(followup.reminded_at, rules.remind_again_after, followup.zone, working)
    starts = hours.start_of_day(timer.due_at.astimezone(ZoneInfo(owner.zone)).date(), owner.zone, working)
    return timer.due_at - asked > A_MOMENT and timer.due_at == starts


def repeat(tx: Connection, desk: Desk, due: Sequence[Timer]) -> list[Happening]:
    """Repeating follow-ups come again: moves them to their new time, then reminds."""
    at = {number_of(timer.subject): timer.due_at for timer in due}
    found = followups.get_many(tx, at)
    owners = people.get_many(tx, {followup.owner for followup in found})
    for followup in found:
        owner = owners.get(followup.owner)
        came = _occurrence(desk, followup, owner, followup.reminded_at or followup.due_at) if owner else None
        moved = came is not None and came.due_at == at[followup.id] and came.moved
        followups.change(tx, followup.id, due_at=at[followup.id], moved=moved)
    return remind(tx, desk, due)


def next_time(desk: Desk, followup: Followup, owner: Person, now: datetime) -> datetime | None:
    """When a repeating follow-up comes next after `now`; None for one that does not repeat."""
    coming = _occurrence(desk, followup, owner, now)
    return coming.due_at if coming else None


def _occurrence(desk: Desk, followup: Followup, owner: Person, after: datetime) -> Schedule | None:
    """The next time of a repeating one; None for one that does not repeat."""
    if followup.repeat is None:
        return None
    at = due = moments.next_occurrence(followup.repeat, followup.due_at, followup.zone, after)
    if not followup.exact and desk.policy.followups.quiet:
        due = hours.next_working_moment(at, followup.zone, desk.hours_of(owner))
    return Schedule(due, followup.exact, moved=due != at)


def escalate(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """A follow-up was left for too long, or came due while its owner is away: puts it before the leads."""
    followup = followups.get(tx, number_of(timer.subject), lock=True)
    if followup is None or followup.state != "open":
        return None
    now, owner = desk.clock(), people.get(tx, followup.owner)
    channel = desk.policy.team.approvals_channel
    followups.change(tx, followup.id, escalated_from=followup.owner, nudged_by=None, left_by=None)
    if owner is not None and owner.is_away(now):
        _offer(tx, desk.policy.team, owner, timer.due_at, now)
        _watch(tx, desk, [followup], {owner.id: replace(owner, away_until=None)}, owner.away_until or now)
    else:
        outbox.supersede(tx, "escalation", timer.subject)
        outbox.add(tx, "escalation", timer.subject, channel, ESCALATION_PRIORITY, timer.due_at, now)
    return Happening("extra-mile", "followup.escalated", timer.subject, {"owner": followup.owner})


def _offer(tx: Connection, team: Team, owner: Person, due_at: datetime, now: datetime) -> None:
    """One message a day for somebody who is away, which grows: not one for each of their promises."""
    subject, channel, here = offers_of(owner.id), team.approvals_channel, ZoneInfo(team.timezone)
    today = hours.instant(datetime.combine(now.astimezone(here).date(), datetime.min.time()), here)
    if outbox.newest_since(tx, "offers", subject, today):
        outbox.changed(tx, subject)
        return
    outbox.supersede(tx, "offers", subject)
    outbox.add(tx, "offers", subject, channel, ESCALATION_PRIORITY, due_at, now)


def heeded(followup: Followup) -> dict[str, str | None]:
    """What changes when somebody acts on a follow-up: what the leads were told or did about it is over."""
    escalated_from = followup.escalated_from if followup.is_taken_over else None
    return {"nudged_by": None, "left_by": None, "escalated_from": escalated_from}


def handover_of(giver: str) -> str:
    """How messages name what somebody handed to a colleague."""
    return f"handover:{giver}"


def offers_of(person: str) -> str:
    """How messages name what is offered to others while somebody is away."""
    return f"away:{person}"


def arm(tx: Connection, desk: Desk, followup: Followup, owner: Person, now: datetime) -> None:
    """Sets what an open follow-up's times ask for, and nothing else: its reminder, or what comes after it."""
    timers.disarm(tx, subject_of(followup), *TIMERS)
    if followup.is_due:
        _watch(tx, desk, [followup], {owner.id: owner}, now)
    else:
        timers.arm(tx, "reminder", subject_of(followup), followup.due_at)


def _watch(tx: Connection, desk: Desk, due: Sequence[Followup], owners: Mapping[str, Person], now: datetime) -> None:
    """Sets what happens if a due follow-up is left alone: a second reminder, then word to the leads, who hear of it
    as soon as they work if its owner is away; and when it comes again.

    A repeating one is put before the leads once, until somebody acts on it, and not each time it comes.
    """
    rules, team = desk.policy.followups, desk.policy.team
    armed = []
    for followup in due:
        owner = owners.get(followup.owner)
        working = desk.hours_of(owner) if owner else team.hours
        subject = subject_of(followup)
        offered_at = hours.next_working_moment(now, team.timezone, team.hours) if rules.quiet else now
        if followup.problem is not None and followup.promised_by is None:
            pass  # many wait for the same, and the leads know of it: nobody is nudged until it is fixed
        elif owner is not None and owner.is_away(offered_at):
            armed.append(Timer("escalation", subject, offered_at))
        else:
            since = now
            if owner is not None and owner.is_away(now):  # they are back before the leads could do anything
                since = owner.away_until or now
                at = hours.next_working_moment(since, owner.zone, working) if rules.quiet else since
                again_at, leads_at = at, _if_left_alone(rules, team, since, followup.zone, working)[1]
            else:
                again_at, leads_at = _if_left_alone(rules, team, now, followup.zone, working)
            armed.append(Timer("remind_again", subject, again_at))
            if not (followup.repeat and followup.escalated_from == followup.owner):
                armed.append(Timer("escalation", subject, leads_at))
        if owner is not None and (again := next_time(desk, followup, owner, now)):
            armed.append(Timer("repeat", subject, again))
    timers.arm_many(tx, armed)


@lru_cache(maxsize=256)  # at nine o'clock it is the same for many
def _if_left_alone(
    rules: Rules, team: Team, now: datetime, zone: str, working: hours.Hours
) -> tuple[datetime, datetime]:
    """When somebody with these hours is reminded again, and when the leads hear of it: while both work, or else while
    the leads do."""
    again, left = (
        hours.add_duration(now, after, zone, working) for after in (rules.remind_again_after, rules.escalate_after)
    )
    if not rules.quiet:
        return again, left
    return hours.next_working_moment(again, zone, working), _for_leads(team, left, zone, working)


def _for_leads(team: Team, at: datetime, zone: str, working: hours.Hours) -> datetime:
    """When the leads may hear of what somebody with these hours left alone."""
    both = hours.next_shared_moment(at, (zone, working), (team.timezone, team.hours))
    return both or hours.next_working_moment(at, team.timezone, team.hours)


def refit(tx: Connection, desk: Desk, owner: Person, held: Sequence[Followup], now: datetime) -> None:
    """Somebody has other hours now, or is elsewhere: what we chose for these follow-ups, which the caller holds and
    which are theirs, moves into them. What was named to the minute stays."""
    for followup in held:
        if followup.is_due:
            followups.change(tx, followup.id, zone=owner.zone)
            _refit_watch(tx, desk, replace(followup, zone=owner.zone), owner, now)
            continue
        at, moved = _fitted(desk, owner, followup, now)
        followups.change(tx, followup.id, zone=owner.zone, due_at=at, moved=moved)
        if at != followup.due_at:
            timers.arm(tx, "reminder", subject_of(followup), at)


def _fitted(desk: Desk, owner: Person, followup: Followup, now: datetime) -> tuple[datetime, bool]:
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


def _refit_watch(tx: Connection, desk: Desk, followup: Followup, owner: Person, now: datetime) -> None:
    """The same for what comes after the reminder of a due one."""
    working, quiet = desk.hours_of(owner), desk.policy.followups.quiet
    armed = {timer.kind: timer.due_at for timer in timers.of_subject(tx, subject_of(followup))}
    moved: dict[str, datetime] = {}
    if quiet and (again_at := armed.get("remind_again")):
        moved["remind_again"] = hours.next_working_moment(again_at, owner.zone, working)
    if quiet and (leads_at := armed.get("escalation")) and not owner.is_away(now):
        moved["escalation"] = _for_leads(desk.policy.team, leads_at, owner.zone, working)
    if "repeat" in armed and (again := next_time(desk, followup, owner, now)):
        moved["repeat"] = again
    timers.arm_many(tx, [Timer(kind, subject_of(followup), at) for kind, at in moved.items()])


def why(tx: Connection, desk: Desk, followup: Followup, owner: Person) -> Why:
    """Why its owner sees a follow-up, and what comes next."""
    armed = {timer.kind: timer.due_at for timer in timers.of_subject(tx, subject_of(followup))}
    working = desk.hours_of(owner)
    return Why(
        followup=followup,
        quiet=desk.policy.followups.quiet,
        hours=f"{working.start:%H:%M}–{working.end:%H:%M}",
        reminder_at=min((at for kind, at in armed.items() if kind in ("reminder", "repeat")), default=None),
        again_at=armed.get("remind_again"),
        leads_at=armed.get("escalation"),
    )


def subject_of(followup: Followup) -> str:
    """How timers, messages and the audit trail name it."""
    return subject_of_number(followup.id)


def subject_of_number(number: int) -> str:
    """The same by its number."""
    return f"followup:{number}"


def said(moment: datetime) -> str:
    """A time as the audit trail keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
