"""Asking again in Slack for what nobody decided in time."""

from __future__ import annotations

from dataclasses import replace

from bot import gesture_words, gestures, money, renewals
from bot.amounts import AmountRead
from bot.errors import WhoseTicket
from handlers.answers import Answer, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners.gestures import Told, open_form, outlook
from handlers.listeners.giving import turn_mine
from handlers.office import Office
from handlers.views import gestures as views
from storage.records import Gesture, Person


def register(routes: Routes) -> None:
    """Puts this feature's listener on its route."""
    routes.on("action", "gesture.again")(ask_again)


async def ask_again(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Ask again**, of a request that nobody decided in time. A list goes on, unless there is more to be said."""
    number = incoming.number
    try:
        gesture = await office.write(renewals.ask_again, incoming.identity, person, number)
    except WhoseTicket as question:
        expired = await office.read(gestures.get, number)
        problems = {"person": str(question)}
        return await open_form(office, incoming, person, _as_asked(office, expired), problems, whose="")
    if number not in (gesture.id, gesture.again_of):
        return Private(views.asked_already(gesture, person.id))
    too_few, late = await outlook(office, gesture)
    which, _, place = incoming.option.partition(" ")
    if incoming.private and which == "list" and not (too_few or late):
        return await turn_mine(office, replace(incoming, value=place), person)
    return Private(views.answer(gesture, person.id, too_few, late), instead=incoming.private and which != "list")


def _as_asked(office: Office, gesture: Gesture) -> Told:
    """What a request said, as the form shows it."""
    price = f" on {money.in_words(gesture.price, gesture.currency)}" if gesture.price is not None else ""
    return Told(
        office.desk.policy.gestures.kinds.get(gesture.kind),
        AmountRead(typed=gesture_words.describe_amount(gesture, gesture.amount, gesture.currency) + price),
        next(iter(gesture.customer.references), None), reason=gesture.reason,
        code=gesture.code, units=gesture.units, facts=frozenset(gesture.facts),
    )  # fmt: skip
