"""Naming: whom a follow-up is for of which nobody said so yet, and who that may be."""

from __future__ import annotations

from sqlalchemy import Connection

from bot import corrections, followups, reading, unnamed
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import NamedAlready
from prompts.people import names_in, signed_name
from storage import inbox, promises
from storage.records import Draft, Followup, Person, Reference


def name(desk: Desk, request: str, actor: Person, number: int, customer: Reference) -> Followup:
    """Says for whom one is of which nobody said so yet; one that is for somebody by now stays theirs.

    Raises NotFound, NotYours, NoLongerOpen, and NamedAlready where somebody else said that it is for somebody else.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        unnamed.hold(tx, followups.find(tx, number).customer.id)
        followup = followups.mine(tx, desk, actor, number)
        if inbox.enter(tx, request, now) is not None or followup.customer.is_named(customer):
            return followup
        if not followup.customer.is_unnamed:
            raise NamedAlready(name=followup.name, customer=followup.customer.label)
        followups.require_open(followup)
        is_promise = followup.promised_by is not None
        named = Correction(customer, followup.what, promised=is_promise, they_owe=followup.they_owe)
        return corrections.correct(tx, desk, actor, followup, named, now)


def look(desk: Desk, person: Person, number: int) -> tuple[Followup, str]:
    """One of this person's, and who it may be for, as one would type it; '' where nothing tells. Raises NotFound,
    NotYours."""
    followup = followups.look(desk, person, number)
    with desk.database.read() as tx:
        return followup, _guess(tx, followup)


def _guess(tx: Connection, followup: Followup) -> str:
    if not followup.customer.is_unnamed:
        return followup.customer.references[0].typed if followup.customer.references else ""
    draft = promises.answered(tx, followup.customer.id)
    return addressed(draft) if draft else ""


def addressed(draft: Draft) -> str:
    """Whom a reply greets, whose name stands under the message it answers, or whom that names in another way, as one
    would type it; '' for nobody."""
    greeting = next((line for line in draft.reply.splitlines() if line.strip()), "")
    name = next(names_in(greeting), None) or signed_name(draft.message)
    if name is not None:
        return name
    named = reading.customer_in_message(draft.message)
    return named.typed if named else ""
