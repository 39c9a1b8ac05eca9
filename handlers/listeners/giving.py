"""What becomes of a gesture in Slack: taken back, taken on, delivered, proved; and the cases like it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot import blankets, gestures, giving, marks, reading
from handlers import carrying
from handlers import giving as one_by_one
from handlers.answers import Answer, Following, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import deliveries, gesture_lists
from handlers.views import gesture_forms as forms
from handlers.views import gestures as views
from storage.records import Gesture, Person

NO_PROOF = "A link or a few words are enough."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "gesture.withdraw")(withdraw)
    routes.on("action", "gesture.delivered")(delivered)
    routes.on("action", "gesture.more")(more)
    routes.on("action", "gesture.claim")(claim)
    routes.on("action", "gesture.page", "gesture.back")(turn_mine)
    routes.on("action", "blanket.deliver")(owed)
    routes.on("action", "blanket.page", "blanket.back")(turn)
    routes.on("action", "blanket.all_delivered")(all_delivered)
    routes.on("form", "proof_form")(submit_proof)


async def withdraw(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Withdraw**."""
    withdrawn = await office.write(gestures.withdraw, incoming.identity, person, incoming.number)
    withdrawn = await office.read(marks.look, withdrawn)
    if withdrawn.given_by and incoming.private:  # that somebody may have read it is no word for between the lines
        return Private(views.answer(withdrawn, person.id), instead=True)
    return await _shown(office, incoming, person, withdrawn)


async def delivered(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Delivered**."""
    given = await office.write(giving.deliver, incoming.identity, person, incoming.number)
    return await _shown(office, incoming, person, given)


async def _shown(office: Office, incoming: Incoming, person: Person, gesture: Gesture) -> Answer:
    """A private answer changes here, a list goes on without it; a message of ours is changed by the outbox."""
    if not incoming.private:
        return None
    if incoming.option == "notes":
        return Private(gesture_lists.notes(await office.read(giving.handwritten), person.id), instead=True)
    which, _, place = incoming.option.partition(" ")
    if which == "blanket":
        return await turn(office, replace(incoming, value=place), person)
    if which == "list":
        return await turn_mine(office, replace(incoming, value=place), person)
    return Private(views.answer(gesture, person.id), instead=True)


async def mine(office: Office, person: Person, start: int = 0) -> Private:
    """`/gesture list`: a page of what a person asked for or took on, from number `start` on."""
    return Private(gesture_lists.listing(await office.read(gestures.list_mine, person), person.id, start))


async def turn_mine(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**More ›** and **‹ Back**: another page of one's gestures in the same place."""
    return replace(await mine(office, person, incoming.number), instead=True)


async def owed(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Deliver or withdraw…**: what was granted to this person because of a problem of many."""
    page = await office.read(blankets.owed, person, incoming.number)
    return Private(deliveries.owed(page, person.id))


async def turn(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**More ›** and **‹ Back**: another page of it in the same place."""
    problem = replace(incoming, value=incoming.option).number
    page = await office.read(blankets.owed, person, problem, incoming.number)
    return Private(deliveries.owed(page, person.id), instead=True)


async def all_delivered(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**All delivered**, in a list of what was granted because of a problem."""
    page = await office.read(blankets.owed, person, incoming.number)
    if not page.total:
        return Private(deliveries.owed(page, person.id), instead=True)
    ended = one_by_one.deliver_all(office, incoming.identity, person, incoming.number)
    return Following(deliveries.under_way(page), ended)


async def more(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The menu beside the buttons."""
    deed = MORE.get(incoming.option)
    return await deed(office, incoming, person) if deed else None


async def similar(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Similar cases**: how the last requests like this one were decided."""
    gesture, found = await office.read(gestures.similar, incoming.number)
    return Private(gesture_lists.similar(gesture, found))


async def claim(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**I’ll write it**: a note has somebody who writes it."""
    await office.write(giving.claim, incoming.identity, person, incoming.number)
    return Private(gesture_lists.notes(await office.read(giving.handwritten), person.id), instead=incoming.private)


async def open_proof(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Add proof…**"""
    gesture = await office.read(gestures.get, incoming.number)
    return Form(forms.proof_form(gesture, carrying.metadata(incoming, number=gesture.id)))


async def submit_proof(office: Office, incoming: Incoming, person: Person) -> Answer:
    """How one can see that the customer has it."""
    proof = reading.shown(incoming.fields.get("proof", "")).strip()
    if not proof:
        return Problems({"proof": NO_PROOF})
    number = int(incoming.carried.get("number", "0"))
    return Private(views.answer(await office.write(giving.prove, incoming.identity, person, number, proof), person.id))


MORE: Mapping[str, Callable[[Office, Incoming, Person], Awaitable[Answer]]] = {
    "similar": similar,
    "proof": open_proof,
}
