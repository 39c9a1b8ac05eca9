"""Decisions in Slack: the leads’ buttons on cards and in lists, their forms, and the same by command."""

from __future__ import annotations

import re

from bot import amounts, decisions, gesture_words, gestures, reading
from bot.errors import BadAmount
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import gesture_forms as forms
from handlers.views import notices, plain
from storage.records import Person

ID = re.compile(r"(?:g-?)?(\d{1,15})", re.IGNORECASE)
APPROVE_AS_IS = "Approving takes no more than the id: `/gesture approve {0}`. For another amount press Change… on {0}."
DECIDE = "Type `/gesture approve G-1042`, or `/gesture decline G-1042` with a few words why."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("form", "change_gesture_form")(submit_change)
    routes.on("form", "decline_form")(submit_decline)
    routes.on("action", "gesture.approve")(approve)
    routes.on("action", "gesture.change")(open_change)
    routes.on("action", "gesture.decline")(open_decline)


async def by_command(office: Office, incoming: Incoming, person: Person, word: str, rest: str) -> Answer:
    """A lead's decision by command: `/gesture approve`, `/gesture decline`."""
    name, _, words = rest.partition(" ")
    found = ID.fullmatch(name.strip(",;:"))
    words = words.strip()
    if found is None:
        return Private(plain.note(DECIDE))
    if word == "decline" and not words:
        return Private(plain.note(f"Add a few words for the one who asked: `/gesture decline G-{found[1]} WORDS`."))
    number = int(found[1])
    if word == "approve" and words:
        return Private(plain.note(APPROVE_AS_IS.format(f"G-{number}")))
    if word == "approve":
        decided = await office.write(decisions.approve, incoming.identity, person, number)
    else:
        decided = await office.write(decisions.decline, incoming.identity, person, number, words)
    return Private(notices.decided(decided))


async def approve(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Approve**: the card changes by itself."""
    gesture = await office.write(decisions.approve, incoming.identity, person, incoming.number)
    return Private(notices.decided(gesture)) if gesture.state == "requested" else None


async def open_change(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Change…**: asks for the amount and words, if this lead may decide at all."""
    gesture = await office.read(decisions.look, person, incoming.number)
    kind = decisions.kind_of(office.desk, gesture)
    amount = gesture_words.describe_amount(kind, gesture.amount, gesture.currency)
    return Form(forms.change_form(gesture, amount, carrying.metadata(incoming, number=gesture.id)))


async def submit_change(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Another amount."""
    number = int(incoming.carried.get("number", "0"))
    gesture = await office.read(gestures.get, number)  # whether it can still be decided is seen when it is
    kind = decisions.kind_of(office.desk, gesture)
    read = reading.read_amount_field(incoming.fields.get("amount", ""), kind, gesture.currency)
    if read.amount is None:
        raise BadAmount(problem=amounts.missing(read, kind))
    words = reading.shown(incoming.fields.get("words", "")).strip()
    price = read.price_minor if read.price_minor is not None else gesture.price
    changed = await office.write(decisions.change, incoming.identity, person, number, read.amount, price, words)
    return Private(notices.decided(changed)) if changed.state == "requested" else None


async def open_decline(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Decline**: asks for words, if this lead may decide at all."""
    gesture = await office.read(decisions.look, person, incoming.number)
    return Form(forms.decline_form(gesture, carrying.metadata(incoming, number=gesture.id)))


async def submit_decline(office: Office, incoming: Incoming, person: Person) -> Answer:
    """A no, with words."""
    words = reading.shown(incoming.fields.get("words", "")).strip()
    if not words:
        return Problems({"words": "A few words help the one who asked."})
    number = int(incoming.carried.get("number", "0"))
    await office.write(decisions.decline, incoming.identity, person, number, words)
    return None
