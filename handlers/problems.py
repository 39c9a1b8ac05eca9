"""Looking for problems that many customers have, beside everything else: never for long at a time."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import DBAPIError

from bot import affected, candidates, problems
from handlers.office import Office

log = logging.getLogger(__name__)
# It computes for so long, then rests as long: whoever reads or types meanwhile goes first.
STEP_SECONDS, REST_SECONDS = 0.010, 0.010
ROUNDS = 2  # what is seen to for one problem may have another be seen to again


async def look(office: Office) -> None:
    """Looks through what was written of late, and sees to what an earlier process left undone: one look at a time."""
    if office.looking.locked():
        return
    async with office.looking:
        try:
            await _look(office)
        except DBAPIError as error:
            log.error("the look for problems of many has to wait: %s", type(error.orig).__name__)


async def resume(office: Office) -> None:
    """Sees at once to what an earlier process left undone; if that fails, the next look does."""
    try:
        await _see_to_all(office)
    except DBAPIError as error:
        log.error("what a problem of many asks for has to wait: %s", type(error.orig).__name__)


async def _look(office: Office) -> None:
    began = office.desk.clock()
    newest, noticed = await _found(office)
    for candidate in noticed:
        number = candidate.number
        for members in candidate.parts():
            number = await office.write(candidates.notice, newest, candidate, number, members)
            if number is None:
                break
            await asyncio.sleep(REST_SECONDS)
        newest = max(newest, number or 0)
    await office.write(candidates.looked, began)
    await _see_to_all(office)


async def _found(office: Office) -> candidates.Found:
    search = candidates.search(office.desk)
    while True:
        found = await office.desk.executor.read(candidates.go_on, search, STEP_SECONDS)
        if found is not None:
            return found
        await asyncio.sleep(REST_SECONDS)


async def _see_to_all(office: Office) -> None:
    for _ in range(ROUNDS):
        for number in await office.read(problems.unsettled):
            await see_to(office, number)


async def see_to(office: Office, number: int) -> None:
    """Sees to everybody whom a problem concerns, a few at a time."""
    are_left = True
    while are_left:
        are_left = await office.write(affected.see_to, number)
        await asyncio.sleep(REST_SECONDS)
