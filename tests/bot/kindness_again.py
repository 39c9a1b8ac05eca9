"""What went with kindness, worked out once more: customer by customer from all rows, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kind_year import Case, tally
from sqlalchemy import Table, select

from storage.database import Database
from storage.records.kindness import Share, Tally
from storage.service_tables import scores
from storage.tables import drafts, followups, gestures, past_promises


@dataclass
class Found:
    """A case as the rows tell it: `is_over` when the time to come back is; each kind's gestures as (cost, currency)."""

    case: Case
    is_over: bool
    given: dict[str, list[tuple[int, str]]]


@dataclass
class Rows:
    """All rows of the tables, by customer."""

    database: Database
    missed: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.of = {table: self._by_customer(table) for table in (followups, gestures, drafts, scores)}
        for row in self._all(past_promises):
            (self.kept if row.kept else self.missed).add(row.followup_id)

    def _all(self, table: Table) -> Sequence[Any]:
        with self.database.read() as tx:
            return tx.execute(select(table)).all()

    def _by_customer(self, table: Table) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self._all(table):
            found[row.customer_id].append(row)
        return found

    def cases(self, since: datetime, now: datetime, grace: timedelta) -> Iterator[Found]:
        """The first follow-up that each customer had done in the time."""
        for customer, theirs in self.of[followups].items():
            done = [f for f in theirs if f.state == "done" and not f.origin and since <= f.closed_at < now]
            if done:
                first = min(done, key=lambda f: f.id)
                yield self._found(customer, first, now, grace)

    def _found(self, customer: int, first: Any, now: datetime, grace: timedelta) -> Found:
        end, month = first.closed_at, timedelta(days=30)
        new = [f.created_at for f in self.of[followups][customer] if not f.follows and not f.origin]
        came = [*new, *(d.created_at for d in self.of[drafts][customer] if not d.origin)]
        given: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for g in self.of[gestures][customer]:
            if g.state in ("granted", "approved", "delivered") and end - month < g.requested_at and g.decided_at <= end:
                given[g.kind].append((g.cost, g.currency))
        in_time = first.promised_by is not None and end <= first.promised_by
        is_kept = (in_time or first.id in self.kept) and first.id not in self.missed
        names = {"on time": in_time or end <= first.due_at + grace, "kept": is_kept, "gesture": bool(given)}
        kindness = frozenset({*(name for name, holds in names.items() if holds), *given})
        is_back = any(end < at <= end + month for at in came)
        answers = (self._answers(customer, kind, first) for kind in ("csat", "nps"))
        return Found(Case(kindness, first.solved, is_back, *answers), end + month <= now, given)

    def _answers(self, customer: int, kind: str, first: Any) -> tuple[int | None, int | None]:
        theirs = sorted((s for s in self.of[scores][customer] if s.kind == kind), key=lambda s: s.at)
        year, later = first.created_at - timedelta(days=365), first.closed_at + timedelta(days=90)
        before = [s.value for s in theirs if year < s.at <= first.created_at]
        after = [s.value for s in theirs if first.closed_at < s.at <= later]
        return (before[-1] if before else None, after[0] if after else None)


def counted(found: Sequence[Found]) -> Tally:
    """What became of them."""
    whole, over = tally(one.case for one in found), [one.case.back for one in found if one.is_over]
    return Tally(whole.cases, whole.solved, Share(sum(over), len(over)), whole.csat, whole.nps)
