"""Counting, which may take a while: whoever asks is answered at once, and told the figures when they are there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from bot.desk import Desk
from handlers.answers import Following, Private
from handlers.office import Office
from handlers.views import plain
from handlers.views.blocks import Message
from storage.records import Person

SOON_SECONDS = 1.0  # Slack waits three, and who it is that asks may have to be looked up first
COUNTING = "I am counting… The figures follow here."
STILL = "I am still counting what you asked for before: it follows here. Ask me again after that."
P = ParamSpec("P")
T = TypeVar("T")


async def counted(
    office: Office,
    person: Person,
    show: Callable[[T], Message],
    use_case: Callable[Concatenate[Desk, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Private | Following:
    """Shows what a use case counts; what takes longer than a moment follows. One thing at a time for each person.

    Its refusals come through.
    """
    if person.id in office.asking:
        return Private(plain.note(STILL))

    async def count() -> Private:
        async with office.counting:
            return Private(show(await office.read(use_case, *args, **kwargs)))

    task = asyncio.create_task(count())
    office.asking.add(person.id)
    task.add_done_callback(lambda _: office.asking.discard(person.id))
    try:
        await asyncio.wait({task}, timeout=SOON_SECONDS)
    except asyncio.CancelledError:
        task.cancel()
        raise
    return task.result() if task.done() else Following(plain.note(COUNTING), task)
