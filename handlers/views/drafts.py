"""Reply drafts as the agent sees them: the draft with what was noticed, the bare reply, what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    OverflowMenuElement,
    PlainTextObject,
    RichTextElement,
    StaticSelectElement,
)

from bot import briefs
from bot.matters import MATTERS
from handlers.views import forms, naming, review_words
from handlers.views.blocks import (
    LONGEST,
    Message,
    Part,
    bold,
    bullets,
    button,
    buttons,
    code,
    cut,
    excerpt,
    faint,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
)
from storage.records import Draft

MOST = 8  # reasons and things to check
MOST_SHOWN = 6_000  # characters of what was sent, as far as one message holds them, escaped
NO_REPLY = "(no reply kept)"
WISHES = {
    "warmer": "Making it warmer…",
    "shorter": "Making it shorter…",
    "formal": "Making it more formal…",
    "options": "Looking for options to offer…",
}
MORE = {
    "formal": "More formal",
    "options": "Offer options",
    "sound": "Change how it sounds…",
    "anew": "Write it anew",
    "sent": "What left the house?",
}
FEELINGS = {feeling: feeling.capitalize() for feeling in briefs.FEELINGS}
CHANGED = "Something about them changed after this was written"
STALE = f"{CHANGED}. Read it again, or have it written anew."
OVERTAKEN = "The time it promises no longer holds. Have it written anew, or change it."
HIDDEN = "numbers, addresses and the names we know hidden"
NOTHING_SENT = "Nothing left the house for it: it was written here, by the phrasebook or by you."


def draft(d: Draft) -> Message:
    """The draft in the agent's direct messages, in every state."""
    if d.state == "discarded":
        return message(f"{d.name} is discarded.", line(faint(f"{d.name} is discarded.")))
    if d.state == "writing":
        doing = WISHES.get(d.wish or "", "Writing a warm reply…")
        return message(
            f"{doing} ({d.name})",
            rich(section("✍️ ", bold(doing)), _theirs(d)),
            rich(section(faint("Until then:")), section(*_marked(d))) if d.reply.strip() else None,
        )
    if d.state == "used":
        return message(
            f"{d.name} is used. The reply stands by itself below, ready to copy: {d.reply}",
            line("✅ ", bold("Used."), " The reply stands by itself below, ready to copy."),
            _reply(d),
            review_words.standing(d),
            *_kept(d),
            *_asked_from(d),
            *_thanks(d),
        )
    check = [excerpt(item, 200) for item in review_words.to_check(d)[:MOST] if item.strip()]
    noticed = " · ".join(filter(None, [_feeling(d), _matter(d), excerpt(d.need, 200), _weight(d)]))
    return message(
        f"{d.name}, a reply to “{excerpt(d.message, 80)}”{', not approved yet' if d.flagged else ''}: {d.reply}",
        rich(section("✍️ ", bold("A reply"), f" for {label(d.customer)}" if d.customer else "", " to:"), _theirs(d)),
        review_words.slowing_down(d),
        line("⌛ ", OVERTAKEN) if d.is_overtaken else None,
        line("🕰️ ", f"{CHANGED}, too." if d.is_overtaken else STALE) if d.is_stale else None,
        _reply(d),
        review_words.standing(d),
        _not_approved(d),
        rich(
            section(bold("What I noticed: "), noticed) if noticed else None,
            section(bold("You promise: "), f"{excerpt(d.promise, 120)}, your time.{_keeping(d)}")
            if d.promise
            else None,
            section(bold("Check before sending:")) if check else None,
            bullets(*(section(item) for item in check)) if check else None,
        )
        if noticed or check or d.promise
        else None,
        _other_feelings(d),
        small(" · ".join(filter(None, [d.name, _writer(d), _note(d)]))),
        _buttons(d),
    )


def bare(d: Draft) -> Message:
    """Only the reply, whole, so that copying the message gives clean text."""
    if not d.reply.strip():
        return message(NO_REPLY, line(faint(NO_REPLY)))
    pieces = [d.reply[start : start + LONGEST] for start in range(0, len(d.reply), LONGEST)]
    return message(d.reply, rich(section(*pieces)))


def sent(d: Draft, words: str | None) -> Message:
    """What left the house for a draft, word for word, for its agent alone."""
    if words is None:
        return message(f"{d.name}: {NOTHING_SENT}", line(NOTHING_SENT))
    pieces = [words[start : start + LONGEST] for start in range(0, min(len(words), MOST_SHOWN), LONGEST)]
    left = len(words) - MOST_SHOWN
    return message(
        f"What was sent for {d.name}, {HIDDEN}.",
        rich(section(bold(f"What was sent for {d.name}"), f", {HIDDEN}:"), *map(quote, pieces)),
        small(f"… and {left} more characters of the same message." if left > 0 else "Only you see this."),
    )


def _feeling(d: Draft) -> str:
    """The feeling, and whose word for it that is."""
    if d.sound.felt:
        return f"{excerpt(d.sound.felt, 80)}, as you see it"
    return f"perhaps {excerpt(d.feeling, 80)}" if _is_unsure(d) else excerpt(d.feeling, 80)


def _matter(d: Draft) -> str | None:
    """What it is about, where the agent said so; what was only read, the reply shows."""
    about = d.sound.about
    return f"{excerpt(MATTERS.get(about, about), 80).lower()}, as you see it" if about else None


def _is_unsure(d: Draft) -> bool:
    """Whether the feeling is only guessed at. Of what says nothing about it, as an old draft, nobody knows."""
    return d.sound.felt is None and 0 < d.confidence < briefs.SURE


