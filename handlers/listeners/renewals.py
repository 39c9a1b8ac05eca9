"""Asking again in Slack for what nobody decided in time, at once or when a lead is at work."""

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
    """Puts this feature's listeners on their routes."""
    routes.on("action", "gesture.again")(ask_again)
    routes.on("action", "gesture.put_off")(put_off)


async def ask_again(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Ask again**, of a request that nobody decided in time. A list goes on, unless there is more to be said.
    Where it would expire before a lead is at work, it is made only by **Ask now**."""
    number = incoming.number
    late = None if incoming.option == views.NOW else await office.read(renewals.too_late, person, number)
    if late is not None:
        return Private(views.too_late(late))
    try:
        gesture = await office.write(renewals.ask_again, incoming.identity, person, number)
    except WhoseTicket as question:
        expired = await office.read(gestures.get, number)
        problems = {"person": str(question)}
        return await open_form(office, incoming, person, _as_asked(office, expired), problems, whose="")
    if number not in (gesture.id, gesture.again_of):
        return Private(views.asked_already(gesture, person.id))
    too_few, at_work, word_by = await outlook(office, gesture, person)
    which, _, place = incoming.option.partition(" ")
    if incoming.private and which == "list" and not (too_few or at_work):
        return await turn_mine(office, replace(incoming, value=place), person)
    answer = views.answer(gesture, person.id, too_few, at_work, word_by)
    return Private(answer, instead=incoming.private and which != "list")


async def put_off(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Remind me then**: once a lead is at work. Where one is by now, or nothing is left to ask, it says how it is."""
    late = await office.write(renewals.put_off, person, incoming.number)
    if late is not None:
        return Private(views.put_off(late), instead=True)
    return Private(views.told(await office.read(gestures.get, incoming.number), person.id), instead=True)


def _as_asked(office: Office, gesture: Gesture) -> Told:
    """What a request said, as the form shows it."""
    price = f" on {money.in_words(gesture.price, gesture.currency)}" if gesture.price is not None else ""
    return Told(
        office.desk.policy.gestures.kinds.get(gesture.kind),
        AmountRead(typed=gesture_words.describe_amount(gesture, gesture.amount, gesture.currency) + price),
        next(iter(gesture.customer.references), None), reason=gesture.reason,
        code=gesture.code, units=gesture.units, facts=frozenset(gesture.facts),
    )  # fmt: skip
