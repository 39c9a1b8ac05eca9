"""Snoozing in Slack: a reminder comes later, at a preset or at a time that its owner picks."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import followups, people, snoozing
from bot.errors import BadTime
from bot.moments import Moment
from handlers import carrying
from handlers.answers import Answer, Form, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners.finishing import in_place
from handlers.listeners.followups import NO_TIME, read_time
from handlers.office import Office
from handlers.views import followups as views
from storage.records import Person

PRESETS: dict[str, snoozing.Preset] = {
    "hour": "In 1 hour",
    "afternoon": "This afternoon",
    "tomorrow": "Tomorrow morning",
    "monday": "Next Monday",
}
TODAY = "today"


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "followup.snooze")(snooze)
    routes.on("form", "snooze_form")(submit_snooze)
    routes.on("action", "followup.next")(next_time)


async def snooze(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Snooze**: at a preset, as the last time, or the form to pick a time."""
    until: snoozing.Preset | Moment
    if incoming.option in PRESETS:
        until = PRESETS[incoming.option]
    elif incoming.option == "again":
        until = await _as_last_time(office, person)
    else:
        return await _pick_a_time(office, incoming, person)
    followup = await office.write(snoozing.snooze, incoming.identity, person, incoming.number, until)
    return Private(views.recorded(followup)) if incoming.private else None  # beside the list, which stays


async def _as_last_time(office: Office, person: Person) -> Moment:
    known = await office.read(people.known, person.id)
    time = (known.last_snooze if known else None) or ""
    said = await office.read(read_time, person, time)
    if said.moment is None and time.startswith(TODAY):  # over for today
        said = await office.read(read_time, person, time.replace(TODAY, "tomorrow", 1))
    if said.moment is None:
        raise BadTime(problem=said.problem or "I remember no time that you picked: choose another one.")
    return said.moment


async def _pick_a_time(office: Office, incoming: Incoming, person: Person) -> Form:
    followup = await office.read(followups.look, person, incoming.number)
    suggested = office.desk.clock().astimezone(ZoneInfo(person.zone)) + timedelta(hours=3)
    return Form(
        views.snooze_form(
            followup,
            f"{suggested:%Y-%m-%d}",
            f"{suggested:%H}:00",
            person.zone,
            carrying.metadata(incoming, number=followup.id, private="yes" if incoming.private else None),
        )
    )


async def submit_snooze(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The time that was picked."""
    picked = f"{incoming.fields.get('day', '')} {incoming.fields.get('time', '')}"
    said = await office.read(read_time, person, picked)
    if said.moment is None:
        raise BadTime(problem=said.problem or NO_TIME)
    number = int(incoming.carried.get("number", "0"))
    followup = await office.write(snoozing.snooze, incoming.identity, person, number, said.moment)
    return Private(views.recorded(followup)) if incoming.carried.get("private") else None


async def next_time(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Next time** of one that repeats."""
    return await in_place(office, incoming, person, snoozing.next_time)
