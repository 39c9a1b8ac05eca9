"""A customer as the team knows them: everything we did for them, and what is worth remembering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, RichTextSectionElement

from bot.moments import short_words
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    excerpt,
    faint,
    header,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
    user,
)
from handlers.views.gesture_words import phrase, standing
from storage.records import Customer, Draft, Followup, Gesture, Note, Timeline

MOST = 8  # of each kind, so that the whole stays readable on a phone
DRAFTS = {"writing": "being written", "ready": "ready", "used": "used", "discarded": "discarded"}


def timeline(t: Timeline, now: datetime, zone: str, other: Customer | None = None) -> Message:
    """All that is known of one customer, the notes first; times in the reader's `zone`. `other` may be the same."""
    name = label(t.customer)
    if not (t.notes or t.followups or t.gestures or t.drafts) and t.customer.forgotten:
        return message(f"What was known of {name} is erased.", line(f"What was known of {name} is erased."))
    if not (t.notes or t.followups or t.gestures or t.drafts):
        return message(
            f"Nothing is known of {name} yet.",
            header(name),
            small(t.tier) if t.tier else None,
            line("Nothing here yet."),
            small(f"To remember something personal, type: /customer {_reference(t)} note likes to be called Sam"),
            *same_offer(t.customer, other),
        )
    others = " · ".join(excerpt(reference.value, 80) for reference in t.customer.references[1:6])
    parts = _counts(t)
    return message(
        f"{name}: {parts}. {t.notes[0].text if t.notes else ''}",
        header(name),
        small(" · ".join(filter(None, (t.tier, others)))) if others or t.tier else None,
        _part("Worth remembering", [_note(note, now, zone) for note in t.notes], len(t.notes)),
        _part("Follow-ups", [_followup(f, now, zone) for f in t.followups], len(t.followups)),
        _part("Gestures", [_gesture(g, now, zone) for g in t.gestures], len(t.gestures)),
        _part("Drafts", [_draft(d, now, zone) for d in t.drafts], len(t.drafts)),
        *same_offer(t.customer, other),
    )


def same_offer(customer: Customer, other: Customer | None) -> Sequence[Block | None]:
    """Asks whether another customer is the same person; nothing where there is nobody to ask about."""
    if other is None:
        return ()
    return (
        line("Is this the same person as ", bold(label(other)), "?"),
        small("If so, all that we know of them comes together. It cannot be taken apart again."),
        buttons(
            button("Yes, the same", "customer.same", customer.id, place=str(other.id)),
            button("No, two people", "customer.apart", customer.id, place=str(other.id)),
        ),
    )


def same(customer: Customer) -> Message:
    """The private word after two customers became one: every way in which they are known now."""
    names = list(filter(None, (excerpt(reference.value, 80) for reference in customer.references[:MOST])))
    names = names or [label(customer)]
    known = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return message(f"{known} are one customer now.", line("🤝 ", bold(known), " are one customer now."))


def apart(customer: Customer, other: Customer) -> Message:
    """The private word after saying that two customers are two people."""
    return message(
        f"{label(customer)} and {label(other)} stay two customers.",
        line(bold(label(customer)), " and ", bold(label(other)), " stay two customers. I won’t ask again."),
    )


def noted(t: Timeline) -> Message:
    """The private answer after remembering something: the newest note, as it will be shown."""
    name = label(t.customer)
    if not t.notes:
        return message(f"Noted for {name}.", line("📝 Noted for ", bold(name), "."))
    return message(
        f"Noted for {name}: {t.notes[0].text}",
        rich(section("📝 Noted for ", bold(name), ":"), quote(t.notes[0].text)),
        small("The team sees it in the customer’s timeline, and when a reply is drafted."),
    )


def _part(title: str, rows: Sequence[RichTextSectionElement], total: int) -> Block | None:
    if not rows:
        return None
    left = total - MOST
    more = section(faint(f"… and {left} older")) if left > 0 else None
    return rich(section(bold(title)), bullets(*rows[:MOST]), more)


def _counts(t: Timeline) -> str:
    counted = (
        (len(t.notes), "note"),
        (len(t.followups), "follow-up"),
        (len(t.gestures), "gesture"),
        (len(t.drafts), "draft"),
    )
    return ", ".join(f"{count} {noun}{'s' if count > 1 else ''}" for count, noun in counted if count)


def _note(note: Note, now: datetime, zone: str) -> RichTextSectionElement:
    return section(
        excerpt(note.text, 280) or faint("(erased)"),
        f" — {short_words(note.created_at, zone, now)}, ",
        user(note.author),
    )


def _followup(f: Followup, now: datetime, zone: str) -> RichTextSectionElement:
    when = short_words(f.due_at if f.state == "open" else f.closed_at or f.due_at, zone, now)
    state = ("overdue since " if f.due_at <= now else "due ") if f.state == "open" else f"{f.state} "
    return section(f"{f.name} · ", excerpt(f.what, 120) or faint("(erased)"), f" — {state}{when}, ", user(f.owner))


def _gesture(g: Gesture, now: datetime, zone: str) -> RichTextSectionElement:
    when = short_words(g.delivered_at or g.decided_at or g.requested_at, zone, now)
    return section(f"{g.name} · ", bold(phrase(g)), f" — {standing(g)}, {when}, ", user(g.requester))


def _draft(d: Draft, now: datetime, zone: str) -> RichTextSectionElement:
    when = f", {short_words(d.created_at, zone, now)}" if d.created_at else ""
    return section(
        f"{d.name} · ", excerpt(d.message, 100) or faint("(erased)"), f" — {DRAFTS[d.state]}{when}, ", user(d.agent)
    )


def _reference(t: Timeline) -> str:
    first = t.customer.references[0] if t.customer.references else None
    if first is None:
        return "CUSTOMER"
    return f"“{excerpt(first.value, 60)}”" if first.kind == "name" else excerpt(first.value, 60)
