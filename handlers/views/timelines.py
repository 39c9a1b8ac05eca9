"""A customer as the team knows them: what is worth remembering, what is open, and all that happened, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, RichTextElement, RichTextSectionElement

from bot import languages, theirs
from bot.moments import short_words
from bot.timelines import IMPORTED, PAGE
from handlers.views.blocks import (
    Message,
    Part,
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
    user,
)
from handlers.views.customers import same_offer, typed
from handlers.views.gesture_words import phrase, score, standing
from storage.records import Customer, Draft, Event, Followup, Gesture, Note, Score, Thanks, Timeline

MOST_NAMES = 6
DRAFTS = {"writing": "being written", "ready": "ready to use", "used": "used", "discarded": "discarded"}
PROMISES = {"kept": "promise kept", "kept late": "promise kept late", "broken": "promise broken"}
EARLIER = {True: "an earlier promise kept", False: "an earlier promise missed"}


def timeline(t: Timeline, now: datetime, zone: str, other: Customer | None = None) -> Message:
    """A page of what is known of one customer; times in the reader's `zone`. `other` may be the same person."""
    name = label(t.customer)
    if t.customer.forgotten and not (t.notes or t.total):
        return message(f"What was known of {name} is erased.", line(f"What was known of {name} is erased."))
    if not (t.notes or t.total):
        return _nothing_yet(t, now, zone, other)
    total = f"the newest {t.total:,}" if t.is_cut else str(t.total)
    how_many = total if t.is_cut else f"{total} in all"
    count = f"{how_many}, {t.open} open" if t.total else "nothing but what is worth remembering"
    end = t.start + len(t.rows)
    place = f"{t.start + 1}–{end} of {total}" if t.start or end < t.total else None
    return message(
        f"{name}: {count}. {t.notes[0].text if t.notes and not t.start else ''}",
        header(name),
        *(() if t.start else (_who(t, now, zone), _names(t), _worth_remembering(t.notes, now, zone))),
        _part("Open", t, t.rows[: max(0, t.open - t.start)], now, zone),
        _part("Before", t, t.rows[max(0, t.open - t.start) :], now, zone),
        small(place) if place else None,
        _turning(t, end),
        _how_to_remember(t),
        *(() if t.start else _made_one(t, now, zone)),
        *(() if t.start else same_offer(t.customer, other)),
    )


def _nothing_yet(t: Timeline, now: datetime, zone: str, other: Customer | None) -> Message:
    name = label(t.customer)
    return message(
        f"Nothing is known of {name} yet.",
        header(name),
        _who(t, now, zone),
        _names(t),
        line("Nothing here yet."),
        _how_to_remember(t),
        *_made_one(t, now, zone),
        *same_offer(t.customer, other),
    )


def _who(t: Timeline, now: datetime, zone: str) -> Block | None:
    """In one line: their tier, language and last scores, and when they last heard from us."""
    said = (
        t.tier,
        languages.named(t.language) if t.language else None,
        *(f"{score(s)} ({_day(s.at, zone, now)})" for s in t.scores),
        f"last heard from us {short_words(t.heard_at, zone, now)}" if t.heard_at else None,
    )
    told = " · ".join(excerpt(part, 80) for part in said if part)
    return small(told) if told else None


def _names(t: Timeline) -> Block | None:
    names = t.customer.references[1:]
    left = len(names) - MOST_NAMES
    said = " · ".join(excerpt(reference.value, 80) for reference in names[:MOST_NAMES])
    return small(f"Also known as {said}{f' · and {left} more' if left > 0 else ''}") if said else None


def _worth_remembering(notes: Sequence[Note], now: datetime, zone: str) -> Block | None:
    if not notes:
        return None
    return rich(section(bold("Worth remembering")), bullets(*(_note(note, now, zone) for note in notes)))


def _how_to_remember(t: Timeline) -> Block | None:
    if t.start or t.notes or t.customer.forgotten:
        return None
    return small(f"To remember something personal, type: /customer {typed(t.customer)} note likes to be called Sam")


def _part(title: str, t: Timeline, rows: Sequence[Event], now: datetime, zone: str) -> Block | None:
    return rich(section(bold(title)), bullets(*(_row(t, row, now, zone) for row in rows))) if rows else None


