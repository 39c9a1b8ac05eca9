"""The counts and times behind the team's figures, over [since, until)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Connection, Executable, and_, case, false, func, not_, null, or_, select, text
from sqlalchemy.sql.elements import ColumnElement

from storage.blankets import OF_PROBLEMS
from storage.gestures import GIVEN
from storage.service_tables import reopenings, scores
from storage.tables import draft_versions, drafts, followups, gestures, past_promises
from storage.types import micros

T = TypeVar("T")
Period: TypeAlias = tuple[datetime, datetime]
A_FEW = 1_000
IN_TIME = followups.c.closed_at <= followups.c.promised_by
IS_OPEN = text("followups.state = 'open'")  # as the indexes say it, or SQLite would not use them
IS_GOING_ON = text("gestures.state IN ('requested', 'granted', 'approved')")


class Promises(NamedTuple):
    """What became of promises: how many were kept, kept late, and broken."""

    kept: int
    late: int
    broken: int

    @property
    def counted(self) -> int:
        """All of them; one that was taken back before its time is none."""
        return sum(self)


class Done(NamedTuple):
    """A follow-up that was done: when, for when it was meant, and until when the customer was promised to hear, each in
    microseconds since 1970; whether that solved it for good, if anybody said and the bot did not make it, and which one
    it follows."""

    closed_at: int
    due_at: int
    promised_by: int | None
    solved: bool | None
    follows: int | None


class Drafted(NamedTuple):
    """A reply that was asked for: what became of it, when that was, and when its first version was there, in
    microseconds since 1970."""

    state: str
    asked_at: int
    written_at: int | None


class Granted(NamedTuple):
    """Gestures alike, by the label of their kind, the code of their reason and their state: how many, at what cost
    in the team's currency, and how many cost another, which is not in it."""

    label: str
    code: str | None
    state: str
    many: int
    cost: int
    foreign: int


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


def recorded(tx: Connection, *periods: Period) -> Sequence[int]:
    """How many follow-ups people recorded in each of these periods: in one look at all of them, as no index knows."""
    at = followups.c.created_at
    within = _between(at, min(since for since, _ in periods), max(until for _, until in periods))
    counts = _counts([and_(*_between(at, *period)) for period in periods])
    return list(tx.execute(select(*counts).where(*within, followups.c.origin.is_(None))).one())


def done(tx: Connection, since: datetime, until: datetime) -> Sequence[Done]:
    """The follow-ups that were done, and are still; no index knows them."""
    f = followups.c
    again = and_(f.solved, f.id.in_(select(reopenings.c.followup_id)))
    solved = case((f.origin.is_not(None), null()), (again, false()), else_=f.solved)
    query = select(micros(f.closed_at), micros(f.due_at), micros(f.promised_by), solved, f.follows)
    those = (f.state == "done", *_between(f.closed_at, since, until))
    return _made(tx, query.where(*those), Done._make)


def reopened(tx: Connection, since: datetime, until: datetime) -> int:
    """How often a follow-up that had been done then was opened again, whenever."""
    return _count(tx, *_between(reopenings.c.closed_at, since, until))


def overdue(tx: Connection, now: datetime) -> int:
    """How many open follow-ups are past their time."""
    return _count(tx, IS_OPEN, followups.c.due_at < now)


def drafted(tx: Connection, since: datetime, until: datetime) -> Sequence[Drafted]:
    """The replies that people asked for."""
    first = (draft_versions.c.draft_id == drafts.c.id, draft_versions.c.version == 1)
    written = select(micros(draft_versions.c.written_at)).where(*first).scalar_subquery()  # each found by its key
    query = select(drafts.c.state, micros(drafts.c.created_at), written)
    those = (drafts.c.origin.is_(None), *_between(drafts.c.created_at, since, until))
    return _made(tx, query.where(*those), Drafted._make)


def granted(tx: Connection, since: datetime, until: datetime, currency: str) -> Sequence[Granted]:
    """The gestures that were granted, by an agent or by leads; one for many at once has no reason of its own."""
    code = case((gestures.c.id.in_(OF_PROBLEMS), null()), else_=gestures.c.code)
    alike = (gestures.c.label, code, gestures.c.state)
    ours = gestures.c.currency == currency
    cost = func.sum(case((ours, gestures.c.cost), else_=0))
    foreign = func.count(case((and_(not_(ours), gestures.c.cost > 0), 1)))
    query = select(*alike, func.count(), cost, foreign).group_by(*alike)
    those = (gestures.c.state.in_(GIVEN), *_between(gestures.c.decided_at, since, until))
    return [Granted(row[0], row[1], row[2], row[3], int(row[4]), row[5]) for row in tx.execute(query.where(*those))]


def decided(tx: Connection, since: datetime, until: datetime) -> Sequence[tuple[int, int]]:
    """From when to when each request waited on which leads had the last word, in microseconds since 1970."""
    asked = (gestures.c.needs > 0, gestures.c.state.in_(("approved", "declined", "delivered")))
    query = select(micros(gestures.c.requested_at), micros(gestures.c.decided_at))
    return _made(tx, query.where(*asked, *_between(gestures.c.decided_at, since, until)), tuple)


def waiting(tx: Connection) -> int:
    """How many requests nobody has decided yet."""
    return _count(tx, gestures.c.state == "requested", IS_GOING_ON)


def answers(tx: Connection, since: datetime, until: datetime) -> Mapping[tuple[str, int], int]:
    """How many customers gave each score, by (kind, value)."""
    query = select(scores.c.kind, scores.c.value, func.count()).group_by(scores.c.kind, scores.c.value)
    return {(row[0], row[1]): row[2] for row in tx.execute(query.where(*_between(scores.c.at, since, until)))}


def _made(tx: Connection, query: Executable, make: Callable[[Iterable[Any]], T]) -> list[T]:
    """What is made of each row, a few at a time: all at once they would hold the interpreter, and so everybody up."""
    found = tx.execute(query, execution_options={"yield_per": A_FEW})
    return [make(row) for few in found.partitions() for row in few]


def _count(tx: Connection, *those: Any) -> int:
    return int(tx.execute(select(func.count()).where(*those)).scalar_one())


def _counts(conditions: Sequence[ColumnElement[bool]]) -> Iterator[ColumnElement[int]]:
    return (func.count(case((it, 1))) for it in conditions)


def _between(at: ColumnElement[Any], since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return at >= since, at < until
