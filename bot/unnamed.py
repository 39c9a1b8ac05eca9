"""Somebody not named yet: all that stands under them is one person's, and theirs once they are named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from storage import customers, followups, promises
from storage.records import Customer


def hold(tx: Connection, customer: int | None) -> None:
    """Holds what is to be done for somebody not named yet, before whoever names them holds the customer."""
    if customer is not None and customers.get(tx, customer).is_unnamed:
        followups.hold(tx, followups.numbers_of_customer(tx, customer))


def answered(tx: Connection, draft: int, at: datetime) -> Customer:
    """Whom a draft answers that answers nobody with a name: somebody known as little as that, or somebody new."""
    whose = promises.whose(tx, draft)
    return customers.get(tx, whose) if whose is not None else customers.add_unnamed(tx, at)


def told_with(tx: Connection, draft: int, customer: Customer) -> Sequence[str]:
    """Whoever the agent says it is has the reply too; and all that stood under them before they were named: that."""
    whose = promises.whose(tx, draft)
    if whose is None:
        promises.answers(tx, draft, customer.id)
    elif whose != customer.id and customers.get(tx, whose).is_unnamed:
        return promises.name(tx, whose, customer.id)
    return ()
