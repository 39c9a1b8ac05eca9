"""How the team stands: what is overdue and whose it is, and what was given of late."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, not_, select, text

from storage.followups import records
from storage.limits import SPENT
from storage.records import Followup
from storage.tables import followups, gestures

# As the indexes say it, or SQLite would look at the rows behind them too.
IS_OPEN = text("followups.state = 'open'")
IS_GIVEN = text("gestures.state IN ('granted', 'approved', 'delivered')")
ALONE = gestures.c.needs == 0


def overdue(tx: Connection, now: datetime, most: int) -> tuple[list[Followup], tuple[tuple[str, int], ...]]:
    """What everybody has that came due before `now`: the `most` oldest, and how many each person has, the most
    first."""
    late, by_age = (IS_OPEN, followups.c.due_at <= now), (followups.c.due_at, followups.c.id)
    first = select(followups.c.id).where(*late).order_by(*by_age).limit(most)
    oldest = select(followups).where(followups.c.id.in_(first)).order_by(*by_age)
    of_each = select(followups.c.owner, func.count()).where(*late).group_by(followups.c.owner)
    counts = tx.execute(of_each.order_by(func.count().desc(), followups.c.owner))
    return records(tx, tx.execute(oldest).all()), tuple((row[0], int(row[1])) for row in counts)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody asked for and got granted: what it costs in minor units, how much of that they granted `alone`,
    and in how many gestures; and how many `foreign` ones cost another currency, and are in none of these."""

    person: str
    cost: int
    alone: int
    count: int
    foreign: int


def given(tx: Connection, since: datetime, currency: str) -> list[Given]:
    """What was granted of what people asked for from `since` on, whoever granted most alone first."""
    ours = gestures.c.currency == currency
    cost = func.sum(case((ours, gestures.c.cost), else_=0))
    alone = func.sum(case((and_(ours, ALONE), gestures.c.cost), else_=0))
    foreign = func.count(case((and_(not_(ours), gestures.c.cost > 0), 1)))
    # By the column itself SQLite would rather walk through all that everybody ever asked for, as that is sorted.
    person = gestures.c.requester.concat("")
    query = select(person, cost, alone, func.count() - foreign, foreign).group_by(person)
    rows = tx.execute(query.where(IS_GIVEN, gestures.c.requested_at >= since).order_by(alone.desc(), person))
    return [Given(row[0], *map(int, row[1:])) for row in rows]


def spent_on(tx: Connection, customers: Collection[int], since: datetime) -> dict[int, int]:
    """What counts for each of these customers from `since` on, open requests included, in minor units."""
    theirs = (gestures.c.customer_id.in_(customers), gestures.c.requested_at >= since, gestures.c.state.in_(SPENT))
    query = select(gestures.c.customer_id, func.sum(gestures.c.cost)).where(*theirs)
    return {row[0]: int(row[1]) for row in tx.execute(query.group_by(gestures.c.customer_id))}
