"""Follow-ups as people see them: the answer to recording one, how it ended, why it is there, and the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    InputBlock,
    OverflowMenuElement,
    PlainTextObject,
    RichTextElement,
    StaticSelectElement,
)

from bot.moments import Moment, in_words
from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    button,
    buttons,
    cut,
    excerpt,
    faint,
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
from storage.records import Followup

SNOOZES = (
    ("hour", "In 1 hour"),
    ("afternoon", "This afternoon"),
    ("tomorrow", "Tomorrow morning"),
    ("monday", "Next Monday"),
    ("again", "Same as last time"),
    ("pick", "Pick a time…"),
)
MORE = (
    ("why", "Why am I seeing this?"),
    ("hand", "Hand to a colleague…"),
    ("change", "Change…"),
    ("cancel", "Cancel"),
)
BEGUN = 280  # characters of what they wrote in a form
SHOWN = 200  # characters of one in a reminder and before the leads; the form behind Change… holds the rest
WELL_KEPT = timedelta(hours=1)  # after its time
LAST_AFTERNOON_HOUR = 13  # “This afternoon” is at least an hour away until then
SORTS = (
    ("ours", "I get back to them"),
    ("promise", "I promised them this time"),
    ("theirs", "They owe us an answer"),
)


def recorded(f: Followup, *more: Block | None) -> Message:
    """The private answer after recording, changing, closing or reopening one, with its times in plain words."""
    when, name = in_words(f.due_at, f.zone), label(f.customer)
    if f.state != "open":
        return closed(f)
    opening, due = ("On your list again: ", "It was due on ") if f.is_due else ("I’ll remind you about ", "")
    promised = f"You promised it by {in_words(f.promised_by, f.zone)}." if f.promised_by else None
    repeats = f"It comes again ({f.asked}): Done ends it." if f.repeat else None
    owed = "They owe us the answer." if f.they_owe else None
    moved = "Nobody works then, so it comes with your morning message." if f.moved else None
    return message(
        sentences(f"{opening}{name}.", f"{due}{when}.", promised, repeats, owed, f"{f.name}: {f.what}"),
        rich(
            section(opening, bold(name)),
            quote(f.what),
            section("🗓 ", due, bold(when)),
            section("🤝 Promised by ", bold(in_words(f.promised_by, f.zone))) if f.promised_by else None,
        ),
        small(sentences(f.name, *(f"· {said}" for said in (repeats, owed, moved) if said))),
        *more,
        buttons(change(f), button("Cancel", "followup.cancel", f.id)),
    )


def closed(f: Followup) -> Message:
    """How one ended, with what may still be said of it."""
    when = (" on ", bold(in_words(f.closed_at, f.zone))) if f.closed_at else ()
    state, after = ("✅ Done", _praise(f)) if f.state == "done" else ("Cancelled", ". I won’t remind you of it.")
    return message(
        f"{f.name} for {label(f.customer)} is {f.state}: {f.what}",
        rich(
            section(bold(state), *when, after),
            section(bold(label(f.customer)), f" · {f.name} · ", user(f.owner)),
            section(excerpt(f.what, 300)) if f.what.strip() else None,
            section(faint(f"Why: {excerpt(f.reason, 300)}")) if f.reason else None,
        ),
        small(_ending(f)) if f.state == "done" else None,
        buttons(*_afterwards(f), reopen(f) if f.solved is not False else None),  # its next one is open
    )


def _praise(f: Followup) -> str:
    outcome = f.promise(f.closed_at) if f.closed_at else None
    if outcome == "kept":
        return ". In time, as promised. 🤝"
    if outcome == "kept late":
        return ", later than promised. A word of apology may help."
    return ". Well kept." if f.closed_at and f.closed_at - f.due_at < WELL_KEPT else ". Thank you."


def _ending(f: Followup) -> str:
    if f.solved is None:
        return "Is it solved? If you like, say so: it tells the team what works."
    return "Solved. 🎉" if f.solved else "Not solved yet: the next follow-up is on your list."


def _afterwards(f: Followup) -> Sequence[ButtonElement]:
    if f.state == "cancelled":
        return [] if f.reason else [button("Say why…", "followup.reason", f.id)]
    if f.solved is None:
        return [button("Solved", "followup.solved", f.id), button("Not yet", "followup.not_yet", f.id)]
    return []


def followed(f: Followup) -> Message:
    """The private word after **Not yet**: the next follow-up, for tomorrow morning."""
    return recorded(f, small("The next one for the same matter. Change its time or words if you like."))


def form(
    *,
    customer: str = "",
    which: InputBlock | None = None,
    what: str = "",
    shown: str | None = None,
    theirs: str = "",
    when: str = "",
    sort: str = "ours",
    choices: Sequence[Moment] = (),
    meant: str | None = None,
    problems: Mapping[str, str] | None = None,
    metadata: str,
    followup_id: int | None = None,
    is_unnamed: bool = False,
) -> dict[str, Any]:
    """The form for a new follow-up, or for changing one, with what was understood and what was not (by field).

    Of a longer `what` the field shows `shown`, its beginning; what they wrote (`theirs`) stands above it. `which` asks
    whom of several a name means; `choices` are the times that a phrase may mean, `meant` the one that was picked: one
    press settles it. Whoever changes one that `is_unnamed` need not say for whom it is.
    """
    wrong = problems or {}
    return forms.modal(
        "followup_form",
        "Follow-up",
        "Save" if followup_id else "Remind me",
        metadata,
        small(f"You are changing F-{followup_id}.") if followup_id else None,
        forms.problem(wrong.get("customer")),
        forms.waiting(customer, optional=is_unnamed),
        which,
        rich(section(faint("They wrote, and it stays with it:")), quote(excerpt(theirs, BEGUN))) if theirs else None,
        forms.problem(wrong.get("what")),
        forms.words(
            "what",
            "What did you promise?",
            what,
            multiline=True,
            hint="In your own words; only the team reads them.",
            shown=shown,
        ),
        forms.problem(wrong.get("when")),
        forms.radios("meant", "Which one do you mean?", [_choice(moment) for moment in choices], meant)
        if choices
        else None,
        forms.words(
            "when",
            "When should I remind you?",
            when,
            example="tomorrow 9am · friday at 3 · in 2h · eod",
            hint="In your own time zone: in 2h, monday morning, by friday noon, every friday, 1 dec 2pm, morgen um 9.",
        ),
        forms.radios("sort", "What is it?", SORTS, sort),
    )


def _choice(moment: Moment) -> tuple[str, str]:
    local = moment.at.astimezone(ZoneInfo(moment.zone))
    typed = f"{local:%Y-%m-%d}" + (f" {local:%H:%M}" if moment.exact else "")
    return f"by {typed}" if moment.deadline else typed, in_words(moment.at, moment.zone)


def snooze_form(f: Followup, day: str, time: str, zone: str, metadata: str) -> dict[str, Any]:
    """The form behind “Pick a time…”, starting at `day` (YYYY-MM-DD) and `time` (HH:MM) in the reader's `zone`."""
    return forms.modal(
        "snooze_form",
        "Snooze",
        "Remind me then",
        metadata,
        small(f"{f.name} · {label(f.customer)}"),
        forms.day_field("day", "Day", day),
        forms.time_field("time", "Time", time, hint=f"In your time zone, {zone}."),
    )


