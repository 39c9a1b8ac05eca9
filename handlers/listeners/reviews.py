"""Reviews in Slack: **Ask a lead** under a sensitive draft, the leads' buttons on the card, and **Take it over**."""

from __future__ import annotations

from bot import reading, reviews
from handlers import carrying
from handlers.answers import Answer, Form, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import reviews as views
from storage.records import Person


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "draft.ask")(ask)
    routes.on("action", "review.fine")(fine)
    routes.on("action", "review.suggest")(open_suggestion)
    routes.on("form", "suggest_form")(submit_suggestion)
    routes.on("action", "review.take")(take_over)


async def ask(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Ask a lead**: the draft's message says so by itself."""
    await office.write(reviews.ask, incoming.identity, person, incoming.number)
    return None


async def fine(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Fine to send**: the card changes by itself."""
    await office.write(reviews.fine, incoming.identity, person, incoming.number)
    return None


async def open_suggestion(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Suggest changes…**: the reply to write better, if this lead may answer at all."""
    asked = await office.read(reviews.look, person, incoming.number)
    clip = await carrying.clip(office, person, asked.reply)
    return Form(views.suggest_form(asked, carrying.metadata(incoming, number=asked.review.id, clip=clip)))


async def submit_suggestion(office: Office, incoming: Incoming, person: Person) -> Answer:
    """A lead's words."""
    number = int(incoming.carried.get("number", "0"))
    words = reading.shown(await carrying.whole(office, person, incoming, "words")).strip()
    if reading.is_blank(words):
        return Problems({"words": views.NO_WORDS})
    await office.write(reviews.suggest, incoming.identity, person, number, words)
    return None


async def take_over(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Take it over**: the lead's words are the draft now, checked as if the agent had typed them."""
    await office.read(reviews.listen, person, incoming.number)
    await office.write(reviews.take_over, incoming.identity, person, incoming.number)
    return None
