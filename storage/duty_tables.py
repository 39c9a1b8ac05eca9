"""The table of our data duties: how far the words of what is long over are erased."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from storage.tables import Id, metadata

# How far a night's erasing has come: of each kind of record, the last number that was looked at (none: all were), and
# how many lost their words. It is empty between two nights.
erasures = Table(
    "erasures",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("looked_up_to", Id),
    Column("erased", Integer, nullable=False),
    CheckConstraint("erased >= 0", name="erased"),
)
