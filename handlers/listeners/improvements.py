"""What comes up most in Slack: `/service reasons`, and the form for what we change."""

from __future__ import annotations

from bot import improvements, reading
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import improvements as views
from handlers.views import plain
from storage.records import Person

NO_WORDS = "What do you change? One line is enough."
NO_REASON = "About which? Choose one."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "improvement.note")(open_form)
    routes.on("form", "improvement_form")(submit)


async def listing(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/service reasons`."""
    top = await office.read(improvements.top)
    return Private(views.reasons(top, is_lead=office.desk.roster.is_fresh and office.desk.is_lead(person.id)))


async def open_form(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**What we change…**"""
    improvements.require_lead(office.desk, person)
    top = await office.read(improvements.top)
    if not top:
        return Private(plain.note(views.NOTHING))
    return Form(views.form(top, carrying.metadata(incoming)))


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """What we change about a reason: it stands beside it from now on."""
    reason, words = incoming.fields.get("about", ""), reading.shown(incoming.fields.get("words", "")).strip()
    if not reason or not words:
        return Problems({"words": NO_WORDS} if reason else {"about": NO_REASON})
    await office.write(improvements.note, incoming.identity, person, reason, words)
    return await listing(office, incoming, person)
