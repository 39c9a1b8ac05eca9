"""Customers: who is meant, what is remembered about them, and how one is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import briefs, reading, timelines
from bot.desk import Desk
from bot.errors import BadCustomer, NotFound, TiersAreForLeads, WhoseTicket
from storage import (
    audit,
    blankets,
    customers,
    drafts,
    followups,
    gestures,
    inbox,
    merges,
    namings,
    notes,
    outbox,
    problems,
    reviews,
    thanks,
)
from storage.namings import Naming
from storage.records import Customer, Note, Person, Reference, Timeline

UNREADABLE = (
    "I can’t tell who the customer is. Type an email address, a ticket such as #4312, or a full name; in a command in "
    'quotes, like "Mara Lindt".'
)
NO_TIERS = "This team’s policy has no tiers: they are named under [gestures] in its file."
NAMING_KINDS = ("digest", "handed", "letter", "offers", "overdue", "wins")  # may name anybody, the latest at least
WORDS_LOOKED_AT = 40  # for a full name that we know


def read(desk: Desk, text: str) -> tuple[Reference, str] | None:
    """The customer that a text begins with (or else names once), and the rest of it; None if it names nobody.

    A bare word counts only when it is a known customer's alias, a name without quotes when it is a known one's.
    """
    return _named(desk, text) or _known_name(desk, text)


def _named(desk: Desk, text: str) -> tuple[Reference, str] | None:
    return reading.customer_at_start(text) or _alias_at_start(desk, text) or reading.customer_anywhere(text)


def _known_name(desk: Desk, text: str) -> tuple[Reference, str] | None:
    """The one customer whose full name stands in the text without quotes, which stays as typed."""
    words = [word.strip(".,;:!?()") for word in text.split()[:WORDS_LOOKED_AT]]
    spans = (words[at : at + length] for length in (2, 3) for at in range(len(words) - length + 1))
    keys = {reading.reference("name", " ".join(span)).key for span in spans if all(span)}
    if not keys:
        return None
    with desk.database.read() as tx:
        known = customers.find_named(tx, keys)
    return (known, text.strip()) if known else None


def read_field(desk: Desk, text: str) -> Reference:
    """The customer that a form's field names; there a full name needs no quotes. Raises BadCustomer."""
    found = _named(desk, text)
    if found and not found[1].strip():
        return found[0]
    tidy = " ".join(reading.shown(text).split())
    names_more = reading.customer_at_start(tidy) or reading.customer_anywhere(tidy)
    if not names_more and len(tidy) > 1 and any(letter.isalpha() for letter in tidy):
        quoted = reading.customer_at_start(f'"{tidy}"')
        if quoted:
            return quoted[0]
    raise BadCustomer(problem=UNREADABLE)


def _alias_at_start(desk: Desk, text: str) -> tuple[Reference, str] | None:
    word, rest = reading.first_word(text)
    if not word:
        return None
    with desk.database.read() as tx:
        known = customers.find_word(tx, reading.reference("alias", word).key)
    return (known.references[0], rest) if known and known.references else None


def resolve_person(tx: Connection, reference: Reference, person: Reference | None, at: datetime) -> Customer:
    """The person behind a reference: a ticket is linked to `person`. Raises WhoseTicket when nobody is linked yet."""
    customer = customers.find_or_create(tx, reference, at, lock=True)
    if customer.is_person:
        return customer
    if person is None:
        raise WhoseTicket(ticket=customer.label)
    named = customers.find_or_create(tx, person, at, lock=True)
    if not named.is_person:
        raise WhoseTicket(ticket=customer.label)
    merges.forget(tx, customer.id)  # who were one by that ticket are so for good
    customers.merge(tx, named.id, customer.id)
    customers.drop_rest(tx, [customer.id])
    return customers.get(tx, named.id)


def timeline(desk: Desk, reference: Reference) -> Timeline:
    """All that we know of a customer, the first page of it. Raises NotFound."""
    with desk.database.read() as tx:
        customer = customers.find(tx, reference)
        if customer is None:
            raise NotFound(name=f"customer {reference.value}", command="/customer help")
        return timelines.of(tx, customer)


def note(desk: Desk, request: str, author: Person, reference: Reference, text: str) -> tuple[Customer, Note]:
    """Remembers something personal about a customer. A repeat gets whom it is kept with, whomever it names."""
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, request, now)
        customer = of_repeat(tx, seen) or customers.find_or_create(tx, reference, now)
        if seen is not None:
            number = int(seen.partition(" note:")[2] or 0)
            return customer, next(iter(notes.get_many(tx, [number])), Note(number, author.id, "", now))
        kept = notes.add(tx, customer.id, author.id, text, now)
        inbox.settle(tx, request, f"customer:{customer.id} note:{kept.id}")
        briefs.changed(tx, customer.id)
        audit.append(tx, now, author.id, "customer.noted", f"customer:{customer.id}", {"note": kept.id})
        return customer, kept


def of_repeat(tx: Connection, seen: str | None) -> Customer | None:
    """The customer whom a delivery was about when it came first, as they are known by now; None for a new one."""
    kind, _, number = (seen or "").partition(" ")[0].partition(":")
    return customers.get(tx, merges.part_of(tx, int(number))) if kind == "customer" else None