def _other_feelings(d: Draft) -> ActionsBlock | None:
    """What they may feel instead, to be said at once where the feeling is only guessed at."""
    if not _is_unsure(d):
        return None
    others = [forms.option(f"{d.id} {felt}", text) for felt, text in FEELINGS.items() if felt != d.feeling]
    asked = PlainTextObject(text=f"Not {excerpt(d.feeling, 40)}? They are…")
    select = StaticSelectElement(action_id="draft.felt", placeholder=asked, options=others)
    return buttons(select, block_id=f"felt.{d.id}.{d.version}")


def _keeping(d: Draft) -> str:
    """How a promise is to be kept, while its draft is not used yet."""
    if d.is_overtaken:
        return ""
    return f" F-{d.followup} will remind you." if d.followup else " Can you keep that?"


def _kept(d: Draft) -> tuple[Block | None, ...]:
    """What reminds the agent of the promise in a reply that they took, or the offer to do it."""
    promised = f"You promise an answer by {excerpt(d.promise, 120)}, your time. " if d.promise else ""  # until erased
    if d.followup:
        # Who is asked and not guessed at: nobody is reminded of the wrong customer.
        whom = " It does not say for whom yet." if d.is_unnamed else ""
        return (
            line("⏰ ", promised, bold(f"F-{d.followup}"), f" is there to remind you.{whom}"),
            buttons(
                naming.who(d.followup, "primary", f"of {d.name}") if d.is_unnamed else None,
                button("No reminder", "draft.let_go", d.id, about=f"of {d.name}"),
            ),
        )
    if not promised or d.is_overtaken:
        return ()
    return (
        line("⏰ ", promised, "Shall I remind you?"),
        buttons(button("Remind me", "draft.remind", d.id, "primary")),
    )


def _asked_from(d: Draft) -> tuple[Block | None, ...]:
    """The follow-up that it was asked for from, to be ended once the reply is sent: nobody but the agent knows."""
    if d.still_open is None:
        return ()
    name = f"F-{d.still_open}"
    return (
        line("📌 ", bold(name), " is still open. Done with it, once this is sent?"),
        buttons(button("Done", "followup.done", d.still_open, "primary", f"with {name}")),
    )


def _thanks(d: Draft) -> tuple[Block | None, ...]:
    """The offer to let whoever earned their thanks read them."""
    if not d.is_thanks:
        return ()
    return (
        line("💛 Whom do they thank? ", code("/service thanks"), " lets a colleague read it."),
        buttons(button("Pass it on…", "draft.thanks", d.id, about=f"of {d.name}")),
    )


def _weight(d: Draft) -> str | None:
    return "much is at stake for them" if d.severity == "high" else None


def _theirs(d: Draft) -> RichTextElement:
    return quote(excerpt(d.message, 280))


def _reply(d: Draft) -> Any:
    return rich(section(*_marked(d))) if d.reply.strip() else line(faint(NO_REPLY))


def _marked(d: Draft) -> Iterator[Part]:
    """The reply with its flagged stretches in bold behind a warning sign; those that overlap, or that only a space
    parts, are marked as one."""
    shown = cut(d.reply)
    at = 0
    for start, end in _stretches(d, shown):
        yield shown[at:start]
        yield bold(f"⚠️ {shown[start:end]}")
        at = end
    yield shown[at:]


def _stretches(d: Draft, shown: str) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(f.start, 0), min(f.end, len(shown))) for f in d.flagged):
        if start >= end:
            continue
        if joined and not shown[joined[-1][1] : start].strip(" "):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _not_approved(d: Draft) -> Block | None:
    """What nobody approved, stretch by stretch, and which requests would allow it."""
    if not d.flagged:
        return None
    asked = dict.fromkeys(f.asked_as for f in d.flagged)
    then = "ask for a gesture first" if None in asked else f"wait for {' and '.join(filter(None, asked))}"
    return rich(
        section("⚠️ ", bold("Not approved yet."), f" Change the marked words, or {then}:"),
        bullets(
            *(
                section(
                    f"“{excerpt(d.reply[f.start : f.end], 80) or '…'}”: {excerpt(f.reason, 200)}",
                    f" · {f.asked_as} asks the leads for it" if f.asked_as else "",
                )
                for f in d.flagged[:MOST]
            )
        ),
    )


def _writer(d: Draft) -> str | None:
    if d.writer == d.agent:
        return None if review_words.is_theirs(d) else "In your own words"
    who = "the phrasebook" if d.writer == "phrasebook" else excerpt(d.writer, 60)
    return f"Written by {who}" if who else None


def _note(d: Draft) -> str | None:
    return excerpt(d.note, 300) if d.note else None


def _buttons(d: Draft) -> ActionsBlock | None:
    return buttons(
        button("Write it anew", "draft.anew", d.id, "primary") if d.is_overtaken else None,
        button("Use it", "draft.use", d.id, "primary")
        if d.reply.strip() and not d.flagged and not d.is_overtaken
        else None,
        button("Take it out", "draft.take_out", d.id) if d.flagged else None,
        # Somebody who grieves is offered nothing; what the agent wrote to them all the same can be asked for.
        button("Offer a gesture", "draft.gesture", d.id) if d.flagged or (d.suggested and not d.sensitive) else None,
        button("Ask a lead", "draft.ask", d.id) if review_words.may_be_asked(d) else None,
        button("Edit", "draft.edit", d.id),
        button("My words again", "draft.restore", d.id) if d.is_written_over else None,
        button("Warmer", "draft.warmer", d.id),
        button("Shorter", "draft.shorter", d.id),
        button("Remind me", "draft.remind", d.id) if d.promise and not d.followup and not d.is_overtaken else None,
        button("Discard", "draft.discard", d.id),
        OverflowMenuElement(
            action_id="draft.more", options=[forms.option(f"{d.id} {deed}", text) for deed, text in MORE.items()]
        ),
    )
