"""Queries about reply drafts and their versions."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage import customers
from storage.pace import HORIZON_SECONDS
from storage.records import Customer, Draft
from storage.tables import draft_versions, drafts


def begin(
    tx: Connection, agent: str, message: str, customer: Customer | None, wish: str | None, held_until: Any, at: datetime
) -> Draft:
    """A new draft, being written until `held_until` (seconds of the database's clock)."""
    row = {"agent": agent, "message": message, "state": "writing", "wish": wish, "created_at": at, "fence": 1}
    values = {**row, "customer_id": customer.id if customer else None, "held_until": held_until}
    number = tx.execute(insert(drafts).values(values).returning(drafts.c.id)).scalar_one()
    return Draft(id=number, agent=agent, message=message, state="writing", customer=customer, wish=wish, created_at=at)


def get(tx: Connection, number: int) -> Draft | None:
    """One draft in its latest version, or None."""
    found = _records(tx, drafts.c.id == number)
    return found[0] if found else None


def lock(tx: Connection, number: int) -> None:
    """Holds this draft's row to the end of the transaction."""
    tx.execute(select(drafts.c.id).where(drafts.c.id == number).with_for_update())


def change(tx: Connection, number: int, *states: str, **values: Any) -> bool:
    """Gives a draft new values if it is in one of these states; whether it was."""
    return (
        tx.execute(update(drafts).where(drafts.c.id == number, drafts.c.state.in_(states)).values(values)).rowcount == 1
    )


def fence_of(tx: Connection, number: int) -> int:
    """Who may finish the writing: the holder of this number."""
    return int(tx.execute(select(drafts.c.fence).where(drafts.c.id == number)).scalar_one())


def claim_abandoned(tx: Connection, clock: ColumnElement[float], lease: float, most: int) -> list[tuple[int, int]]:
    """Takes over drafts whose writer is gone, for `lease` seconds: (number, fence) of each."""
    is_over = or_(drafts.c.held_until <= clock, drafts.c.held_until > clock + HORIZON_SECONDS)
    late = select(drafts.c.id).where(drafts.c.state == "writing", is_over).limit(most)
    numbers = tx.execute(late.with_for_update(skip_locked=True)).scalars().all()
    if not numbers:
        return []
    taken = update(drafts).where(drafts.c.id.in_(numbers)).values(held_until=clock + lease, fence=drafts.c.fence + 1)
    return [(row.id, row.fence) for row in tx.execute(taken.returning(drafts.c.id, drafts.c.fence))]


def renew(tx: Connection, number: int, fence: int, held_until: Any) -> None:
    """Holds a draft on, if the fence still stands."""
    mine = (drafts.c.id == number, drafts.c.fence == fence, drafts.c.state == "writing")
    tx.execute(update(drafts).where(*mine).values(held_until=held_until))


def keep(tx: Connection, number: int, fence: int, version: dict[str, Any]) -> bool:
    """Keeps a new version and makes the draft ready; False when somebody else took the writing over."""
    mine = and_(drafts.c.id == number, drafts.c.fence == fence, drafts.c.state == "writing")
    row = tx.execute(
        update(drafts).where(mine).values(state="ready", version=drafts.c.version + 1).returning(drafts.c.version)
    ).one_or_none()
    if row is None:
        return False
    check = json.dumps(version["check"], ensure_ascii=False)
    tx.execute(insert(draft_versions).values({**version, "check": check, "draft_id": number, "version": row.version}))
    return True


def of_customer(tx: Connection, customer: int, most: int = 10) -> Sequence[Draft]:
    """A customer's drafts, newest first."""
    return _records(tx, drafts.c.customer_id == customer, most=most)


def numbers_of_customer(tx: Connection, customer: int, state: str | None = None) -> Sequence[int]:
    """The number of every draft that answers a customer, or of those in a state."""
    query = select(drafts.c.id).where(drafts.c.customer_id == customer)
    return tx.execute(query.where(drafts.c.state == state) if state else query).scalars().all()


def everything(tx: Connection, since: datetime | None) -> Iterable[Draft]:
    """Every draft begun from `since` on, oldest first, for an export."""
    last = 0
    while found := _records(
        tx, and_(drafts.c.id > last, *([drafts.c.created_at >= since] if since else [])), most=500, newest_first=False
    ):
        yield from found
        last = found[-1].id


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words of a customer's drafts."""
    theirs = select(drafts.c.id).where(drafts.c.customer_id == customer)
    tx.execute(delete(draft_versions).where(draft_versions.c.draft_id.in_(theirs)))
    gone = {"message": "", "state": "discarded", "version": 0}
    tx.execute(update(drafts).where(drafts.c.customer_id == customer).values(gone))


def adopt(tx: Connection, customer: int, names: Collection[str]) -> None:
    """Gives a customer the drafts that answer nobody we know and whose message holds one of these names, whole."""
    said = func.lower(drafts.c.message)
    held = or_(*(said.contains(name.lower(), autoescape=True) for name in names))
    whole = re.compile("|".join(map(_whole, names)), re.IGNORECASE)
    found = tx.execute(select(drafts.c.id, drafts.c.message).where(drafts.c.customer_id.is_(None), held))
    numbers = [row.id for row in found if whole.search(row.message)]
    tx.execute(update(drafts).where(drafts.c.id.in_(numbers)).values(customer_id=customer))


def _whole(name: str) -> str:
    """A pattern that finds a name, and not as a part of a longer word."""
    before, after = (r"\b" if letter.isalnum() else "" for letter in (name[0], name[-1]))
    return f"{before}{re.escape(name)}{after}"


def _records(tx: Connection, condition: ColumnElement[bool], most: int = 1, newest_first: bool = True) -> list[Draft]:
    joined = and_(draft_versions.c.draft_id == drafts.c.id, draft_versions.c.version == drafts.c.version)
    wish = drafts.c.wish.label("wished")
    query = select(drafts, wish, draft_versions).outerjoin(draft_versions, joined).where(condition).limit(most)
    rows = tx.execute(query.order_by(drafts.c.id.desc() if newest_first else drafts.c.id)).all()
    known = customers.get_many(tx, {row.customer_id for row in rows if row.customer_id})
    return [_record(row, known.get(row.customer_id)) for row in rows]


def _record(row: Row[Any], customer: Customer | None) -> Draft:
    of = row._mapping
    common = {
        "id": of[drafts.c.id],
        "agent": of[drafts.c.agent],
        "message": of[drafts.c.message],
        "state": of[drafts.c.state],
        "customer": customer,
        "version": of[drafts.c.version],
        "wish": of["wished"],
        "created_at": of[drafts.c.created_at],
    }
    if of[draft_versions.c.draft_id] is None:
        return Draft(**common)
    names = ("reply", "feeling", "matter", "need", "promise", "writer", "note")
    written = {name: of[draft_versions.c[name]] for name in names}
    return Draft(**common, **written, check=tuple(json.loads(of[draft_versions.c.check])))
