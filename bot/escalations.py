"""Escalations: what is put before the leads, or offered to colleagues, and what ends that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours
from bot.desk import Desk
from bot.policy import Team
from bot.reminders import watch
from storage import followups, outbox, people
from storage.audit import Happening
from storage.records import Followup, Person
from storage.subjects import number_of
from storage.timers import Timer

ESCALATION_PRIORITY = 25


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
        watch(tx, desk, [followup], {owner.id: replace(owner, away_until=None)}, owner.away_until or now)
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
