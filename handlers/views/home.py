"""A person's App Home, and the forms for when they are there: their hours, and being away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, PlainTextObject, UserSelectElement
from slack_sdk.models.views import View

from bot import theirs
from bot.hours import Hours
from bot.moments import in_words
from handlers.views import forms, letters, lists, morning, team
from handlers.views.blocks import (
    VIEW_BLOCKS,
    Message,
    Part,
    as_dict,
    bold,
    bullets,
    button,
    buttons,
    code,
    excerpt,
    header,
    label,
    line,
    link,
    message,
    rich,
    section,
    small,
    user,
)
from storage.records import Absence, Day, OpenDraft, Person

DAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
NOTHING_DUE = "Nothing is due today. 🌿"
# Rows of each part, of two blocks each: so that each of `FULL_PARTS`, or of all nine, has its turn under Slack's 100.
ROWS, FEW_ROWS, FULL_PARTS = 6, 4, 6
CHARACTERS = 200_000  # of Slack's 250,000 for a view
LETTERS = 3
DEPUTY = (("yes", "They decide them for me until then"),)
SHARES = (("due", "What comes due until then"), ("all", "Everything that is open"))


def home(day: Day, now: datetime, nonce: str | None = None, address: str | None = None) -> dict[str, Any]:
    """The App Home: what waits for this person, what the policy allows them, and when they are there; for leads also
    how the team stands. `nonce` is new at each rendering: clients remember a select. `address` is where the workspace's
    messages are found, as 'https://acme.slack.com/'."""
    nonce, summary = nonce or f"{now.timestamp():.3f}", morning.summary(day, now)
    above: list[Block | None] = [
        header(f"{morning.greeting(day.person, now)} 🌿"),
        small(summary or _nothing_due(day)),
        None if summary or day.later else line("To promise something, type ", code(lists.EXAMPLE)),
        small(absence(day.absence, day.person.zone, now)) if day.absence else None,
        *_away(day.person, now),
    ]
    below: list[Block | None] = [
        *(team.blocks(day.team, day.person, now) if day.is_lead and day.team else ()),
        *_allowance(day.allowance),
        *_hours(day.person, now),
    ]
    first, last = ([as_dict(block) for block in some if block is not None] for some in (above, below))
    lost = [partial(letters.row, one) for one in day.letters[:LETTERS]]
    parts = [
        morning.Section("Could not be delivered", len(day.letters), lost, "see the leads’ channel"),
        *morning.sections(day, now, nonce),
        _drafts(day, address),
        morning.of_followups("Later", day.later_count, day.later, day.person, now, nonce),
    ]
    shown = morning.spend(parts, VIEW_BLOCKS - len(first) - len(last), CHARACTERS, _rows(parts))
    return {"type": "home", "callback_id": "home", "blocks": [*first, *shown, *last]}


def _drafts(day: Day, address: str | None) -> morning.Section:
    """The replies that still wait to be used, each with the way to it."""
    rows = [partial(_draft, one, address) for one in day.drafts]
    return morning.Section("Drafts to look at", max(day.drafts_count, len(rows)), rows, "in our direct messages")


def _draft(one: OpenDraft, address: str | None) -> morning.Rows:
    whose = f" for {label(one.customer)}" if one.customer else ""
    place = (
        f"{address}archives/{one.channel}/p{one.ts.replace('.', '')}" if address and one.channel and one.ts else None
    )
    said = excerpt(theirs.said(one.message) if one.customer else one.message, 80)
    return (line("✍️ ", link(place, one.name) if place else one.name, whose, f": “{said}”" if said else ""),)


def _rows(parts: Sequence[morning.Section]) -> int:
    """How many of each part are shown."""
    return ROWS if sum(part.total > 0 for part in parts) <= FULL_PARTS else FEW_ROWS


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


def away_form(
    day: str,
    stand_in: str | None,
    problem: str | None,
    metadata: str,
    *,
    is_lead: bool = False,
    deputised: bool = False,
) -> dict[str, Any]:
    """The form for being away: back on `day` (YYYY-MM-DD), and who stands in, for leads also in deciding; `problem` is
    what is wrong with the day that was typed."""
    colleague = UserSelectElement(
        action_id="stand_in", placeholder=PlainTextObject(text="Pick a colleague"), initial_user=stand_in
    )
    return forms.modal(
        "away_form",
        "I’m away",
        "Save",
        metadata,
        small("I keep an eye on what you promised. In your time zone, you are back when your hours begin."),
        forms.problem(problem),
        forms.day_field("when", "Back on", day),
        forms.field(
            "stand_in",
            "Who looks after what comes due?",
            colleague,
            hint="They are told at once. Nobody? Then the leads find somebody.",
            optional=True,
        ),
        forms.radios("share", "What goes to them?", SHARES, "due"),
        forms.boxes(
            "deputy", "And the requests that leads decide?", DEPUTY, ("yes",) if deputised else (), optional=True
        )
        if is_lead
        else None,
    )


def gone(person: Person, handed: int, now: datetime) -> Message:
    """The private word after saying that one is away: until when, and who looks after what."""
    until = day_in_words(person.away_until, person.zone, now) if person.away_until else "you are back"
    count = "1 follow-up" if handed == 1 else f"{handed} follow-ups"
    if person.stand_in is None:
        who, after = None, "The leads see each of yours as it comes due, and find somebody."
    elif handed:
        who, after = user(person.stand_in), f" has {count} of yours now, and was told."
    else:
        who, after = user(person.stand_in), " looks after what comes due; nothing of yours does before you are back."
    return message(
        f"You are away until {until}. {'Your stand-in' if who else ''}{after}",
        rich(section("🌴 You are away until ", bold(until), "."), section(who, after)),
        small("Back sooner? Press I’m back on my Home tab."),
    )


def absence(a: Absence, zone: str, now: datetime) -> str:
    """When the bot was not there, in the reader's zone, and what came late by it."""
    here = ZoneInfo(zone)
    since, until = a.since.astimezone(here), a.until.astimezone(here)
    day = "" if since.date() == now.astimezone(here).date() else f"{since:%A} "
    late = {0: "no reminder came late", 1: "1 reminder came late"}.get(a.late, f"{a.late} reminders came late")
    return f"I was away {day}{since:%H:%M}–{until:%H:%M}, {late}."


