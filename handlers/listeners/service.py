"""The team's figures in Slack: `/service`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import get_args

from bot import consistency, figure_rows, kindness, learning, reading, service
from handlers.answers import Answer, Form, Private
from handlers.counting import counted
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners import improvements, problems, thanks
from handlers.office import Office
from handlers.views import figures, notices, plain
from handlers.views import help as help_views
from handlers.views import kindness as kindness_views
from handlers.views import service as views
from handlers.views.blocks import Message
from storage.records import Person

PERIODS: dict[str, tuple[service.Period, str]] = {
    "": ("week", "The last 7 days"),
    "week": ("week", "The last 7 days"),
    "month": ("month", "The last 30 days"),
}
THANKS = re.compile(r"\s*thank(?:s|[\s-]*you)?(?!\w)[:,!]?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
COLLEAGUE = re.compile(r"(?:^|\s)(?:<@|@\w)")
KINDNESS: dict[str, kindness.Period] = {"kindness": "year", "kindness year": "year", "kindness quarter": "quarter"}


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/service")(command)
    routes.on("action", "service.meaning")(meaning)
    routes.on("action", "service.csv")(csv)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/service [week|month|kindness|gestures|drafts|reasons|problems|thanks …]`."""
    if said := THANKS.match(incoming.text):
        return await thanks.command(office, incoming, person, said["rest"])
    asked = incoming.text.strip().casefold()
    if asked == "gestures":
        return await counted(office, person, views.consistency, consistency.report, person)
    if asked == "drafts":
        return await counted(office, person, views.learning, learning.report, person)
    if asked == "reasons":
        return await improvements.listing(office, incoming, person)
    if asked == "problems":
        return await problems.listing(office, incoming, person)
    if span := KINDNESS.get(" ".join(asked.split())):
        return await counted(office, person, kindness_views.report, kindness.report, span)
    if period := PERIODS.get(asked):
        return await counted(office, person, partial(figures.figures, title=period[1]), service.over, period[0])
    if COLLEAGUE.search(incoming.text):
        return await thanks.ask(office, incoming, person, incoming.text)
    return Private(help_views.help_for(incoming.name, reading.shown(reading.unescape(incoming.text))))


async def meaning(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**What do these mean?**"""
    return Form(notices.notice(kindness_views.meanings() if incoming.option == "kindness" else figures.meanings()))


async def csv(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**As CSV**: the same days, as they count now."""
    period = next((name for name in get_args(service.Period) if name == incoming.option), None)
    if period is None or not 0 < incoming.number <= office.desk.clock().timestamp() + 1:
        return Private(plain.note("I don’t know these days any more: type `/service`."))
    until = datetime.fromtimestamp(incoming.number, UTC)
    return await counted(office, person, _as_csv, service.over, period, until)


def _as_csv(found: service.Report) -> Message:
    return figures.as_csv(figure_rows.as_csv(found))
