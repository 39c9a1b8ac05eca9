"""Shows App Homes, when they are opened or used, and again as things change.

Slack takes some 100 of them in a minute. Whoever opens or uses theirs sees it at once; what changes otherwise is looked
for every second and shown to one person at a time, whichever replica does it, once in five seconds each, and only where
it looks different.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any

from bot import home, news, people
from bot.errors import NotOnTheTeam, PeopleUnknown
from handlers.homes import Home
from handlers.office import Office
from handlers.slack import Away, Limited, Lost, Trouble
from handlers.views import home as views
from storage.records import Person

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
AWAY_SECONDS = 10.0  # before Slack is asked again when it was not there


async def publish(office: Office, person: Person) -> None:
    """Shows somebody their day as it stands now: they opened it, or pressed something on it."""
    await _show(office, person, office.homes.open(person.id), anew=True)


async def look(office: Office) -> None:
    """Looks whose day changed, and goes on to show it to the one who has waited longest."""
    homes = office.homes
    if not homes.are_open():
        homes.seen = None
        return
    told = await office.read(news.since, homes.seen)
    homes.seen = told.seen
    homes.changed(None if told.everybody else told.people)
    whose = homes.take()
    if whose is not None and (kept_up := homes.get(whose)):
        office.later(_refresh(office, whose, kept_up))


async def _refresh(office: Office, whose: str, kept_up: Home) -> None:
    """Shows somebody their day anew if they may still see it and it looks different, by what we know of them: Slack is
    not asked. All replicas take turns, but only for what is to be shown."""
    known = await office.read(people.known, whose)
    try:
        if known is None:
            raise NotOnTheTeam
        people.admit(office.desk, known)
    except PeopleUnknown:
        office.homes.looked(kept_up, kept_up.shows)
    except NotOnTheTeam:
        office.homes.close(whose)
    else:
        kept_up.changed_at = None  # what changes from here on is another look
        _, looks = await _rendered(office, known)
        if looks == kept_up.shows:
            office.homes.looked(kept_up, looks)
            return
        wait = await office.write(home.turn)
        if wait is None:
            office.homes.changed([whose])
            return
        await asyncio.sleep(wait)
        await _show(office, known, kept_up, anew=False)


async def _show(office: Office, person: Person, shown: Home, *, anew: bool) -> None:
    """Shows somebody's day, if it looks different or is to be shown `anew`. Several wishes become one."""
    homes = office.homes
    shown.wanted += 1
    wish = shown.wanted
    async with shown.turn:
        if wish <= shown.done:
            return
        if homes.is_paused:
            homes.changed([person.id])
            return
        shown.done, shown.changed_at = shown.wanted, None
        view, looks = await _rendered(office, person)
        if not anew and looks == shown.shows:
            homes.looked(shown, looks)
            return
        try:
            await office.slack.call("views.publish", user_id=person.id, view=view)
        except Trouble as trouble:
            await _troubled(office, person.id, shown, trouble)
        else:
            homes.looked(shown, looks)


async def _rendered(office: Office, person: Person) -> tuple[dict[str, Any], str]:
    """Somebody's day as it stands now, and what tells whether it looks different."""
    day, now = await office.read(home.day, person), office.desk.clock()
    nonce = f"{now.timestamp():.3f}"
    view = views.home(day, now, nonce, office.directory.address)
    return view, _fingerprint(view, nonce)


async def _troubled(office: Office, whose: str, shown: Home, trouble: Trouble) -> None:
    """It was not shown, or nobody knows: later, where there is hope."""
    homes = office.homes
    homes.looked(shown, None)
    log.info("a Home was not shown: %s", trouble.error)
    if isinstance(trouble, Limited | Away):
        homes.pause(trouble.seconds if isinstance(trouble, Limited) else AWAY_SECONDS)
        homes.changed([whose])
        if isinstance(trouble, Limited):
            await office.write(home.hold_off, trouble.seconds)
    elif not isinstance(trouble, Lost):
        homes.close(whose)


def _fingerprint(view: Mapping[str, Any], nonce: str) -> str:
    """What a rendering shows, whenever it was made."""
    return hashlib.sha256(json.dumps(view, sort_keys=True).replace(nonce, "").encode()).hexdigest()


async def turn_away(office: Office, person: Person) -> None:
    """Tells somebody whom the bot is not for that it is the team's, where Slack lets us."""
    try:
        await office.slack.call("views.publish", user_id=person.id, view=views.for_the_team())
    except Trouble as trouble:
        log.info("a guest was not shown whom the bot is for: %s", trouble.error)
