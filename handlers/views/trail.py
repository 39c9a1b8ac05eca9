"""The audit trail as leads see it."""

from __future__ import annotations

from handlers.views.blocks import Message, bold, code, message, rich, section
from storage.records import Anchor


def anchor(a: Anchor) -> Message:
    """The head of the trail, for an auditor to hold it against later."""
    count = "1 entry" if a.seq == 1 else f"{a.seq:,} entries"
    return message(
        f"The audit trail has {count}. Anchor {a.seq}:{a.hash}",
        rich(
            section("🔏 The audit trail has ", bold(count), ". Nobody can change them unseen from here on."),
            section(code(f"{a.seq}:{a.hash}")),
        ),
    )
