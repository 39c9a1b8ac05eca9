"""Follow-ups in Slack: `/followup`, its form, the shortcut, and the buttons of a reminder."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import customers, followups, handovers, moments, reading
from bot.desk import Desk
from bot.errors import BadTime, Refusal
from bot.followups import NewFollowup
from bot.moments import Moment, Reading
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.slack import Trouble
from handlers.views import followups as views
from handlers.views import help as help_views
from storage.records import Followup, Person, Reference

NO_TIME = "When? Type for example tomorrow 9am, friday at 3, in 2h or 1 dec 2pm."
NO_WORDS = "What did you promise? A few words are enough."
LINK_SECONDS = 0.7  # the form opens after it, and Slack lets it open within three seconds
PRESETS: dict[str, followups.Preset] = {"hour": "In 1 hour", "tomorrow": "Tomorrow morning", "monday": "Next Monday"}


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/followup")(command)
    routes.on("shortcut", "follow_up_on_message")(shortcut)
    routes.on("form", "followup_form")(submit)
    routes.on("form", "snooze_form")(submit_snooze)
    routes.on("action", "followup.change")(open_change)
    routes.on("action", "followup.done")(done)
    routes.on("action", "followup.cancel")(cancel)
    routes.on("action", "followup.reopen")(reopen)
    routes.on("action", "followup.snooze")(snooze)
    routes.on("action", "followup.take")(take_over)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/followup …`: records what can be read, and opens the form for the rest."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    first, _, rest = text.partition(" ")
    word, rest = first.casefold(), rest.strip()
    if word == "help" and not rest:
        return Private(help_views.help_for(incoming.name))
    if word in ("list", "team") and not rest:
        return await _list(office, person, word)
    if not text:
        return Form(views.form(metadata=carrying.metadata(incoming)))
    named, said = await office.read(_understand, person, text)
    if word == "find" and rest and not (named and said.moment):
        page = await office.read(followups.search, person, rest)
        return Private(views.listing(page, f"Follow-ups with “{rest}”", office.desk.clock(), person.zone, False))
    if named and said.moment and said.rest:
        return await _record(office, incoming, person, named, said.rest, said.moment)
    problems = {"when": said.problem or ("" if said.moment else NO_TIME), "what": "" if said.rest else NO_WORDS}
    return await _form(office, incoming, person, named, said, {"customer": customers.UNREADABLE, **problems})


def _understand(desk: Desk, person: Person, text: str) -> tuple[Reference | None, Reading]:
    """Whom a text names, and what and when it says. Not for the event loop: the text may be long."""
    named, rest = customers.read(desk, text) or (None, text)
    return named, _read_time(desk, person, rest)


def _read_time(desk: Desk, person: Person, text: str) -> Reading:
    return moments.read(text, desk.clock(), person.zone, desk.hours_of(person), person.locale)


async def _form(
    office: Office, incoming: Incoming, person: Person, named: Reference | None, said: Reading, problems: dict[str, str]
) -> Form:
    """The form with what was understood, and a sentence where something was not."""
    clip = await carrying.clip(office, person, said.rest)
    if named:
        problems.pop("customer")
    when = said.moment.phrase if said.moment else ""
    return Form(
        views.form(
            customer=named.typed if named else "",
            what=said.rest,
            when=when,
            problems={field: problem for field, problem in problems.items() if problem},
            metadata=carrying.metadata(incoming, clip=clip),
        )
    )


async def _list(office: Office, person: Person, which: str) -> Private:
    now = office.desk.clock()
    if which == "team":
        page = await office.read(followups.list_team, person)
        return Private(views.listing(page, "The team’s follow-ups", now, person.zone, False))
    page = await office.read(followups.list_mine, person)
    return Private(views.listing(page, "Your follow-ups", now, person.zone, True))


async def _record(
    office: Office, incoming: Incoming, person: Person, named: Reference, what: str, moment: Moment
) -> Answer:
    link = incoming.carried.get("link")
    new = NewFollowup(incoming.identity, person, named, what, moment, link)
    followup = await office.write(followups.record, new)
    return Private(views.recorded(followup))


async def shortcut(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form for a message: its customer and words are there already, the time is still to be said."""
    executor = office.desk.executor
    text = await executor.read(reading.from_message, incoming.text)
    named = await executor.read(reading.customer_in_message, text)
    clip = await carrying.clip(office, person, text)
    link = await _permalink(office, incoming)
    return Form(
        views.form(
            customer=named.typed if named else "",
            what=text,
            metadata=carrying.metadata(incoming, clip=clip, link=link),
        )
    )


