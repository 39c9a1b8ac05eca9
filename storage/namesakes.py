"""Queries about namesakes: everybody whom a name, or the beginning of one, may mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, func, select

from storage import customers
from storage.records import Customer
from storage.tables import references

BEHIND_A_NAME, IN_AN_ADDRESS = (" ",), ("@", ".", "_", "-")
LATIN = re.compile(r"(.*)([a-y])", re.DOTALL)
# Between two keys and then by its beginning: PostgreSQL's index serves a beginning only where it sorts by bytes.
BEGUN = (
    select(references.c.customer_id)
    .where(
        references.c.kind.in_(bindparam("kinds", expanding=True)),
        references.c.key >= bindparam("start"),
        references.c.key < bindparam("behind"),
        func.substr(references.c.key, 1, func.length(bindparam("start")) + 1).in_(
            bindparam("beginnings", expanding=True)
        ),
    )
    .limit(bindparam("most"))
)


def named(tx: Connection, name: str, most: int, *, by_address: bool) -> Sequence[Customer]:
    """Who is called so, or so and something more, at most `most` of each; `by_address` also whose address says so.

    `name` is compared as a key.
    """
    found = {customer.id for customer in customers.find_words(tx, name, most)}
    found |= begun(tx, ("name", "alias"), name, BEHIND_A_NAME, most)
    if by_address:
        found |= begun(tx, ("email",), name.replace(" ", "."), IN_AN_ADDRESS, most)
    return [*customers.get_many(tx, found).values()]


def begun(tx: Connection, kinds: Collection[str], start: str, marks: Sequence[str], most: int) -> set[int]:
    """The customers with a reference of these kinds that begins so, with one of these marks behind it."""
    behind = _behind(start)
    if behind is None:
        return set()
    beginnings = [f"{start}{mark}" for mark in marks]
    looked_for = {"kinds": list(kinds), "start": start, "behind": behind, "beginnings": beginnings, "most": most}
    return set(tx.execute(BEGUN, looked_for).scalars())


def _behind(start: str) -> str | None:
    """A key behind all that begin so, in every order of the letters; None where there is no letter to move on."""
    if last := LATIN.match(start):  # the last one that moves on within its alphabet
        return last[1] + chr(ord(last[2]) + 1)
    places = (at for at in reversed(range(len(start))) if start[at].isalpha() and chr(ord(start[at]) + 1).isalpha())
    return next((start[:at] + chr(ord(start[at]) + 1) for at in places), None)
