"""The App Home: one's day, and **My hours**."""

from __future__ import annotations

from bot import people
from handlers import carrying, home
from handlers.answers import Answer, Form
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import home as views
from storage.records import Person

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("event", "app_home_opened")(opened)
    routes.on("action", "home.hours")(open_hours)
    routes.on("form", "hours_form")(submit_hours)


async def opened(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Shows somebody their day, and a guest whom all this is for."""
    if person.id and incoming.event.get("tab", "home") == "home":
        office.later(home.publish(office, person) if person.membership == "member" else home.turn_away(office, person))
    return None


async def open_hours(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**My hours**."""
    hours = office.desk.hours_of(person)
    days = [DAYS[day] for day in sorted(hours.days)]
    metadata = carrying.metadata(incoming)
    return Form(views.hours_form(person, days, f"{hours.start:%H:%M}", f"{hours.end:%H:%M}", metadata))


async def submit_hours(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Somebody's own hours."""
    fields = incoming.fields
    days, start, end = (fields.get(name, "") for name in ("days", "start", "end"))
    changed = await office.write(people.set_hours, incoming.identity, person, days, start, end)
    office.directory.update(changed)
    return None
