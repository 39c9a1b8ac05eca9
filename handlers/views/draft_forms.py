"""The forms about reply drafts: what to draft for, another wording, how it is to sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import RichTextBlock

from bot.matters import MATTERS
from handlers.views import forms
from handlers.views.blocks import bold, excerpt, label, line, quote, rich, section
from handlers.views.drafts import FEELINGS
from storage.records import Draft, Followup

THEIRS, USUAL = "theirs", "usual"  # choices that change nothing
PASTE = "Paste their message here"


def form(*, message: str = "", about: Followup | None = None, why: str = "", metadata: str) -> dict[str, Any]:
    """The form to ask for a draft; a follow-up that it is `about` stands above the field, unless it is in it, and so
    does `why` it is asked for."""
    hint = "Emails, phone numbers, addresses, card numbers and the names we know stay here, whoever writes it."
    return forms.modal(
        "draft_form",
        "Draft a reply",
        "Write it",
        metadata,
        line(why) if why else None,
        _promised(about) if about and not message else None,
        forms.words("message", "What did they write?", message, multiline=True, hint=hint, example=PASTE),
    )


def _promised(f: Followup) -> RichTextBlock:
    """What a follow-up is about, as its owner noted it."""
    kind = "Promised to" if f.promised_by else "Waiting for" if f.they_owe else "To do for"
    return rich(section(bold(f"{kind} {label(f.customer)}:")), quote(excerpt(f.what, 600)))


def edit_form(d: Draft, metadata: str) -> dict[str, Any]:
    """The form to change a draft's reply by hand."""
    hint = "Nothing goes to the customer by itself."
    return forms.modal(
        "edit_draft_form",
        "Edit the reply",
        "Save",
        metadata,
        forms.words("reply", "Your reply", d.reply, multiline=True, hint=hint),
    )


def sound_form(
    d: Draft, languages: Sequence[tuple[str, str]], tones: Sequence[tuple[str, str]], metadata: str
) -> dict[str, Any]:
    """The form for how a reply is to sound: what the customer feels, what it is about, in which language, in which of
    the tones; all as (value, text)."""
    felt, about = d.sound.felt or d.feeling, d.sound.about or d.matter
    return forms.modal(
        "sound_form",
        "How should it sound?",
        "Write it anew",
        metadata,
        forms.choice("felt", "What do they feel?", list(FEELINGS.items()), felt, "Choose a feeling"),
        forms.choice("about", "What is it about?", list(MATTERS.items()), about, "Choose a matter"),
        forms.choice("language", "In which language?", languages, d.sound.language or THEIRS, "Choose a language"),
        forms.choice("tone", "In which tone?", tones, d.sound.tone or USUAL, "Choose a tone") if tones else None,
    )
