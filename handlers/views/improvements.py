"""What comes up most, and what we change about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import ButtonElement, RichTextSectionElement

from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    date,
    excerpt,
    header,
    line,
    message,
    rich,
    section,
    small,
    user,
)
from storage.records import Reason

TITLE = "What came up most, the last 7 days"
NOTHING = "Nothing came up in the last 7 days: no gesture with a reason, and no draft."
FEW = 10


def reasons(top: Sequence[Reason], *, is_lead: bool) -> Message:
    """The top reasons of gestures and matters of what customers wrote, with counts and what we change about each."""
    if not top:
        return message(NOTHING, line(NOTHING))
    said = "; ".join(f"{one.label}: {one.texts}" for one in top)
    return message(
        f"{TITLE}: {said}",
        header(TITLE),
        rich(bullets(*rows(top))),
        small("These are small numbers: read them as stories, not as a trend.") if top[0].texts < FEW else None,
        small("Reasons are those of gestures, matters what drafts were about; a case may be in both."),
        buttons(change()) if is_lead else None,
    )


def rows(top: Sequence[Reason]) -> Sequence[RichTextSectionElement]:
    """A line for each reason."""
    return [section(*_row(one)) for one in top]


def change() -> ButtonElement:
    """**What we change…**"""
    return button("What we change…", "improvement.note", 0)


def _row(one: Reason) -> Sequence[Any]:
    sort = "reason" if one.key.startswith("code:") else "matter"
    customers = "1 customer" if one.customers == 1 else f"{one.customers} customers"
    known = f", of {customers} that we know" if one.customers else ""
    written = one.improvement
    if written is None:
        return bold(excerpt(one.label, 75)), f" ({sort}): {one.texts}{known}"
    return (
        *(bold(excerpt(one.label, 75)), f" ({sort}): {one.texts}{known}"),
        *(f"\n💡 {excerpt(written.words, 300)} — ", user(written.author), ", ", date(written.at, "{date_short}")),
    )


def form(top: Sequence[Reason], metadata: str) -> dict[str, Any]:
    """The form for what we change about a reason."""
    return forms.modal(
        "improvement_form",
        "What we change",
        "Save",
        metadata,
        forms.choice("about", "About which?", [(one.key, one.label) for one in top], None, "Choose a reason"),
        forms.words("words", "What do we change?", multiline=True, hint="One line that everybody reads beside it."),
    )
