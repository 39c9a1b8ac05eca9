"""Dead letters in Slack: **Retry** and **Reassign…**, in the letter and on the App Home."""

from __future__ import annotations

from bot import letters, people
from bot.errors import NotOnTheTeam
from handlers import carrying
from handlers.answers import Answer, Form, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import letters as views
from storage.records import Person

NOBODY = "Who? Pick a member of the team."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "letter.retry")(retry)
    routes.on("action", "letter.reassign")(open_reassign)
    routes.on("form", "reassign_form")(submit_reassign)


async def retry(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Retry**: the letter changes by itself."""
    await office.write(letters.retry, incoming.identity, person, incoming.number)
    return None


async def open_reassign(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Reassign…**: asks for whom."""
    letter = await office.read(letters.look, person, incoming.number)
    return Form(views.reassign_form(letter, carrying.metadata(incoming, number=letter.number)))


async def submit_reassign(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The colleague who takes it on."""
    number = int(incoming.carried.get("number", "0"))
    try:
        successor = people.admit(office.desk, await office.directory.person(incoming.fields.get("successor", "")))
    except NotOnTheTeam:
        return Problems({"successor": NOBODY})
    await office.write(letters.reassign, incoming.identity, person, number, successor)
    return None
