"""The forms about gestures: asking for one, another amount, a no, and how one can see that the customer has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import InputBlock

from handlers.views import forms
from handlers.views.blocks import excerpt, label, small
from handlers.views.gesture_words import phrase
from storage.records import Gesture


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the policy's rules want to know beside the words: `reasons` and `facts` as (code, label), and what is
    counted for some kinds (`per`). Then what of it is known."""

    reasons: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[str, str]] = ()
    per: Sequence[str] = ()
    reason: str | None = None
    confirmed: Sequence[str] = ()
    units: str = ""


NOTHING_WANTED = Wanted()


def form(
    kinds: Sequence[tuple[str, str]],
    *,
    kind: str | None = None,
    amount: str = "",
    customer: str = "",
    which: InputBlock | None = None,
    reason: str = "",
    shown: str | None = None,
    person: str | None = None,
    wanted: Wanted = NOTHING_WANTED,
    problems: Mapping[str, str] | None = None,
    metadata: str,
) -> dict[str, Any]:
    """The form to ask for a gesture: `kinds` are (key, label); `which` asks whom of several a name means, `person`
    who it is where only a ticket is known, and `wanted` says what the rules want to know. Of a longer `reason` the
    field shows `shown`, its beginning."""
    wrong, counted = problems or {}, excerpt(" · ".join(wanted.per), 100)
    return forms.modal(
        "gesture_form",
        "Goodwill gesture",
        "Ask",
        metadata,
        forms.problem(wrong.get("kind")),
        forms.choice("kind", "What would you like to give?", kinds[:100], kind, "Choose a gesture"),
        forms.problem(wrong.get("amount")),
        forms.words(
            "amount", "How much?", amount, example="$25 · 10% · 1 month", optional=True,
            hint="10% on $80 prices a percentage. Leave it empty for a gesture without an amount.",
        ),
        forms.problem(wrong.get("units")),
        forms.words("units", f"For how many? ({counted})", wanted.units, optional=True, example="1")
        if wanted.per
        else None,
        forms.problem(wrong.get("customer")),
        forms.words("customer", "For whom?", customer, hint=forms.WHO),
        which,
        forms.problem(wrong.get("person")),
        forms.words("person", "Their email or full name", person, hint="A gesture goes to a person, not to a ticket.")
        if person is not None
        else None,
        forms.problem(wrong.get("code")),
        forms.choice("code", "What is it about?", wanted.reasons, wanted.reason, "Choose a reason", optional=True)
        if wanted.reasons
        else None,
        forms.boxes("facts", "What can you confirm?", wanted.facts, wanted.confirmed, optional=True)
        if wanted.facts
        else None,
        forms.problem(wrong.get("reason")),
        forms.words(
            "reason", "Why?", reason, multiline=True, hint="What happened, as you would tell a lead.", shown=shown
        ),
    )  # fmt: skip


def change_form(g: Gesture, amount: str, metadata: str) -> dict[str, Any]:
    """The form behind “Change…”: a new amount and a word why."""
    return forms.modal(
        "change_gesture_form",
        "Change the amount",
        "Change",
        metadata,
        small(f"{g.name} · {phrase(g)} for {label(g.customer)}"),
        forms.words("amount", "New amount", amount, hint="Within your own limit this is your approval too."),
        forms.words("words", "Why?", multiline=True, hint="The one who asked reads this."),
    )


def decline_form(g: Gesture, metadata: str) -> dict[str, Any]:
    """The form behind “Decline”: the words that the requester gets."""
    return forms.modal(
        "decline_form",
        "Decline",
        "Decline",
        metadata,
        small(f"{g.name} · {phrase(g)} for {label(g.customer)}"),
        forms.words(
            "words", "What would you like to say?", multiline=True,
            hint="The one who asked reads exactly this. A reason and another way help most.",
        ),
    )  # fmt: skip


def proof_form(g: Gesture, metadata: str) -> dict[str, Any]:
    """The form for how one can see that the customer has it."""
    return forms.modal(
        "proof_form",
        "How we know",
        "Save",
        metadata,
        small(f"{g.name} · {phrase(g)} for {label(g.customer)}"),
        forms.words(
            "proof", "How can one see that they have it?", g.proof or "", multiline=True,
            hint="A link, a tracking number, or a few words. It stands beside the gesture for an auditor.",
        ),
    )  # fmt: skip
