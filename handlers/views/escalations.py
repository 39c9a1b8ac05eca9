"""Word to the leads about a follow-up that was left, and word to a colleague about what they were handed."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement

from handlers.views import followups
from handlers.views.blocks import (
    Message,
    bold,
    button,
    buttons,
    date,
    excerpt,
    faint,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
    user,
)
from handlers.views.followups import span
from storage.records import Escalation, Followup, Handover, Offers, Overdue

ROWS = 10
FOUND = "What waited here while its owner was away has found somebody, or stands further down."
IN_HAND = "What was overdue here is in hand."
NEWER = "What was overdue here stands further down."
SETTLED = "What a colleague handed you here is settled, or stands further down."


def escalation(e: Escalation, now: datetime) -> Message:
    """The word to the leads: long overdue; in hand again once somebody acted."""
    f, name = e.followup, label(e.followup.customer)
    if not e.latest:
        return message(
            f"{f.name} for {name}: see the newer word about it.",
            line(faint(f"{f.name} · {name} came up again further down.")),
        )
    if f.state != "open" or f.is_taken_over or f.due_at > now:
        state = "is in hand" if f.state == "open" else f"is {f.state}"
        return message(
            f"{f.name} for {name} {state}.",
            line("✅ ", bold(f"{f.name} {state}"), f" · {name}, with ", user(f.owner)),
        )
    late = f"{_late(f, now)} overdue"
    opening = f"⚠️ {f.name} is {late}: {name} still waits"
    return message(
        f"{opening} for: {followups.words(f)}",
        rich(
            section("⚠️ ", bold(f"{f.name} is {late}"), " · ", bold(name), " still waits"),
            quote(followups.words(f)),
            section(*_due(f), " It is with ", user(f.owner), *_until(e.away_until), "."),
            section(*_acted(f)) if _acted(f) else None,
            followups.source(f),
        ),
        line("They last heard from us ", date(e.heard_at), ".") if e.heard_at else None,
        buttons(*_deeds(f, e.away_until)),
    )


def _due(f: Followup) -> tuple[str | RichTextElement, ...]:
    return ("Promised by ", date(f.promised_by), ".") if f.promised_by else ("Due ", date(f.due_at), ".")


def _until(away_until: datetime | None) -> tuple[str | RichTextElement, ...]:
    return (", who is away until ", date(away_until)) if away_until else ()


def _acted(f: Followup) -> tuple[str | RichTextElement, ...]:
    if f.left_by:
        return user(f.left_by), " leaves it with ", user(f.owner), "."
    return (user(f.nudged_by), " nudged ", user(f.owner), ".") if f.nudged_by else ()


def _deeds(f: Followup, away_until: datetime | None, about: str | None = None) -> list[ButtonElement]:
    deeds = [button("Take over", "followup.take", f.id, None if about else "primary", about)]
    if away_until is None and f.nudged_by is None:
        deeds.append(button("Nudge", "followup.nudge", f.id, about=about))
    if f.left_by is None:
        deeds.append(button("Leave", "followup.leave", f.id, about=about))
    return [*deeds, button("Why?", "followup.why", f.id, about=about)]


def overdue(o: Overdue, now: datetime) -> Message:
    """Word to the leads about all that one person left for too long: one message, each with what can be done."""
    if not o.latest or not o.total:
        said = IN_HAND if o.latest else NEWER
        return message(said, line("✅ ", said) if o.latest else line(faint(said)))
    count = "1 promise is" if o.total == 1 else f"{o.total} promises are"
    blocks: list[Block | None] = []
    for f in o.followups[:ROWS]:
        shown = rich(
            section(bold(label(f.customer)), f" · {f.name} · ", bold(f"{_late(f, now)} overdue")),
            quote(excerpt(f.what, followups.SHOWN)),
            section(*_acted(f)) if _acted(f) else None,
            followups.source(f),
        )
        blocks += [shown, buttons(*_deeds(f, o.away_until, f.name))]
    left = o.total - len(o.followups[:ROWS])
    said = "; ".join(f"{f.name} {label(f.customer)}: {excerpt(f.what, 80)}" for f in o.followups[:ROWS])
    return message(
        f"⚠️ {count} overdue with one colleague. {said}",
        line("⚠️ ", bold(f"{count} overdue"), " with ", user(o.owner), *_until(o.away_until), "."),
        *blocks,
        small(f"… and {left} more: /followup team") if left > 0 else None,
    )


def _late(f: Followup, now: datetime) -> str:
    return span((now - f.due_at).total_seconds())


def offers(o: Offers) -> Message:
    """Word to the leads about what waits while its owner is away: one message, each with Take over."""
    if o.away_until is None or not o.total:
        return message(FOUND, line("✅ ", FOUND))
    count = "one promise waits" if o.total == 1 else f"{o.total} promises wait"
    blocks: list[Block | None] = []
    for f in o.followups[:ROWS]:
        deeds = button("Take over", "followup.take", f.id), button("Why?", "followup.why", f.id)
        blocks += [_row(f), buttons(*deeds)]
    left = o.total - len(o.followups[:ROWS])
    said = "; ".join(f"{f.name} {label(f.customer)}: {excerpt(f.what, 80)}" for f in o.followups[:ROWS])
    return message(
        f"🌴 Somebody is away, and {count} for a colleague. {said}",
        line("🌴 ", user(o.owner), " is away until ", date(o.away_until), f", and {count} for a colleague."),
        *blocks,
        small(f"… and {left} more: /followup team") if left > 0 else None,
    )


def handover(h: Handover) -> Message:
    """Word to a colleague about what they were handed."""
    if not h.total:
        return message(SETTLED, line(faint(SETTLED)))
    count = "one follow-up" if h.total == 1 else f"{h.total} follow-ups"
    blocks: list[Block | None] = []
    for f in h.followups[:ROWS]:
        blocks += [
            _row(f),
            buttons(followups.done(f), followups.change(f, about=f.name), button("Why?", "followup.why", f.id)),
        ]
    left = h.total - len(h.followups[:ROWS])
    said = "; ".join(f"{f.name} {label(f.customer)}: {excerpt(f.what, 80)}" for f in h.followups[:ROWS])
    return message(
        f"🤲 A colleague handed you {count}. {said}",
        line("🤲 ", user(h.giver), f" handed you {count}", *_away(h), ". I remind you of each in time."),
        *blocks,
        small(f"… and {left} more: /followup list") if left > 0 else None,
    )


def _away(h: Handover) -> tuple[str | RichTextElement, ...]:
    return (" and is away until ", date(h.away_until)) if h.away_until else ()


def _row(f: Followup) -> Block:
    promised = (" · promised by ", date(f.promised_by)) if f.promised_by else ()
    return rich(
        section(bold(label(f.customer)), f" · {f.name}"),
        quote(excerpt(f.what, 300)),
        section("Due ", date(f.due_at), *promised),
        followups.source(f),
    )
