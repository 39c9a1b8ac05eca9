"""Queries about what went well in a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from storage.gestures import Unit
from storage.service_tables import scores
from storage.tables import followups, gestures, past_promises

GRANTED_BEFORE = timedelta(days=60)  # who got it later was kept waiting, which is no good turn
MOST_DELIVERED = 200
CONTENT = {"csat": 4, "nps": 9}  # from this answer on a customer is content
UNHAPPY = {"csat": 2, "nps": 6}  # up to this one they are not


class Delivered(NamedTuple):
    """A gesture that a customer has, as far as it is told: `giver` is who wrote it, or else who asked for it."""

    label: str
    unit: Unit
    amount: int
    currency: str
    customer: int
    at: datetime
    giver: str


class Word(NamedTuple):
    """What became known of a customer at a time: good or not."""

    at: datetime
    good: bool


def keepers(tx: Connection, since: datetime, until: datetime) -> set[str]:
    """Who kept a promise that was made for [since, until), counted as `figures.promises` does."""
    in_time = (followups.c.state == "done", followups.c.closed_at <= followups.c.promised_by)
    week = (followups.c.promised_by >= since, followups.c.promised_by < until)
    earlier = (past_promises.c.promised_by >= since, past_promises.c.promised_by < until, past_promises.c.kept)
    past = select(followups.c.owner).join(past_promises, past_promises.c.followup_id == followups.c.id).where(*earlier)
    return set(tx.execute(select(followups.c.owner).where(*week, *in_time).union(past)).scalars())


def delivered(tx: Connection, since: datetime, until: datetime) -> Sequence[Delivered]:
    """The gestures that customers got in [since, until), the newest first."""
    at, giver = gestures.c.delivered_at, func.coalesce(gestures.c.claimed_by, gestures.c.requester)
    shown = (gestures.c[name] for name in ("label", "unit", "amount", "currency", "customer_id", "delivered_at"))
    week = (gestures.c.state == "delivered", gestures.c.decided_at >= since - GRANTED_BEFORE, at >= since, at < until)
    query = select(*shown, giver).where(*week).order_by(at.desc(), gestures.c.id).limit(MOST_DELIVERED)
    return [Delivered._make(row) for row in tx.execute(query)]


def solved(
    tx: Connection, customers: Collection[int], since: datetime, until: datetime
) -> Mapping[int, Sequence[Word]]:
    """Whether what was done for these customers in [since, until) was said to be solved, in order."""
    at = followups.c.closed_at
    done = (followups.c.state == "done", followups.c.solved.is_not(None), at >= since, at < until)
    query = select(followups.c.customer_id, at, followups.c.solved).where(followups.c.customer_id.in_(customers), *done)
    found: dict[int, list[Word]] = defaultdict(list)
    for row in tx.execute(query.order_by(at, followups.c.id)):
        found[row.customer_id].append(Word(row.closed_at, row.solved))
    return found


def answered(
    tx: Connection, customers: Collection[int], since: datetime, until: datetime
) -> Mapping[int, Sequence[Word]]:
    """Whether these customers said in [since, until) that they were content or unhappy, in order; an answer between
    is neither."""
    theirs = (scores.c.customer_id.in_(customers), scores.c.at >= since, scores.c.at < until)
    found: dict[int, list[Word]] = defaultdict(list)
    for row in tx.execute(select(scores).where(*theirs).order_by(scores.c.at, scores.c.id)):
        if row.value >= CONTENT[row.kind] or row.value <= UNHAPPY[row.kind]:
            found[row.customer_id].append(Word(row.at, row.value >= CONTENT[row.kind]))
    return found
