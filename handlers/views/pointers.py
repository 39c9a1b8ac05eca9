"""The private line that points to a draft, where it was asked for."""

from __future__ import annotations

from handlers.views import customers
from handlers.views.blocks import Message, label, line, message, small
from storage.records import Customer, Draft

THERE = "Your draft is in our direct messages."
OWN = "The message that it answers is your own: if that is not what the customer wrote, press Discard there."


def pointer(d: Draft, other: Customer | None = None, *, is_own: bool = False) -> Message:
    """Where the draft is; `other` may be the same person as its customer. `is_own`: the agent posted the message that
    it answers, as whoever pastes a customer's words does."""
    own = f" {OWN}" if is_own else ""
    if d.customer is None or other is None:
        return message(f"{THERE} ({d.name}){own}", line("✍️ ", THERE, own or None), small(d.name))
    names = (label(d.customer), label(other))
    return message(
        f"{THERE} ({d.name}) Their message names {names[0]} and {names[1]}, who are two customers here.{own}",
        line(
            "✍️ ",
            THERE,
            f" It is for {names[0]}. Their message also names {names[1]}, another customer here.",
            own or None,
        ),
        *customers.same_offer(d.customer, other),
        small(d.name),
    )
