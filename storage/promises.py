"""Queries about which follow-up keeps what a draft promises, and to whom before anybody said who it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select, update

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


def answered_by(tx: Connection, followup: int, agent: str) -> str:
    """The message that the last draft of this agent's answers whose promise a follow-up keeps; '' for none."""
    theirs = select(drafts.c.message).where(drafts.c.followup == followup, drafts.c.agent == agent)
    return tx.execute(theirs.order_by(drafts.c.id.desc()).limit(1)).scalar() or ""


def answered(tx: Connection, unnamed: int) -> Draft | None:
    """The last draft that answers somebody not named yet, or None."""
    last = select(func.max(drafts.c.id)).where(drafts.c.customer_id == unnamed)
    number = tx.execute(last).scalar()
    return stored.get(tx, number) if number is not None else None


def is_to_many(tx: Connection, number: int) -> bool:
    """Whether a draft is written to all whom a problem concerns: what it answers is no customer's message."""
    return tx.execute(select(drafts.c.origin).where(drafts.c.id == number)).scalar() == "problem"


def whose(tx: Connection, number: int) -> int | None:
    """The number of whom a draft answers, be they named or not; None where it answers nobody."""
    return tx.execute(select(drafts.c.customer_id).where(drafts.c.id == number)).scalar()


def answers(tx: Connection, number: int, customer: int) -> None:
    """A draft that answers nobody answers this customer from now on, unless it is written to many."""
    nobodys = (drafts.c.id == number, drafts.c.customer_id.is_(None), drafts.c.origin.is_(None))
    tx.execute(update(drafts).where(*nobodys).values(customer_id=customer))


def name(tx: Connection, unnamed: int, customer: int) -> Sequence[str]:
    """Somebody said who one not named yet is: all that stands under them is this customer's from now on. What it is, as
    messages name it, for the caller to show. Hold its follow-ups first."""
    named: list[str] = []
    for noun, table in (("followup", followups), ("draft", drafts)):
        those = update(table).where(table.c.customer_id == unnamed).values(customer_id=customer)
        named += (f"{noun}:{number}" for number in sorted(tx.execute(those.returning(table.c.id)).scalars()))
    return named


def of_unnamed(tx: Connection, numbers: Collection[int]) -> Sequence[tuple[str, int]]:
    """What stands under these who are not named yet: (followup or draft, its number)."""
    return [
        (noun, number)
        for noun, table in (("followup", followups), ("draft", drafts))
        for number in tx.execute(select(table.c.id).where(table.c.customer_id.in_(numbers))).scalars()
    ]


def adopt(tx: Connection, numbers: Collection[int], customer: int) -> None:
    """Those of these follow-ups that do not say for whom they are, are for this customer."""
    known = select(references.c.customer_id).where(references.c.customer_id == followups.c.customer_id).exists()
    tx.execute(update(followups).where(followups.c.id.in_(numbers), ~known).values(customer_id=customer))
