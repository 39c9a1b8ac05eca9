"""What a lead was granted for all whom a problem concerns, and these do not have yet."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.blankets import Owed
from handlers.views.blocks import Message, button, buttons, header, label, line, message, small, sure
from handlers.views.gesture_lists import row
from handlers.views.gesture_words import phrase
from handlers.views.lists import turning


def owed(o: Owed, viewer: str) -> Message:
    """A page of it, each with its buttons, and one button for all."""
    title = f"To deliver for {o.problem.name}"
    if not o.gestures:
        nothing = f"Nothing that you were granted for {o.problem.name} waits to be delivered. 🌿"
        return message(nothing, header(title), line(nothing))
    end = o.start + len(o.gestures)
    said = "; ".join(f"{g.name} {phrase(g)} for {label(g.customer)}" for g in o.gestures)
    return message(
        f"{title}: {o.total} in all. {said}",
        header(title),
        buttons(_all(o)) if o.total > 1 else None,
        *(block for g in o.gestures for block in row(g, viewer, f"blanket {o.start} {o.problem.id}")),
        small(f"{o.start + 1}–{end} of {o.total} · Press Delivered once the customer has it."),
        turning("blanket", o.start, end, o.total, str(o.problem.id)),
    )


def _all(o: Owed) -> ButtonElement:
    asked = sure(
        f"Do all {o.total} have it?",
        "It is the same as pressing Delivered for each of them, and cannot be taken back.",
        "All delivered",
    )
    return button("All delivered", "blanket.all_delivered", o.problem.id, about=f"for {o.problem.name}", sure=asked)


def under_way(o: Owed) -> Message:
    """The word while all of it is marked as delivered."""
    said = f"I mark {o.total} as delivered for {o.problem.name}, one by one."
    return message(said, line("⏳ ", said))


def all_delivered(problem: str, done: int, left: int) -> Message:
    """The word after all was marked as delivered: how many are, and how many are not."""
    said = f"{done} marked as delivered for {problem}. Thank you for seeing it through."
    more = f"{left} still wait: press Deliver or withdraw… again." if left else None
    return message(f"{said} {more or ''}", line("🎁 ", said), small(more) if more else None)
