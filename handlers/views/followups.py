"""Follow-ups as people see them: the answer to recording one, the reminder, the escalation, lists and forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextObject, RichTextElement, StaticSelectElement

from bot.moments import in_words, short_words
from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    button,
    buttons,
    date,
    excerpt,
    faint,
    header,
    label,
    line,
    link,
    message,
    quote,
    rich,
    section,
    sentences,
    small,
    user,
)
from storage.records import Followup, Page, Reminder

LATE_SECONDS = 15.0  # from here on a reminder says that it is late
ROWS = 20  # two blocks each, under Slack's 50
SNOOZES = (
    ("hour", "In 1 hour"),
    ("tomorrow", "Tomorrow morning"),
    ("monday", "Next Monday"),
    ("pick", "Pick a time…"),
)


def recorded(f: Followup) -> Message:
    """The private answer after recording, changing, closing or reopening one, with its time in plain words."""
    when, name = in_words(f.due_at, f.zone), label(f.customer)
    if f.state != "open":
        return _closed(f, f.state.capitalize(), ". I won’t remind you of it.")
    opening, due = ("On your list again: ", "It was due on ") if f.is_due else ("I’ll remind you about ", "")
    return message(
        f"{opening}{name}. {due}{when}. {f.name}: {f.what}",
        rich(section(opening, bold(name)), quote(f.what), section("🗓 ", due, bold(when))),
        small(f.name),
        buttons(_change(f), _cancel(f)),
    )


def reminder(r: Reminder, nonce: str, now: datetime) -> Message:
    """The direct message to the owner, in every state. `nonce` is new at each rendering: clients remember a select."""
    f = r.followup
    if not r.mine:
        return message(
            f"{f.name} for {label(f.customer)} is in other hands now.",
            line(faint(f"{f.name} · {label(f.customer)} is in other hands now: "), user(f.owner)),
        )
    if not r.latest:
        return message(
            f"{f.name} for {label(f.customer)} moved on: see its latest reminder.",
            line(faint(f"{f.name} · {label(f.customer)} moved on. Its latest reminder is further down.")),
        )
    if f.state == "done":
        return _closed(f, "✅ Done", ". Well kept.")
    if f.state == "cancelled":
        return _closed(f, "Cancelled", ". I won’t remind you of it.")
    if f.due_at > now and not f.is_due:
        when = in_words(f.due_at, f.zone, now)
        return message(
            f"{f.name} for {label(f.customer)} is snoozed until {when}: {f.what}",
            rich(section("💤 Snoozed until ", bold(when)), section(bold(label(f.customer))), quote(f.what)),
            buttons(_done(f), _snooze(f), block_id=f"snooze.{f.id}.{nonce}"),
        )
    late = f"This comes {span(r.late)} late, I am sorry." if r.late >= LATE_SECONDS else None
    again = f"Reminder number {f.reminders}." if f.reminders > 1 else None
    since = f"On your list since {short_words(f.created_at, f.zone, now)}."
    return message(
        sentences(f"⏰ {label(f.customer)}, due {short_words(f.due_at, f.zone, now)}.", late, f"{f.name}: {f.what}"),
        rich(
            section("⏰ Time to get back to ", bold(label(f.customer))),
            quote(f.what),
            section(f"Due {in_words(f.due_at, f.zone, now)}"),
            _source(f),
        ),
        small(sentences(f"{f.name} ·", since, again, late)),
        buttons(
            _done(f, "primary"),
            button("Draft reply", "followup.draft", f.id),
            _snooze(f),
            block_id=f"snooze.{f.id}.{nonce}",
        ),
    )


def escalation(f: Followup, now: datetime | None = None) -> Message:
    """The word to the leads about a follow-up that is long overdue, or in hand again: due after `now`."""
    name = label(f.customer)
    if f.state != "open" or f.is_taken_over or (now is not None and f.due_at > now):
        state = "is in hand" if f.state == "open" else f"is {f.state}"
        return message(
            f"{f.name} for {name} {state}.",
            line("✅ ", bold(f"{f.name} {state}"), f" · {name}, with ", user(f.owner)),
        )
    overdue = f"{span((now - f.due_at).total_seconds())} overdue" if now else "long overdue"
    return message(
        f"{f.name} is {overdue}: {name} still waits for: {f.what}",
        rich(
            section("⏳ ", bold(f"{f.name} is {overdue}"), ". ", bold(name), " still waits."),
            quote(f.what),
            section("Promised for ", date(f.due_at), ". It is with ", user(f.owner), "."),
            _source(f),
        ),
        buttons(button("Take over", "followup.take", f.id, "primary")),
    )


def listing(page: Page, title: str, now: datetime, zone: str, mine: bool) -> Message:
    """A list of follow-ups, the overdue ones first, each with its buttons. `mine`: no need to say whose they are."""
    if not page.followups:
        return message(
            f"{title}: nothing waits.",
            header(title),
            line("Nothing waits here. 🌿" if mine else "Nothing found."),
            small('To promise something, type: /followup "Mara Lindt" tell her about the refund tomorrow 9am'),
        )
    ordered = sorted(page.followups, key=lambda f: not _overdue(f, now))[:ROWS]
    blocks: list[Block | None] = [header(title)]
    for overdue, group in groupby(ordered, key=lambda f: _overdue(f, now)):
        found = list(group)
        blocks.append(line(bold(f"Overdue ({len(found)})" if overdue else f"Coming up ({len(found)})")))
        for f in found:
            blocks += row(f, now, zone, mine)
    left = page.total - len(ordered)
    blocks.append(small(f"… and {left} more: /followup find TEXT") if left > 0 else None)
    said = "; ".join(f"{f.name} {label(f.customer)}, {short_words(f.due_at, zone, now)}" for f in ordered)
    return message(f"{title}: {page.total} in all. {said}", *blocks)


def row(f: Followup, now: datetime, zone: str, mine: bool = True) -> tuple[Block | None, ...]:
    """One follow-up in a list, with its buttons below."""
    when = short_words(f.due_at, zone, now)
    return (
        rich(
            section(bold(label(f.customer)), f" · {f.name}"),
            section(excerpt(f.what) or faint("(no words kept)")),
            section(
                f"⏰ overdue since {when}" if _overdue(f, now) else when if f.state == "open" else f.state,
                *((" · ", user(f.owner)) if not mine else ()),
            ),
        ),
        buttons(_done(f, about=f.name, place="list" if mine else None), _change(f, about=f.name))
        if f.state == "open"
        else buttons(_reopen(f)),
    )


def form(
    *,
    customer: str = "",
    what: str = "",
    when: str = "",
    problems: Mapping[str, str] | None = None,
    metadata: str,
    followup_id: int | None = None,
) -> dict[str, Any]:
    """The form for a new follow-up, or for changing one, with what was understood and what was not (by field)."""
    wrong = problems or {}
    return forms.modal(
        "followup_form",
        "Follow-up",
        "Save" if followup_id else "Remind me",
        metadata,
        small(f"You are changing F-{followup_id}.") if followup_id else None,
        forms.problem(wrong.get("customer")),
        forms.words(
            "customer", "Who is waiting?", customer, hint="An email address, a ticket like #4312, or a full name."
        ),
        forms.problem(wrong.get("what")),
        forms.words(
            "what",
            "What did you promise?",
            what,
            multiline=True,
            hint="In your own words; only the team reads them.",
        ),
        forms.problem(wrong.get("when")),
        forms.words(
            "when",
            "When should I remind you?",
            when,
            example="tomorrow 9am · friday at 3 · in 2h · eod",
            hint="In your own time zone: in 2h, monday morning, in 3 business days, 1 dec 2pm, morgen um 9.",
        ),
    )


def snooze_form(f: Followup, day: str, time: str, metadata: str) -> dict[str, Any]:
    """The form behind “Pick a time…”, starting at `day` (YYYY-MM-DD) and `time` (HH:MM) in the follow-up's zone."""
    return forms.modal(
        "snooze_form",
        "Snooze",
        "Remind me then",
        metadata,
        small(f"{f.name} · {label(f.customer)}"),
        forms.day_field("day", "Day", day),
        forms.time_field("time", "Time", time, hint=f"In the time zone {f.zone}."),
    )


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: 31 minutes, 1 hour, 3 days."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}" + ("s" if count > 1 else "")
    return "less than a minute"


