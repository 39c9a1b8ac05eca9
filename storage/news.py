"""What happened lately, by the audit trail, which names all that changes in the order in which it was committed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.tables import audit, audit_head, drafts, followups, gestures

# Built once, as they are asked all the time.
HEAD = select(audit_head.c.seq)
AFTER = (
    select(audit.c.seq, audit.c.actor, audit.c.action, audit.c.subject, audit.c.data)
    .where(audit.c.seq > bindparam("seen"))
    .order_by(audit.c.seq)
    .limit(bindparam("most"))
)
OWNERS = select(followups.c.owner).where(followups.c.id.in_(bindparam("numbers", expanding=True))).distinct()
WRITING = select(drafts.c.agent).where(drafts.c.id.in_(bindparam("numbers", expanding=True))).distinct()
GIVERS = (
    select(gestures.c.requester, gestures.c.claimed_by)
    .where(gestures.c.id.in_(bindparam("numbers", expanding=True)))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the trail, without its seal."""

    seq: int
    actor: str
    action: str
    subject: str
    data: Mapping[str, Any]


def head(tx: Connection) -> int:
    """The number of the last entry."""
    return int(tx.execute(HEAD).scalar_one())


def after(tx: Connection, seen: int, most: int) -> Sequence[Entry]:
    """Up to `most` entries behind the one with this number, in order."""
    rows = tx.execute(AFTER, {"seen": seen, "most": most})
    return [Entry(row.seq, row.actor, row.action, row.subject, json.loads(row.data)) for row in rows]


def owners(tx: Connection, numbers: Collection[int]) -> set[str]:
    """Whose these follow-ups are."""
    return set(tx.execute(OWNERS, {"numbers": list(numbers)}).scalars()) if numbers else set()


def agents(tx: Connection, numbers: Collection[int]) -> set[str]:
    """Whose these drafts are."""
    return set(tx.execute(WRITING, {"numbers": list(numbers)}).scalars()) if numbers else set()


def givers(tx: Connection, numbers: Collection[int]) -> Iterator[str]:
    """Who asked for these gestures, and who writes them."""
    for row in tx.execute(GIVERS, {"numbers": list(numbers)}) if numbers else ():
        yield from (person for person in row if person)
