"""Queries about all that happened with one customer: the newest of each kind, as little of each as it takes to put
them in order, and then all that is told of the few that are shown.

However much there is of one customer, each kind is asked for through an index and with a limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal, null, select

from storage import drafts, followups, gestures, notes, thanks
from storage.records import Event, Score
from storage.service_tables import scores
from storage.service_tables import thanks as thanks_rows
from storage.tables import drafts as draft_rows
from storage.tables import followups as followup_rows
from storage.tables import gestures as gesture_rows
from storage.tables import notes as note_rows

NEWEST = 500  # of each kind; what is older is in the exports


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened with a customer: what it is, and when; `until` is when it is due if it is still open, or
    since when it waits for somebody."""

    noun: str
    number: int
    at: datetime
    until: datetime | None = None


def entries(tx: Connection, customer: int, notes_above: int) -> Sequence[Entry]:
    """What happened with a customer: what is open first, by urgency, then the newest first. Of the notes, the newest
    `notes_above` are left out.

    A reply that waits to be used comes behind what else is open: many are sent without a press that says so.
    """
    found = [
        Entry(noun, row.id, row.at, row.until)
        for noun, query in QUERIES.items()
        for row in tx.execute(query(customer, notes_above).limit(NEWEST))
    ]
    still_open = sorted((entry for entry in found if entry.until), key=_urgency)
    over = (entry for entry in found if not entry.until)
    return [*still_open, *sorted(over, key=lambda entry: (entry.at, entry.number), reverse=True)]


def _urgency(entry: Entry) -> tuple[object, ...]:
    return entry.noun == "draft", entry.until, entry.number


def load(tx: Connection, some: Iterable[Entry]) -> tuple[Event, ...]:
    """All that is told of these, in their order."""
    wanted = [(entry.noun, entry.number) for entry in some]
    numbers: Mapping[str, list[int]] = defaultdict(list)
    for noun, number in wanted:
        numbers[noun].append(number)
    found = {(noun, event.id): event for noun, those in numbers.items() for event in LOADERS[noun](tx, those)}
    return tuple(found[one] for one in wanted if one in found)


def _followups(customer: int, _: int) -> Select[Any]:
    rows, is_open = followup_rows, followup_rows.c.state == "open"
    urgency = func.coalesce(rows.c.promised_by, rows.c.due_at)
    query = select(
        rows.c.id,
        func.coalesce(rows.c.closed_at, rows.c.due_at).label("at"),
        case((is_open, urgency), else_=null()).label("until"),
    )
    return query.where(rows.c.customer_id == customer).order_by(rows.c.state != "open", rows.c.id.desc())


def _gestures(customer: int, _: int) -> Select[Any]:
    rows = gesture_rows
    is_open = rows.c.state.in_(("requested", "granted", "approved"))
    at = func.coalesce(rows.c.delivered_at, rows.c.decided_at, rows.c.requested_at)
    query = select(rows.c.id, at.label("at"), case((is_open, at), else_=null()).label("until"))
    return query.where(rows.c.customer_id == customer).order_by(~is_open, rows.c.requested_at.desc())


def _drafts(customer: int, _: int) -> Select[Any]:
    rows, is_open = draft_rows, draft_rows.c.state.in_(("writing", "ready"))
    query = select(
        rows.c.id,
        func.coalesce(rows.c.closed_at, rows.c.created_at).label("at"),
        case((is_open, rows.c.created_at), else_=null()).label("until"),
    )
    return query.where(rows.c.customer_id == customer, rows.c.state != "discarded").order_by(~is_open, rows.c.id.desc())


def _notes(customer: int, above: int) -> Select[Any]:
    query = select(note_rows.c.id, note_rows.c.created_at.label("at"), _over())
    return query.where(note_rows.c.customer_id == customer).order_by(note_rows.c.id.desc()).offset(above)


def _scores(customer: int, _: int) -> Select[Any]:
    query = select(scores.c.id, scores.c.at, _over())
    return query.where(scores.c.customer_id == customer).order_by(scores.c.at.desc())


def _thanks(customer: int, _: int) -> Select[Any]:
    query = select(thanks_rows.c.id, thanks_rows.c.at, _over())
    return query.where(thanks_rows.c.customer_id == customer).order_by(thanks_rows.c.id.desc())


def _over() -> Any:
    return literal(None).label("until")


def _load_scores(tx: Connection, numbers: Sequence[int]) -> Sequence[Score]:
    rows = tx.execute(select(scores).where(scores.c.id.in_(numbers)))
    return [Score(row.id, row.kind, row.value, row.at) for row in rows]


QUERIES: Mapping[str, Callable[[int, int], Select[Any]]] = {
    "followup": _followups,
    "gesture": _gestures,
    "draft": _drafts,
    "note": _notes,
    "score": _scores,
    "thanks": _thanks,
}
LOADERS: Mapping[str, Callable[[Connection, Sequence[int]], Sequence[Event]]] = {
    "followup": followups.get_many,
    "gesture": gestures.get_many,
    "draft": drafts.get_many,
    "note": notes.get_many,
    "score": _load_scores,
    "thanks": thanks.get_many,
}