def _closed(f: Followup, state: str, after: str) -> Message:
    when = (" on ", bold(in_words(f.closed_at, f.zone))) if f.closed_at else ()
    return message(
        f"{f.name} for {label(f.customer)} is {f.state}: {f.what}",
        rich(
            section(bold(state), *when, after),
            section(bold(label(f.customer)), f" · {f.name} · ", user(f.owner)),
            section(excerpt(f.what, 300)) if f.what.strip() else None,
        ),
        buttons(_reopen(f)),
    )


def _overdue(f: Followup, now: datetime) -> bool:
    return f.state == "open" and f.due_at <= now


def _source(f: Followup) -> RichTextElement | None:
    return section("🔗 ", link(f.link, "where it came from")) if f.link else None


def _done(f: Followup, style: str | None = None, about: str | None = None, place: str | None = None) -> ButtonElement:
    return button("Done", "followup.done", f.id, style, about, place)


def _change(f: Followup, about: str | None = None) -> ButtonElement:
    return button("Change", "followup.change", f.id, about=about)


def _cancel(f: Followup) -> ButtonElement:
    return button("Cancel", "followup.cancel", f.id)


def _reopen(f: Followup) -> ButtonElement:
    return button("Reopen", "followup.reopen", f.id)


def _snooze(f: Followup) -> StaticSelectElement:
    return StaticSelectElement(
        action_id="followup.snooze",
        placeholder=PlainTextObject(text="Snooze"),
        options=[forms.option(f"{f.id} {preset}", text) for preset, text in SNOOZES],
    )
