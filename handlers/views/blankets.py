"""A gesture for all whom a problem concerns, as leads see it: the form, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.blankets import Room
from bot.money import in_words
from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    excerpt,
    label,
    line,
    message,
    rich,
    section,
    small,
)
from handlers.views.gesture_words import STATES
from storage.records import UNDELIVERED, Blanket, Recipient

MOST_REFUSED, MOST_NAMED = 20, 30
NOBODY_LEFT = "Everybody whom it concerns has a gesture for it already, or for another problem that is open."


def form(
    room: Room,
    kinds: Sequence[tuple[str, str]],
    *,
    reasons: Sequence[tuple[str, str]] = (),
    values: Mapping[str, str] | None = None,
    total: int | None = None,
    metadata: str,
) -> dict[str, Any]:
    """The form for a gesture for all; with what it comes to in all (`total`) once that is known."""
    kept, p = values or {}, room.problem
    many, limit, left = len(room.customers), in_words(room.limit, room.currency), in_words(room.left, room.currency)
    said = f"{p.name} · for {_many(many)} · up to {limit} in all, of which {left} is left."
    return forms.modal(
        "blanket_form",
        "A gesture for all",
        "Ask" if total is None else "Ask for all",
        metadata,
        small(said),
        line(bold(f"That comes to {in_words(total, room.currency)} in all for {_many(many)}."),
             " Press again, and I ask for each of them.")
        if total is not None
        else None,
        forms.choice("kind", "What would you like to give?", kinds[:100], kept.get("kind"), "Choose a gesture"),
        forms.words(
            "amount", "How much for each?", kept.get("amount", ""), example="$5 · 10% · 1 month", optional=True,
            hint="Each is a request of yours: beyond what you may grant alone, another lead decides.",
        ),
        forms.choice("code", "What is it about?", reasons, kept.get("code"), "Choose a reason", optional=True)
        if reasons
        else None,
        forms.words("reason", "Why?", kept.get("reason", ""), multiline=True),
    )  # fmt: skip


def _many(many: int) -> str:
    return "1 customer" if many == 1 else f"{many} customers"


def blanket(b: Blanket) -> Message:
    """What became of a gesture for all, for the lead who asked for it."""
    p, got = b.problem, [one for one in b.given if one.gesture]
    refused = [one for one in b.given if not one.gesture]
    left = f" {_many(b.left)} still to be asked for." if b.left else ""
    counts = f"{', '.join(_counts(b))}.{left}"
    cost = " and ".join(in_words(cost, currency) for currency, cost in b.costs.items())
    return message(
        f"A gesture for all of {p.name}: {counts}",
        rich(
            section("🎁 ", bold(f"A gesture for all of {p.name}"), f" · {excerpt(p.words, 120)}"),
            section(f"{counts} {cost} in all so far."),
        ),
        rich(bullets(*(section(*_refusal(one)) for one in refused[:MOST_REFUSED]))) if refused else None,
        small(f"… and {len(refused) - MOST_REFUSED} more.") if len(refused) > MOST_REFUSED else None,
        small(" · ".join(_named(one) for one in got[:MOST_NAMED])) if got else None,
        small(f"… and {len(got) - MOST_NAMED} more: /gesture list") if len(got) > MOST_NAMED else None,
        buttons(
            button("Deliver or withdraw…", "blanket.deliver", p.id, about=p.name)
            if any(one.state in UNDELIVERED for one in got)
            else None,
            # Where it stopped half-way: nobody gets two.
            button("Ask for the rest…", "problem.give", p.id, about=p.name) if b.left else None,
        ),
    )


def _counts(b: Blanket) -> Iterator[str]:
    """How many came to what, in words: 12 granted (2 of them delivered), 1 waits for a lead, 1 declined."""
    states = Counter(one.state for one in b.given if one.gesture)
    delivered, waiting = states["delivered"], states["requested"]
    given = delivered + sum(states[state] for state in UNDELIVERED)
    yield f"{given} granted" + (f" ({delivered} of them delivered)" if delivered else "")
    if waiting:
        yield "1 waits for a lead" if waiting == 1 else f"{waiting} wait for a lead"
    yield from (f"{states[state]} {state}" for state in ("declined", "withdrawn", "expired") if states[state])
    if refused := sum(not one.gesture for one in b.given):
        yield f"{refused} not possible"


def _refusal(one: Recipient) -> Sequence[Any]:
    return bold(label(one.customer)), f": {excerpt(one.refused or 'no words kept', 200)}"


def _named(one: Recipient) -> str:
    state = STATES.get(one.state or "", "asked for")
    return f"{one.gesture} {label(one.customer)} ({state})"
