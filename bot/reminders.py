"""Reminders: telling when one is due, what follows if it is left alone, and what waits for the morning message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours
from bot.desk import Desk
from bot.due_times import fitted, next_time, occurrence
from bot.policy import Followups as Rules
from bot.policy import Team
from storage import followups, outbox, people, timers
from storage.audit import Happening
from storage.records import Followup, Person, Why
from storage.subjects import number_of
from storage.timers import Timer

REMINDER_PRIORITY = 20
TIMERS = ("reminder", "remind_again", "escalation", "repeat")
A_MOMENT = timedelta(seconds=1)


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
        watch(tx, desk, found, owners, now)
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
        came = occurrence(desk, followup, owner, followup.reminded_at or followup.due_at) if owner else None
        moved = came is not None and came.due_at == at[followup.id] and came.moved
        followups.change(tx, followup.id, due_at=at[followup.id], moved=moved)
    return remind(tx, desk, due)


def arm(tx: Connection, desk: Desk, followup: Followup, owner: Person, now: datetime) -> None:
    """Sets what an open follow-up's times ask for, and nothing else: its reminder, or what comes after it."""
    timers.disarm(tx, subject_of(followup), *TIMERS)
    if followup.is_due:
        watch(tx, desk, [followup], {owner.id: owner}, now)
    else:
        timers.arm(tx, "reminder", subject_of(followup), followup.due_at)


def watch(tx: Connection, desk: Desk, due: Sequence[Followup], owners: Mapping[str, Person], now: datetime) -> None:
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
        at, moved = fitted(desk, owner, followup, now)
        followups.change(tx, followup.id, zone=owner.zone, due_at=at, moved=moved)
        if at != followup.due_at:
            timers.arm(tx, "reminder", subject_of(followup), at)


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
