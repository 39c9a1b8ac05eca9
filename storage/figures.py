"""The counts behind the team's figures, over [since, until)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, func, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from storage.gestures import GIVEN
from storage.records import Figures
from storage.tables import drafts, followups, gestures, past_promises

IN_TIME = followups.c.closed_at <= followups.c.promised_by


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
    """What became by `now` of what was promised for [since, until): `Followup.promise`, counted, and what had become
    of promises before their follow-ups got another time; of those, what was missed was kept late once it is done."""
    is_done, is_cancelled = followups.c.state == "done", followups.c.state == "cancelled"
    missed = and_(followups.c.state == "open", followups.c.promised_by < now)
    became = (and_(is_done, IN_TIME), and_(is_done, not_(IN_TIME)), or_(missed, and_(is_cancelled, not_(IN_TIME))))
    standing = select(*_counts(became)).where(*_between(followups.c.promised_by, since, until))
    was_kept = past_promises.c.kept
    had_become = (was_kept, and_(not_(was_kept), is_done), and_(not_(was_kept), not_(is_done)))
    past = select(*_counts(had_become)).join(followups, followups.c.id == past_promises.c.followup_id)
    past = past.where(*_between(past_promises.c.promised_by, since, until))
    return Promises._make(sum(both) for both in zip(tx.execute(standing).one(), tx.execute(past).one(), strict=True))


def _counts(conditions: Sequence[ColumnElement[bool]]) -> Iterator[ColumnElement[int]]:
    return (func.count(case((it, 1))) for it in conditions)


def _between(at: ColumnElement[Any], since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return at >= since, at < until


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
