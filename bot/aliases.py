"""Aliases: the further ways in which a customer is known, an address, a ticket, a name or a bare word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import briefs, reading
from bot.customers import of_repeat, show_anew, subjects
from bot.desk import Desk
from bot.errors import BadCustomer, NamesAreForLeads, NotTheirName, OnlyName
from storage import audit, customers, gestures, inbox, merges
from storage.records import Customer, Person, Reference
from storage.subjects import number_of

SHORTEST, LONGEST = 3, 64
# What begins a command, or stands behind a customer in one, can be nobody's name.
TAKEN = frozenset(("help", "list", "team", "find", "away", "gestures", "drafts", "week", "month", "thanks", "remove",
                   "note", "notes", "tier", "alias", "language", "policy", "log", "approve", "decline"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alias:
    """A way in which `customer` is known now; or, where it led to somebody else already, that one as `other`."""

    customer: Customer
    reference: Reference
    other: Customer | None = None
    is_new: bool = True


def read(text: str) -> Reference:
    """What a customer may be known by: an address, a ticket, a full name, or a word, such as a handle. Raises
    BadCustomer."""
    tidy = " ".join(reading.shown(text).split())
    found = reading.customer_at_start(tidy) or (reading.customer_at_start(f'"{tidy}"') if " " in tidy else None)
    if found and not found[1] and (found[0].kind == "email" or "@" not in tidy):
        return found[0]
    word = reading.reference("alias", tidy)
    is_fit = SHORTEST <= len(word.value) <= LONGEST and any(letter.isalnum() for letter in word.value)
    if found or not is_fit or '"' in word.value or "@" in word.value:
        said = f"an email address, a ticket, a name or one short word of {SHORTEST} letters or more"
        raise BadCustomer(problem=f"Type {said} to know them by.")
    if word.key in TAKEN:
        raise BadCustomer(problem=f"“{tidy}” means something else in my commands: choose another word.")
    return word


def add(desk: Desk, request: str, actor: Person, reference: Reference, alias: Reference) -> Alias:
    """Has a customer known in one more way, unless it leads to somebody else: whether the two are one is asked then."""
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, request, now)
        customer = of_repeat(tx, seen) or customers.find_or_create(tx, reference, now)
        if seen is None:
            inbox.settle(tx, request, f"customer:{customer.id}")
        if customer.is_named(alias):
            return Alias(customer, alias, is_new=seen is not None)
        other = _owner(tx, customer, alias)
        if other is not None:
            return Alias(customer, alias, other)
        if not customers.add_reference(tx, customer.id, alias):  # somebody was quicker
            return Alias(customer, alias, customers.find(tx, alias))
        return Alias(_renamed(tx, customer, now, actor, "customer.alias_added", alias), alias)


def _owner(tx: Connection, customer: Customer, alias: Reference) -> Customer | None:
    """Somebody else to whom this leads already; a bare word leads to whoever is called so in any way."""
    if alias.kind != "alias":
        return customers.find(tx, alias)
    return next((known for known in customers.find_words(tx, alias.key, 2) if known.id != customer.id), None)


def remove(desk: Desk, request: str, actor: Person, reference: Reference, alias: Reference) -> Alias:
    """Has a customer no longer known in this way. Raises NotTheirName, OnlyName, and NamesAreForLeads where gestures
    count by a name."""
    now = desk.clock()
    with desk.database.begin() as tx:
        if (seen := inbox.enter(tx, request, now)) is not None:
            return Alias(customers.get(tx, number_of(seen)), alias)
        customer = _held(tx, reference)
        gone = _alike(customer, alias) if customer else None
        if customer is None or gone is None:
            raise NotTheirName(name=alias.value, customer=reference.value)
        if len(customer.references) == 1:
            raise OnlyName(name=gone.value)
        if gone.kind != "alias" and gestures.count(tx, customer.id) and not desk.is_lead(actor.id):
            raise NamesAreForLeads
        customers.remove_reference(tx, gone)
        merges.forget_reference(tx, customer.id, gone)
        inbox.settle(tx, request, f"customer:{customer.id}")
        return Alias(_renamed(tx, customer, now, actor, "customer.alias_removed", gone), gone)


def _held(tx: Connection, reference: Reference) -> Customer | None:
    """The customer with this name, held, so that nobody takes another of theirs away meanwhile."""
    found = customers.find(tx, reference)
    if found is None:
        return None
    customers.lock(tx, found.id)
    return customers.get(tx, found.id)


def _alike(customer: Customer, alias: Reference) -> Reference | None:
    """What the customer is known by that reads like this, of the same kind if there is one."""
    theirs = [known for known in customer.references if known.key == alias.key]
    return next((known for known in theirs if known.kind == alias.kind), next(iter(theirs), None))


def _renamed(tx: Connection, customer: Customer, at: datetime, actor: Person, what: str, by: Reference) -> Customer:
    """The customer as they are called now; what shows them by another name follows."""
    named = customers.get(tx, customer.id)
    if named.label != customer.label:
        show_anew(tx, subjects(tx, customer.id))
    briefs.changed(tx, customer.id)
    audit.append(tx, at, actor.id, what, f"customer:{customer.id}", {"kind": by.kind})
    return named
