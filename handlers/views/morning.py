"""The morning message, and the parts of a day that it shares with the App Home."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.home import MOST, is_worth_a_message
from bot.moments import short_words
from handlers.views import gesture_lists, lists
from handlers.views.blocks import (
    MESSAGE_BLOCKS,
    Message,
    Shown,
    as_dict,
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
    sentences,
    small,
)
from storage.records import Day, Followup, Person

Rows: TypeAlias = tuple[Block | Shown | None, ...]
EARLIER = "This was the morning of an earlier day."
FRAME_BLOCKS = 3  # the greeting, the counts, and the button below
# Slack refuses a message near 13,200 characters of blocks, their frames included; the rest is for the frame above.
CHARACTERS = 12_000
A_LINE = 200  # characters of a block that only counts
TERSE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # as Slack gets it
NAMED = 12  # follow-ups in a notification's text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of somebody's day: how many there are, what shows each of the first, and where the others are."""

    title: str
    total: int
    rows: Sequence[Callable[[], Rows]]
    others: str


def digest(day: Day, now: datetime, nonce: str, latest: bool = True) -> Message:
    """The morning message: all that waits, each with its buttons, as far as Slack has room for it.

    One that is not the `latest` says only that it is over. `nonce` is new at each rendering: clients remember a select.
    """
    if not latest:
        return message(EARLIER, line(faint(EARLIER)))
    hello = greeting(day.person, now)
    counts = summary(day, now) if is_worth_a_message(day) else _all_done(day, now)
    due = [*day.at_risk, *day.overdue, *day.today][:NAMED]
    said = "; ".join(f"{label(f.customer)}: {excerpt(f.what, 80)}" for f in due)
    shown = (
        as_dict(header(f"{hello} ☀️")),
        as_dict(line(counts)),
        *spend(sections(day, now, nonce), MESSAGE_BLOCKS - FRAME_BLOCKS, CHARACTERS, MOST),
        as_dict(ActionsBlock(elements=[button("Why?", "morning.why", 0)])),
    )
    return replace(message(sentences(f"{hello}.", counts, said)), blocks=shown)


def greeting(person: Person, now: datetime) -> str:
    """A greeting by the hour where the person is."""
    hour = now.astimezone(ZoneInfo(person.zone)).hour
    part = "Good morning" if 4 <= hour < 12 else "Good afternoon" if 12 <= hour < 18 else "Good evening"
    name = _called(person.name)
    return f"{part}, {name}" if name else part


def _called(name: str) -> str:
    """What to call somebody of this name to their face: the first word of it, unless that is a title."""
    first = next(iter(name.split()), "")
    return excerpt(name if first.endswith(".") else first, 60)


def summary(day: Day, now: datetime) -> str:
    """How much of what waits: '1 promise at risk, 2 overdue.'; '' when nothing does."""
    promised = max(day.at_risk_count, len(day.at_risk))
    counted = (
        (promised, f"{'promise' if promised == 1 else 'promises'} {_danger(day, now)}"),
        (max(day.overdue_count, len(day.overdue)), "overdue"),
        (max(day.today_count, len(day.today)), "due today"),
        (max(day.undelivered_count, len(day.undelivered)), "to deliver"),
        (max(day.requests_count, len(day.requests)), "waiting for a lead"),
        (max(day.to_decide_count, len(day.to_decide)) if day.is_lead else 0, "to decide"),
    )
    waits = ", ".join(f"{count} {what}" for count, what in counted if count)
    return f"{waits}." if waits else ""


def _danger(day: Day, now: datetime) -> str:
    """What the promises of a day are: 'at risk', 'broken', or both."""
    broken = sum(f.promised_by is not None and f.promised_by < now for f in day.at_risk)
    if not broken:
        return "at risk"
    return "broken" if broken >= day.at_risk_count else "broken or at risk"


def sections(day: Day, now: datetime, nonce: str) -> Sequence[Section]:
    """The parts of a day, the most urgent first: promises broken or at risk, overdue, today, to deliver, one's
    requests, and for leads what waits for their decision."""
    me = day.person

    won = [partial(gesture_lists.row, g, me.id) for g in day.undelivered]
    asked = [partial(gesture_lists.row, g, me.id) for g in day.requests]
    to_decide = [partial(gesture_lists.deciding_row, g) for g in day.to_decide] if day.is_lead else []
    return [
        of_followups(f"🤝 Promises {_danger(day, now)}", day.at_risk_count, day.at_risk, me, now, nonce),
        of_followups("Overdue", day.overdue_count, day.overdue, me, now, nonce),
        of_followups("Today", day.today_count, day.today, me, now, nonce),
        Section("To deliver", max(day.undelivered_count, len(won)), won, "/gesture list"),
        Section("My requests", max(day.requests_count, len(asked)), asked, "/gesture list"),
        Section("To decide", max(day.to_decide_count, len(to_decide)), to_decide, "see their cards"),
    ]


def of_followups(
    title: str, count: int, found: Sequence[Followup], viewer: Person, now: datetime, nonce: str
) -> Section:
    """A part of somebody's day that holds `count` follow-ups, of which these are the first."""
    rows = [partial(lists.row, f, viewer, now, f"{nonce}.{title[0]}") for f in found]
    return Section(title, max(count, len(found)), rows, "/followup list")


def spend(parts: Sequence[Section], blocks: int, characters: int, most: int) -> list[Shown]:
    """Shows of each part in turn as many rows as there is room for, `most` at most, and counts what is left off."""
    waiting = [part for part in parts if part.total]
    # A line for each is spoken for: that it is there is always said.
    blocks, characters = blocks - len(waiting), characters - len(waiting) * A_LINE
    shown: list[Shown] = []
    for part in waiting:
        title, left = [as_dict(header(f"{part.title} ({part.total})"))], part.total
        rows: list[Shown] = []
        for make in part.rows[:most]:
            row = [as_dict(block) for block in make() if block is not None]
            added = row if rows else title + row
            size = len(TERSE.encode(added))
            if len(added) > blocks or size > characters:
                break
            blocks, characters = blocks - len(added), characters - size
            rows += added
            left -= 1
        if not left:
            blocks, characters = blocks + 1, characters + A_LINE
        count = f"… and {left} more" if rows else f"{part.title} ({left})"
        shown += [*rows, *([as_dict(small(f"{count}: {part.others}"))] if left else [])]
    return shown


def _all_done(day: Day, now: datetime) -> str:
    coming = f"Next: {label(day.later[0].customer)}, " if day.later else ""
    return sentences(
        "All done. Enjoy your day! 🌿",
        "Only your requests still wait for a lead." if day.requests else None,
        f"{coming}{short_words(day.later[0].due_at, day.person.zone, now)}." if coming else None,
    )


def why(person: Person, days: str, next_at: datetime, quiet: bool, now: datetime) -> Message:
    """Why the morning message comes and when: on these `days` of the week, the next at `next_at`."""
    when = f"{next_at.astimezone(ZoneInfo(person.zone)):%H:%M}"
    coming = short_words(next_at, person.zone, now)
    said = (
        f"It comes once a day at {when} ({person.zone}), on your working days: {days}. Next: {coming}.",
        "It also holds what came due outside of your hours: I keep that until you are back at work." if quiet else "",
        "It changes as you get things done, and when nothing waits, it does not come at all.",
        "Other days or hours suit you better? Press My hours, here or on my Home tab.",
    )
    return message(
        f"Your morning message. {sentences(*said)}",
        rich(section(bold("Your morning message")), bullets(*(section(sentence) for sentence in said if sentence))),
        buttons(button("My hours", "home.hours", 0)),
    )
