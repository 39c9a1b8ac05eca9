"""The counts behind the team's figures, over [since, until)."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, and_, case, func, select

from storage.gestures import GIVEN
from storage.records import Figures
from storage.tables import drafts, followups, gestures


def between(
    tx: Connection, since: datetime, until: datetime, now: datetime, currency: str, grace: timedelta
) -> Figures:
    """The team's figures. A follow-up is on time when it is done at most `grace` after it was due."""
    recorded = tx.execute(
        select(func.count()).where(followups.c.created_at >= since, followups.c.created_at < until)
    ).scalar_one()
    closed = and_(followups.c.state == "done", followups.c.closed_at >= since, followups.c.closed_at < until)
    done = tx.execute(select(followups.c.due_at, followups.c.closed_at).where(closed)).all()
    overdue = tx.execute(select(func.count()).where(followups.c.state == "open", followups.c.due_at < now)).scalar_one()
    written, used = tx.execute(
        select(func.count(), func.count(case((drafts.c.state == "used", 1)))).where(
            drafts.c.created_at >= since, drafts.c.created_at < until
        )
    ).one()
    given = and_(gestures.c.state.in_(GIVEN), gestures.c.decided_at >= since, gestures.c.decided_at < until)
    by_kind = tx.execute(
        select(gestures.c.label, func.count(), func.coalesce(func.sum(gestures.c.cost), 0))
        .where(given)
        .group_by(gestures.c.label)
        .order_by(func.count().desc(), gestures.c.label)
    ).all()
    undelivered = tx.execute(
        select(func.count()).where(given, gestures.c.state.in_(("granted", "approved")))
    ).scalar_one()
    waiting = tx.execute(select(func.count()).where(gestures.c.state == "requested")).scalar_one()
    asked = and_(
        gestures.c.needs > 0,
        gestures.c.state.in_(("approved", "declined", "delivered")),
        gestures.c.decided_at >= since,
        gestures.c.decided_at < until,
    )
    times = tx.execute(select(gestures.c.requested_at, gestures.c.decided_at).where(asked)).all()
    seconds = [(row.decided_at - row.requested_at).total_seconds() for row in times]
    return Figures(
        since=since,
        until=until,
        currency=currency,
        recorded=recorded,
        done=len(done),
        done_on_time=sum(row.closed_at <= row.due_at + grace for row in done),
        open_overdue=overdue,
        drafts=written,
        drafts_used=used,
        gestures_granted=sum(row[1] for row in by_kind),
        gestures_undelivered=undelivered,
        gestures_cost=sum(int(row[2]) for row in by_kind),
        requests_waiting=waiting,
        median_decision_seconds=median(seconds) if seconds else None,
        by_kind=tuple((row[0], row[1], int(row[2])) for row in by_kind),
    )
