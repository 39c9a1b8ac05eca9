"""Queries about consistency: how gestures were decided, case by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from storage.gestures import GIVEN, Unit
from storage.tables import decisions, gestures


@dataclass(frozen=True, slots=True)
class Decided:
    """One decided gesture, as far as it is counted: `seconds` from the asking to the decision, and which `leads` said
    the last word."""

    kind: str
    label: str
    unit: Unit
    currency: str
    code: str | None
    tier: str | None
    amount: int
    requester: str
    was_given: bool
    was_answered: bool
    """Whether anybody decided before it expired."""
    seconds: float
    leads: frozenset[str]


def decided_since(tx: Connection, since: datetime) -> Sequence[Decided]:
    """Every gesture that was granted, approved or declined, or that expired, from `since` on."""
    decided = (gestures.c.decided_at >= since, gestures.c.state.in_((*GIVEN, "declined", "expired")))
    last = and_(decisions.c.gesture_id == gestures.c.id, decisions.c.round == gestures.c.round)
    words = and_(last, decisions.c.verdict.in_(("approve", "decline")))
    counted = ("kind", "label", "unit", "currency", "code", "tier", "amount", "requester")
    columns = [gestures.c[name] for name in counted]
    query = select(gestures.c.id, *columns, gestures.c.state, gestures.c.requested_at, gestures.c.decided_at,
                   decisions.c.lead).outerjoin(decisions, words)  # fmt: skip
    leads: dict[int, set[str]] = defaultdict(set)
    rows = {}
    for row in tx.execute(query.where(*decided).order_by(gestures.c.id)):
        rows[row.id] = row
        leads[row.id] |= {row.lead} - {None}
    return [
        Decided(
            **{name: getattr(row, name) for name in counted},
            was_given=row.state in GIVEN,
            was_answered=row.state != "expired",
            seconds=(row.decided_at - row.requested_at).total_seconds(),
            leads=frozenset(leads[number]),
        )
        for number, row in rows.items()
    ]
