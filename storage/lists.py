"""Lists of open follow-ups: one person's, everybody's, those that mention something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from storage.followups import records
from storage.records import Followup, Page
from storage.tables import followups, references

LITERALLY = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})
IS_OPEN = followups.c.state == "open"
URGENT_FIRST = (followups.c.due_at, followups.c.id)
URGENCY = func.coalesce(followups.c.promised_by, followups.c.due_at)  # a promise by its own time, however often snoozed
PAGE = 10
MOST_NAMES = 500  # in one statement
Part = Literal["at_risk", "overdue", "today", "later"]


def mine(tx: Connection, owner: str, start: int = 0, most: int = PAGE) -> Page:
    """The open follow-ups of one person, the most urgent first."""
    return _page(tx, [IS_OPEN, followups.c.owner == owner], start, most)


def everybodys(tx: Connection, now: datetime, start: int = 0, most: int = PAGE) -> Page:
    """Everybody's open follow-ups, the most urgent first, with how many each person has."""
    return _page(tx, [IS_OPEN], start, most, workload=workload(tx, now))


def mentioning(tx: Connection, words: str, owner: str | None, start: int = 0, most: int = PAGE) -> Page:
    """Open follow-ups whose words or customer contain `words`, case aside; `owner` None: everybody's."""
    # Keys are kept case-folded, where ß is ss; what people wrote is compared in small letters.
    folded, small = (f"%{text.translate(LITERALLY)}%" for text in (words.casefold(), words.lower()))
    named = select(references.c.customer_id).where(
        or_(references.c.key.like(folded, escape="\\"), func.lower(references.c.value).like(small, escape="\\"))
    )
    said = func.lower(followups.c.what).like(small, escape="\\")
    found = [IS_OPEN, or_(said, followups.c.customer_id.in_(named))]
    return _page(tx, [*found, followups.c.owner == owner] if owner else found, start, most)


def come_due(tx: Connection, owner: str, now: datetime) -> Page:
    """What of a person's came due and is open, the most urgent first."""
    return _page(tx, [IS_OPEN, followups.c.owner == owner, followups.c.due_at <= now], 0, PAGE)


def before_leads(tx: Connection, owner: str, now: datetime) -> Page:
    """What of a person's is overdue, was put before the leads, and nobody has in hand yet; the most urgent first."""
    left = followups.c.escalated_from == followups.c.owner
    return _page(tx, [IS_OPEN, followups.c.owner == owner, followups.c.due_at <= now, left], 0, PAGE)


def handed(tx: Connection, giver: str, owner: str, most: int = PAGE) -> Page:
    """The open follow-ups that somebody has from `giver`, the most urgent first."""
    return _page(tx, [IS_OPEN, followups.c.owner == owner, followups.c.handed_by == giver], 0, most)


def workload(tx: Connection, now: datetime) -> tuple[tuple[str, int, int], ...]:
    """How many open follow-ups each person has, and how many of them are overdue: the most first."""
    overdue = func.sum(case((followups.c.due_at <= now, 1), else_=0))
    query = select(followups.c.owner, func.count().label("open"), overdue).where(IS_OPEN).group_by(followups.c.owner)
    rows = tx.execute(query.order_by(func.count().desc(), followups.c.owner)).all()
    return tuple((row[0], int(row[1]), int(row[2])) for row in rows)


def days(
    tx: Connection, now: datetime, tonight: Mapping[str, datetime], most: int, later: int
) -> dict[str, dict[Part, tuple[list[Followup], int]]]:
    """The open follow-ups of these people by the part of their day, which ends at their `tonight`: the `most` most
    urgent of each part, `later` of those for another day, and how many there are."""
    found: dict[str, dict[Part, tuple[list[Followup], int]]] = {owner: {} for owner in tonight}
    for end, some in _alike(tonight):
        part = case(
            (followups.c.promised_by < end, "at_risk"),
            (followups.c.due_at <= now, "overdue"),
            (followups.c.due_at < end, "today"),
            else_="later",
        ).label("part")
        theirs = select(followups.c.id, followups.c.owner, URGENCY.label("urgency"), part)
        mine = theirs.where(IS_OPEN, followups.c.owner.in_(some)).subquery()
        alike = (mine.c.owner, mine.c.part)
        place = func.row_number().over(partition_by=alike, order_by=(mine.c.urgency, mine.c.id)).label("place")
        ranked = select(*mine.c, place, func.count().over(partition_by=alike).label("total")).subquery()
        first = select(followups, ranked.c.part, ranked.c.total).join(ranked, ranked.c.id == followups.c.id)
        shown = ranked.c.place <= case((ranked.c.part == "later", later), else_=most)
        rows = tx.execute(first.where(shown).order_by(ranked.c.urgency, ranked.c.id)).all()
        for followup, row in zip(records(tx, rows), rows, strict=True):
            found[followup.owner].setdefault(row.part, ([], row.total))[0].append(followup)
    return found


def have_due(tx: Connection, tonight: Mapping[str, datetime]) -> set[str]:
    """Who of these people has something open that is due, or was promised, before their `tonight`."""
    found: set[str] = set()
    for end, some in _alike(tonight):
        before = or_(followups.c.due_at < end, followups.c.promised_by < end)
        due = select(followups.c.owner).where(IS_OPEN, followups.c.owner.in_(some), before)
        found |= set(tx.execute(due.distinct()).scalars())
    return found


def _alike(tonight: Mapping[str, datetime]) -> Iterator[tuple[datetime, Sequence[str]]]:
    """Those whose night falls at the same time, as many at once as go into a statement."""
    for end in sorted(set(tonight.values())):
        names = sorted(owner for owner in tonight if tonight[owner] == end)
        yield from ((end, names[start : start + MOST_NAMES]) for start in range(0, len(names), MOST_NAMES))


def _page(
    tx: Connection,
    conditions: list[ColumnElement[bool]],
    start: int,
    most: int,
    workload: tuple[tuple[str, int, int], ...] = (),
) -> Page:
    """A page that begins at `start`; where that lies behind the end by now, the last one."""
    total = tx.execute(select(func.count()).select_from(followups).where(*conditions)).scalar_one()
    start = max(0, min(start, (total - 1) // most * most))
    query = select(followups).where(*conditions).order_by(*URGENT_FIRST).limit(most).offset(start)
    return Page(tuple(records(tx, tx.execute(query).all())), total, start, workload)
