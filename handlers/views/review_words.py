"""How one says what became of asking a lead to read a reply, on the draft itself and on the leads' card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, RichTextElement

from bot.reviews import ADVICE
from handlers.views.blocks import bold, date, line, rich, section, user
from storage.records import Draft

SLOW_DOWN = {
    "bereavement": "Somebody died, or may have.",
    "illness": "Somebody is ill, or may be.",
    "discrimination": "This may be about discrimination.",
    "harm": "Somebody may come to harm.",
    "takeover": "Somebody else may be in their account.",
    "privacy": "This is about personal data.",
}
TAKEN_BACK = "What it promises is approved no more."


def may_be_asked(d: Draft) -> bool:
    """Whether a lead may be asked to read it as it stands: a sensitive one that was not put before them yet, nor is in
    a lead's words."""
    return bool(d.sensitive and d.reply.strip()) and not is_asked(d)


def is_asked(d: Draft) -> bool:
    """Whether a lead was asked to read it as it stands, or wrote it so."""
    return d.review is not None and (d.review.version == d.version or is_theirs(d))


def slowing_down(d: Draft) -> Block | None:
    """What weighs on the customer, for as long as there is something to send."""
    if d.sensitive not in SLOW_DOWN:
        return None
    then = ", and let a lead read it before you send it"
    if d.review is not None and is_asked(d):
        then = ", and wait for what the lead says before you send it" if d.review.is_open else ""
    return line("🕊️ ", bold(SLOW_DOWN[d.sensitive]), f" Take your time{then}.")


def to_check(d: Draft) -> Sequence[str]:
    """What to check in it, less the advice to ask a lead once one was asked."""
    return [item for item in d.check if item != ADVICE or not is_asked(d)]


def standing(d: Draft) -> Block | None:
    """What stands under the reply once a lead was asked: when, and what they said."""
    review = d.review
    if review is None:
        return None
    if is_theirs(d) and review.lead:
        return line("👀 ", user(review.lead), " wrote it ", bold("as you see it here"), ".")
    if review.version != d.version:
        return line("👀 A lead was asked about it before it was changed, ", date(review.asked_at), ".")
    if review.lead is None or review.answered_at is None:
        rest = ", and has not answered yet." if d.state != "used" else ", and had not answered yet."
        return line("👀 ", bold("A lead was asked to read it"), " ", date(review.asked_at), rest)
    if review.verdict == "fine" and d.flagged:
        return line("👀 ", user(review.lead), " read it, ", date(review.answered_at), f". {TAKEN_BACK}")
    if review.verdict == "fine":
        return rich(fine(review.lead, review.answered_at))
    return line("✏️ ", user(review.lead), bold(" suggests changes"), ", ", date(review.answered_at), ": see below.")


def fine(lead: str, at: datetime) -> RichTextElement:
    """That a lead found nothing to change, and when."""
    return section("✅ ", bold("Fine to send"), ", says ", user(lead), ", ", date(at), ".")


def is_theirs(d: Draft) -> bool:
    """Whether the reply is what a lead would have it be."""
    return d.review is not None and d.review.verdict == "changes" and d.reply == d.review.words != ""
