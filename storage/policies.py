"""Queries about policies: which ones something was decided under, and what the whole team does one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from storage.statements import insert_unless_there
from storage.tables import policies

HOLD_TEAM = (
    select(policies.c.digest)
    .order_by(policies.c.first_used_at, policies.c.digest)
    .limit(1)
    .with_for_update(key_share=True)
)


def keep(tx: Connection, digest: str, text: str, at: datetime) -> None:
    """Keeps the policy that decisions are made under, once."""
    insert_unless_there(tx, policies, {"digest": digest, "text": text, "first_used_at": at})


def kept(tx: Connection) -> Sequence[tuple[str, str]]:
    """Every policy that something was decided under: its hash and its text."""
    query = select(policies.c.digest, policies.c.text).order_by(policies.c.first_used_at)
    return [(row.digest, row.text) for row in tx.execute(query)]


def hold_team(tx: Connection) -> None:
    """Holds what the whole team may do one at a time: the first policy that was ever kept, whichever counts now.
    Decisions under it go on."""
    tx.execute(HOLD_TEAM)
