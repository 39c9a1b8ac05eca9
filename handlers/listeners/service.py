"""The team's figures in Slack: `/service`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

from bot import consistency, figure_rows, kindness, learning, service
from handlers.answers import Answer, Form, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners import improvements, problems, thanks
from handlers.office import Office
from handlers.views import figures, notices, plain
from handlers.views import help as help_views
from handlers.views import kindness as kindness_views
from handlers.views import service as views
from storage.records import Person

PERIODS: dict[str, tuple[service.Period, str]] = {
    "": ("week", "The last 7 days"),
    "week": ("week", "The last 7 days"),
    "month": ("month", "The last 30 days"),
}
KINDNESS: dict[str, kindness.Period] = {"kindness": "year", "kindness year": "year", "kindness quarter": "quarter"}


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/service")(command)
    routes.on("action", "service.meaning")(meaning)
    routes.on("action", "service.csv")(csv)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/service [week|month|kindness|gestures|drafts|reasons|problems|thanks …]`."""
    word, rest = [*incoming.text.split(maxsplit=1), "", ""][:2]
    if word.casefold() == "thanks":
        return await thanks.command(office, incoming, person, rest)
    asked = incoming.text.strip().casefold()
    if asked == "gestures":
        return Private(views.consistency(await office.read(consistency.report, person)))
    if asked == "drafts":
        return Private(views.learning(await office.read(learning.report, person), learning.DAYS))
    if asked == "reasons":
        return await improvements.listing(office, incoming, person)
    if asked == "problems":
        return await problems.listing(office, incoming, person)
    if span := KINDNESS.get(" ".join(asked.split())):
        return Private(kindness_views.report(await office.read(kindness.report, span)))
    period = PERIODS.get(asked)
    if period is None:
        return Private(help_views.help_for(incoming.name))
    return Private(figures.figures(await office.read(service.over, period[0]), period[1]))


async def meaning(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**What do these mean?**"""
    return Form(notices.notice(figures.meanings()))


async def csv(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**As CSV**: the same days, as they count now."""
    period = next((name for name in get_args(service.Period) if name == incoming.option), None)
    if period is None or not 0 < incoming.number <= office.desk.clock().timestamp() + 1:
        return Private(plain.note("I don’t know these days any more: type `/service`."))
    until = datetime.fromtimestamp(incoming.number, UTC)
    return Private(figures.as_csv(figure_rows.as_csv(await office.read(service.over, period, until))))
