"""Why somebody sees a follow-up."""

from __future__ import annotations

from datetime import datetime

from bot.moments import short_words
from handlers.views.blocks import Message, bold, bullets, excerpt, label, message, rich, section, sentences, small, user
from storage.records import Why


def why(w: Why, now: datetime) -> Message:
    """Why somebody sees a follow-up, and what comes next, in a few sentences."""
    f = w.followup
    asked = f" “{excerpt(f.asked, 60)}”" if f.asked else ""
    said = [
        f"It was asked for {short_words(f.created_at, f.zone, now)}:{asked or ' a time'}.",
        _rule(w),
        f"It was promised by {short_words(f.promised_by, f.zone, now)}, so I come early enough."
        if f.promised_by
        else "",
        f"It comes next {short_words(w.reminder_at, f.zone, now)}." if w.reminder_at else "",
        f"If nobody presses anything, I remind again {short_words(w.again_at, f.zone, now)}." if w.again_at else "",
        f"Many wait for the same (P-{f.problem}), so I do not remind again until that is fixed."
        if f.problem and not f.promised_by
        else "",
        f"The leads hear of it {short_words(w.leads_at, f.zone, now)} if it is still open." if w.leads_at else "",
        f"It is {f.state}." if f.state != "open" else "",
    ]
    told = [sentence for sentence in said if sentence]
    return message(
        sentences(f"Why {f.name}:", *told),
        rich(
            section(bold(f"Why {f.name}?"), " ", label(f.customer), " · with ", user(f.owner)),
            bullets(*map(section, told)),
        ),
        small("Your hours are under My hours, on my Home tab. Change or Cancel it on its message."),
    )


def _rule(w: Why) -> str:
    f = w.followup
    if f.promised_by is not None:
        return ""
    if f.exact:
        return "That names a clock time, so I keep it whatever the hour."
    if not w.quiet:
        return "The team lets me remind at any hour."
    if f.moved:
        return f"Nobody works then, so it waits for the morning message ({w.hours} on working days)."
    return f"I choose the time within working hours ({w.hours})."
