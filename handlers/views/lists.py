"""Lists of follow-ups, a page at a time, each row with what can be done about it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.home import JUST_DUE
from bot.lists import PAGE
from bot.moments import short_words
from handlers.views import followups, naming
from handlers.views.blocks import (
    Message,
    Part,
    Shown,
    as_dict,
    bold,
    button,
    buttons,
    code,
    excerpt,
    faint,
    header,
    label,
    line,
    message,
    small,
    user,
)
from storage.records import Customer, Followup, Page, Person

EXAMPLE = '/followup "Mara Lindt" tell her about the refund tomorrow 9am'
MOST_PEOPLE = 20  # whose workload is named
ANY = 987_654_321_012_345_678  # a number that no record has

TITLES = {
    "mine": "Your follow-ups",
    "team": "The team’s follow-ups",
    "find": "Follow-ups with “{words}”",
}
# What an empty list says, and what to type then.
NOTHING = {
    "mine": ("Nothing waits for you. 🌿 To promise something, type", EXAMPLE),
    "team": ("Nothing waits for anybody. 🌿 To promise something, type", EXAMPLE),
    "find": ("Nothing open mentions “{words}”: try fewer letters, or type", "/followup list"),
}


def listing(
    page: Page, which: str, viewer: Person, now: datetime, nonce: str, words: str = "", clip: str = ""
) -> Message:
    """A page of follow-ups (mine, team or find), the most urgent first. `words` are what was searched for, `clip` the
    key to them, which the buttons carry; `nonce` is new at each rendering: clients remember a select."""
    title = TITLES[which].format(words=excerpt(words, 60))
    if not page.followups:
        nothing, to_type = NOTHING[which]
        said = nothing.format(words=excerpt(words, 60))
        return message(f"{said} {to_type}", header(title), line(f"{said} ", code(to_type)))
    place, end = " ".join(part for part in (which, str(page.start), clip) if part), page.start + len(page.followups)
    blocks = [block for f in page.followups for block in row(f, viewer, now, nonce, place, page.away)]
    said = "; ".join(f"{f.name} {label(f.customer)}, {short_words(f.due_at, viewer.zone, now)}" for f in page.followups)
    return message(
        f"{title}: {page.total} in all. {said}",
        header(title),
        _workload(page) if page.workload else None,
        *blocks,
        small(f"{page.start + 1}–{end} of {page.total}"),
        turning("followup", page.start, end, page.total, " ".join(part for part in (which, clip) if part)),
    )


def row(
    f: Followup, viewer: Person, now: datetime, nonce: str, place: str | None = None, away: Collection[str] = ()
) -> tuple[Block, Shown]:
    """One open follow-up in a list, in two blocks: what it is, and the buttons below.

    `place` says where in which list it stands, if that is to go on without it; `nonce` is new at each rendering. A
    colleague's is before a lead, who may take it over when it is due, or nudge its owner unless they are `away`.
    """
    mine = f.owner == viewer.id
    what, owner = excerpt(f.what) or faint("(no words kept)"), () if mine else (" · ", user(f.owner))
    is_left = f.is_due and not mine
    nudged: tuple[Part, ...] = (" · nudged by ", user(f.nudged_by)) if is_left and f.nudged_by else ()
    minute, repeats = now.replace(second=0, microsecond=0), f.repeat is not None
    may = f.customer.is_unnamed, is_left, is_left and not f.nudged_by and f.owner not in away
    deeds = _deeds(f.zone, minute, mine, repeats, viewer.last_snooze, place, *may)
    return (
        line(bold(label(f.customer)), f" · {f.name}\n", what, "\n", *_when(f, viewer.zone, now), *owner, *nudged),
        {**json.loads(deeds.replace(f"{ANY}", f"{f.id}")), "block_id": f"snooze.{f.id}.{nonce}"},
    )


@lru_cache(maxsize=64)
def _deeds(
    zone: str,
    minute: datetime,
    mine: bool,
    repeats: bool,
    again: str | None,
    place: str | None,
    unnamed: bool,
    take: bool,
    nudge: bool,
) -> str:
    """The buttons of a row as Slack reads them, for the follow-up ANY: those of the others are the same but for the
    number, and a thousand mornings would build them ten thousand times, which takes longer than all else."""
    f = Followup(ANY, Customer(ANY, ()), "", "", minute, zone, False, "open", minute)
    snooze = followups.snooze(f, minute, again) if mine else None
    shown = ActionsBlock(
        elements=[
            *([button("Take over", "followup.take", f.id, about=f.name, place=place)] if take else []),
            *([button("Nudge", "followup.nudge", f.id, about=f.name, place=place)] if nudge else []),
            followups.done(f, about=f.name, place=place),
            *([button("Next time", "followup.next", f.id, about=f.name, place=place)] if repeats else []),
            *([naming.who(f.id, about=f.name)] if unnamed else []),
            followups.change(f, about=f.name),
            *([snooze] if snooze else []),
        ]
    )
    return json.dumps(as_dict(shown))


def _when(f: Followup, zone: str, now: datetime) -> tuple[Part, ...]:
    """When it is due, or until when it was promised, and what kind of promise it is."""
    due = short_words(f.due_at, zone, now)
    if f.promised_by is not None:
        promised = f"promised by {short_words(f.promised_by, zone, now)}"
        first: Part = f"🤝 {promised}" if now <= f.promised_by else bold(f"⚠️ {promised}")
    else:
        late = "due" if now - f.due_at < JUST_DUE else "overdue since"
        first = due if now < f.due_at else bold(f"⏰ {late} {due}")
    kinds = (
        f"⏰ {due}" if f.promised_by and now < f.due_at else None,
        "⏳ they owe us" if f.they_owe else None,
        f"🔁 comes again: {excerpt(f.asked, 40)}" if f.repeat else None,
    )
    return (first, *(f" · {kind}" for kind in kinds if kind))


def _workload(page: Page) -> Block:
    """How much each person has: Maya 12, 3 overdue · Ben 4."""
    said: list[Part] = []
    for person, count, overdue in page.workload[:MOST_PEOPLE]:
        said += [" · ", user(person), f" {count}" + (f", {overdue} overdue" if overdue else "")]
    left = len(page.workload) - MOST_PEOPLE
    return line(*said[1:], f" · and {left} more people" if left > 0 else None)


def turning(noun: str, start: int, end: int, total: int, place: str = "", size: int = PAGE) -> ActionsBlock | None:
    """The buttons that turn a page of `size`, which shows the things from number `start` up to `end` of `total`."""
    return buttons(
        button("‹ Back", f"{noun}.back", max(0, start - size), place=place) if start else None,
        button("More ›", f"{noun}.page", end, place=place) if end < total else None,
    )
