"""Queries about what comes up again and again, and what the team changes about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select

from storage.blankets import OF_PROBLEMS
from storage.customers import known
from storage.records import Improvement
from storage.service_tables import improvements
from storage.tables import draft_versions, drafts, gestures


def codes(tx: Connection, since: datetime, until: datetime) -> Sequence[tuple[str, int, int]]:
    """The reasons' codes of what was asked for from `since` to before `until`, but for many at once: (code, how many,
    of how many customers)."""
    counted = (func.count(), func.count(gestures.c.customer_id.distinct()))
    theirs = (gestures.c.code.is_not(None), gestures.c.id.not_in(OF_PROBLEMS))
    query = select(gestures.c.code, *counted).where(gestures.c.requested_at >= since, *theirs)
    query = query.where(gestures.c.requested_at < until)
    return [(row[0], row[1], row[2]) for row in tx.execute(query.group_by(gestures.c.code))]


def matters(tx: Connection, since: datetime, until: datetime) -> Sequence[tuple[str, int, int]]:
    """The matters of what customers wrote, as drafts tell them: likewise."""
    latest = and_(draft_versions.c.draft_id == drafts.c.id, draft_versions.c.version == drafts.c.version)
    counted = (func.count(), func.count(known(drafts.c.customer_id).distinct()))
    query = select(draft_versions.c.matter, *counted).join(drafts, latest)
    query = query.where(drafts.c.created_at >= since, drafts.c.created_at < until, drafts.c.origin.is_(None))
    return [(row[0], row[1], row[2]) for row in tx.execute(query.group_by(draft_versions.c.matter))]


def note(tx: Connection, reason: str, words: str, author: str, at: datetime) -> int:
    """What the team changes about a reason; its number."""
    row = {"reason": reason, "words": words, "author": author, "at": at}
    return int(tx.execute(insert(improvements).values(row).returning(improvements.c.id)).scalar_one())


def latest(tx: Connection, reasons: Collection[str]) -> dict[str, Improvement]:
    """What was last written about each of these reasons."""
    query = select(improvements).where(improvements.c.reason.in_(reasons)).order_by(improvements.c.id)
    return {row.reason: Improvement(row.reason, row.words, row.author, row.at) for row in tx.execute(query)}
