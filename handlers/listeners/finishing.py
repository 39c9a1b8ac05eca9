"""The buttons that end a follow-up or bring it back, and what tells why it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import followups
from bot.desk import Desk
from handlers.answers import Answer, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners import lists
from handlers.office import Office
from handlers.views import followups as views
from handlers.views import reasons
from storage.records import Followup, Person


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "followup.done")(done)
    routes.on("action", "followup.cancel")(cancel)
    routes.on("action", "followup.reopen")(reopen)
    routes.on("action", "followup.why")(why)


async def done(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Done**; pressed in a list, the list goes on without it."""
    return await in_place(office, incoming, person, followups.done)


async def in_place(
    office: Office, incoming: Incoming, person: Person, deed: Callable[[Desk, str, Person, int], Followup]
) -> Answer:
    """Does it to the follow-up that was pressed: a list goes on as it is by now, another private answer changes."""
    followup = await office.write(deed, incoming.identity, person, incoming.number)
    if incoming.private and incoming.option:
        return replace(await lists.again(office, incoming, person), instead=True)
    return shown(incoming, followup)


async def cancel(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Cancel**."""
    return shown(incoming, await office.write(followups.cancel, incoming.identity, person, incoming.number))


async def reopen(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Reopen**."""
    return shown(incoming, await office.write(followups.reopen, incoming.identity, person, incoming.number))


def shown(incoming: Incoming, followup: Followup) -> Answer:
    """A private answer changes here; a message of ours is changed by the outbox."""
    return Private(views.recorded(followup), instead=True) if incoming.private else None


async def why(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Why am I seeing this?**"""
    return Private(reasons.why(await office.read(followups.why, person, incoming.number), office.desk.clock()))
