"""A person's day: the App Home, the morning message, and the form for their hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.moments import short_words
from handlers.views import followups, forms, gestures, letters
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
    rich,
    section,
    small,
)
from handlers.views.gesture_words import phrase, standing
from storage.records import Absence, Day, Followup, Gesture, Letter, Person

DAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
# Rows have two blocks each: together under 100 at home and under 50 in the morning message.
HOME_ROWS = 8
MORNING_ROWS = 9
EARLIER = "This was the morning of an earlier day."
LETTERS = 3
Record = TypeVar("Record", Followup, Gesture, Letter)
Rows = tuple[Block | None, ...]


def home(day: Day, now: datetime) -> dict[str, Any]:
    """The App Home: what is overdue, due and asked for, what waits for a lead, and what the policy allows."""
    zone = day.person.zone
    later_left = max(day.later_count, len(day.later)) - len(day.later[:HOME_ROWS])

    def follow_up(f: Followup) -> Rows:
        return followups.row(f, now, zone)

    def own(g: Gesture) -> Rows:
        return gestures.row(g, day.person.id)

    blocks: list[Block | None] = [
        header(f"{greeting(day.person, now)} 🌿"),
        small(_summary(day)),
        small(away(day.absence, zone, now)) if day.absence else None,
        *_rows("Could not be delivered", day.letters, letters.row, LETTERS),
        *_rows("To decide", day.to_decide if day.is_lead else (), gestures.deciding_row, HOME_ROWS),
        *_rows("Overdue", day.overdue, follow_up, HOME_ROWS),
        *_rows("Today", day.today, follow_up, HOME_ROWS),
        *_rows("To deliver", day.undelivered, own, 5),
        *_rows("My requests", day.requests, own, 5),
        *_later(day.later[:HOME_ROWS], later_left, zone, now),
        *_allowance(day.allowance),
        header("My hours"),
        line(hours_in_words(day.person)),
        buttons(button("My hours", "home.hours", 0)),
    ]
    return dict(View(type="home", callback_id="home", blocks=[block for block in blocks if block]).to_dict())


def for_the_team() -> dict[str, Any]:
    """The App Home of somebody whom the bot is not for."""
    view = View(
        type="home",
        callback_id="home",
        blocks=[
            header("Extra Mile 🌿"),
            line("I help this workspace’s support team keep its promises to customers, and I am for its own members."),
            small("Are you one of them? Then please ask a lead to add you."),
        ],
    )
    return dict(view.to_dict())


def digest(day: Day, now: datetime, latest: bool = True) -> Message:
    """The morning message: what is overdue and due today (with buttons), to deliver, and waiting for a lead.

    One that is not the `latest` says only that it is over.
    """
    if not latest:
        return message(EARLIER, line(faint(EARLIER)))
    zone = day.person.zone

    def follow_up(f: Followup) -> Rows:
        return followups.row(f, now, zone)

    blocks: list[Block | None] = [
        header(f"{greeting(day.person, now)} ☀️"),
        small(_summary(day)),
        *_rows("Overdue", day.overdue, follow_up, MORNING_ROWS),
        *_rows("Today", day.today, follow_up, MORNING_ROWS),
        _brief("To deliver", day.undelivered),
        _brief("My requests", day.requests),
        _brief("Waiting for a lead’s decision", day.to_decide) if day.is_lead else None,
    ]
    due = [*day.overdue, *day.today]
    said = "; ".join(f"{label(f.customer)}: {excerpt(f.what, 80)}" for f in due[: 2 * MORNING_ROWS])
    return message(f"{greeting(day.person, now)}. {_summary(day)} {said}", *blocks)


def hours_form(person: Person, days: Sequence[str], start: str, end: str, metadata: str) -> dict[str, Any]:
    """The form for somebody's hours: `days` as mon … sun, `start` and `end` as HH:MM in their own time zone."""
    return forms.modal(
        "hours_form",
        "My hours",
        "Save",
        metadata,
        small(f"In your time zone, {person.zone}. Reminders that I may place myself fall into these hours."),
        forms.boxes("days", "Days", DAYS, days),
        forms.time_field("start", "From", start),
        forms.time_field("end", "Until", end, hint="“eod” means this time."),
    )


def greeting(person: Person, now: datetime) -> str:
    """A greeting by the hour where the person is."""
    hour = now.astimezone(ZoneInfo(person.zone)).hour
    part = "Good morning" if 4 <= hour < 12 else "Good afternoon" if 12 <= hour < 18 else "Good evening"
    name = excerpt(person.name, 60)
    return f"{part}, {name}" if name else part


def away(absence: Absence, zone: str, now: datetime) -> str:
    """When the bot was not there, in the reader's zone, and what came late by it."""
    here = ZoneInfo(zone)
    since, until = absence.since.astimezone(here), absence.until.astimezone(here)
    day = "" if since.date() == now.astimezone(here).date() else f"{since:%A} "
    late = {0: "no reminder came late", 1: "1 reminder came late"}.get(
        absence.late, f"{absence.late} reminders came late"
    )
    return f"I was away {day}{since:%H:%M}–{until:%H:%M}, {late}."


def hours_in_words(person: Person) -> str:
    """The hours somebody set, or that the team's count."""
    if not (person.hours_days and person.hours_start and person.hours_end):
        return "The team’s hours count for you."
    return f"{person.hours_days}, {person.hours_start} to {person.hours_end} ({person.zone})"


def _summary(day: Day) -> str:
    counted = (
        (len(day.to_decide) if day.is_lead else 0, "to decide"),
        (len(day.overdue), "overdue"),
        (len(day.today), "due today"),
        (len(day.undelivered), "to deliver"),
        (len(day.requests), "waiting for a lead"),
    )
    said = ", ".join(f"{count} {what}" for count, what in counted if count)
    return f"{said}." if said else "Nothing is due today. Promise something with /followup."


def _rows(title: str, records: Sequence[Record], row: Callable[[Record], Rows], most: int) -> list[Block | None]:
    if not records:
        return []
    blocks: list[Block | None] = [header(f"{title} ({len(records)})")]
    for record in records[:most]:
        blocks += row(record)
    left = len(records) - most
    return [*blocks, small(f"… and {left} more") if left > 0 else None]


def _later(later: Sequence[Followup], left: int, zone: str, now: datetime) -> list[Block | None]:
    if not later:
        return []
    rows = (
        section(bold(label(f.customer)), f" · {excerpt(f.what, 80)} — {short_words(f.due_at, zone, now)}")
        for f in later
    )
    return [header("Later"), rich(bullets(*rows)), small(f"… and {left} more: /followup list") if left > 0 else None]


def _brief(title: str, found: Sequence[Gesture]) -> Block | None:
    if not found:
        return None
    shown = (section(bold(phrase(g)), f" for {label(g.customer)} · {g.name} · {standing(g)}") for g in found[:8])
    more = section(faint(f"… and {len(found) - 8} more")) if len(found) > 8 else None
    return rich(section(bold(f"{title} ({len(found)})")), bullets(*shown), more)


def _allowance(sentences: Sequence[str]) -> list[Block | None]:
    said = [excerpt(sentence, 300) for sentence in sentences if sentence.strip()][:20]
    return [header("What you can give"), rich(bullets(*(section(sentence) for sentence in said)))] if said else []
