"""Queries about follow-ups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage import audit, customers, statements
from storage.records import Customer, Followup
from storage.service_tables import reopenings
from storage.tables import followups, past_promises

ADD = insert(followups).returning(followups.c.id)
GET = select(followups).where(followups.c.id == bindparam("of"))
LOCK = GET.with_for_update()
CHANGE = update(followups).where(followups.c.id == bindparam("of"))
REMINDED = CHANGE.values({name: bindparam(name) for name in ("reminders", "reminded_at", "late")})
GET_MANY = select(followups).where(followups.c.id.in_(bindparam("of", expanding=True))).order_by(followups.c.id)
SHOWN = [column.name for column in followups.c if column.name not in ("customer_id", "salt")]
WORDS: dict[str, str | None] = {"what": "", "link": None, "salt": "", "reason": None}  # about a customer
PICKED = itemgetter(*(place for place, column in enumerate(followups.c) if column.name in SHOWN))


def add(tx: Connection, customer: Customer, salt: str, **values: Any) -> Followup:
    """A new follow-up, open: `values` are the record's fields."""
    number = tx.execute(ADD, {**values, "customer_id": customer.id, "state": "open", "salt": salt}).scalar_one()
    return Followup(id=number, customer=customer, state="open", **values)


def get(tx: Connection, number: int, *, lock: bool = False) -> Followup | None:
    """One follow-up, or None; `lock` holds its row to the end of the transaction."""
    row = tx.execute(LOCK if lock else GET, {"of": number}).one_or_none()
    return records(tx, [row])[0] if row else None


def get_many(tx: Connection, numbers: Collection[int]) -> Sequence[Followup]:
    """These follow-ups, in order of their numbers."""
    return records(tx, tx.execute(GET_MANY, {"of": list(numbers)}).all())


def after(tx: Connection, number: int) -> Followup | None:
    """The follow-up that was made because this one did not solve the matter."""
    found = tx.execute(select(followups).where(followups.c.follows == number).order_by(followups.c.id)).first()
    return records(tx, [found])[0] if found else None


def numbers_open(tx: Connection, owner: str) -> Sequence[int]:
    """The number of every open follow-up of a person."""
    mine = (followups.c.state == "open", followups.c.owner == owner)
    return tx.execute(select(followups.c.id).where(*mine).order_by(followups.c.id)).scalars().all()


def give(tx: Connection, numbers: Sequence[int], owner: str, zone: str) -> None:
    """Makes these follow-ups somebody else's."""
    for some in statements.handfuls(numbers):
        these = followups.c.id.in_(some)
        theirs = {"owner": owner, "zone": zone, "nudged_by": None, "left_by": None}
        tx.execute(update(followups).where(these).values(handed_by=followups.c.owner, **theirs))


def numbers_open_until(tx: Connection, owner: str, until: datetime) -> Sequence[int]:
    """The number of every open follow-up of a person that is due by `until`."""
    mine = (followups.c.state == "open", followups.c.owner == owner, followups.c.due_at <= until)
    return tx.execute(select(followups.c.id).where(*mine).order_by(followups.c.id)).scalars().all()


def owners(tx: Connection, numbers: Sequence[int]) -> Iterator[str]:
    """Whose these follow-ups are, one name for each that is open."""
    for some in statements.handfuls(numbers):
        these = (followups.c.id.in_(some), followups.c.state == "open")
        yield from tx.execute(select(followups.c.owner).where(*these)).scalars()


def hold(tx: Connection, numbers: Collection[int]) -> None:
    """Holds these rows to the end of the transaction, taken in order so that nobody waits in a circle."""
    tx.execute(select(followups.c.id).where(followups.c.id.in_(numbers)).order_by(followups.c.id).with_for_update())


def hold_free(tx: Connection, numbers: Collection[int]) -> set[int]:
    """Holds those of these rows that nobody else holds; the numbers of the others."""
    return statements.hold_free(tx, followups.c.id, numbers)


def change(tx: Connection, number: int, **values: Any) -> None:
    """Gives a follow-up new values."""
    tx.execute(CHANGE, {"of": number, **values})


def wait_for(tx: Connection, numbers: Collection[int], problem: int) -> None:
    """These wait for a problem of many customers to be fixed."""
    tx.execute(update(followups).where(followups.c.id.in_(numbers)).values(problem=problem))


def settle_promise(tx: Connection, number: int, promised_by: datetime, *, kept: bool) -> None:
    """Keeps what became of a promise whose time is over, whatever its follow-up promises next."""
    tx.execute(insert(past_promises).values(followup_id=number, promised_by=promised_by, kept=kept))


def note_reopening(tx: Connection, followup: Followup, at: datetime) -> None:
    """Keeps that this one had been done and is opened again."""
    closing = {"followup_id": followup.id, "closed_at": followup.closed_at, "reopened_at": at}
    tx.execute(insert(reopenings).values(closing))


def reopened(tx: Connection, numbers: Collection[int]) -> frozenset[int]:
    """Those of these that had been done and were opened again."""
    found = select(reopenings.c.followup_id).where(reopenings.c.followup_id.in_(numbers)).distinct()
    return frozenset(tx.execute(found).scalars())


def earlier_promises(tx: Connection, numbers: Collection[int]) -> dict[int, bool]:
    """Those of these with promises whose time was over before the present one: whether all of these were kept."""
    found = select(past_promises.c.followup_id, past_promises.c.kept).where(past_promises.c.followup_id.in_(numbers))
    all_kept: dict[int, bool] = {}
    for row in tx.execute(found):
        all_kept[row.followup_id] = all_kept.get(row.followup_id, True) and row.kept
    return all_kept


def reminded(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Notes reminders: of each follow-up (`of`) how many, when for the present due time, and how late."""
    tx.execute(REMINDED, rows)


def salt_of(tx: Connection, number: int) -> str:
    """The salt of a follow-up's digests in the audit trail: a fresh one if it was erased with the words before."""
    return audit.salt_of(tx, followups, number)


def of_customer(tx: Connection, customer: int, most: int = 20) -> Sequence[Followup]:
    """A customer's follow-ups, the open ones first, then the newest."""
    order = (followups.c.state != "open", followups.c.id.desc())
    query = select(followups).where(followups.c.customer_id == customer).order_by(*order).limit(most)
    return records(tx, tx.execute(query).all())


def numbers_of_customer(tx: Connection, customer: int) -> Sequence[int]:
    """The number of every follow-up that concerns a customer."""
    return tx.execute(select(followups.c.id).where(followups.c.customer_id == customer)).scalars().all()


def everything(tx: Connection, since: datetime | None) -> Iterable[Followup]:
    """Every follow-up recorded from `since` on, oldest first, for an export."""
    query = select(followups).order_by(followups.c.id)
    if since:
        query = query.where(followups.c.created_at >= since)
    with tx.execute(query, execution_options={"yield_per": 500}) as found:
        for rows in found.partitions():
            yield from records(tx, rows)


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words about a customer."""
    tx.execute(update(followups).where(followups.c.customer_id == customer).values(WORDS))


def records(tx: Connection, rows: Sequence[Row[Any]]) -> list[Followup]:
    """The rows of a query as records, with their customers; the table's columns come first in it."""
    known = customers.get_many(tx, {row.customer_id for row in rows})
    # By their places: looking each up by its name takes twice as long, and mornings load thousands.
    return [Followup(customer=known[row.customer_id], **dict(zip(SHOWN, PICKED(row), strict=True))) for row in rows]
