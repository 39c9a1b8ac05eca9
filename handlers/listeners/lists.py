"""Lists of follow-ups in Slack: `/followup list`, `team` and `find`, and turning their pages."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot import clippings, lists
from handlers.answers import Answer, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import lists as views
from handlers.views import plain
from storage.records import Page, Person

LONGEST = 200  # characters that are searched for: nobody types more, and a database compares only so many
NO_WORDS = "I no longer know what you searched for. Please type `/followup find` and the words again."
GONE = "I don’t know this list any more. Please type `/followup list`."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "followup.page", "followup.back")(page)


async def answer(
    office: Office, incoming: Incoming, person: Person, which: str, words: str = "", start: int = 0
) -> Private:
    """A list from number `start` on (0 is the first): mine, team, or find with the words to find. Raises LeadsOnly."""
    sought = words.strip()[:LONGEST]
    found = await _look(office, person, which, sought, start)
    # A button carries no words, so they are kept for it.
    clip = await office.write(clippings.keep, person, sought) if sought and found.followups else ""
    return _shown(office, person, found, which, sought, clip)


async def page(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**More ›** and **‹ Back**: another page in the same place."""
    which, _, clip = incoming.option.partition(" ")
    return await _turned(office, person, which, incoming.number, clip)


async def again(office: Office, incoming: Incoming, person: Person) -> Private:
    """The list that a press on one of its rows came from, on the same page, as it is by now."""
    which, _, rest = incoming.option.partition(" ")
    place = replace(incoming, value=rest)
    return await _turned(office, person, which, place.number, place.option)


async def _turned(office: Office, person: Person, which: str, start: int, clip: str) -> Private:
    if which not in views.TITLES:
        return Private(plain.note(GONE), instead=True)
    words = await office.read(clippings.get, person, clip) if clip else ""
    if which == "find" and not words:
        return Private(plain.note(NO_WORDS), instead=True)
    found = await _look(office, person, which, words, start)
    return replace(_shown(office, person, found, which, words, clip), instead=True)


async def _look(office: Office, person: Person, which: str, words: str, start: int) -> Page:
    if which == "find":
        return await office.read(lists.find, person, words, start)
    return await office.read(lists.team if which == "team" else lists.mine, person, start)


def _shown(office: Office, person: Person, found: Page, which: str, words: str, clip: str) -> Private:
    return Private(views.listing(found, which, person, office.desk.clock(), secrets.token_hex(4), words, clip))
