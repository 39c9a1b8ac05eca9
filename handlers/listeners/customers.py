"""Customers in Slack: `/customer`, the pages of a timeline, and saying that two are the same or are not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot import aliases, clippings, customers, languages, lookups, merging, reading, timelines
from bot.errors import BadCustomer
from handlers.answers import Answer, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import customers as views
from handlers.views import help as help_views
from handlers.views import plain
from handlers.views import timelines as timeline_views
from storage.records import Person, Reference, Timeline

NO_NOTE = (
    "What is worth remembering? Type it behind note, as in `/customer mara@example.com note loves handwritten cards`."
)
NO_WORD = "Type a word behind {deed}, as in `/customer mara@example.com {deed} {example}`."
GONE = "I no longer have what you typed, so nothing was changed. Please type it again: `/customer CUSTOMER note TEXT`."
EXAMPLES = {"tier": "gold", "alias": "#4312", "language": "de"}
REMOVE = "remove"


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/customer")(command)
    routes.on("action", "customer.same")(same)
    routes.on("action", "customer.apart")(apart)
    routes.on("action", "customer.unmerge")(unmerge)
    routes.on("action", "customer.show")(show)
    routes.on("action", "customer.new")(begin)
    routes.on("action", "customer.more", "customer.back")(turn)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/customer CUSTOMER`: what we know; `… note TEXT`, `… tier NAME`, `… alias WORD`, `… language NAME`."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    if text.casefold() in ("", "help"):
        return Private(help_views.help_for(incoming.name))
    found = await office.read(lookups.read, text)
    if found.reference is None or (not found.rest and not found.is_known):
        key = await office.write(clippings.keep, person, f"{found.said}\n{found.rest}") if found.rest else ""
        return Private(views.which(found, key))
    if not found.rest:
        return await _timeline(office, person, await office.read(customers.timeline, found.reference))
    return await _do(office, incoming, person, found.reference, found.rest)


async def _do(office: Office, incoming: Incoming, person: Person, named: Reference, rest: str) -> Answer:
    """What is to be done about a customer, as it was typed."""
    deed, _, words = rest.partition(" ")
    do = DEEDS.get(deed.casefold())
    if do is None:
        known = f"After {named.value} I know only {', '.join(DEEDS)}"
        raise BadCustomer(problem=f"{known}, as in `/customer {named.typed} note TEXT`.")
    if not words.strip():
        example = EXAMPLES.get(deed.casefold(), "")
        return Private(plain.note(NO_WORD.format(deed=deed.casefold(), example=example) if example else NO_NOTE))
    return await do(office, incoming, person, named, words.strip())


async def _timeline(office: Office, person: Person, timeline: Timeline) -> Private:
    other = await office.read(merging.offer_beside, timeline)
    return Private(timeline_views.timeline(timeline, office.desk.clock(), person.zone, other))


async def _note(office: Office, incoming: Incoming, person: Person, named: Reference, words: str) -> Answer:
    await office.write(customers.note, incoming.identity, person, named, words)
    return Private(views.noted(await office.read(customers.timeline, named)))


async def _tier(office: Office, incoming: Incoming, person: Person, named: Reference, words: str) -> Answer:
    await office.write(customers.set_tier, incoming.identity, person, named, words)
    return await _timeline(office, person, await office.read(customers.timeline, named))


async def _alias(office: Office, incoming: Incoming, person: Person, named: Reference, words: str) -> Answer:
    """`… alias WORD`, and `… alias WORD remove`."""
    word, _, last = words.rpartition(" ")
    if word.strip() and last.casefold() == REMOVE:
        gone = aliases.read(word)
        return Private(views.unaliased(await office.write(aliases.remove, incoming.identity, person, named, gone)))
    alias = aliases.read(words)
    return Private(views.aliased(await office.write(aliases.add, incoming.identity, person, named, alias)))


async def _language(office: Office, incoming: Incoming, person: Person, named: Reference, words: str) -> Answer:
    customer = await office.write(languages.set_language, incoming.identity, person, named, words)
    return Private(views.speaks(customer, languages.read(words, office.desk.policy.drafts.languages) or ""))


async def show(office: Office, incoming: Incoming, person: Person) -> Answer:
    """One of several who may be meant: what was typed of them is done, or else they are shown."""
    timeline = await office.read(timelines.page, incoming.number, 0)
    if incoming.option and timeline.customer.references:
        _, rest = await _typed(office, incoming, person)
        if not rest:
            return Private(plain.note(GONE))
        return await _do(office, incoming, person, timeline.customer.references[0], rest)
    return replace(await _timeline(office, person, timeline), instead=True)


async def begin(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Somebody new**: what was typed is done about a new customer of that name."""
    said, rest = await _typed(office, incoming, person)
    if not rest:
        return Private(plain.note(GONE))
    return await _do(office, incoming, person, await office.read(customers.read_field, said), rest)


async def _typed(office: Office, incoming: Incoming, person: Person) -> tuple[str, str]:
    """Whom somebody named, and what was to be done about them, as they typed it; '' for both when it is gone."""
    said, _, rest = (await office.read(clippings.get, person, incoming.option)).partition("\n")
    return said, rest


async def turn(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Show more** and **‹ Back**: another page in the same place."""
    start = replace(incoming, value=incoming.option).number
    timeline = await office.read(timelines.page, incoming.number, start)
    return replace(await _timeline(office, person, timeline), instead=True)


async def same(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Yes, the same**: two customers become one."""
    other = replace(incoming, value=incoming.option).number
    return Private(views.same(await office.write(merging.merge, incoming.identity, person, incoming.number, other)))


async def unmerge(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Undo**: they are two again."""
    told = await office.write(merging.unmerge, incoming.identity, person, incoming.number)
    return Private(views.taken_apart(*told))


async def apart(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**No, two people**: nobody is asked about these two again."""
    other = replace(incoming, value=incoming.option).number
    told = await office.write(merging.keep_apart, incoming.identity, person, incoming.number, other)
    return Private(views.apart(*told))


Deed: TypeAlias = Callable[[Office, Incoming, Person, Reference, str], Awaitable[Answer]]
DEEDS: Mapping[str, Deed] = {"note": _note, "tier": _tier, "alias": _alias, "language": _language}
