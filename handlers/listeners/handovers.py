"""Handing over in Slack: to a colleague, and what leads do about what was left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot import followups, handovers
from bot.errors import NotOnTheTeam
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners import finishing
from handlers.listeners import followups as follow_up
from handlers.office import Office
from handlers.views import followups as views
from storage.records import Person

NO_COLLEAGUE = "Pick a colleague of this team; guests and people from outside can’t take follow-ups."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "followup.more")(more)
    routes.on("action", "followup.take")(take_over)
    routes.on("action", "followup.nudge")(nudge)
    routes.on("action", "followup.leave")(leave)
    routes.on("form", "hand_form")(submit_hand)


async def more(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The menu beside the buttons."""
    deed = MORE.get(incoming.option)
    return await deed(office, incoming, person) if deed else None


async def open_hand(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Hand to a colleague…**"""
    followup = await office.read(followups.look, person, incoming.number)
    return Form(views.hand_form(followup, carrying.metadata(incoming, number=followup.id)))


async def submit_hand(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The colleague who takes it."""
    number, picked = int(incoming.carried.get("number", "0")), incoming.fields.get("successor", "")
    try:
        successor = await office.directory.admit(picked, "")
    except NotOnTheTeam:
        return Problems({"successor": NO_COLLEAGUE})
    return Private(views.handed(await office.write(handovers.give, incoming.identity, person, number, successor)))


async def take_over(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Take over** an overdue follow-up of a colleague's."""
    return await finishing.in_place(office, incoming, person, handovers.take_over)


async def nudge(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Nudge** its owner."""
    return await finishing.in_place(office, incoming, person, handovers.nudge)


async def leave(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Leave** it with its owner."""
    await office.write(handovers.leave, incoming.identity, person, incoming.number)
    return None


MORE: Mapping[str, Callable[[Office, Incoming, Person], Awaitable[Answer]]] = {
    "why": finishing.why,
    "hand": open_hand,
    "change": follow_up.open_change,
    "cancel": finishing.cancel,
}
