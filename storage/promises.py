"""Queries about which follow-up keeps what a draft promises."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, update

from storage import drafts as stored
from storage.records import Draft
from storage.tables import drafts, followups, references


def keep_by(tx: Connection, number: int, agent: str, followup: int) -> bool:
    """A follow-up keeps what a draft of this agent's promises, unless another does; whether it is so now."""
    free = (drafts.c.id == number, drafts.c.agent == agent, drafts.c.followup.is_(None))
    return tx.execute(update(drafts).where(*free).values(followup=followup)).rowcount == 1


def kept_no_more(tx: Connection, followup: int) -> Sequence[int]:
    """A follow-up keeps no draft's promise any more; the numbers of those whose it kept."""
    those = update(drafts).where(drafts.c.followup == followup).values(followup=None)
    return tx.execute(those.returning(drafts.c.id)).scalars().all()


def kept_by(tx: Connection, followup: int) -> Draft | None:
    """The draft whose promise a follow-up keeps, or None."""
    number = tx.execute(select(drafts.c.id).where(drafts.c.followup == followup).limit(1)).scalar()
    return stored.get(tx, number) if number is not None else None


def is_to_many(tx: Connection, number: int) -> bool:
    """Whether a draft is written to all whom a problem concerns: what it answers is no customer's message."""
    return tx.execute(select(drafts.c.origin).where(drafts.c.id == number)).scalar() == "problem"


def name(tx: Connection, followup: int, customer: int) -> Sequence[int]:
    """Somebody said for whom a follow-up is: whatever it keeps that answers nobody we knew answers this customer from
    now on; the numbers of those drafts, which the caller shows."""
    those = (drafts.c.followup == followup, drafts.c.customer_id.is_(None))
    answer = update(drafts).where(*those).values(customer_id=customer).returning(drafts.c.id)
    return sorted(tx.execute(answer).scalars())


def unnamed(tx: Connection, numbers: Collection[int]) -> Sequence[int]:
    """The follow-ups that keep what these drafts promise and do not say for whom."""
    known = select(references.c.customer_id).where(references.c.customer_id == followups.c.customer_id).exists()
    kept = select(drafts.c.followup).where(drafts.c.id.in_(numbers), drafts.c.followup.is_not(None))
    return tx.execute(select(followups.c.id).where(followups.c.id.in_(kept), ~known)).scalars().all()


def adopt(tx: Connection, numbers: Collection[int], customer: int) -> None:
    """Those of these follow-ups that do not say for whom they are, are for this customer."""
    known = select(references.c.customer_id).where(references.c.customer_id == followups.c.customer_id).exists()
    tx.execute(update(followups).where(followups.c.id.in_(numbers), ~known).values(customer_id=customer))
