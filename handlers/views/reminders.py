"""A reminder in every state, as its owner sees it."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import RichTextElement

from bot.moments import in_words, lasting_words, short_words
from handlers.views import followups, naming
from handlers.views.blocks import (
    Message,
    bold,
    button,
    buttons,
    faint,
    label,
    line,
    message,
    quote,
    rich,
    section,
    sentences,
    small,
    user,
)
from handlers.views.followups import span
from storage.records import Followup, Reminder

LATE_SECONDS = 60.0  # from here on a reminder says that it is late: less than a minute troubles nobody


def reminder(r: Reminder, nonce: str, now: datetime) -> Message:
    """The direct message to the owner, in every state. `nonce` is new at each rendering: clients remember a select."""
    f, name = r.followup, label(r.followup.customer)
    if not r.mine:
        return message(
            f"{f.name} for {name} is in other hands now.",
            line(faint(f"{f.name} · {name} is in other hands now: "), user(f.owner)),
        )
    if not r.latest:
        return message(
            f"{f.name} for {name} moved on: see its latest reminder.",
            line(faint(f"{f.name} · {name} moved on. Its latest reminder is further down.")),
        )
    if f.state != "open":
        return followups.closed(f)
    if f.due_at > now and not f.is_due:
        return _snoozed(r, nonce, now)
    return _due(r, nonce, now)


def _snoozed(r: Reminder, nonce: str, now: datetime) -> Message:
    f, name = r.followup, label(r.followup.customer)
    when = in_words(f.due_at, f.zone)
    return message(
        f"{f.name} for {name} is snoozed until {when}: {followups.words(f)}",
        rich(
            section("💤 Snoozed until ", bold(when)),
            section(bold(name)),
            quote(followups.words(f)),
            _promise(f, now),
        ),
        small(f"{f.name} · It comes with your morning message." if f.moved else f.name),
        buttons(
            followups.done(f),
            naming.who(f.id) if f.customer.is_unnamed else None,
            followups.snooze(f, now, r.again),
            followups.more(f),
            block_id=f"snooze.{f.id}.{nonce}",
        ),
    )


def _due(r: Reminder, nonce: str, now: datetime) -> Message:
    f, name = r.followup, label(r.followup.customer)
    due = short_words(f.due_at, f.zone, now)
    late = f"This comes {span(r.late)} late, I am sorry." if r.late >= LATE_SECONDS else None
    promised = f"Promised by {short_words(f.promised_by, f.zone, now)}." if f.promised_by else None
    return message(
        sentences(f"{_sign(f)} {name}, due {due}.", promised, late, f"{f.name}: {followups.words(f)}"),
        rich(
            section(*_opening(f, name)),
            quote(followups.words(f)),
            _promise(f, now) or section(f"Due {in_words(f.due_at, f.zone)}"),
            section(user(f.nudged_by), " asks you to look at it.") if f.nudged_by else None,
            followups.source(f),
        ),
        small(_known(r, late, now)),
        buttons(
            followups.done(f, "primary"),
            button("Draft reply", "followup.draft", f.id),
            naming.who(f.id) if f.customer.is_unnamed else None,
            followups.snooze(f, now, r.again),
            button(f"Next time: {lasting_words(r.next_time, f.zone, now)}", "followup.next", f.id)
            if r.next_time
            else None,
            followups.more(f),
            block_id=f"snooze.{f.id}.{nonce}",
        ),
    )


def _sign(f: Followup) -> str:
    return "⏳" if f.they_owe else "🤝" if f.promised_by else "⏰"


def _opening(f: Followup, name: str) -> tuple[str | RichTextElement, ...]:
    if f.they_owe:
        return "⏳ Has ", bold(name), " answered? They owe us a word."
    if f.promised_by:
        return "🤝 You promised ", bold(name), " to be in touch"
    return "⏰ Time to get back to ", bold(name)


def _promise(f: Followup, now: datetime) -> RichTextElement | None:
    if f.promised_by is None:
        return None
    words = in_words(f.promised_by, f.zone)
    return (
        section("Promised by ", bold(words)) if now <= f.promised_by else section("⚠️ It was promised by ", bold(words))
    )


def _known(r: Reminder, late: str | None, now: datetime) -> str:
    f = r.followup
    return sentences(
        f"{f.name} · On your list since {lasting_words(f.created_at, f.zone, now)}.",
        f"They last heard from us {lasting_words(r.heard_at, f.zone, now)}." if r.heard_at else None,
        f"Reminder number {f.reminders}." if f.reminders > 1 and not f.repeat else None,
        f"Comes again: {f.asked}." if f.repeat else None,
        late,
    )
