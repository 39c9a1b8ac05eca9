"""Personal things worth remembering about customers, as colleagues wrote them down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.records import Note
from storage.tables import notes


def add(tx: Connection, customer: int, author: str, text: str, at: datetime) -> Note:
    """Something personal worth remembering."""
    row = {"customer_id": customer, "author": author, "text": text, "created_at": at}
    number = tx.execute(insert(notes).values(row).returning(notes.c.id)).scalar_one()
    return Note(number, author, text, at)


def about(tx: Connection, customer: int, most: int = 50) -> Sequence[Note]:
    """What is worth remembering, newest first."""
    query = select(notes).where(notes.c.customer_id == customer).order_by(notes.c.id.desc()).limit(most)
    return [Note(row.id, row.author, row.text, row.created_at) for row in tx.execute(query)]


def get_many(tx: Connection, numbers: Collection[int]) -> Sequence[Note]:
    """These notes, in no order."""
    rows = tx.execute(select(notes).where(notes.c.id.in_(numbers)))
    return [Note(row.id, row.author, row.text, row.created_at) for row in rows]
