"""A customer's timeline: all that happened with them, over all channels, a page at a time."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from bot.desk import Desk
from bot.errors import NotFound, OneWithAnother
from storage import customers, followups, merges, timelines
from storage import notes as remembered
from storage.records import Customer, Followup, Timeline

PAGE = 12  # lines, so that it can be read on a phone
NOTES = 4  # of them, worth remembering, above the first page
IMPORTED = "import"  # who wrote a note down that came from a file


def page(desk: Desk, number: int, start: int) -> Timeline:
    """Of a customer by number, or whom they became one with since, what stands from line `start` on.

    Raises NotFound, and OneWithAnother where they became one for good.
    """
    with desk.database.read() as tx:
        customer = customers.get_many(tx, [number]).get(number)
        if customer is None:
            raise NotFound(name="such customer", command="/customer help")
        if customer.is_nameless:
            customer = _as_known_now(tx, customer)
        return of(tx, customer, start)


def _as_known_now(tx: Connection, nameless: Customer) -> Customer:
    """Whom somebody without a name became one with; themselves once they are forgotten."""
    customer = customers.get(tx, merges.part_of(tx, nameless.id))
    if customer.is_unnamed:
        raise OneWithAnother
    return customer


def of(tx: Connection, customer: Customer, start: int = 0) -> Timeline:
    """All that is known of a customer, and what happened from line `start` on; behind the end, the last page."""
    notes = tuple(remembered.about(tx, customer.id, NOTES))
    entries = timelines.entries(tx, customer.id, len(notes))
    room = PAGE - len(notes)
    start = max(0, min(start, len(entries) - 1))
    rows = timelines.load(tx, entries[start : start + (PAGE if start else room)])
    promised = [row.id for row in rows if isinstance(row, Followup)]
    tier, language = customers.traits_of(tx, customer.id)
    return Timeline(
        customer=customer,
        notes=notes,
        rows=rows,
        total=len(entries),
        open=sum(entry.until is not None for entry in entries),
        start=start,
        tier=tier,
        language=language,
        heard_at=customers.heard_at(tx, [customer.id]).get(customer.id),
        scores=customers.last_scores(tx, customer.id),
        merge=merges.latest(tx, customer.id),
        reopened=followups.reopened(tx, promised),
        earlier=followups.earlier_promises(tx, promised),
        is_cut=timelines.NEWEST in Counter(entry.noun for entry in entries).values(),
    )
