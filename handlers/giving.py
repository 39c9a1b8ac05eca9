"""A gesture for all whom a problem concerns, asked for and delivered one at a time, beside everything else."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import DBAPIError

from bot import blankets, giving
from bot.blankets import Order
from bot.errors import PeopleUnknown, Refusal
from handlers.answers import Private
from handlers.office import Office
from handlers.views import deliveries
from storage.records import Person

log = logging.getLogger(__name__)
SHOWN_AFTER = 10  # gestures
REST_SECONDS = 0.010  # whoever reads or types meanwhile goes first


async def ask_for_all(office: Office, order: Order) -> None:
    """Asks for all of an order. If that cannot be done now, whoever looks next goes on."""
    async with office.giving:
        await _ask(office, order)


async def resume(office: Office) -> None:
    """Goes on with what nobody brought to its end, unless this process is at it."""
    if office.giving.locked():
        return
    async with office.giving:
        try:
            for order in await office.read(blankets.under_way):
                await _ask(office, order)
        except DBAPIError as error:
            log.error("a gesture for all has to wait: %s", type(error.orig).__name__)


async def _ask(office: Office, order: Order) -> None:
    try:
        for at, customer in enumerate(order.customers, 1):
            await office.write(blankets.give, order.lead, order.number, order.offer, customer)
            if at % SHOWN_AFTER == 0:
                await office.write(blankets.show, order.number)
            await asyncio.sleep(REST_SECONDS)
    except PeopleUnknown:
        log.warning("a gesture for all has to wait: Slack has not said lately who leads the team")
        return
    except Refusal as refusal:
        log.warning("a gesture for all ends here: %s", type(refusal).__name__)
    await office.write(blankets.end, order)


async def deliver_all(office: Office, request: str, person: Person, problem: int) -> Private:
    """Marks as delivered what this person was granted because of a problem and is still to deliver; what somebody
    withdraws meanwhile stays so. Where a process ends half-way, the rest still waits to be delivered."""
    numbers, done = await office.read(blankets.undelivered, person, problem), 0
    for number in numbers:
        try:
            await office.write(giving.deliver, f"{request}:{number}", person, number)
        except Refusal as refusal:
            log.info("a gesture was not delivered with the others: %s", type(refusal).__name__)
        else:
            done += 1
        await asyncio.sleep(REST_SECONDS)
    left = await office.read(blankets.owed, person, problem)
    return Private(deliveries.all_delivered(left.problem.name, done, left.total), instead=True)
