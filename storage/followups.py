"""Queries about follow-ups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage import customers, statements
from storage.records import Customer, Followup, Page
from storage.tables import followups, references

LITERALLY = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})
ADD = insert(followups).returning(followups.c.id)
GET = select(followups).where(followups.c.id == bindparam("of"))
LOCK = GET.with_for_update()
CHANGE = update(followups).where(followups.c.id == bindparam("of"))
REMINDED = CHANGE.values({name: bindparam(name) for name in ("reminders", "reminded_at", "late")})
GET_MANY = select(followups).where(followups.c.id.in_(bindparam("of", expanding=True))).order_by(followups.c.id)
MOST_VALUES = 1000  # in one statement
SHOWN = [column.name for column in followups.c if column.name not in ("customer_id", "salt")]


def add(
    tx: Connection, customer: Customer, what: str, owner: str, due_at: datetime, zone: str, exact: bool,
    link: str | None, salt: str, at: datetime,
) -> Followup:  # fmt: skip
    """A new follow-up, open."""
    said: dict[str, Any] = {
        "what": what,
        "owner": owner,
        "due_at": due_at,
        "zone": zone,
        "exact": exact,
        "link": link,
        "created_at": at,
    }
    row = {**said, "customer_id": customer.id, "state": "open", "salt": salt}
    number = tx.execute(ADD, row).scalar_one()
    return Followup(id=number, customer=customer, state="open", **said)


def get(tx: Connection, number: int, *, lock: bool = False) -> Followup | None:
    """One follow-up, or None; `lock` holds its row to the end of the transaction."""
    row = tx.execute(LOCK if lock else GET, {"of": number}).one_or_none()
    return _records(tx, [row])[0] if row else None


def get_many(tx: Connection, numbers: Collection[int]) -> Sequence[Followup]:
    """These follow-ups, in order of their numbers."""
    return _records(tx, tx.execute(GET_MANY, {"of": list(numbers)}).all())


def numbers_open(tx: Connection, owner: str) -> Sequence[int]:
    """The number of every open follow-up of a person."""
    mine = (followups.c.state == "open", followups.c.owner == owner)
    return tx.execute(select(followups.c.id).where(*mine).order_by(followups.c.id)).scalars().all()


def give(tx: Connection, numbers: Sequence[int], owner: str, zone: str) -> None:
    """Makes these follow-ups somebody else's."""
    for start in range(0, len(numbers), MOST_VALUES):
        these = followups.c.id.in_(numbers[start : start + MOST_VALUES])
        tx.execute(update(followups).where(these).values(owner=owner, zone=zone))


def owners(tx: Connection, numbers: Sequence[int]) -> Iterator[str]:
    """Whose these follow-ups are, one name for each that is open."""
    for start in range(0, len(numbers), MOST_VALUES):
        these = (followups.c.id.in_(numbers[start : start + MOST_VALUES]), followups.c.state == "open")
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


def reminded(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Notes reminders: of each follow-up (`of`) how many, when for the present due time, and how late."""
    tx.execute(REMINDED, rows)


def salt_of(tx: Connection, number: int) -> str:
    """The salt of a follow-up's digests in the audit trail."""
    return str(tx.execute(select(followups.c.salt).where(followups.c.id == number)).scalar_one())


def open_ones(tx: Connection, owner: str | None = None, most: int = 20, offset: int = 0) -> Page:
    """The open follow-ups of one person, or of everybody, the most urgent first."""
    mine = [followups.c.state == "open"] + ([followups.c.owner == owner] if owner else [])
    return _page(tx, mine, most, offset)


def count_open(tx: Connection, owner: str, since: datetime) -> int:
    """How many of a person's open follow-ups are due at `since` or later."""
    return _count(tx, [followups.c.state == "open", followups.c.owner == owner, followups.c.due_at >= since])


def search(tx: Connection, words: str, owner: str | None = None, most: int = 20) -> Page:
    """Open follow-ups whose words or customer contain `words`, case aside."""
    # Keys are kept case-folded, where ß is ss; what people wrote is compared in small letters.
    folded, small = (f"%{text.translate(LITERALLY)}%" for text in (words.casefold(), words.lower()))
    named = select(references.c.customer_id).where(
        or_(references.c.key.like(folded, escape="\\"), func.lower(references.c.value).like(small, escape="\\"))
    )
    said = func.lower(followups.c.what).like(small, escape="\\")
    found = [followups.c.state == "open", or_(said, followups.c.customer_id.in_(named))]
    if owner:
        found.append(followups.c.owner == owner)
    return _page(tx, found, most, 0)


def of_customer(tx: Connection, customer: int, most: int = 20) -> Sequence[Followup]:
    """A customer's follow-ups, the open ones first, then the newest."""
    order = (followups.c.state != "open", followups.c.id.desc())
    query = select(followups).where(followups.c.customer_id == customer).order_by(*order).limit(most)
    return _records(tx, tx.execute(query).all())


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
            yield from _records(tx, rows)


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words about a customer."""
    words = {"what": "", "link": None, "salt": ""}
    tx.execute(update(followups).where(followups.c.customer_id == customer).values(words))


def _page(tx: Connection, conditions: list[ColumnElement[bool]], most: int, offset: int) -> Page:
    query = select(followups).where(*conditions).order_by(followups.c.due_at, followups.c.id).limit(most).offset(offset)
    found = _records(tx, tx.execute(query).all())
    total = len(found) if len(found) < most and not offset else _count(tx, conditions)
    return Page(tuple(found), total)


def _count(tx: Connection, conditions: list[ColumnElement[bool]]) -> int:
    return tx.execute(select(func.count()).select_from(followups).where(*conditions)).scalar_one()


def _records(tx: Connection, rows: Sequence[Row[Any]]) -> list[Followup]:
    known = customers.get_many(tx, {row.customer_id for row in rows})
    return [Followup(customer=known[row.customer_id], **{name: getattr(row, name) for name in SHOWN}) for row in rows]
