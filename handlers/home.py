"""Keeps the App Home of whoever looks at it up to date."""

from __future__ import annotations

import logging

from bot import home
from handlers.office import Office
from handlers.slack import Trouble
from handlers.views import home as views
from storage.records import Person

log = logging.getLogger(__name__)


async def publish(office: Office, person: Person) -> None:
    """Shows somebody their day as it stands now, with what they just changed about themselves."""
    current = await office.directory.person(person.id)
    view = views.home(await office.read(home.day, current), office.desk.clock())
    await office.slack.call("views.publish", user_id=person.id, view=view)


async def turn_away(office: Office, person: Person) -> None:
    """Tells somebody whom the bot is not for that it is the team's, where Slack lets us."""
    try:
        await office.slack.call("views.publish", user_id=person.id, view=views.for_the_team())
    except Trouble as trouble:
        log.info("a guest was not shown whom the bot is for: %s", trouble.error)
