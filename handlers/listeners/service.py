"""The team's figures in Slack: `/service`."""

from __future__ import annotations

from bot import consistency, learning, service
from handlers.answers import Answer, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import help as help_views
from handlers.views import service as views
from storage.records import Person

PERIODS: dict[str, tuple[service.Period, str]] = {
    "": ("week", "The last 7 days"),
    "week": ("week", "The last 7 days"),
    "month": ("month", "The last 30 days"),
}


def register(routes: Routes) -> None:
    """Puts this feature's listener on its route."""
    routes.on("command", "/service")(command)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/service [week|month|gestures|drafts]`."""
    asked = incoming.text.strip().casefold()
    if asked == "gestures":
        return Private(views.consistency(await office.read(consistency.report, person)))
    if asked == "drafts":
        return Private(views.learning(await office.read(learning.report, person), learning.DAYS))
    period = PERIODS.get(asked)
    if period is None:
        return Private(help_views.help_for(incoming.name))
    return Private(views.figures(await office.read(service.over, period[0]), period[1]))
