"""Short private answers that belong to no message."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import PlainTextObject
from slack_sdk.models.views import View

from handlers.views.blocks import Message, as_dict, bold, label, line, message
from handlers.views.gesture_words import phrase
from storage.records import Gesture

OUTCOMES = {"approved": "Approved", "delivered": "Approved and delivered", "declined": "Declined"}


def notice(shown: Message) -> dict[str, Any]:
    """A private answer as a window of its own, for a press that no message answers."""
    view = View(
        type="modal",
        title=PlainTextObject(text="Extra Mile"),
        close=PlainTextObject(text="All right"),
        blocks=[as_dict(block) for block in shown.blocks],
    )
    return dict(view.to_dict())


def decided(g: Gesture) -> Message:
    """The answer to a lead's decision, where the card itself is not in sight or does not say it all."""
    about = f"{g.name}, {phrase(g)} for {label(g.customer)}"
    if g.state == "requested":
        more = "one more lead" if g.needs - len(g.approvals) == 1 else "two different leads"
        return message(f"Noted: {about}. It needs {more}.", line("👍 ", bold("Noted: "), f"{about}. It needs {more}."))
    outcome = OUTCOMES.get(g.state, g.state.capitalize())
    return message(f"{outcome}: {about}.", line(bold(f"{outcome}: "), f"{about}."))