def hand_form(f: Followup, metadata: str) -> dict[str, Any]:
    """The form to hand one to a colleague."""
    return forms.modal(
        "hand_form",
        "Hand over",
        "Hand over",
        metadata,
        small(f"{f.name} · {label(f.customer)}"),
        forms.person(
            "successor", "Who takes it?", "Pick a colleague", hint="They are told at once, with all that is known."
        ),
    )


def reason_form(f: Followup, metadata: str) -> dict[str, Any]:
    """The form for why one was cancelled."""
    return forms.modal(
        "reason_form",
        "Why cancelled",
        "Save",
        metadata,
        small(f"{f.name} · {label(f.customer)}"),
        forms.words("reason", "Why was it not needed?", example="They solved it themselves", multiline=True),
    )


def handed(f: Followup) -> Message:
    """The private word after handing one over."""
    return message(
        f"{f.name} for {label(f.customer)} is in other hands now.",
        line("🤲 ", bold(f"{f.name} · {label(f.customer)}"), " is with ", user(f.owner), " now, who was told."),
    )


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: 31 minutes, 1 hour, 3 days."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}" + ("s" if count > 1 else "")
    return "less than a minute"


def words(f: Followup) -> str:
    """What was promised, as typed, as far as it leaves room on a phone for what can be done about it."""
    return cut(f.what, SHOWN)


def source(f: Followup) -> RichTextElement | None:
    """Where it came from."""
    return section("🔗 ", link(f.link, "where it came from")) if f.link else None


def done(f: Followup, style: str | None = None, about: str | None = None, place: str | None = None) -> ButtonElement:
    """**Done**; `place` says where it stands if something must happen there."""
    return button("Done", "followup.done", f.id, style, about, place)


def change(f: Followup, about: str | None = None) -> ButtonElement:
    """**Change**."""
    return button("Change", "followup.change", f.id, about=about)


def reopen(f: Followup) -> ButtonElement:
    """**Reopen**."""
    return button("Reopen", "followup.reopen", f.id)


def snooze(f: Followup, now: datetime, again: str | None = None) -> StaticSelectElement:
    """**Snooze**: presets by the owner's own hours, and the time that was picked last (`again`)."""
    morning = now.astimezone(ZoneInfo(f.zone)).hour < LAST_AFTERNOON_HOUR
    fit = {"afternoon": morning, "again": again is not None}
    texts = {**dict(SNOOZES), "again": f"Same as last time: {again}"}
    return StaticSelectElement(
        action_id="followup.snooze",
        placeholder=PlainTextObject(text="Snooze"),
        options=[forms.option(f"{f.id} {preset}", texts[preset]) for preset, _ in SNOOZES if fit.get(preset, True)],
    )


def more(f: Followup) -> OverflowMenuElement:
    """What else can be done with one."""
    return OverflowMenuElement(
        action_id="followup.more", options=[forms.option(f"{f.id} {what}", text) for what, text in MORE]
    )
