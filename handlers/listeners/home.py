"""The App Home and the morning message: one's day, **My hours**, and being away."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from bot import digests, hours, leave, moments, people
from bot.desk import Desk
from bot.errors import NotOnTheTeam, NotTheirTeam
from bot.moments import Reading
from handlers import carrying, home
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import home as views
from handlers.views import morning
from storage.records import Person

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNTIL = re.compile(r"(?:until|till|til|bis)\b", re.IGNORECASE)
NO_DAY = "Pick the day when you are back: one to come, within five years."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("event", "app_home_opened")(opened)
    routes.on("action", "home.hours")(open_hours)
    routes.on("form", "hours_form")(submit_hours)
    routes.on("action", "home.away")(open_away)
    routes.on("form", "away_form")(submit_away)
    routes.on("action", "home.back")(back)
    routes.on("action", "morning.why")(why)


async def opened(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Shows somebody their day, and a guest whom all this is for."""
    if person.id and incoming.event.get("tab", "home") == "home":
        office.later(home.publish(office, person) if person.membership == "member" else home.turn_away(office, person))
    return None


async def open_hours(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**My hours**."""
    working = office.desk.hours_of(person)
    days = [DAYS[day] for day in sorted(working.days)]
    metadata = carrying.metadata(incoming)
    return Form(views.hours_form(person, days, f"{working.start:%H:%M}", f"{working.end:%H:%M}", metadata))


async def submit_hours(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Somebody's own hours."""
    fields = incoming.fields
    days, start, end = (fields.get(name, "") for name in ("days", "start", "end"))
    changed = await office.write(people.set_hours, incoming.identity, person, days, start, end)
    office.directory.update(changed)
    return None


async def open_away(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**I’m away…**"""
    return _away_form(office, incoming, person)


async def away_command(office: Office, incoming: Incoming, person: Person, rest: str) -> Answer:
    """`/followup away until monday`: the form, with the day that was typed."""
    typed = UNTIL.sub("", rest, count=1).strip()
    if not typed:
        return _away_form(office, incoming, person)
    said = await office.read(_read_day, person, typed)
    if said.moment is None:
        return _away_form(office, incoming, person, problem=said.problem or f"“{typed[:60]}” names no day. {NO_DAY}")
    return _away_form(office, incoming, person, said.moment.at.astimezone(ZoneInfo(person.zone)).date())


def _away_form(
    office: Office, incoming: Incoming, person: Person, day: date | None = None, problem: str | None = None
) -> Form:
    """The form: as it stands for somebody who is away, else for being back on the next working day."""
    now, here = office.desk.clock(), ZoneInfo(person.zone)
    if day is None and person.away_until is not None and person.is_away(now):
        day = person.away_until.astimezone(here).date()
    if day is None:
        day = hours.add_business_days(now.astimezone(here).date(), 1, office.desk.hours_of(person))
    stand_in = person.stand_in if person.is_away(now) else None
    is_lead = office.desk.roster.is_fresh and office.desk.is_lead(person.id)
    decides = person.deputised and person.is_away(now)
    metadata = carrying.metadata(incoming)
    form = views.away_form(f"{day:%Y-%m-%d}", stand_in, problem, metadata, is_lead=is_lead, deputised=decides)
    return Form(form)


async def submit_away(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Until when somebody is away, and who stands in."""
    said = await office.read(_read_day, person, incoming.fields.get("when", ""))
    if said.moment is None:
        return Problems({"when": NO_DAY})
    stand_in = await _colleague(office, incoming.fields.get("stand_in", ""))
    away, handed = await office.write(
        leave.go, incoming.identity, person, said.moment, stand_in,
        everything=incoming.fields.get("share") == "all", deputise="yes" in incoming.fields.get("deputy", ""),
    )  # fmt: skip
    office.directory.update(away)
    return Private(views.gone(away, handed, office.desk.clock()))


async def _colleague(office: Office, picked: str) -> Person | None:
    """Who was picked, if anybody. Raises NotTheirTeam."""
    try:
        return await office.directory.admit(picked, "") if picked else None
    except NotOnTheTeam:
        raise NotTheirTeam from None


def _read_day(desk: Desk, person: Person, text: str) -> Reading:
    """The day that a text names: a bare one means when the person begins to work on it."""
    return moments.read(text, desk.clock(), person.zone, desk.hours_of(person), person.locale)


async def back(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**I’m back**."""
    office.directory.update(await office.write(leave.come_back, incoming.identity, person))
    return None


async def why(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Why?** below the morning message."""
    desk, now = office.desk, office.desk.clock()
    days = views.days_in_words(desk.hours_of(person).days)
    next_at = digests.next_one(desk, person, now)
    return Private(morning.why(person, days, next_at, desk.policy.followups.quiet, now))
