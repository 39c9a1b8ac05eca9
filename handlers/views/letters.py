"""Dead letters as leads see them: what could not be delivered, to whom and why, and what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement

from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    channel,
    excerpt,
    faint,
    label,
    line,
    message,
    plain,
    rich,
    section,
    small,
    user,
)
from storage.records import Letter, Undelivered

KINDS: Mapping[str, str] = {
    "affected": "what follows for all whom a problem concerns",
    "anchor": "an anchor of the audit trail",
    "ask_again": "word that leads are at work",
    "back": "the word that somebody is back",
    "blanket": "word of a gesture for all",
    "card": "the card of a request",
    "digest": "a morning message",
    "draft": "a reply draft",
    "escalation": "word of an overdue follow-up",
    "handed": "word of a handover",
    "overdue": "word of several overdue follow-ups",
    "offers": "word of what waits for a colleague",
    "remind_again": "a second reminder",
    "repeat": "a repeated reminder",
    "problem": "the question whether many have one problem",
    "problems": "the look for problems that many have",
    "reminder": "a reminder",
    "reply": "a reply to copy",
    "request_expires": "the end of a request",
    "request_waits": "word that a request waits",
    "review": "a reply for the leads to read",
    "reviewed": "what a lead said to a reply",
    "retention": "the nightly erasing of old words",
    "thanked": "a word of thanks",
    "told": "the outcome of a request",
    "unsolved": "word that a problem is still open",
    "waiting": "word that a request waits",
    "weekly": "the week’s figures",
    "wins": "the week’s good turns",
}
WHY: Mapping[str, str] = {
    "cannot_dm_bot": "it is a bot",
    "channel_not_found": "Slack shows me no such channel, or I am not in it",
    "is_archived": "the channel is archived",
    "messages_tab_disabled": "direct messages with me are switched off",
    "not_in_channel": "I am not in the channel",
    "restricted_action": "a setting of the workspace forbids it",
    "unknown_kind": "a newer version of me wrote it",
    "unreadable": "its record is damaged",
    "user_disabled": "their account is deactivated",
    "user_not_found": "Slack no longer knows them",
}
SHOWN = 5
MENDED = "This has been put right."
SUPERSEDED = "A newer message says how this went on."


def letter(one: Letter) -> Message:
    """The word to the leads about all that could not be delivered to somebody."""
    if not one.total:
        return _settled(one)
    said = _counted(one)
    shown = one.lost[:SHOWN]
    lost = [section(*_what(each)) for each in shown]
    more = section(f"… and {one.total - len(lost)} more") if one.total > len(lost) else None
    return message(
        f"📭 {said}{_spoken(one)}: {_why(one)}. " + "; ".join(_summary(each) for each in shown),
        rich(section("📭 ", bold(said), *_whom(one), f": {_why(one)}."), bullets(*lost), more),
        small(_advice(one)),
        buttons(_retry(one), _reassign(one)),
    )


def row(one: Letter) -> tuple[Block | None, ...]:
    """The same on the App Home, in two blocks."""
    said = line("📭 ", bold(_counted(one)), *_whom(one), f": {_why(one)}.")
    return said, buttons(_retry(one), _reassign(one), block_id=f"letter.{one.number}")


def reassign_form(one: Letter, metadata: str) -> dict[str, Any]:
    """The form behind **Reassign…**."""
    return forms.modal(
        "reassign_form",
        "Reassign",
        "Reassign",
        metadata,
        line(
            "Whoever you pick gets all open follow-ups of ",
            user(one.recipient),
            ", and is reminded at once of what is due.",
        ),
        forms.person("successor", "Who takes them on?", "Pick a colleague"),
    )


def _settled(one: Letter) -> Message:
    if one.outcome == "superseded":
        return message(SUPERSEDED, line(faint(SUPERSEDED)))
    if one.actor is None:
        return message(MENDED, line("✅ ", MENDED))
    if one.outcome == "reassigned" and one.successor:
        return message(
            "📭 Reassigned to a colleague.",
            line("✅ ", user(one.actor), " gave what was for ", user(one.recipient), " to ", user(one.successor), "."),
        )
    return message("📭 Tried again.", line("✅ ", user(one.actor), " had me try again", *_whom(one), "."))


def _counted(one: Letter) -> str:
    if not one.recipient:
        return "One timer could not go off" if one.total == 1 else f"{one.total} timers could not go off"
    return "One message did not arrive" if one.total == 1 else f"{one.total} messages did not arrive"


def _whom(one: Letter) -> tuple[str | RichTextElement, ...]:
    if not one.recipient:
        return ()
    if one.is_to_a_person:
        return " for ", user(one.recipient)
    is_channel = re.fullmatch("[CG][A-Z0-9]+", one.recipient)
    return " in ", channel(one.recipient) if is_channel else excerpt(one.recipient, 40)


def _spoken(one: Letter) -> str:
    """The same for a notification, which shows nobody by name."""
    return "" if not one.recipient else f" for {excerpt(one.called, 60)}"


def _why(one: Letter) -> str:
    trouble = one.lost[0].trouble if one.lost else ""
    if not one.recipient:
        return "something went wrong on my side, and the log says where"
    return WHY.get(
        trouble,
        f"Slack says {excerpt(trouble, 60)}" if trouble.islower() else "I could not write it, and the log says why",
    )


def _what(each: Undelivered) -> tuple[str | RichTextElement, ...]:
    whose = (" for ", bold(label(each.customer))) if each.customer else ()
    return (plain(_named(each)), *whose)


def _summary(each: Undelivered) -> str:
    whose = f" for {label(each.customer)}" if each.customer else ""
    return f"{_named(each)}{whose}"


def _named(each: Undelivered) -> str:
    kind = KINDS.get(each.kind, f"“{excerpt(each.kind, 40)}”")
    return f"{kind} {each.name}" if each.name else kind


def _advice(one: Letter) -> str:
    if one.is_to_a_person:
        return "Reassign… gives their open follow-ups to a colleague. Retry sends it once more."
    return "Retry, once it is put right."


def _retry(one: Letter) -> ButtonElement:
    return button("Retry", "letter.retry", one.number)


def _reassign(one: Letter) -> ButtonElement | None:
    return button("Reassign…", "letter.reassign", one.number, "primary") if one.is_to_a_person else None
