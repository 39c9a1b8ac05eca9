"""What Slack tells on its own: people and usergroups that change."""

from __future__ import annotations

import logging

from handlers.answers import Answer
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from storage.records import Person

log = logging.getLogger(__name__)


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("event", "user_change")(person_changed)
    routes.on("event", "subteam_updated", "subteam_members_changed")(usergroup_changed)


async def person_changed(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Somebody moved, left, or became a guest."""
    user = incoming.event.get("user")
    if isinstance(user, dict) and user.get("id"):
        await office.directory.relearn(user)
    return None


async def usergroup_changed(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Somebody joined or left the leads or the agents."""
    office.later(office.directory.refresh_roster())
    return None
