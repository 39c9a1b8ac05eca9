"""Queries about what leads were asked to read before it is sent, and what they said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage.records import Draft, Review
from storage.records.reviews import Verdict
from storage.service_tables import reviews
from storage.statements import handfuls
from storage.subjects import numbers_of
from storage.tables import draft_versions, drafts

# Built once, as every look at a draft asks for it.
LATEST = select(reviews).where(reviews.c.draft_id == bindparam("of")).order_by(reviews.c.id.desc()).limit(1)


def ask(tx: Connection, draft: Draft, at: datetime) -> int:
    """Notes that a lead is asked to read a draft as it stands; the number of the asking."""
    row = {"draft_id": draft.id, "version": draft.version, "asked_by": draft.agent, "asked_at": at}
    return int(tx.execute(insert(reviews).values(row).returning(reviews.c.id)).scalar_one())


def answer(tx: Connection, number: int, verdict: Verdict, words: str, lead: str, at: datetime) -> bool:
    """Notes what a lead said; False if somebody was first."""
    said = {"verdict": verdict, "words": words, "lead": lead, "answered_at": at}
    this = (reviews.c.id == number, reviews.c.verdict.is_(None))
    return tx.execute(update(reviews).where(*this).values(said)).rowcount == 1


def get(tx: Connection, number: int) -> Review | None:
    """One review, or None."""
    row = tx.execute(select(reviews).where(reviews.c.id == number)).one_or_none()
    return _record(row) if row else None


def latest(tx: Connection, draft: int) -> Review | None:
    """The last time that a lead was asked to read a draft, or None."""
    row = tx.execute(LATEST, {"of": draft}).one_or_none()
    return _record(row) if row else None


def asked_about(tx: Connection, review: Review) -> tuple[str, str | None]:
    """The reply that it is about, and which sensitive matter that answers, as far as they are kept."""
    query = select(draft_versions.c.reply, draft_versions.c.sensitive)
    this = (draft_versions.c.draft_id == review.draft, draft_versions.c.version == review.version)
    row = tx.execute(query.where(*this)).one()
    return row.reply, row.sensitive


def of_drafts(tx: Connection, numbers: Collection[int]) -> Sequence[Review]:
    """Every review of these drafts, the oldest first."""
    query = select(reviews).order_by(reviews.c.id)
    found = [
        _record(row)
        for some in handfuls(sorted(numbers))
        for row in tx.execute(query.where(reviews.c.draft_id.in_(some)))
    ]
    return sorted(found, key=lambda review: review.id)


def beside(tx: Connection, subjects: Collection[str]) -> list[str]:
    """How messages name the reviews of the drafts among these subjects, in order."""
    return [subject_of(review.id) for review in of_drafts(tx, numbers_of(subjects, "draft"))]


def forget(tx: Connection, customer: int) -> None:
    """Takes away what leads said of a customer's drafts."""
    theirs = reviews.c.draft_id.in_(select(drafts.c.id).where(drafts.c.customer_id == customer))
    tx.execute(update(reviews).where(theirs).values(words=""))


def subject_of(number: int) -> str:
    """How messages name it."""
    return f"review:{number}"


def _record(row: Row[tuple[object, ...]]) -> Review:
    return Review(
        row.id, row.draft_id, row.version, row.asked_by, row.asked_at, row.verdict, row.words, row.lead, row.answered_at
    )
