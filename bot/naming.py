"""Naming: whom a follow-up is for of which nobody said so yet, as far as it can be guessed."""

from __future__ import annotations

from sqlalchemy import Connection

from bot import followups, reading
from bot.desk import Desk
from prompts.people import names_in, signed_name
from storage import promises
from storage.records import Draft, Followup, Person


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
