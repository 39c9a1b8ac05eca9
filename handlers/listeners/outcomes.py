"""How a follow-up ended, in Slack: **Solved**, **Not yet**, and why one was cancelled."""

from __future__ import annotations

from bot import followups, outcomes, reading
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners.finishing import shown
from handlers.office import Office
from handlers.views import followups as views
from storage.records import Person


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("form", "reason_form")(submit_reason)
    routes.on("action", "followup.solved")(solved)
    routes.on("action", "followup.not_yet")(not_yet)
    routes.on("action", "followup.reason")(open_reason)


async def solved(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Solved**, after Done."""
    return shown(incoming, await office.write(outcomes.solved, incoming.identity, person, incoming.number))


async def not_yet(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Not yet**, after Done: the next follow-up."""
    following = await office.write(outcomes.not_yet, incoming.identity, person, incoming.number)
    return Private(views.followed(following))


async def open_reason(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Say why…**, after Cancel."""
    followup = await office.read(followups.look, person, incoming.number)
    return Form(views.reason_form(followup, carrying.metadata(incoming, number=followup.id)))


async def submit_reason(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Why it was cancelled."""
    reason = reading.shown(incoming.fields.get("reason", "")).strip()
    if not reason:
        return Problems({"reason": "A few words are enough, or close the form."})
    number = int(incoming.carried.get("number", "0"))
    return Private(views.recorded(await office.write(outcomes.give_reason, incoming.identity, person, number, reason)))
