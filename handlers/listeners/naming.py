"""Naming in Slack: **Who is it?** where a follow-up does not say yet for whom it is."""

from __future__ import annotations

from bot import lookalikes, merging, naming
from bot.errors import Refusal
from handlers import carrying
from handlers import namesakes as asking
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import customers as customer_views
from handlers.views import followups as followup_views
from handlers.views import naming as views
from storage.records import Person


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "followup.name")(open_form)
    routes.on("form", "name_form")(submit)


async def open_form(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Who is it?**: asks for nothing else, with the name that their message or our reply gives away."""
    followup, guess = await office.read(naming.look, person, incoming.number)
    return Form(views.form(followup, guess, metadata=carrying.metadata(incoming, number=followup.id)))


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Who it is; of several who are called so, asks which."""
    number = int(incoming.carried.get("number", "0"))
    try:
        named, several = await asking.meant(office, incoming)
    except Refusal as refusal:
        return Problems({"customer": str(refusal)})
    if several:
        followup, _ = await office.read(naming.look, person, number)
        which = customer_views.which_one(named.value, several)
        return Form(views.form(followup, named.typed, which, metadata=carrying.again(incoming, None, asked=named.key)))
    followup = await office.write(naming.name, incoming.identity, person, number, named)
    is_possible = lookalikes.is_possible(followup.customer, [followup.what])
    other = await office.read(merging.offer, followup) if is_possible else None
    return Private(followup_views.recorded(followup, *customer_views.same_offer(followup.customer, other)))
