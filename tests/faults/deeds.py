"""What people ask to be recorded, what they read when it was, and how to see whether it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.transport import Ack
from tests.faults.counter import Counter

BY_NAME = "(SELECT customer_id FROM customer_references WHERE key = :of)"
SUPPORT = "C0SUPPORT"


@dataclass(frozen=True)
class Deed:
    """One thing to record. `prepare` gets it ready while all is well, `do` asks for it."""

    name: str
    do: Callable[[Counter, str, int, Any], Awaitable[Ack]]
    recorded: str
    """A query that counts how often it was recorded of customer `:of`."""
    says: str
    """What stands in the answer once it is recorded."""
    look: str
    """The command that shows what is recorded, `{0}` for the customer."""
    shows: bool = True
    """Whether the customer stands there once it is recorded, or no more."""
    prepare: Callable[[Counter, str, int], Awaitable[Any]] | None = None


def customer(number: int) -> str:
    """The customer of a story."""
    return f"c{number}@example.com"


async def _follow_up(counter: Counter, agent: str, number: int, _: Any) -> Ack:
    line = f"{customer(number)} call her back tomorrow 9am"
    return await counter.slack.command(agent, "/followup", line, channel=SUPPORT)


async def _grant(counter: Counter, agent: str, number: int, _: Any) -> Ack:
    return await counter.slack.command(agent, "/gesture", f"credit $5 {customer(number)} late again", channel=SUPPORT)


async def _remember(counter: Counter, agent: str, number: int, _: Any) -> Ack:
    return await counter.slack.command(agent, "/customer", f"{customer(number)} note likes tea", channel=SUPPORT)


async def _open_form(counter: Counter, agent: str, number: int) -> Any:
    await counter.slack.command(agent, "/followup", channel=SUPPORT)
    await counter.settle()
    return counter.slack.view(agent)


async def _submit(counter: Counter, agent: str, number: int, form: Any) -> Ack:
    fields = {"customer": customer(number), "what": "call her back", "when": "tomorrow 9am"}
    return await counter.slack.submit(agent, form, fields)


async def _list(counter: Counter, agent: str, number: int) -> Any:
    await _follow_up(counter, agent, number, None)
    return (await counter.slack.command(agent, "/followup", "list", channel=SUPPORT)).message


async def _press_done(counter: Counter, agent: str, number: int, listed: Any) -> Ack:
    return await counter.slack.press(agent, listed, "Done")


FOLLOWUPS = f"SELECT count(*) FROM followups WHERE customer_id = {BY_NAME}"
DEEDS = (
    Deed("/followup", _follow_up, FOLLOWUPS, "I’ll remind you", "/followup list"),
    Deed(
        "/gesture", _grant, f"SELECT count(*) FROM gestures WHERE customer_id = {BY_NAME} AND state = 'granted'",
        "is granted", "/gesture list",
    ),
    Deed("form", _submit, FOLLOWUPS, "I’ll remind you", "/followup list", prepare=_open_form),
    Deed("Done", _press_done, f"{FOLLOWUPS} AND state = 'done'", "Nothing waits", "/followup list", False, _list),
    Deed(
        "/customer note", _remember, f"SELECT count(*) FROM customer_notes WHERE customer_id = {BY_NAME}",
        "likes tea", "/customer {0}",
    ),
)  # fmt: skip