def set_tier(desk: Desk, request: str, actor: Person, reference: Reference, tier: str) -> Customer:
    """A lead gives a customer one of the policy's tiers. Raises TiersAreForLeads, and BadCustomer for another word."""
    if not desk.is_lead(actor.id):
        raise TiersAreForLeads
    tiers = desk.policy.gestures.tiers
    meant = next((known for known in tiers if known.casefold() == tier.casefold()), None)
    if meant is None:
        if not tiers:
            raise BadCustomer(problem=NO_TIERS)
        raise BadCustomer(problem=f"{tier[:40]} is no tier of the policy: it knows {', '.join(tiers)}.")
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, request, now)
        customer = of_repeat(tx, seen) or customers.find_or_create(tx, reference, now)
        if seen is None:
            inbox.settle(tx, request, f"customer:{customer.id}")
            customers.set_tier(tx, customer.id, meant)
            # Not which one: the trail stays when the customer is forgotten.
            audit.append(tx, now, actor.id, "customer.tier_set", f"customer:{customer.id}")
        return customer


def forget(desk: Desk, text: str) -> Customer:
    """Erases a customer's names and the free words about them, here and in what the bot posted.

    Amounts, decisions and the audit chain stay. Raises BadCustomer and NotFound.
    """
    reference = read_field(desk, text)
    now, named = desk.clock(), naming(desk, reference)
    with desk.database.begin() as tx:
        customer = hold(tx, reference, named)
        if customer is None:
            raise NotFound(name=f"customer {reference.value}", command="python app.py export followups --format csv")
        named = namings.find(tx, customer, named)  # somebody may have linked a ticket since we looked
        namings.forget(tx, customer, named)
        drafts.adopt(tx, customer.id, customer.telling_names)
        about = subjects(tx, customer.id)
        about += sorted({one.subject for one in named if one.room != "note"}.difference(about))
        about += (f"thanks:{number}" for number in thanks.forget(tx, customer.id, customer.telling_names))
        for room in (followups, gestures, drafts, reviews, merges, blankets):
            room.forget(tx, customer.id)
        customers.forget(tx, customer.id, now)
        show_anew(tx, about)
        inbox.clear_clippings(tx)
        audit.append(tx, now, "operator", "customer.forgotten", f"customer:{customer.id}", {"records": len(about)})
        return customer


def naming(desk: Desk, reference: Reference) -> Sequence[Naming]:
    """Where words under others name a customer. As it looks at all there are, it lets nobody wait meanwhile."""
    with desk.database.read() as tx:
        desk.database.unhurried(tx)
        customer = customers.find(tx, reference)
        return namings.find(tx, customer) if customer else ()


def subjects(tx: Connection, customer: int) -> list[str]:
    """All that is recorded about a customer, as messages name it, and the problems that they got nothing for."""
    return [
        *(f"followup:{number}" for number in followups.numbers_of_customer(tx, customer)),
        *(f"gesture:{number}" for number in gestures.numbers_of_customer(tx, customer)),
        *(f"draft:{number}" for number in drafts.numbers_of_customer(tx, customer)),
        *(f"thanks:{number}" for number in thanks.numbers_of_customer(tx, customer)),
        *blankets.refusing(tx, customer),
    ]


def show_anew(tx: Connection, subjects: Sequence[str]) -> None:
    """A customer's name has changed: so do the messages about their records, and of the problems that quote them."""
    show_records(tx, subjects)
    outbox.hasten(tx, NAMING_KINDS)
    for kind in NAMING_KINDS:
        for subject in outbox.subjects(tx, kind):
            outbox.changed(tx, subject)
    show_problems(tx, subjects)


def show_records(tx: Connection, subjects: Sequence[str]) -> None:
    """The same of their records alone, for whoever says so of many customers one after the other."""
    for subject in (*subjects, *reviews.beside(tx, subjects)):
        if not subject.startswith("problem:"):
            outbox.changed(tx, subject, everywhere=True)


def show_problems(tx: Connection, subjects: Sequence[str]) -> None:
    """The same of the problems among these, that quote their records, or because of which they were given: after all
    others, as whoever changes such a record does."""
    for subject in problems.of_subjects(tx, subjects):
        outbox.changed(tx, subject, everywhere=True)


def hold(tx: Connection, reference: Reference, named: Collection[Naming] = ()) -> Customer | None:
    """The customer with all that concerns them, and those records of others that name them, held in the order in which
    everybody holds it: the customer last."""
    found = customers.find(tx, reference)
    if found is None:
        return None
    hold_all(tx, [found], named)
    return customers.find(tx, reference)  # somebody may have been quicker


def hold_records(tx: Connection, reference: Reference) -> None:
    """Holds all that concerns a customer, if there is one; the customer themselves is held later."""
    found = customers.find(tx, reference)
    if found is not None:
        followups.hold(tx, followups.numbers_of_customer(tx, found.id))
        gestures.hold(tx, gestures.numbers_of_customer(tx, found.id))


def hold_all(tx: Connection, several: Collection[Customer], named: Collection[Naming] = ()) -> None:
    """Holds customers with all that concerns them: a mere ticket before a person, as whoever links the two does."""
    promised = [number for customer in several for number in followups.numbers_of_customer(tx, customer.id)]
    given = [number for customer in several for number in gestures.numbers_of_customer(tx, customer.id)]
    followups.hold(tx, [*promised, *namings.numbers(named, "followup")])
    gestures.hold(tx, [*given, *namings.numbers(named, "gesture")])
    for customer in sorted(several, key=lambda customer: (customer.is_person, customer.id)):
        customers.lock(tx, customer.id)
