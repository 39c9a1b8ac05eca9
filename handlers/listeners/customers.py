"""Customers in Slack: `/customer`, the pages of a timeline, and saying that two are the same or are not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot import aliases, clippings, customers, languages, lookups, merging, reading, timelines
from bot.errors import BadCustomer, TiersAreForLeads
from bot.lookups import Lookup
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
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
NO_WORDS = "What is worth remembering? A few words are enough."
EXAMPLES = {"alias": "#4312", "language": "de"}
REMOVE = "remove"
A_SENTENCE = 3  # words


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/customer")(command)
    routes.on("form", "note_form")(submit)
    routes.on("action", "customer.same")(same)
    routes.on("action", "customer.apart")(apart)
    routes.on("action", "customer.unmerge")(unmerge)
    routes.on("action", "customer.show")(show)
    routes.on("action", "customer.new", "customer.keep")(go_on)
    routes.on("action", "customer.more", "customer.back")(turn)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/customer CUSTOMER`: what we know; `… note TEXT`, `… tier NAME`, `… alias WORD`, `… language NAME`."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    if text.casefold() in ("", "help"):
        return Private(help_views.help_for(incoming.name))
    found = await office.read(lookups.read, text)
    if not found.said:
        return await _form(office, incoming, person, found)
    if found.reference is None or (not found.rest and not found.is_known):
        key = await _clip(office, person, found.said, found.rest) if found.rest else ""
        return Private(views.which(found, key))
    if not found.rest:
        return await _timeline(office, person, await office.read(customers.timeline, found.reference))
    return await _do(office, incoming.identity, person, found.reference, found.rest)


async def _form(office: Office, incoming: Incoming, person: Person, found: Lookup) -> Form:
    """The form for a note, with what was typed, where nobody can tell whom it is about."""
    clip = await carrying.clip(office, person, found.rest)
    named = found.reference.typed if found.reference else ""
    return Form(views.note_form(named, found.rest, carrying.metadata(incoming, clip=clip)))


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form: a note."""
    words = reading.shown(await carrying.whole(office, person, incoming, "words")).strip()
    if not words:
        return Problems({"words": NO_WORDS})
    named = await office.read(customers.read_field, incoming.fields.get("customer", ""))
    return await _note(office, incoming.identity, person, named, words)


async def _clip(office: Office, person: Person, said: str, rest: str) -> str:
    """Keeps whom somebody named and what they said of them, for the press that goes on with it; the key to it."""
    return await office.write(clippings.keep, person, f"{said}\n{lookups.as_note(rest)}")


async def _do(office: Office, identity: str, person: Person, named: Reference, rest: str) -> Private:
    """What is to be done about a customer, as it was typed; what nobody can read is offered to be kept as a note."""
    deed, words = lookups.deed(rest)
    if not deed:
        return await _ask(office, person, named, rest)
    if not words:
        tiers = office.desk.policy.gestures.tiers
        if deed == "tier" and not tiers:
            raise BadCustomer(problem=customers.NO_TIERS)
        example = tiers[0] if deed == "tier" else EXAMPLES.get(deed, "")
        return Private(plain.note(NO_WORD.format(deed=deed, example=example) if example else NO_NOTE))
    try:
        return await DEEDS[deed](office, identity, person, named, words)
    except (BadCustomer, TiersAreForLeads) as refusal:
        if len(words.split()) < A_SENTENCE:
            raise
        return await _ask(office, person, named, f"{deed} {words}", str(refusal))


async def _ask(office: Office, person: Person, named: Reference, words: str, why: str = "") -> Private:
    """Whether this is to be kept as a note, and `why` it was not taken for what it said."""
    key = await office.write(clippings.keep, person, f"{named.typed}\n{lookups.NOTE} {words}")
    return Private(views.keep(named, words, key, why))


async def _timeline(office: Office, person: Person, timeline: Timeline) -> Private:
    other = await office.read(merging.offer_beside, timeline)
    return Private(timeline_views.timeline(timeline, office.desk.clock(), person.zone, other))


async def _note(office: Office, identity: str, person: Person, named: Reference, words: str) -> Private:
    return Private(views.noted(*await office.write(customers.note, identity, person, named, words), named))


async def _tier(office: Office, identity: str, person: Person, named: Reference, words: str) -> Private:
    customer = await office.write(customers.set_tier, identity, person, named, words)
    return await _timeline(office, person, await office.read(timelines.page, customer.id, 0))


async def _alias(office: Office, identity: str, person: Person, named: Reference, words: str) -> Private:
    """`… alias WORD`, and `… alias WORD remove`."""
    word, _, last = words.rpartition(" ")
    if word.strip() and last.casefold() == REMOVE:
        gone = aliases.read(word)
        return Private(views.unaliased(await office.write(aliases.remove, identity, person, named, gone)))
    alias = aliases.read(words)
    return Private(views.aliased(await office.write(aliases.add, identity, person, named, alias)))


async def _language(office: Office, identity: str, person: Person, named: Reference, words: str) -> Private:
    customer = await office.write(languages.set_language, identity, person, named, words)
    return Private(views.speaks(customer, languages.read(words, office.desk.policy.drafts.languages) or ""))


async def show(office: Office, incoming: Incoming, person: Person) -> Answer:
    """One of several who may be meant: what was typed of them is done, or else they are shown."""
    timeline = await office.read(timelines.page, incoming.number, 0)
    if incoming.option and timeline.customer.references:
        _, rest = await _typed(office, incoming, person)
        return await _do_typed(office, incoming, person, timeline.customer.references[0], rest)
    return replace(await _timeline(office, person, timeline), instead=True)


async def go_on(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Somebody new** and **Keep it as a note**: what was typed is done about whom it named."""
    said, rest = await _typed(office, incoming, person)
    named = await office.read(customers.read_field, said) if rest else None
    return await _do_typed(office, incoming, person, named, rest)


async def _do_typed(office: Office, incoming: Incoming, person: Person, named: Reference | None, rest: str) -> Private:
    """What was typed once is done once, however often and about whomever it is pressed."""
    if named is None or not rest:
        return Private(plain.note(GONE))
    return replace(await _do(office, f"typed:{incoming.option}", person, named, rest), instead=True)


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


Deed: TypeAlias = Callable[[Office, str, Person, Reference, str], Awaitable[Private]]
DEEDS: Mapping[str, Deed] = {lookups.NOTE: _note, "tier": _tier, "alias": _alias, "language": _language}
