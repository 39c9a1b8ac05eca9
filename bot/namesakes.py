"""Namesakes: the several customers whom one name may mean, so that nobody is taken for another."""

from __future__ import annotations

from bot.desk import Desk
from storage import customers, namesakes
from storage.records import Customer, Reference

MOST = 20  # to choose from


def of(desk: Desk, named: Reference) -> tuple[Customer, ...]:
    """Everybody whom a name may mean, by their own names; () where it means one customer, or a new one.

    A full name that we know means whoever has it. A single word also means whoever has more to their name, and while
    nobody is called just that, those too whose address begins with it. An address or a ticket is somebody's own.
    """
    if named.kind != "name":
        return ()
    with desk.database.read() as tx:
        owner = customers.find(tx, named)
        if owner is not None and " " in named.key:
            return ()
        found = namesakes.named(tx, named.key, MOST, by_address=owner is None)
    several = sorted(found, key=lambda customer: (customer.label.casefold(), customer.id))
    return tuple(several[:MOST]) if len(several) > 1 else ()