def _row(t: Timeline, row: Event, now: datetime, zone: str) -> RichTextSectionElement:
    match row:
        case Followup():
            return _followup(t, row, now, zone)
        case Gesture():
            return _gesture(row, now, zone)
        case Draft():
            return _draft(row, now, zone)
        case Note():
            return _note(row, now, zone)
        case Score():
            return section("⭐ ", bold(score(row)), f" — {_day(row.at, zone, now)}")
        case Thanks():
            return _thanks(row, now, zone)


def _note(note: Note, now: datetime, zone: str) -> RichTextSectionElement:
    return section(
        "📝 ", excerpt(note.text, 200) or faint("(erased)"), f" — {_day(note.created_at, zone, now)}, ",
        _author(note.author),
    )  # fmt: skip


def _followup(t: Timeline, f: Followup, now: datetime, zone: str) -> RichTextSectionElement:
    again = "reopened, " if f.id in t.reopened else ""
    before = f"{EARLIER[t.earlier[f.id]]}, " if f.id in t.earlier else ""
    return section(
        "🤝 " if f.promised_by else "⏰ ", excerpt(f.what, 100) or faint("(erased)"), " — ",
        again, before, *_standing(f, now, zone), f" · {f.name}, ", user(f.owner),
    )  # fmt: skip


def _standing(f: Followup, now: datetime, zone: str) -> tuple[Part, ...]:
    """How a follow-up stands: when it is due or was over, and what came of it."""
    if f.state != "open":
        return (", ".join((f"{f.state} {short_words(f.closed_at or f.due_at, zone, now)}", *_outcome(f, now))),)
    if f.promised_by:
        promised = f"promised by {short_words(f.promised_by, zone, now)}"
        return (promised,) if now <= f.promised_by else (bold(f"⚠️ {promised}"),)
    due = short_words(f.due_at, zone, now)
    return (f"due {due}",) if now < f.due_at else (bold(f"overdue since {due}"),)


def _outcome(f: Followup, now: datetime) -> Iterator[str]:
    """What became of the promise, whether the matter is solved, and why it was cancelled; as far as it is known."""
    if kept := PROMISES.get(f.promise(now) or ""):
        yield kept
    if f.solved is not None:
        yield "solved" if f.solved else "not solved"
    if because := excerpt((f.reason or "").strip().removeprefix("because "), 80):
        yield f"because {because}"


def _gesture(g: Gesture, now: datetime, zone: str) -> RichTextSectionElement:
    when = short_words(g.delivered_at or g.decided_at or g.requested_at, zone, now)
    return section("🎁 ", bold(phrase(g)), f" — {standing(g)}, {when} · {g.name}, ", user(g.requester))


def _draft(d: Draft, now: datetime, zone: str) -> RichTextSectionElement:
    when = f", {short_words(d.closed_at or d.created_at, zone, now)}" if d.created_at else ""
    said = f"“{excerpt(theirs.said(d.message), 80)}”" if d.message.strip() else faint("(erased)")
    return section("✉️ Reply to ", said, f" — {DRAFTS[d.state]}{when} · {d.name}, ", user(d.agent))


def _thanks(t: Thanks, now: datetime, zone: str) -> RichTextSectionElement:
    said = excerpt(t.words, 200) or faint("(erased)")
    return section("💛 Thanks for ", user(t.person), ": ", said, f" — {_day(t.at, zone, now)}, ", user(t.author))


def _author(author: str) -> RichTextElement | str:
    """Who noted something: somebody in the workspace, or the operator's file."""
    return user(author) if author != IMPORTED else "imported"


def _day(at: datetime, zone: str, now: datetime) -> str:
    return short_words(at, zone, now).rpartition(" ")[0]


def _turning(t: Timeline, end: int) -> ActionsBlock | None:
    """The buttons that turn the page."""
    back = max(0, t.start - PAGE)
    return buttons(
        button("‹ Back", "customer.back", t.customer.id, place=str(back)) if t.start else None,
        button("Show more", "customer.more", t.customer.id, place=str(end)) if end < t.total else None,
    )


def _made_one(t: Timeline, now: datetime, zone: str) -> tuple[Block | None, ...]:
    """That two became this customer, and the way back."""
    if t.merge is None:
        return ()
    when = short_words(t.merge.at, zone, now)
    return (
        line(faint(f"Two became this one customer {when}, said "), user(t.merge.actor), faint(".")),
        buttons(button("Undo", "customer.unmerge", t.merge.id)),
    )
