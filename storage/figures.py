"""The counts behind the team's figures, over [since, until)."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, func, not_, or_, select

from storage.gestures import GIVEN
from storage.records import Figures
from storage.tables import drafts, followups, gestures

WAS_KEPT = followups.c.promise_was.is_not_distinct_from("kept")
IN_TIME = and_(followups.c.promise_was.is_(None), followups.c.closed_at <= followups.c.promised_by)


class Promises(NamedTuple):
    """What became of promises: how many were kept, kept late, and broken."""

    kept: int
    late: int
    broken: int

    @property
    def counted(self) -> int:
        """All of them; one that was taken back before its time is none."""
        return sum(self)


def promises(tx: Connection, since: datetime, until: datetime, now: datetime) -> Promises:
    """What became by `now` of what was promised for [since, until): `Followup.promise`, counted."""
    is_done, is_cancelled = followups.c.state == "done", followups.c.state == "cancelled"
    over = or_(followups.c.promised_by < now, followups.c.promise_was.is_not(None))
    missed = or_(and_(followups.c.state == "open", over), and_(is_cancelled, not_(IN_TIME)))
    late = and_(is_done, not_(IN_TIME))
    became = (or_(WAS_KEPT, and_(is_done, IN_TIME)), *(and_(not_(WAS_KEPT), it) for it in (late, missed)))
    promised = (followups.c.promised_by >= since, followups.c.promised_by < until)
    counted = select(*(func.count(case((it, 1))) for it in became)).where(*promised)
    return Promises._make(tx.execute(counted).one())


def between(
    tx: Connection, since: datetime, until: datetime, now: datetime, currency: str, grace: timedelta
) -> Figures:
    """The team's figures. A follow-up is on time when it is done at most `grace` after it was due, or as promised.

    Solved at once: of the first contacts that were said to have solved the matter or not, those that had.
    """
    recorded = tx.execute(
        select(func.count()).where(followups.c.created_at >= since, followups.c.created_at < until)
    ).scalar_one()
    closed = and_(followups.c.state == "done", followups.c.closed_at >= since, followups.c.closed_at < until)
    ended = ("due_at", "closed_at", "promised_by", "solved", "follows")
    done = tx.execute(select(*(followups.c[name] for name in ended)).where(closed)).all()
    said = [row for row in done if row.solved is not None and row.follows is None]
    became = promises(tx, since, until, now)
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
        promises_kept=became.kept,
        promises_late=became.late,
        promises_broken=became.broken,
        solved_at_once=sum(row.solved for row in said),
        solved_or_not=len(said),
        done=len(done),
        done_on_time=sum(row.closed_at <= max(row.due_at + grace, row.promised_by or row.due_at) for row in done),
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
