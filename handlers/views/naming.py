"""**Who is it?**: the form that asks for whom a follow-up is."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import ButtonElement, InputBlock

from handlers.views import forms
from handlers.views.blocks import button, excerpt, quote, rich, section
from storage.records import Followup

SHOWN = 400  # characters of what was promised, and of how their message begins


def who(number: int, style: str | None = None, about: str | None = None) -> ButtonElement:
    """**Who is it?** of the follow-up with this number."""
    return button("Who is it?", "followup.name", number, style, about)


def form(f: Followup, customer: str, which: InputBlock | None = None, *, metadata: str) -> dict[str, Any]:
    """The form, with what is promised above it; `which` asks whom of several the name means."""
    return forms.modal(
        "name_form",
        "Who is it?",
        "Save",
        metadata,
        rich(section(f"{f.name} keeps this promise:"), quote(excerpt(f.what, SHOWN))) if f.what.strip() else None,
        forms.waiting(customer),
        which,
    )
