"""What a message of the outbox looks like: the view of each kind, and the sum that tells two looks apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers.views import (
    blankets,
    drafts,
    escalations,
    figures,
    gestures,
    letters,
    morning,
    problems,
    reminders,
    reviews,
    thanks,
    trail,
    wins,
)
from handlers.views.blocks import Message
from storage.records import Post

View = Callable[[Any, Post, datetime], Message]
# What these name changes often and shows seldom: a new nonce alone is no reason to send them. Where somebody uses a
# select, it is one: the client would remember what was picked.
OFTEN = ("digest",)
VIEWS: Mapping[str, View] = {
    "reminder": lambda record, post, now: reminders.reminder(record, _nonce(post), now),
    "escalation": lambda record, post, now: escalations.escalation(record, now),
    "handed": lambda record, post, now: escalations.handover(record),
    "offers": lambda record, post, now: escalations.offers(record),
    "overdue": lambda record, post, now: escalations.overdue(record, now),
    "card": lambda record, post, now: gestures.card(record),
    "waiting": lambda record, post, now: gestures.waiting(record.gesture, now, record.latest),
    "told": lambda record, post, now: gestures.told(record, post.recipient),
    "ask_again": lambda record, post, now: gestures.time_to_ask(record, post.recipient),
    "draft": lambda record, post, now: drafts.draft(record),
    "reply": lambda record, post, now: drafts.bare(record),
    "review": lambda record, post, now: reviews.card(record),
    "reviewed": lambda record, post, now: reviews.told(record),
    "digest": lambda record, post, now: morning.digest(record.day, now, _nonce(post), record.latest),
    "letter": lambda record, post, now: letters.letter(record),
    "anchor": lambda record, post, now: trail.anchor(record),
    "weekly": lambda record, post, now: figures.weekly(record),
    "problem": lambda record, post, now: problems.card(record),
    "unsolved": lambda record, post, now: problems.unsolved(record),
    "blanket": lambda record, post, now: blankets.blanket(record),
    "thanked": lambda record, post, now: thanks.thanked(record),
    "wins": lambda record, post, now: wins.wins(record),
}


def render(post: Post, about: Any, now: datetime) -> tuple[Message, str]:
    """The message that shows what `about` is now, and its fingerprint."""
    message = _marked(VIEWS[post.kind](about, post, now), post.key)
    return message, _fingerprint(message, _nonce(post) if post.kind in OFTEN else "")


def _marked(message: Message, key: str) -> Message:
    """The message with its opaque id on the first block, where a history search finds it."""
    if not message.blocks:
        return message
    first, *rest = message.payload()["blocks"]
    return Message(message.text, ({**first, "block_id": key}, *rest))


def _nonce(post: Post) -> str:
    return f"{post.key}-{post.wanted}"


def _fingerprint(message: Message, nonce: str) -> str:
    said = json.dumps(message.payload(), sort_keys=True)
    return hashlib.sha256((said.replace(nonce, "") if nonce else said).encode()).hexdigest()
