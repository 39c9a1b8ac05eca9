"""Identities: all the names by which a message tells who wrote it lead to one customer from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import briefs, lookalikes
from bot.customers import show_anew, subjects
from bot.desk import Desk
from bot.reading import reference
from prompts.authors import writer_of
from storage import audit, customers, merges
from storage.audit import Happening
from storage.records import Customer, Person, Reference


@dataclass(frozen=True, slots=True)
class Known:
    """The `customer` that a message is from, the references that are `new` of them, and one `other` customer to whom
    something of what it tells leads already, who may be the same person."""

    customer: Customer
    new: tuple[Reference, ...] = ()
    other: Customer | None = None

    def happened(self, actor: Person) -> list[Happening]:
        """What the trail says of it."""
        subject = f"customer:{self.customer.id}"
        return [Happening(actor.id, "customer.alias_added", subject, {"kind": one.kind}) for one in self.new]


def told_by(message: str) -> tuple[Reference, ...]:
    """All that a message tells for certain of who wrote it, the surest first: an address, a ticket, a full name."""
    writer = writer_of(message)
    told = [reference("email", writer.email)] if writer.email else []
    told += [reference("ticket", writer.ticket)] if writer.ticket else []
    return (*told, reference("name", writer.name)) if told and writer.name else tuple(told)


def unite(tx: Connection, named: Reference | None, told: Sequence[Reference], at: datetime) -> Known:
    """The customer who is meant, as `named` or else by what was `told`, made if need be; from now on they are found by
    all that was told of them. Nobody is merged: what leads to somebody else stays theirs, as a namesake's name does."""
    first = named or _known_by(tx, told) or told[0]
    customer = customers.find_or_create(tx, first, at)
    if not any(customer.is_named(one) for one in told):
        return Known(customer)
    has_name = any(known.kind == "name" for known in customer.references)
    owners = {one: customers.find(tx, one) for one in told if not customer.is_named(one)}
    new = tuple(
        one
        for one, owner in owners.items()
        if owner is None and not (one.kind == "name" and has_name) and customers.add_reference(tx, customer.id, one)
    )
    others = (owner for owner in owners.values() if owner and not merges.are_apart(tx, customer.id, owner.id))
    return Known(_renamed(tx, customer) if new else customer, new, next(others, None))


def learn(desk: Desk, actor: Person, named: Reference, message: str) -> Customer | None:
    """Has whom something was just recorded for found by all that their `message` tells of them, if they wrote it; the
    other customer to whom something of that leads."""
    told, now = told_by(message), desk.clock()
    if len(told) < 2:
        return None
    with desk.database.begin() as tx:
        if customers.find(tx, named) is None:  # forgotten meanwhile
            return None
        known = unite(tx, named, told, now)
        audit.append_all(tx, now, known.happened(actor))
        return known.other


def _known_by(tx: Connection, told: Sequence[Reference]) -> Reference | None:
    """The first of these that leads to a customer already; never a name, which two people may share. Of one with
    another name or address than was told nobody can be sure, unless it is the surest that leads there."""
    stranger = Customer(0, tuple(told))
    for one in told:
        known = customers.find(tx, one) if one.kind != "name" else None
        is_told_otherwise = known and (
            lookalikes.differ(known, stranger) or (_has_address(known) and _has_address(stranger))
        )
        if known and (one == told[0] or not is_told_otherwise):
            return one
    return None


def _has_address(customer: Customer) -> bool:
    return any(known.kind == "email" for known in customer.references)


def _renamed(tx: Connection, before: Customer) -> Customer:
    """The customer as they are called now; what shows them by another name follows."""
    customer = customers.get(tx, before.id)
    if customer.label != before.label:
        show_anew(tx, subjects(tx, customer.id))
    briefs.changed(tx, customer.id)
    return customer
