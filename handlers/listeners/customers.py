"""Customers in Slack: `/customer`, and saying that two are the same."""

from __future__ import annotations

from dataclasses import replace

from bot import customers, reading
from bot.errors import BadCustomer
from handlers.answers import Answer, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import customers as views
from handlers.views import help as help_views
from handlers.views import plain
from storage.records import Person

NO_NOTE = (
    "What is worth remembering? Type it behind note, as in `/customer mara@example.com note loves handwritten cards`."
)


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/customer")(command)
    routes.on("action", "customer.same")(same)
    routes.on("action", "customer.apart")(apart)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/customer CUSTOMER`: what we know; `… note TEXT`: what to remember; `… tier NAME`: their tier."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    if text.casefold() in ("", "help"):
        return Private(help_views.help_for(incoming.name))
    found = await office.read(customers.read, text)
    if found is None or found[1].strip() == text:
        found = (await office.read(customers.read_field, text), "")
    named, rest = found
    word, _, words = rest.strip().partition(" ")
    if not rest.strip():
        timeline = await office.read(customers.timeline, named)
        other = await office.read(customers.offer_beside, timeline)
        return Private(views.timeline(timeline, office.desk.clock(), person.zone, other))
    if word.casefold() == "tier" and words.strip():
        await office.write(customers.set_tier, incoming.identity, person, named, words.strip())
        return Private(views.timeline(await office.read(customers.timeline, named), office.desk.clock(), person.zone))
    if word.casefold() != "note":
        raise BadCustomer(problem=f"After {named.value} I know only note, as in `/customer {named.value} note TEXT`.")
    if not words.strip():
        return Private(plain.note(NO_NOTE))
    await office.write(customers.note, incoming.identity, person, named, words.strip())
    return Private(views.noted(await office.read(customers.timeline, named)))


async def same(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Yes, the same**: two customers become one."""
    other = replace(incoming, value=incoming.option).number
    return Private(views.same(await office.write(customers.merge, incoming.identity, person, incoming.number, other)))


async def apart(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**No, two people**: nobody is asked about these two again."""
    other = replace(incoming, value=incoming.option).number
    told = await office.write(customers.keep_apart, incoming.identity, person, incoming.number, other)
    return Private(views.apart(*told))