async def _permalink(office: Office, incoming: Incoming) -> str | None:
    """Where the message stands; without it the follow-up is as good."""
    try:
        async with asyncio.timeout(LINK_SECONDS):
            told = await office.slack.call("chat.getPermalink", channel=incoming.channel, message_ts=incoming.ts)
    except (Trouble, TimeoutError):
        return None
    return str(told["permalink"])


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form, for a new follow-up or a changed one."""
    fields = incoming.fields
    what = reading.shown(await carrying.whole(office, person, incoming, "what")).strip()
    number = incoming.carried.get("number")
    unchanged = number is not None and fields.get("when", "") == incoming.carried.get("when")
    said = Reading(None, "", None) if unchanged else await office.read(_read_time, person, fields.get("when", ""))
    problems = {}
    if not what:
        problems["what"] = NO_WORDS
    if not unchanged and (said.moment is None or said.rest):
        problems["when"] = said.problem or NO_TIME
    try:
        named = await office.read(customers.read_field, fields.get("customer", ""))
    except Refusal as refusal:
        problems["customer"] = str(refusal)
    if problems:
        return Problems(problems)
    if number is None:
        assert said.moment
        return await _record(office, incoming, person, named, what, said.moment)
    changed = await office.write(followups.change, incoming.identity, person, int(number), named, what, said.moment)
    return Private(views.recorded(changed))


async def open_change(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form, filled with what stands."""
    followup = await office.read(followups.look, person, incoming.number)
    when = f"{followup.due_at.astimezone(ZoneInfo(person.zone)):%Y-%m-%d %H:%M}"
    clip = await carrying.clip(office, person, followup.what)
    references = followup.customer.references
    return Form(
        views.form(
            customer=references[0].typed if references else "",
            what=followup.what,
            when=when,
            metadata=carrying.metadata(incoming, number=followup.id, when=when, clip=clip),
            followup_id=followup.id,
        )
    )


async def done(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Done**; pressed in a list, the list goes on without it."""
    followup = await office.write(followups.done, incoming.identity, person, incoming.number)
    if incoming.private and incoming.option == "list":
        return replace(await _list(office, person, "list"), instead=True)
    return _shown(incoming, followup)


async def cancel(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Cancel**."""
    return _shown(incoming, await office.write(followups.cancel, incoming.identity, person, incoming.number))


async def reopen(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Reopen**."""
    return _shown(incoming, await office.write(followups.reopen, incoming.identity, person, incoming.number))


def _shown(incoming: Incoming, followup: Followup) -> Answer:
    """A private answer changes here; a message of ours is changed by the outbox."""
    return Private(views.recorded(followup), instead=True) if incoming.private else None


async def snooze(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Snooze**: at a preset, or the form to pick a time."""
    if incoming.option in PRESETS:
        await office.write(followups.snooze, incoming.identity, person, incoming.number, PRESETS[incoming.option])
        return None
    followup = await office.read(followups.look, person, incoming.number)
    suggested = office.desk.clock().astimezone(ZoneInfo(person.zone)) + timedelta(hours=3)
    return Form(
        views.snooze_form(
            followup,
            f"{suggested:%Y-%m-%d}",
            f"{suggested:%H}:00",
            carrying.metadata(incoming, number=followup.id),
        )
    )


async def submit_snooze(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The time that was picked."""
    picked = f"{incoming.fields.get('day', '')} {incoming.fields.get('time', '')}"
    said = await office.read(_read_time, person, picked)
    if said.moment is None:
        raise BadTime(problem=said.problem or NO_TIME)
    await office.write(
        followups.snooze, incoming.identity, person, int(incoming.carried.get("number", "0")), said.moment
    )
    return None


async def take_over(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Take over** an overdue follow-up of a colleague's."""
    await office.write(handovers.take_over, incoming.identity, person, incoming.number)
    return None
