"""Which of several customers a name means: asked in the form where it was typed, and answered there."""

from __future__ import annotations

from collections.abc import Sequence

from bot import customers, namesakes
from bot.errors import BadCustomer
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views.customers import NEW
from storage.records import Customer, Reference

TAKEN = "I know a {name} already. For somebody new of that name type an email address or a full name."
SEVERAL = "Several customers are called {name}: type an email address or a full name."


async def meant(office: Office, incoming: Incoming) -> tuple[Reference, Sequence[Customer]]:
    """Whom a form's customer field means; and, while nobody said which, the several who are called so.

    Whom the form itself named, as it knew them, is asked about no more. Raises BadCustomer.
    """
    typed, carried = incoming.fields.get("customer", ""), incoming.carried
    named = await office.read(customers.read_field, typed)
    is_asked = carried.get("asked") == named.key
    if typed == carried.get("sure") and not is_asked:
        return named, ()
    others = await office.read(namesakes.of, named)
    if not (others and is_asked):
        return named, others
    return _chosen(incoming.fields.get("which", ""), named, others)


def _chosen(which: str, named: Reference, others: Sequence[Customer]) -> tuple[Reference, Sequence[Customer]]:
    if which == NEW:
        if any(customer.is_named(named) for customer in others):
            raise BadCustomer(problem=TAKEN.format(name=named.value))
        return named, ()
    references = next((customer.references for customer in others if str(customer.id) == which), ())
    return (references[0], ()) if references else (named, others)


async def certain(office: Office, typed: str) -> Reference:
    """Whom a field means that has no room for a question. Raises BadCustomer where several are called so."""
    named = await office.read(customers.read_field, typed)
    if await office.read(namesakes.of, named):
        raise BadCustomer(problem=SEVERAL.format(name=named.value))
    return named
