"""Escalations: what is put before the leads, or offered to colleagues, and what ends that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours
from bot.desk import Desk
from bot.policy import Team
from bot.reminders import subject_of, watch
from storage import followups, outbox, people
from storage.audit import Happening
from storage.records import Followup, Person
from storage.subjects import number_of
from storage.timers import Timer

ESCALATION_PRIORITY = 25
OVERDUE = "overdue"
A_ROUND = timedelta(minutes=1)  # in which all is told that came due at the same time, however busy we are


def escalate(tx: Connection, desk: Desk, due: Sequence[Timer]) -> list[Happening]:
    """Follow-ups were left for too long, or came due while their owner is away: puts them before the leads."""
    now, due_at = desk.clock(), {number_of(timer.subject): timer.due_at for timer in due}
    found = [followup for followup in followups.get_many(tx, due_at) if followup.state == "open"]
    owners = people.get_many(tx, {followup.owner for followup in found})
    left: dict[str, list[Timer]] = {}
    for followup in found:
        owner, timer = owners.get(followup.owner), Timer("escalation", subject_of(followup), due_at[followup.id])
        followups.change(tx, followup.id, escalated_from=followup.owner, nudged_by=None, left_by=None)
        if owner is not None and owner.is_away(now):
            _offer(tx, desk.policy.team, owner, timer.due_at, now)
            watch(tx, desk, [followup], {owner.id: replace(owner, away_until=None)}, owner.away_until or now)
        else:
            left.setdefault(followup.owner, []).append(timer)
    for person, theirs in left.items():
        _tell_leads(tx, desk, person, theirs, now)
    return [Happening("extra-mile", "followup.escalated", subject_of(f), {"owner": f.owner}) for f in found]


def _tell_leads(tx: Connection, desk: Desk, owner: str, left: Sequence[Timer], now: datetime) -> None:
    """What somebody left alone: several at the same time are one message, which also takes in what comes right after
    it; one is a message of its own."""
    subject, due_at = offers_of(owner), min(timer.due_at for timer in left)
    if outbox.newest_since(tx, OVERDUE, subject, now - A_ROUND):
        outbox.changed(tx, subject)
        return
    kind, about = (OVERDUE, subject) if len(left) > 1 else ("escalation", left[0].subject)
    outbox.supersede(tx, kind, about)
    outbox.add(tx, kind, about, desk.policy.team.approvals_channel, ESCALATION_PRIORITY, due_at, now)


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
    """How messages name what somebody left to others, or is offered to them while that person is away."""
    return f"away:{person}"