def day_in_words(at: datetime, zone: str, now: datetime) -> str:
    """The day of a moment: 'Monday 30 November', with the year where it is another one."""
    day, _, _ = in_words(at, zone).partition(" at ")
    return day.removesuffix(f" {now.astimezone(ZoneInfo(zone)).year}")


def days_in_words(days: Collection[int]) -> str:
    """Weekdays (0 is Monday) as one says them: 'Monday to Thursday', 'Monday, Wednesday'."""
    said: list[str] = []
    for _, run in groupby(enumerate(sorted(days)), key=lambda at: at[1] - at[0]):
        names = [DAYS[day][1] for _, day in run]
        said += [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names
    return ", ".join(said)


def hours_in_words(person: Person) -> str:
    """The hours somebody set, or that the team's count."""
    if not (person.hours_days and person.hours_start and person.hours_end):
        return "The team’s hours count for you."
    own = Hours.parse(person.hours_days, person.hours_start, person.hours_end)
    return f"{days_in_words(own.days)}, {own.start:%H:%M} to {own.end:%H:%M} ({person.zone})"


def _away(person: Person, now: datetime) -> list[Block | None]:
    if person.away_until is None or not person.is_away(now):
        return []
    who: tuple[Part, ...] = ("; ", user(person.stand_in)) if person.stand_in else ("; the team",)
    until = day_in_words(person.away_until, person.zone, now)
    return [
        line("🌴 You are away until ", bold(until), *who, " looks after what comes due."),
        buttons(button("I’m back", "home.back", 0, "primary")),
    ]


def _hours(person: Person, now: datetime) -> list[Block | None]:
    away = None if person.is_away(now) else button("I’m away…", "home.away", 0)
    return [header("My hours"), line(hours_in_words(person)), buttons(button("My hours", "home.hours", 0), away)]


def _nothing_due(day: Day) -> str:
    """A lead who has nothing to do may have a team that has."""
    late = day.team.overdue_count if day.team else 0
    if not late:
        return NOTHING_DUE
    return f"Nothing of yours is due today; {late} of the team’s {'is' if late == 1 else 'are'} overdue, see below."


def _allowance(sentences: Sequence[str]) -> list[Block | None]:
    said = [excerpt(sentence, 300) for sentence in sentences if sentence.strip()][:20]
    return [header("What you can give"), rich(bullets(*(section(sentence) for sentence in said)))] if said else []
