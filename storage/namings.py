"""Namings: where words that stand under somebody else name a customer.

Words under a ticket that nobody has linked to a person, or for somebody not named yet, are about whoever they name, and
are theirs; of somebody not named yet all is, if a word of it names them. In what is about another person only the name
is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Table, and_, delete, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage import customers, promises
from storage.drafts import whole_name
from storage.records import Customer
from storage.service_tables import reviews
from storage.statements import handfuls
from storage.tables import decisions, draft_versions, drafts, followups, gestures, notes

NAME_GONE = "…"


class Naming(NamedTuple):
    """A record of somebody else's that names a customer: a followup, a gesture, a note or a draft, by its number.
    `is_theirs`: it stands under a mere ticket, or under nobody."""

    room: str
    number: int
    is_theirs: bool

    @property
    def subject(self) -> str:
        """How messages and the audit trail name the record."""
        return f"{self.room}:{self.number}"


class _Place(NamedTuple):
    """Columns of words in a table: which one says to what record each row belongs, and where its customer stands."""

    room: str
    table: Table
    key: str
    owner: Table
    words: tuple[str, ...]

    @property
    def record(self) -> Column[int]:
        """The number of the record to which a row belongs."""
        return self.table.c[self.key]


PLACES = (
    _Place("followup", followups, "id", followups, ("what", "link", "reason")),
    _Place("gesture", gestures, "id", gestures, ("reason", "proof")),
    _Place("gesture", decisions, "gesture_id", gestures, ("words",)),
    _Place("note", notes, "id", notes, ("text",)),
    _Place("draft", drafts, "id", drafts, ("message",)),
    _Place("draft", draft_versions, "draft_id", drafts, ("reply", "need", "check", "promise", "note", "sent")),
    _Place("draft", reviews, "draft_id", drafts, ("words",)),
)
ROOMS = ("followup", "gesture", "note", "draft")


def find(tx: Connection, customer: Customer, among: Collection[Naming] | None = None) -> Sequence[Naming]:
    """Every record of somebody else's whose words hold one of a customer's names, whole. It looks at all there are, or
    only `among` these, as they stand now."""
    if not customer.telling_names:
        return []
    found = {(place.room, number): whose for place in PLACES for number, whose in _naming(tx, place, customer, among)}
    known = customers.get_many(tx, set(found.values()))
    naming = {Naming(room, number, not known[whose].is_person) for (room, number), whose in found.items()}
    unnamed = {number for number, one in known.items() if one.is_unnamed}
    beside = {Naming(room, number, True) for room, number in promises.of_unnamed(tx, unnamed)} if unnamed else set()
    return sorted(naming | (beside if among is None else beside.intersection(among)))


def numbers(namings: Collection[Naming], room: str, *, theirs: bool = False) -> list[int]:
    """The numbers of a room's records among these; of those that are the customer's own if only `theirs`."""
    return [naming.number for naming in namings if naming.room == room and (naming.is_theirs or not theirs)]


def forget(tx: Connection, customer: Customer, namings: Collection[Naming]) -> None:
    """Takes a customer's names out of these records, and all the words out of those that are theirs; the trail's
    digests of what stood there can be guessed no more. Drafts that are theirs become so, to be forgotten as they are,
    and so does what is for nobody who was named.
    """
    if not customer.telling_names:
        return
    promises.adopt(tx, numbers(namings, "followup", theirs=True), customer.id)
    adopted = numbers(namings, "draft", theirs=True)
    _change(tx, drafts, drafts.c.id.in_(adopted), {"customer_id": customer.id})
    left = [naming for naming in namings if naming.room != "draft" or not naming.is_theirs]
    whole = _whole(customer.telling_names)
    for place in PLACES:
        theirs = set(numbers(left, place.room, theirs=True))
        for row in _rows(tx, place, numbers(left, place.room)):
            said = {name: row[name] for name in place.words if row[name]}
            without = _emptied(place, said) if row[place.key] in theirs else _unnamed(place, said, whole)
            if without:
                salt = {"salt": ""} if "salt" in place.table.c else {}
                this = and_(*(column == row[column.name] for column in place.table.primary_key))
                _change(tx, place.table, this, {**without, **salt})
    tx.execute(delete(notes).where(notes.c.id.in_(numbers(left, "note", theirs=True))))


def _emptied(place: _Place, said: Mapping[str, str]) -> dict[str, str | None]:
    return {name: None if place.table.c[name].nullable else "" for name in said}


def _unnamed(place: _Place, said: Mapping[str, str], names: re.Pattern[str]) -> dict[str, str | None]:
    """Those of these words that name the customer, without the names. What a lead said of a decision stands as it was
    said, or not at all."""
    naming = {name: text for name, text in said.items() if names.search(text)}
    if place.table is decisions:
        return _emptied(place, naming)
    return {name: names.sub(NAME_GONE, text) for name, text in naming.items()}


def _change(tx: Connection, table: Table, these: ColumnElement[bool], values: Mapping[str, Any]) -> None:
    tx.execute(update(table).where(these).values(dict(values)))


def _naming(
    tx: Connection, place: _Place, customer: Customer, among: Collection[Naming] | None
) -> Iterator[tuple[int, int]]:
    """The records with words in a place that name a customer, and whose each is."""
    columns = [place.table.c[name] for name in place.words]
    held = or_(*(_holds(column, name) for column in columns for name in customer.telling_names))
    query = select(place.record.label("record"), place.owner.c.customer_id.label("whose"), *columns)
    if place.owner is not place.table:
        query = query.join(place.owner, place.owner.c.id == place.record)
    if among is not None:
        query = query.where(place.record.in_(numbers(among, place.room)))
    whole = _whole(customer.telling_names)
    for record, whose, *said in tx.execute(query.where(place.owner.c.customer_id != customer.id, held)):
        if any(whole.search(text or "") for text in said):
            yield record, whose


def _holds(column: Column[Any], name: str) -> ColumnElement[bool]:
    return and_(column.is_not(None), func.lower(column).contains(name.lower(), autoescape=True))


def _whole(names: Collection[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(whole_name, names)), re.IGNORECASE)


def _rows(tx: Connection, place: _Place, records: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    """The rows of a place that belong to these records."""
    for some in handfuls(records):
        rows = tx.execute(select(place.table).where(place.record.in_(some))).all()
        yield from (row._asdict() for row in rows)
