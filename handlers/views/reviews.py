"""Reviews as people see them: the card on which leads answer, their form, and what the agent hears of it."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import Block

from handlers.views import forms, review_words
from handlers.views.blocks import (
    Message,
    bold,
    button,
    buttons,
    cut,
    date,
    excerpt,
    faint,
    header,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
    user,
)
from handlers.views.drafts import NO_REPLY
from storage.records import UNNAMED, Reviewing

NOT_YET = ". Once that is gone or approved, you can say that it is fine."
_MOST_FLAGGED = 3
SENSITIVE = "It is a sensitive matter."
NO_WORDS = "Write the whole reply as the customer should read it."


def card(one: Reviewing) -> Message:
    """The card in the approvals channel, in every state."""
    d, review = one.draft, one.review
    if d.state == "discarded":
        return _discarded(one)
    about = review_words.SLOW_DOWN.get(one.sensitive, SENSITIVE) if one.sensitive else ""
    waits = review.is_open and one.is_current
    return message(
        f"{d.name}, a reply for {_whom(one)} to read before it is sent. {about} “{excerpt(d.message, 80)}”",
        header(f"{d.name} · A reply to read first"),
        rich(
            section("For ", bold(_whom(one)), ", asked by ", user(review.asked_by), ", ", date(review.asked_at), "."),
            section("🕊️ ", bold(about), " They wrote:") if about else section("They wrote:"),
            quote(excerpt(d.message, 280)),
        ),
        line(cut(one.reply)) if one.reply.strip() else line(faint(NO_REPLY)),
        line(
            "⚠️ It promises what nobody approved yet: ",
            bold(f"“{_flagged(one)}”"),
            NOT_YET,
        )
        if d.flagged and one.is_current
        else None,
        *_outcome(one),
        buttons(
            button("Fine to send", "review.fine", review.id, "primary") if not d.flagged else None,
            button("Suggest changes…", "review.suggest", review.id),
        )
        if waits
        else None,
    )


def _outcome(one: Reviewing) -> tuple[Block | None, ...]:
    """What a lead said, and what became of the reply since."""
    review, became = one.review, _became(one)
    since = line(faint(became)) if became else None
    if review.lead is None or review.answered_at is None:
        without = "" if one.draft.flagged else " It may be sent without, too."
        return (since or line("⏳ ", bold("Any lead but whoever asked can answer."), without),)
    if review.verdict == "fine":
        return (rich(review_words.fine(review.lead, review.answered_at)), since)
    opening = section("✏️ ", user(review.lead), bold(" suggests changes"), ", ", date(review.answered_at), ":")
    return (rich(opening, quote(cut(review.words, 600))), since)


def _became(one: Reviewing) -> str:
    """What became of the reply since it was asked about; nothing while it is the same and holds."""
    if one.is_current:
        return review_words.TAKEN_BACK if one.review.verdict == "fine" and one.draft.flagged else ""
    if one.is_taken_over:
        return "Taken over: this is the reply now." if one.draft.state != "used" else "Taken over, and used."
    if one.review.version != one.draft.version:
        anew = " A lead was asked anew: see the newer card." if one.is_asked_anew else ""
        return f"Out of date: the reply was changed since.{anew}"
    return "Used before anybody answered." if one.review.is_open else "Used since."


def told(one: Reviewing) -> Message:
    """The direct message to the agent about a lead's answer, in every later state too."""
    d, review = one.draft, one.review
    if d.state == "discarded" or review.lead is None:
        return _discarded(one)
    read = section("👀 ", user(review.lead), " read your reply for ", bold(_whom(one)), ":")
    if review.verdict == "fine":
        return message(
            f"A lead read your reply for {_whom(one)}: fine to send. ({d.name})",
            rich(read, quote(excerpt(one.reply, 140)), section("✅ ", bold("Fine to send."))),
            small(" · ".join(filter(None, [d.name, _became(one) or "Use it is under your draft."]))),
        )
    # What was changed since is the agent’s last word: nothing takes it away by one press.
    takes = d.state in ("writing", "ready") and review.words.strip() and one.is_current
    how = "Take it over makes it your draft, checked like any; you send it yourself." if takes else ""
    return message(
        f"A lead read your reply for {_whom(one)} and suggests changes. ({d.name}) {review.words}",
        rich(read, quote(excerpt(one.reply, 140)), section("✏️ ", bold("They suggest:")), quote(review.words)),
        small(" · ".join(filter(None, [d.name, _became(one), how]))),
        buttons(button("Take it over", "review.take", review.id, "primary", f"for {d.name}")) if takes else None,
    )


def suggest_form(one: Reviewing, metadata: str) -> dict[str, Any]:
    """The form in which a lead writes the whole reply as they would send it."""
    return forms.modal(
        "suggest_form",
        "Suggest changes",
        "Send",
        metadata,
        forms.words(
            "words",
            "How would you put it?",
            one.reply,
            multiline=True,
            hint="The agent can take it over; what promises something that nobody approved gets marked then."
            " Nothing goes to the customer by itself.",
        ),
    )


def _discarded(one: Reviewing) -> Message:
    name = one.draft.name
    return message(f"{name} is discarded.", line(faint(f"{name} is discarded.")))


def _whom(one: Reviewing) -> str:
    """Whom the reply is for, as they are called elsewhere."""
    return label(one.draft.customer) if one.draft.customer else UNNAMED


def _flagged(one: Reviewing) -> str:
    said = (excerpt(one.draft.reply[flag.start : flag.end], 60) or "…" for flag in one.draft.flagged[:_MOST_FLAGGED])
    return "”, “".join(dict.fromkeys(said))
