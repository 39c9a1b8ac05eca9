"""What Slack tells on its own: people and usergroups that change, and that the app is gone."""

from __future__ import annotations

import logging

from bot import installation
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
    routes.on("event", "app_uninstalled")(uninstalled)
    routes.on("event", "tokens_revoked")(tokens_revoked)


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


async def uninstalled(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The app was taken out of the workspace: from now on nothing is sent."""
    if office.directory.team and incoming.team not in ("", office.directory.team):
        return None
    is_news = await office.write(installation.uninstalled, incoming.identity, incoming.name)
    if is_news:
        office.is_out.set()
        office.directory.let_go()
        log.warning("the app was uninstalled from the workspace: nothing is sent until it is installed again")
    return None


async def tokens_revoked(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Tokens are worth nothing any more. Only the bot's own matters: we have none of people."""
    tokens = incoming.event.get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        return await uninstalled(office, incoming, person)
    return None
