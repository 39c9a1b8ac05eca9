"""What comes up again and again, and what the team changes about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import matters
from bot.desk import Desk
from bot.errors import NotALead
from storage import audit, improvements, inbox
from storage.records import Person, Reason

WEEK = timedelta(days=7)
MOST = 10
MICROSECOND = timedelta(microseconds=1)  # what happens at this moment counts


def top(desk: Desk) -> Sequence[Reason]:
    """The reasons and matters that came up most in the last seven days, each with what we change about it."""
    with desk.database.read() as tx:
        return of_week(tx, desk, desk.clock() + MICROSECOND)


def of_week(tx: Connection, desk: Desk, until: datetime) -> Sequence[Reason]:
    """The same of the seven days before a moment."""
    span = (until - WEEK, until)
    counted = [
        *((f"{matters.CODE}{code}", texts, many) for code, texts, many in improvements.codes(tx, *span)),
        *((f"{matters.MATTER}{matter}", texts, many) for matter, texts, many in improvements.matters(tx, *span)),
    ]
    counted = sorted(counted, key=lambda each: (-each[1], each[0]))[:MOST]
    changes = improvements.latest(tx, [key for key, _, _ in counted])
    return [
        Reason(key, matters.label(desk.policy, key), texts, customers, changes.get(key))
        for key, texts, customers in counted
    ]


def require_lead(desk: Desk, person: Person) -> None:
    """Raises NotALead."""
    if not desk.is_lead(person.id):
        raise NotALead(name="what we change")


def note(desk: Desk, request: str, lead: Person, reason: str, words: str) -> None:
    """A lead writes down what the team changes about a reason. Raises NotALead."""
    require_lead(desk, lead)
    now = desk.clock()
    with desk.database.begin() as tx:
        if inbox.enter(tx, request, now) is not None:
            return
        number = improvements.note(tx, reason, words, lead.id, now)
        audit.append(tx, now, lead.id, "improvement.noted", f"improvement:{number}", {"reason": reason})
