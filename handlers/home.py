"""Keeps the App Home of whoever looks at it up to date."""

from __future__ import annotations

from bot import home
from handlers.office import Office
from handlers.views import home as views
from storage.records import Person


async def publish(office: Office, person: Person) -> None:
    """Shows somebody their day as it stands now, with what they just changed about themselves."""
    current = await office.directory.person(person.id)
    view = views.home(await office.read(home.day, current), office.desk.clock())
    await office.slack.call("views.publish", user_id=person.id, view=view)
